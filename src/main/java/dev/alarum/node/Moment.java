package dev.alarum.node;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time on both clocks of this machine.
 *
 * @param nanos the monotonic clock; every duration that decides comes from it
 * @param wall the wall clock, for people and schedules only
 */
public record Moment(long nanos, Instant wall) {
    /** How long ago the earlier moment was, by the monotonic clock. */
    public Duration since(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }

    /** The moment that is this much later on both clocks; negative durations give an earlier one. */
    public Moment plus(Duration duration) {
        return new Moment(nanos + duration.toNanos(), wall.plus(duration));
    }

    /** Whether this moment is at or after the other, by the monotonic clock. */
    public boolean isAtOrAfter(Moment other) {
        return nanos - other.nanos >= 0;
    }
}
