package dev.alarum.core;

import dev.alarum.node.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Wall times of before the restart, put on the clocks of this run: once, at the start. */
final class Anchor {
    private Anchor() {}

    /** That wall time, in ms since 1970, as a moment of this run. */
    static Moment at(Moment start, long wallMillis) {
        return start.plus(Duration.ofMillis(wallMillis - start.wall().toEpochMilli()));
    }

    /** As {@link #at}, but never later than the start, as a clock that was set back would have it. */
    static Moment past(Moment start, long wallMillis) {
        Moment kept = at(start, wallMillis);
        return start.isAtOrAfter(kept) ? kept : start;
    }

    static @Nullable Moment pastOrNull(Moment start, @Nullable Long wallMillis) {
        return wallMillis == null ? null : past(start, wallMillis);
    }

    /** A lease lasts no longer than it would have, whatever was done to the wall clock meanwhile. */
    static Moment leaseEnd(Moment start, long since, long ends) {
        Moment latest = start.plus(Duration.ofMillis(Math.max(0, ends - since)));
        Moment kept = at(start, ends);
        return latest.isAtOrAfter(kept) ? kept : latest;
    }
}
