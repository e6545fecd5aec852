package dev.alarum.core;

import static dev.alarum.drill.DrillStep.Part.CALLBACK;
import static dev.alarum.drill.DrillStep.Part.DETECTOR;
import static dev.alarum.drill.DrillStep.Part.INTAKE;
import static dev.alarum.drill.DrillStep.Part.KEY;
import static dev.alarum.drill.DrillStep.Part.PLAN;
import static dev.alarum.drill.DrillStep.Part.PROVIDER;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Contact;
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
import dev.alarum.plan.ClusterSettings;
import dev.alarum.status.StatusView.DrillView;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /** One round of many contacts may take long, but nobody is rung for ever. */
    static final Duration LONGEST = Duration.ofHours(2);

    /** The same for all: what begins and what ends one trouble belong together by it. */
    private static final String SUBJECT = "drill";

    private static final String NIGHT = "it is night for all contacts who can be rung (alarum.contact.N.quiet-hours)";

    private static final String FULL =
            "the caps on calls (alarum.call.max-per-hour, .max-per-month) would not leave a whole round for an alarm";

    private static final String TIMETABLE = "alarum.drill.schedule";

    private final CallSettings settings;
    private final Duration timeout;
    private final List<ClusterSettings> clusters;
    private final IncidentDesk incidents;
    private final CallDesk calls;
    private final Guard guard;
    private final Effects effects;
    private long number;
    private @Nullable Drill last;
    /** The newest one that was passed or missed. */
    private @Nullable Drill judged;

    DrillDesk(CoreSettings settings, IncidentDesk incidents, CallDesk calls, Guard guard, Effects effects) {
        this.settings = settings.call();
        this.timeout = settings.heartbeat().timeout();
        this.clusters = settings.clusters();
        this.incidents = incidents;
        this.calls = calls;
        this.guard = guard;
        this.effects = effects;
    }

    /** Takes up a drill of before the start, the older ones first; one that was going on then is over. */
    void restore(Row.DrillRow row, Moment start) {
        Drill drill = Drill.of(row, start);
        number = drill.number;
        last = drill;
        if (drill.state == DrillState.PASSED || drill.state == DrillState.MISSED) {
            judged = drill;
        }
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
        if (clusters.isEmpty()) {
            drill.mark(PLAN, Mark.ABSENT, "no cluster is set up in alarum.proxmox");
        }
        if (!settings.keys()) {
            drill.mark(CALLBACK, Mark.ABSENT, "alarum.public-url is not set, so no key can be pressed");
        }
        last = drill;
        effects.drill(number);
        effects.save(drill.row());
        effects.decide(now, drill.subject(), "drill", "asked for by " + by, "begun");
        effects.tell(now, "drill", SUBJECT, "A drill has begun; the phone rings soon, and this is no alarm");
        return null;
    }

    /** The same by the timetable: nobody is there to be told why not, so that one is missed. */
    void beginBySchedule(Moment now) {
        if (running().isPresent()) {
            return;
        }
        String refusal = begin(TIMETABLE, now);
        if (refusal != null && waiting().isEmpty()) {
            number++;
            Drill drill = new Drill(number, TIMETABLE, now);
            last = drill;
            drill.mark(KEY, Mark.BAD, "not held: " + refusal);
            drill.endWaiting(Mark.ABSENT, "not come to");
            judge(drill, now);
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
        return calls.hasRoomForADrill(now) ? null : FULL;
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
            boolean isInTime = silence.compareTo(timeout.plus(Canary.LATEST)) < 0;
            drill.mark(DETECTOR, isInTime ? Mark.GOOD : Mark.BAD, "noticed after " + Words.seconds(silence));
            ring(drill, now);
        });
    }

    void report(DrillReport report, Moment now) {
        running().filter(drill -> drill.number == report.number()).ifPresent(drill -> {
            if (report instanceof DrillReport.Knocked knocked) {
                knocked(drill, knocked.problem());
            } else if (report instanceof DrillReport.Rehearsed rehearsed) {
                rehearsed(drill, rehearsed.problems());
            }
            ring(drill, now);
        });
    }

    private static void knocked(Drill drill, String problem) {
        // it may have been counted although its sender was told that it was not
        if (!problem.isEmpty() && !drill.isBad(INTAKE)) {
            drill.mark(INTAKE, Mark.BAD, problem);
        }
    }

    private void rehearsed(Drill drill, List<String> problems) {
        if (drill.isWaiting(PLAN)) {
            boolean isGood = problems.isEmpty();
            drill.mark(PLAN, isGood ? Mark.GOOD : Mark.BAD, isGood ? planned() : String.join("; ", problems));
        }
    }

    private String planned() {
        String unarmed = clusters.stream()
                .filter(cluster -> !cluster.armed())
                .map(ClusterSettings::cluster)
                .collect(Collectors.joining(", "));
        return "every node could be shut down" + (unarmed.isEmpty() ? "" : "; not armed: " + unarmed);
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
            end(drill, false, now);
        } else if (incident != null) {
            calls.attempts().stream().filter(one -> one.incident == incident.id).forEach(one -> walked(drill, one));
            boolean isOver = incident.state != IncidentState.OPEN && incident.state != IncidentState.CALLING;
            boolean isRoundOver = !incident.ladder.isLive() && incident.ladder.isRoundOver(now);
            String held = incident.ladder.isLive() ? null : held(incident, now);
            if (isOver
                    || isRoundOver
                    || held != null
                    || now.since(incident.opened).compareTo(LONGEST) >= 0) {
                endWaiting(drill, incident, isOver || held == null ? "nobody answered" : held);
                judge(drill, now);
            }
        }
    }

    /** Why nobody else is rung, although the round is not over. */
    private @Nullable String held(Incident incident, Moment now) {
        Contact next = incident.ladder.contact(now);
        if (next == null || settings.isQuiet(next, now)) {
            return NIGHT;
        }
        return calls.hasRoomForADrill(now) ? null : FULL;
    }

    private void walked(Drill drill, Attempt attempt) {
        boolean isTaken = attempt.isAccepted() || attempt.calledBack || attempt.key != null;
        if (isTaken && drill.isWaiting(PROVIDER)) {
            drill.mark(
                    PROVIDER,
                    Mark.GOOD,
                    "took call " + attempt.number + ", to " + attempt.contact
                            + (attempt.provider == 1 ? "" : "; it was provider " + attempt.provider));
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
        Drill before = judged;
        drill.state = drill.isWell() ? DrillState.PASSED : DrillState.MISSED;
        judged = drill;
        end(drill, before != null && before.state == DrillState.MISSED, now);
    }

    /** @param endsTrouble whether the one before was missed */
    private void end(Drill drill, boolean endsTrouble, Moment now) {
        Incident incident = drill.incident;
        if (incident != null) {
            incidents.endDrill(incident, now);
        }
        effects.save(drill.row());
        effects.decide(now, drill.subject(), "drill", drill.inWords(), drill.state.word());
        switch (drill.state) {
            case PASSED ->
                effects.tell(
                        now,
                        endsTrouble ? "drill-passed" : "drill",
                        SUBJECT,
                        "The drill is passed: " + drill.inWords());
            case MISSED -> effects.tell(now, "drill-missed", SUBJECT, "The drill failed: " + drill.inWords());
            case GIVEN_UP -> effects.tell(now, "drill", SUBJECT, "The drill was given up: " + drill.inWords());
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
        Drill drill = judged;
        if (drill != null && drill.state == DrillState.MISSED) {
            found.add(StatusDesk.problem(
                    "drill-missed", drill.subject(), "The last drill failed: " + drill.inWords(), drill.began));
        }
    }
}
