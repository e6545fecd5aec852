package dev.alarum.core;

import dev.alarum.heartbeat.Guard;
import dev.alarum.incident.Cause;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How well the hub itself watches: its store, its flows, its guard. */
final class Watching {
    /** A detector whose last tick is older than this cannot fire in time. */
    static final Duration BLIND = Duration.ofSeconds(25);

    private static final Set<String> HEARING =
            Set.of("beat-intake", "heartbeat-watch", "heartbeat-arm", "silence-watch");
    /** A notice that cannot come in must not become a false failure, but its absence alone is no reason to wait long. */
    private static final String NOTICES = "notice-intake";

    private final Guard guard;
    private final Effects effects;
    private final IncidentDesk incidents;
    private Set<String> notRunning = Set.of();
    private @Nullable String storeFailure;
    private @Nullable Moment noticesSince;
    private @Nullable Incident watch;
    private @Nullable Moment watchOpened;

    Watching(Guard guard, Effects effects, IncidentDesk incidents) {
        this.guard = guard;
        this.effects = effects;
        this.incidents = incidents;
    }

    /** @return whether the hub can hear again */
    boolean flows(Set<String> stopped, Moment now) {
        notRunning = Set.copyOf(stopped);
        Set<String> deaf = new TreeSet<>(stopped);
        deaf.retainAll(HEARING);
        if (stopped.contains(NOTICES)) {
            noticesSince = noticesSince == null ? now : noticesSince;
            if (now.since(noticesSince).compareTo(Guard.BUDGET) <= 0) {
                deaf.add(NOTICES);
            }
        } else {
            noticesSince = null;
        }
        String change = guard.intake(deaf, now);
        if (change != null) {
            effects.decide(now, "hub", "law 2: self-doubt", change, "judging is " + (deaf.isEmpty() ? "on" : "held"));
            effects.tell(now, deaf.isEmpty() ? "intake-runs" : "intake-suspended", "hub", change);
        }
        deafTooLong(now);
        return change != null && deaf.isEmpty();
    }

    private void deafTooLong(Moment now) {
        Incident open = watch;
        if (guard.isDeafTooLong(now)) {
            if (open == null && !isJustTold(now)) {
                String impaired = "the flow " + String.join(" and ", guard.suspended()) + " is suspended";
                Incident incident = incidents.open(IncidentDesk.HUB, Cause.WATCH, List.of(), "law 2: " + impaired, now);
                incident.impaired = impaired;
                watch = incident;
                watchOpened = now;
            }
        } else if (open != null) {
            if (open.isLive()) {
                incidents.end(open, "intake runs again", now);
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
        }
        storeFailure = reason;
    }

    void storeWorks(Moment now) {
        if (storeFailure != null) {
            storeFailure = null;
            effects.tell(now, "store-works", "hub", "The hub can write to its disk again");
        }
    }

    @Nullable
    String storeFailure() {
        return storeFailure;
    }

    Set<String> notRunning() {
        return notRunning;
    }

    boolean isBlind(Moment now) {
        return guard.tickAge(now).compareTo(BLIND) > 0;
    }
}
