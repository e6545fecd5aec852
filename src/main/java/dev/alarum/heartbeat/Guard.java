package dev.alarum.heartbeat;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hub's doubt in itself. Whenever the hub could not have heard its nodes (it was frozen, starved, just started, cut
 * off by its own network, or an intake flow was suspended), every silence counts anew from the moment it is well again.
 */
public final class Guard {
    /**
     * A tick this late means that the process stood still; ticks come every second, and a starved two-core machine was
     * seen to delay them by up to two.
     */
    public static final Duration LATE_TICK = Duration.ofSeconds(3);

    /** Holds after a freeze total at most this much within {@link #BUDGET_WINDOW}; then the hub judges all the same. */
    public static final Duration BUDGET = Duration.ofSeconds(60);

    /** See {@link #BUDGET}. */
    public static final Duration BUDGET_WINDOW = Duration.ofMinutes(5);

    /** Beats that wait for less than this at the door are no matter: no timeout is that short. */
    public static final Duration WAITING = Duration.ofSeconds(1);

    private record Hold(Moment from, Moment until) {}

    private final Duration timeout;
    private final Deque<Hold> holds = new ArrayDeque<>();
    private final Set<String> deaf = new TreeSet<>();
    private final Deque<Hold> deafTimes = new ArrayDeque<>();
    /** When the hub was last seen to run, by whatever event. */
    private Moment lastSeen;

    private Moment lastTick;
    private Moment wellSince;
    private String reason;
    private @Nullable Moment deafSince;
    /** Whether beats were lost since then, and did not only wait. */
    private boolean lost;

    /** Beats only wait, and silences were held for that long enough. */
    private boolean judgesLate;

    private Duration backlog = Duration.ZERO;
    /** Since when silences can be judged that were over long before. */
    private Moment hearsSince;

    private boolean begun;

    /**
     * @param timeout how long a hold lasts: one full timeout
     * @param start when the hub started; it is not well before
     */
    public Guard(Duration timeout, Moment start) {
        this.timeout = timeout;
        this.lastSeen = start;
        this.lastTick = start;
        this.wellSince = start;
        this.hearsSince = start;
        this.reason = "the hub started";
    }

    /** The hub can hear from now on. */
    public void begin(Moment now) {
        begun = true;
        lastSeen = now;
        lastTick = now;
        wellSince = now;
        hearsSince = now;
    }

    /** For a replay: the hub ran until now, although no event told so. */
    public void ranUntil(Moment now) {
        lastSeen = now;
        lastTick = now;
    }

    /**
     * To be asked at every event, before it is judged: a process that stood still is found out by whatever comes first.
     *
     * @return what was found, in words, or null if all is well
     */
    public @Nullable String observe(Moment now) {
        Duration gap = now.since(lastSeen);
        return begun && gap.compareTo(LATE_TICK) > 0 ? suspect(now, gap, "the hub stood still for ") : null;
    }

    /**
     * The regular tick.
     *
     * @return what was found, in words, or null if all is well
     */
    public @Nullable String tick(Moment now) {
        Duration gap = now.since(lastSeen);
        Duration wallGap = Duration.between(lastSeen.wall(), now.wall());
        Duration drift = wallGap.minus(gap).abs();
        String found = null;
        if (gap.compareTo(LATE_TICK) > 0) {
            found = suspect(now, gap, "the hub stood still for ");
        } else if (drift.compareTo(LATE_TICK) > 0) {
            found = suspect(now, drift, "the hub's clock jumped by ");
        }
        lastSeen = now;
        lastTick = now;
        return found;
    }

    /** How long the oldest beats have waited that came in and were not counted yet. */
    public void waiting(Duration oldest, Moment now) {
        Duration counts = oldest.compareTo(WAITING) < 0 ? Duration.ZERO : oldest;
        if (backlog.minus(counts).compareTo(WAITING) > 0) {
            hearsSince = now;
        }
        backlog = counts;
    }

    /** How long a beat may have waited that is not counted yet: a silence is certain only when it is longer by this. */
    public Duration backlog() {
        return backlog;
    }

    /**
     * Why nodes cannot be heard at all, in words for people; none when they can.
     *
     * @param areBeatsLost whether what nodes send meanwhile is lost; if it only waits, then it has been counted when they
     *     can be heard again, and silences go on counting from where they were. Waiting alone holds them only for as long
     *     as {@link #BUDGET}: then they are judged, each later by {@link #backlog}
     * @return what changed, in words, or null if nothing did
     */
    public @Nullable String deaf(Set<String> reasons, boolean areBeatsLost, Moment now) {
        boolean wasHeld = isDeaf();
        String before = String.join(" and ", deaf);
        boolean isNew = !reasons.equals(deaf);
        lost |= areBeatsLost;
        if (isNew) {
            become(reasons, now);
        }
        judgesLate = !deaf.isEmpty() && !areBeatsLost && (judgesLate || isDeafTooLong(now));
        boolean isHeldNoMore = wasHeld && !isDeaf();
        if (isHeldNoMore) {
            hearAgain("until now " + before, now);
        }
        if (!isNew && !isHeldNoMore) {
            return null;
        }
        if (deaf.isEmpty()) {
            return "the hub can hear again; until now " + before;
        }
        return String.join(" and ", deaf)
                + (judgesLate ? ", but holds are used up, so it judges, later by the wait" : "");
    }

    private void become(Set<String> reasons, Moment now) {
        deaf.clear();
        deaf.addAll(reasons);
        Moment since = deafSince;
        if (deaf.isEmpty() && since != null) {
            deafTimes.addLast(new Hold(since, now));
        }
        deafSince = deaf.isEmpty() ? null : since == null ? now : since;
    }

    private void hearAgain(String before, Moment now) {
        hearsSince = now;
        if (lost) {
            wellSince = now;
            reason = before;
        }
        lost = false;
    }

    /** From when a silence counts at the earliest. */
    public Moment wellSince() {
        return wellSince;
    }

    /** Whether judging is held now because the nodes cannot be heard at all. */
    public boolean isDeaf() {
        return !deaf.isEmpty() && !judgesLate;
    }

    /** Since when silences can be judged: one that was over before is not reported late. */
    public Moment hearsSince() {
        return hearsSince;
    }

    /** Whether nodes cannot be heard, and could not for longer in all than holds may last within {@link #BUDGET_WINDOW}. */
    public boolean isDeafTooLong(Moment now) {
        if (deafSince == null) {
            return false;
        }
        return now.since(deafSince).plus(total(deafTimes, now)).compareTo(BUDGET) > 0;
    }

    /** How long silences are still held; zero when they are judged. */
    public Duration holdLeft(Moment now) {
        if (isDeaf()) {
            return timeout;
        }
        Duration left = timeout.minus(now.since(wellSince));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Why silences are or were last held. */
    public String reason() {
        return deaf.isEmpty() ? reason : String.join(" and ", deaf);
    }

    /** The age of the last tick: over 25 s the detector cannot fire in time. */
    public Duration tickAge(Moment now) {
        return now.since(lastTick);
    }

    private @Nullable String suspect(Moment now, Duration length, String what) {
        lastSeen = now;
        String words = what + length.toMillis() / 1000 + " s";
        if (total(holds, now).compareTo(BUDGET) >= 0) {
            return words + ", but holds are used up, so it judges";
        }
        holds.addLast(new Hold(now, now.plus(min(timeout, BUDGET))));
        wellSince = now;
        reason = words;
        return words;
    }

    private static Duration total(Deque<Hold> holds, Moment now) {
        holds.removeIf(hold -> now.since(hold.until()).compareTo(BUDGET_WINDOW) > 0);
        Duration sum = Duration.ZERO;
        for (Hold hold : holds) {
            Moment end = now.isAtOrAfter(hold.until()) ? hold.until() : now;
            sum = sum.plus(end.since(hold.from()));
        }
        return sum;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
