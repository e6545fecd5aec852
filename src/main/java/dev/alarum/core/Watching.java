package dev.alarum.core;

import static dev.alarum.core.StatusDesk.problem;

import dev.alarum.call.Impairment;
import dev.alarum.heartbeat.Guard;
import dev.alarum.incident.Cause;
import dev.alarum.node.Moment;
import dev.alarum.status.StatusView;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How well the hub itself watches: its store, its flows, its guard. */
final class Watching {
    /** A detector whose last tick is older than this cannot fire in time. */
    static final Duration BLIND = Duration.ofSeconds(25);

    /** Beats that wait this long for being counted would soon look like silences. */
    static final Duration BEHIND = Duration.ofSeconds(3);

    private static final Set<String> HEARING =
            Set.of("beat-intake", "heartbeat-watch", "heartbeat-arm", "silence-watch");
    /** A notice that cannot come in must not become a false failure, but its absence alone is no reason to wait long. */
    private static final String NOTICES = "notice-intake";

    /** In the record, what stands for the hub's own network among the flows. */
    static final String OWN_NETWORK = "own-network";

    /** In the record, what stands for beats that wait at the hub's own door. */
    static final String INTAKE_BEHIND = "intake-behind";

    /** So much nearer to now must the counting have come to go on at all. */
    private static final Duration PROGRESS = Duration.ofSeconds(1);

    private static final String TICK = "tick";

    private final Guard guard;
    private final Backstop backstop;
    private final Canary canary;
    private final OwnWay ownWay;
    private final Turns turns;
    private final Effects effects;
    private final IncidentDesk incidents;
    /** The flows that are not running, and since when. */
    private final Map<String, Moment> notRunning = new TreeMap<>();

    private @Nullable String storeFailure;
    private @Nullable Moment storeFailedSince;
    private @Nullable Moment noticesSince;
    private @Nullable Moment behindSince;
    private @Nullable Moment caughtUpSince;
    /** Every beat that came before is counted. */
    private @Nullable Moment countedUntil;
    /** When that was last found to have moved. */
    private @Nullable Moment movedAt;

    private boolean standsStill;
    private @Nullable Incident watch;
    private @Nullable Moment watchOpened;

    Watching(
            Guard guard,
            Backstop backstop,
            Canary canary,
            OwnWay ownWay,
            Turns turns,
            Effects effects,
            IncidentDesk incidents) {
        this.guard = guard;
        this.backstop = backstop;
        this.canary = canary;
        this.ownWay = ownWay;
        this.turns = turns;
        this.effects = effects;
        this.incidents = incidents;
    }

    /** Which flows do not run, and how long beats wait. @return whether the hub can hear again */
    boolean flows(Set<String> stopped, Duration backlog, Moment now) {
        notRunning.keySet().retainAll(stopped);
        stopped.forEach(flow -> notRunning.putIfAbsent(flow, now));
        guard.waiting(backlog, now);
        behind(backlog, now);
        progress(now.plus(backlog.negated()), now);
        return look(now);
    }

    /** It has caught up when none has waited for {@link #BEHIND} for as long as that. */
    private void behind(Duration backlog, Moment now) {
        if (backlog.compareTo(BEHIND) >= 0) {
            behindSince = behindSince == null ? now : behindSince;
            caughtUpSince = null;
        } else if (behindSince != null) {
            caughtUpSince = caughtUpSince == null ? now : caughtUpSince;
            if (now.since(caughtUpSince).compareTo(BEHIND) >= 0) {
                behindSince = null;
                caughtUpSince = null;
            }
        }
    }

    private void progress(Moment counted, Moment now) {
        Moment before = countedUntil;
        if (before == null || movedAt == null || counted.since(before).compareTo(PROGRESS) >= 0) {
            countedUntil = counted;
            movedAt = now;
        }
        standsStill =
                now.since(counted).compareTo(BLIND) > 0 && now.since(movedAt).compareTo(BLIND) > 0;
    }

    /** Looks whether nodes can be heard. @return whether silences are judged from now on, and were not before */
    boolean look(Moment now) {
        boolean wasHeld = guard.isDeaf();
        Set<String> deaf = new TreeSet<>(notRunning.keySet());
        deaf.retainAll(HEARING);
        if (notRunning.containsKey(NOTICES)) {
            noticesSince = noticesSince == null ? now : noticesSince;
            if (now.since(noticesSince).compareTo(Guard.BUDGET) <= 0) {
                deaf.add(NOTICES);
            }
        } else {
            noticesSince = null;
        }
        Impairment impairment = Impairment.deaf(List.copyOf(deaf), behindSince != null, ownWay.isLost());
        Set<String> reasons = new TreeSet<>(impairment.reasons());
        boolean isWell = reasons.isEmpty();
        boolean areBeatsLost = !deaf.isEmpty() || ownWay.isLost();
        String change = guard.deaf(reasons, areBeatsLost, now);
        if (change != null) {
            String judging = "judging is " + (guard.isDeaf() ? "held" : "on");
            effects.decide(now, "hub", "law 2: self-doubt", change, judging);
            effects.tell(now, isWell ? "hub-hears" : "hub-deaf", "hub", change);
        }
        deafTooLong(impairment, now);
        return wasHeld && !guard.isDeaf();
    }

    /** By what nobody may be heard, for the record: flows that do not run, {@link #OWN_NETWORK}, {@link #INTAKE_BEHIND}. */
    Set<String> deafBy() {
        Set<String> by = new TreeSet<>(notRunning.keySet());
        by.removeIf(flow -> !HEARING.contains(flow) && !flow.equals(NOTICES));
        if (ownWay.isLost()) {
            by.add(OWN_NETWORK);
        }
        if (behindSince != null && caughtUpSince == null) {
            by.add(INTAKE_BEHIND);
        }
        return by;
    }

    private void deafTooLong(Impairment impairment, Moment now) {
        Incident open = watch;
        if (guard.isDeafTooLong(now)) {
            if (open == null && !isJustTold(now)) {
                String reason = "law 2: " + guard.reason();
                Incident incident = incidents.open(IncidentDesk.HUB, Cause.WATCH, List.of(), reason, now);
                incident.impaired = impairment;
                watch = incident;
                watchOpened = now;
            }
        } else if (open != null) {
            if (open.isLive()) {
                incidents.end(open, "the hub can hear again", now);
            }
            watch = null;
        }
    }

    /** Intake that comes and goes is one trouble, not one each time. */
    private boolean isJustTold(Moment now) {
        return watchOpened != null && now.since(watchOpened).compareTo(Guard.BUDGET_WINDOW) < 0;
    }

    void storeFailed(String reason, Moment now) {
        if (storeFailure == null) {
            effects.tell(now, "store-failed", "hub", "The hub cannot write to its disk: " + reason);
            storeFailedSince = now;
        }
        storeFailure = reason;
    }

    void storeWorks(Moment now) {
        if (storeFailure != null) {
            storeFailure = null;
            storeFailedSince = null;
            effects.tell(now, "store-works", "hub", "The hub can write to its disk again");
        }
    }

    @Nullable
    String storeFailure() {
        return storeFailure;
    }

    Set<String> notRunning() {
        return notRunning.keySet();
    }

    /** Whether the tick does not come although nobody has stopped it, or what finds failures fails at each. */
    boolean isBlind(Moment now) {
        boolean isMissing = guard.tickAge(now).compareTo(BLIND) > 0;
        return (isMissing || turns.areFailing(Turns.DETECTING, now)) && !notRunning.containsKey(TICK);
    }

    /** Whether beats come in and none of them is counted, and has not been for a while. */
    boolean isCountingStopped() {
        return standsStill;
    }

    private boolean isBehindTooLong(Moment now) {
        return behindSince != null && now.since(behindSince).compareTo(BLIND) > 0;
    }

    /** The word for people and for whoever asks {@code /observe/health}. */
    String health(Moment now, boolean cannotCall) {
        boolean isBlind = isBlind(now) || isBehindTooLong(now) || canary.missedSince() != null || ownWay.isLost();
        if (isBlind || storeFailure != null || cannotCall || turns.areFailing(Turns.SHUTTING_DOWN, now)) {
            return "DOWN";
        }
        boolean isWell = notRunning.isEmpty() && turns.failing().isEmpty();
        return isWell && behindSince == null && backstop.problemSince(now) == null ? "UP" : "DEGRADED";
    }

    StatusView.CanaryView canary() {
        return new StatusView.CanaryView(canary.found(), StatusDesk.seconds(canary.lastLateness()));
    }

    long backstops() {
        return backstop.fired();
    }

    /** What is wrong with the watching itself. */
    void problems(List<ProblemView> found, Moment now) {
        Moment failedSince = storeFailedSince;
        if (failedSince != null) {
            found.add(problem("store-failed", "hub", "The hub cannot write to its disk: " + storeFailure, failedSince));
        }
        notRunning.forEach((flow, since) ->
                found.add(problem("flow-stopped", flow, "The flow " + flow + " is not running", since)));
        turns.problems(found);
        Moment behind = behindSince;
        if (behind != null) {
            found.add(problem("intake-behind", "hub", "More beats come in than the hub can count", behind));
        }
        Moment lost = ownWay.lostSince();
        if (lost != null) {
            found.add(problem("own-network-lost", "hub", "Nobody is heard, and the hub's own network is lost", lost));
        }
        Moment missed = canary.missedSince();
        if (missed != null) {
            found.add(problem("canary-missed", "hub", "The hub's detector did not notice its own test", missed));
        }
        Moment helped = backstop.problemSince(now);
        if (helped != null) {
            found.add(problem(
                    "backstop",
                    "hub",
                    "The hub's own tick did the aggregator's work, " + backstop.fired() + " times since the start",
                    helped));
        }
    }
}
