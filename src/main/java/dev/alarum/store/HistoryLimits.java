package dev.alarum.store;

import java.time.Duration;

/**
 * How much of the past is kept for replays.
 *
 * @param keep for how long; more than zero
 * @param maxRows how many rows at most; 1 or more
 */
public record HistoryLimits(Duration keep, long maxRows) {
    /** @throws IllegalArgumentException if a part is outside its range */
    public HistoryLimits {
        if (keep.isNegative() || keep.isZero() || maxRows < 1) {
            throw new IllegalArgumentException("history of " + keep + " and " + maxRows + " rows: give more than none");
        }
    }

    /** For the statement that drops what is older. */
    public long keepMillis() {
        return keep.toMillis();
    }

    /** The body of the statement that drops what is too old or too much. */
    public HistoryLimits limits() {
        return this;
    }
}
