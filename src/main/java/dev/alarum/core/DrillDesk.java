package dev.alarum.core;

import static dev.alarum.drill.DrillStep.Part.CALLBACK;
import static dev.alarum.drill.DrillStep.Part.DETECTOR;
import static dev.alarum.drill.DrillStep.Part.INTAKE;
import static dev.alarum.drill.DrillStep.Part.KEY;
import static dev.alarum.drill.DrillStep.Part.PLAN;
import static dev.alarum.drill.DrillStep.Part.PROVIDER;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Key;
import dev.alarum.call.Ladder;
import dev.alarum.drill.DrillReport;
import dev.alarum.drill.DrillState;
import dev.alarum.drill.DrillStep.Mark;
import dev.alarum.heartbeat.Guard;
import dev.alarum.incident.Cause;
import dev.alarum.incident.IncidentState;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.status.StatusView.DrillView;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rehearsal: a beat of the hub's own comes through its door and falls silent, the plans are asked without an order,
 * and then the phone rings until somebody answers for it, one round and no longer.
 */
final class DrillDesk {
    /** The door is on this machine: a beat that needs longer does not come through. */
    static final Duration DOOR = Duration.ofSeconds(10);

    /** Each host of a cluster may take {@code 15 s}. */
    static final Duration PLANS = Duration.ofMinutes(2);

    /** One round of many contacts may take long, but no drill goes on for ever. */
    static final Duration LONGEST = Duration.ofMinutes(30);

    private static final String NIGHT = "it is night for all contacts (alarum.contact.N.quiet-hours)";

    private final CallSettings settings;
    private final Duration timeout;
    private final boolean hasPlans;
    private final IncidentDesk incidents;
    private final CallDesk calls;
    private final Guard guard;
    private final Effects effects;
    private long number;
    private @Nullable Drill last;

    DrillDesk(CoreSettings settings, IncidentDesk incidents, CallDesk calls, Guard guard, Effects effects) {
        this.settings = settings.call();
        this.timeout = settings.heartbeat().timeout();
        this.hasPlans = !settings.clusters().isEmpty();
        this.incidents = incidents;
        this.calls = calls;
        this.guard = guard;
        this.effects = effects;
    }

    /** Takes up the newest drill of before the start; one that was going on then is over. */
    void restore(Row.DrillRow row, Moment start) {
        Drill drill = Drill.of(row, start);
        number = drill.number;
        last = drill;
        if (drill.isRunning()) {
            drill.endWaiting(Mark.BAD, "the hub was started anew meanwhile");
            judge(drill, start);
        }
    }

    /** Begins one, unless something speaks against it. @return what, in words for people; null if it has begun */
    @Nullable
    String begin(String by, Moment now) {
        String refusal = refusal(now);
        if (refusal != null) {
            effects.decide(now, "drill", "drill", by + " asked for one, but " + refusal, "not held");
            return refusal;
        }
        number++;
        Drill drill = new Drill(number, by, now);
        if (!hasPlans) {
            drill.mark(PLAN, Mark.ABSENT, "no cluster is set up in alarum.proxmox");
        }
        if (!settings.keys()) {
            drill.mark(CALLBACK, Mark.ABSENT, "alarum.public-url is not set, so no key can be pressed");
        }
        last = drill;
        effects.drill(number);
        effects.save(drill.row());
        effects.decide(now, drill.subject(), "drill", "asked for by " + by, "begun");
        effects.tell(now, "drill", drill.subject(), "A drill has begun; the phone rings soon, and this is no alarm");
        return null;
    }

    /** The same by the timetable: nobody is there to be told why not. */
    void beginBySchedule(Moment now) {
        String refusal = begin("alarum.drill.schedule", now);
        if (refusal != null && waiting().isEmpty()) {
            effects.tell(now, "drill-missed", "drill", "The drill was not held: " + refusal);
        }
    }

    private @Nullable String refusal(Moment now) {
        Drill drill = last;
        if (drill != null && drill.isRunning()) {
            return "drill " + drill.number + " goes on";
        }
        if (settings.contacts().isEmpty()) {
            return "there is nobody to ring: set alarum.contact.1.phone";
        }
        Optional<Incident> waiting = waiting();
        if (waiting.isPresent()) {
            return "incident " + waiting.get().id + " needs the phone";
        }
        if (!settings.isAnybodyAwake(now)) {
            return NIGHT;
        }
        if (guard.isDeaf()) {
            return "the hub cannot hear now: " + guard.reason();
        }
        return calls.isSpent(now) ? "no more calls are made for now: their cap is reached" : null;
    }

    /** What really has to be rung for. */
    private Optional<Incident> waiting() {
        return incidents.all().stream()
                .filter(one -> one.cause != Cause.DRILL)
                .filter(one -> one.state == IncidentState.OPEN || one.state == IncidentState.CALLING)
                .findFirst();
    }

    private Optional<Drill> running() {
        return Optional.ofNullable(last).filter(Drill::isRunning);
    }

    /** The drill's beat was counted. */
    void heard(Moment now) {
        running().filter(drill -> drill.isWaiting(INTAKE)).ifPresent(drill -> {
            drill.heard = now;
            drill.mark(INTAKE, Mark.GOOD, "counted after " + Words.seconds(now.since(drill.began)));
        });
    }

    /** The aggregator reports the silence after it. */
    void silent(Moment now) {
        running().filter(drill -> drill.isWaiting(DETECTOR)).ifPresent(drill -> {
            Moment heard = drill.heard;
            if (heard == null) {
                return;
            }
            Duration silence = now.since(heard);
            if (silence.compareTo(timeout) < 0) {
                // the aggregator goes by the wall clock, which may have been set forward a little
                effects.arm(Sender.DRILL, timeout.minus(silence));
                return;
            }
            drill.mark(DETECTOR, Mark.GOOD, "noticed after " + Words.seconds(silence));
            ring(drill, now);
        });
    }

    void report(DrillReport report, Moment now) {
        running().ifPresent(drill -> {
            if (report instanceof DrillReport.Knocked knocked
                    && !knocked.problem().isEmpty()) {
                if (drill.isWaiting(INTAKE)) {
                    drill.mark(INTAKE, Mark.BAD, knocked.problem());
                }
            } else if (report instanceof DrillReport.Rehearsed rehearsed && drill.isWaiting(PLAN)) {
                boolean good = rehearsed.problems().isEmpty();
                drill.mark(
                        PLAN,
                        good ? Mark.GOOD : Mark.BAD,
                        good ? "every node could be shut down" : String.join("; ", rehearsed.problems()));
            }
            ring(drill, now);
        });
    }

    void tick(Moment now) {
        running().ifPresent(drill -> {
            late(drill, now);
            ring(drill, now);
            follow(drill, now);
        });
    }

    private void late(Drill drill, Moment now) {
        Duration age = now.since(drill.began);
        Moment heard = drill.heard;
        if (drill.isWaiting(INTAKE) && age.compareTo(DOOR) >= 0) {
            drill.mark(INTAKE, Mark.BAD, "no beat came through the hub's own door within " + Words.duration(DOOR));
        }
        if (drill.isWaiting(DETECTOR)) {
            if (drill.isBad(INTAKE)) {
                drill.mark(DETECTOR, Mark.ABSENT, "not come to");
            } else if (heard != null && now.since(heard).compareTo(timeout.plus(Canary.LATEST)) >= 0) {
                drill.mark(DETECTOR, Mark.BAD, "not noticed within " + Words.duration(timeout.plus(Canary.LATEST)));
            }
        }
        if (drill.isWaiting(PLAN) && age.compareTo(PLANS) >= 0) {
            drill.mark(PLAN, Mark.BAD, "Proxmox did not answer within " + Words.duration(PLANS));
        }
    }

    /** Once all that comes before the phone is known. */
    private void ring(Drill drill, Moment now) {
        boolean isReady = !drill.isWaiting(INTAKE) && !drill.isWaiting(DETECTOR) && !drill.isWaiting(PLAN);
        if (isReady && drill.incident == null) {
            drill.rings(incidents.open(IncidentDesk.HUB, Cause.DRILL, List.of(), drill.subject(), now));
            effects.save(drill.row());
        }
    }

    private void follow(Drill drill, Moment now) {
        Incident incident = drill.incident;
        Optional<Incident> waiting = waiting();
        if (waiting.isPresent()) {
            drill.state = DrillState.GIVEN_UP;
            drill.endWaiting(Mark.ABSENT, "incident " + waiting.get().id + " needed the phone");
            end(drill, now);
        } else if (incident != null) {
            calls.attempts().stream().filter(one -> one.incident == incident.id).forEach(one -> walked(drill, one));
            boolean isOver = incident.state != IncidentState.OPEN && incident.state != IncidentState.CALLING;
            boolean isRoundOver = !incident.ladder.isLive() && incident.ladder.isRoundOver(now);
            boolean isNight = !incident.ladder.isLive() && !settings.isAnybodyAwake(now);
            if (isOver || isRoundOver || isNight || now.since(drill.began).compareTo(LONGEST) >= 0) {
                endWaiting(drill, incident, isNight && !isOver ? NIGHT : "nobody answered");
                judge(drill, now);
            }
        }
    }

    private void walked(Drill drill, Attempt attempt) {
        if (attempt.isAccepted() && drill.isWaiting(PROVIDER)) {
            drill.mark(PROVIDER, Mark.GOOD, "took call " + attempt.number + ", to " + attempt.contact);
        }
        if (attempt.calledBack && drill.isWaiting(CALLBACK)) {
            drill.mark(CALLBACK, Mark.GOOD, "told of call " + attempt.number);
        }
        boolean isAnswered = settings.keys()
                ? attempt.key == Key.ACKNOWLEDGE || attempt.key == Key.CLOSE
                : Ladder.isHeard(attempt.whole());
        if (isAnswered && drill.isWaiting(KEY)) {
            Key key = attempt.key;
            drill.mark(
                    KEY,
                    Mark.GOOD,
                    attempt.contact
                            + (key == null
                                    ? " listened for " + attempt.durationSeconds + " s; no key can be pressed"
                                    : " pressed " + key.digit()));
        }
    }

    private void endWaiting(Drill drill, Incident incident, String why) {
        String lastCall = calls.attempts().stream()
                .filter(one -> one.incident == incident.id)
                .reduce((one, next) -> next)
                .map(one -> "call " + one.number + " to " + one.contact + ": " + one.status.word()
                        + (one.detail == null ? "" : ", " + one.detail))
                .orElse("no call was made");
        if (drill.isWaiting(PROVIDER)) {
            drill.mark(PROVIDER, Mark.BAD, lastCall);
        }
        if (drill.isWaiting(CALLBACK)) {
            boolean isTried = !drill.isBad(PROVIDER);
            drill.mark(
                    CALLBACK,
                    isTried ? Mark.BAD : Mark.ABSENT,
                    isTried ? "nothing was told over alarum.public-url" : "not come to");
        }
        if (drill.isWaiting(KEY)) {
            boolean isSettled = !incident.isLive() || incident.state == IncidentState.ACKNOWLEDGED;
            drill.mark(KEY, Mark.BAD, isSettled ? "settled without a call being answered" : why + "; " + lastCall);
        }
    }

    private void judge(Drill drill, Moment now) {
        drill.state = drill.isWell() ? DrillState.PASSED : DrillState.MISSED;
        end(drill, now);
    }

    private void end(Drill drill, Moment now) {
        Incident incident = drill.incident;
        if (incident != null) {
            incidents.endDrill(incident, now);
        }
        effects.save(drill.row());
        effects.decide(now, drill.subject(), "drill", drill.inWords(), drill.state.word());
        switch (drill.state) {
            case PASSED ->
                effects.tell(now, "drill-passed", drill.subject(), "The drill is passed: " + drill.inWords());
            case MISSED -> effects.tell(now, "drill-missed", drill.subject(), "The drill failed: " + drill.inWords());
            case GIVEN_UP -> effects.tell(now, "drill", drill.subject(), "The drill was given up: " + drill.inWords());
            case RUNNING -> throw new IllegalStateException("a drill that goes on has no end");
        }
    }

    /** Whether something of what comes before the phone does not work. */
    boolean isTroubled() {
        return running()
                .filter(drill -> List.of(INTAKE, DETECTOR, PLAN).stream().anyMatch(drill::isBad))
                .isPresent();
    }

    /** The number of the newest one. */
    long number() {
        return number;
    }

    /** The newest drill; null if there was none. */
    @Nullable
    DrillView view() {
        Drill drill = last;
        return drill == null ? null : drill.view();
    }

    void problems(List<ProblemView> found) {
        Drill drill = last;
        if (drill != null && drill.state == DrillState.MISSED) {
            found.add(StatusDesk.problem(
                    "drill-missed", drill.subject(), "The last drill failed: " + drill.inWords(), drill.began));
        }
    }
}
