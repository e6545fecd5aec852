package dev.alarum.replay;

import org.jspecify.annotations.Nullable;

/**
 * What became of one alarm in the replay.
 *
 * @param replayed null: it would not have rung
 * @param real null: it did not ring
 */
public record Outcome(@Nullable Alarm replayed, @Nullable Alarm real) {
    /** Ticks come once a second: within two of them two calls are at the same time. */
    private static final long SAME = 2_000;

    /** In one word. */
    public enum Kind {
        /** It would have rung as it did. */
        SAME,
        /** It would have rung earlier than it did. */
        EARLIER,
        /** It would have rung later than it did. */
        LATER,
        /** It would have rung where nothing did. */
        NEW,
        /** It rang, and would not have. */
        MISSING
    }

    /** @throws IllegalArgumentException if there is neither */
    public Outcome {
        if (replayed == null && real == null) {
            throw new IllegalArgumentException("an outcome needs an alarm, replayed or real");
        }
    }

    /** In one word. */
    public Kind kind() {
        Alarm then = real;
        Alarm now = replayed;
        if (then == null) {
            return Kind.NEW;
        }
        if (now == null) {
            return Kind.MISSING;
        }
        long later = now.at() - then.at();
        return Math.abs(later) <= SAME ? Kind.SAME : later < 0 ? Kind.EARLIER : Kind.LATER;
    }

    /** How many ms lie between the two, whichever was first; 0 if there is only one. */
    long apart() {
        return replayed == null || real == null ? 0 : Math.abs(replayed.at() - real.at());
    }

    /** The alarm itself: the replayed one, or the real one that is missing. */
    public Alarm alarm() {
        Alarm shown = replayed == null ? real : replayed;
        if (shown == null) {
            throw new IllegalStateException("an outcome needs an alarm, replayed or real");
        }
        return shown;
    }
}
