package dev.alarum.sim;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.time.Instant;

/** Both clocks of a machine, moved by hand: they go together until the wall clock is stepped. */
final class VirtualTime implements Moments {
    private Moment now = new Moment(5_000_000_000L, Instant.parse("2026-01-31T23:59:00Z"));

    @Override
    public Moment now() {
        return now;
    }

    /** The wall clock in milliseconds since 1970, as Camel reads it. */
    long millis() {
        return now.wall().toEpochMilli();
    }

    /** Both clocks show this from now on. */
    void set(Moment moment) {
        now = moment;
    }

    /** Lets time pass on both clocks. */
    void pass(Duration duration) {
        now = now.plus(duration);
    }

    /** Steps the wall clock alone; negative durations set it back. */
    void stepWall(Duration step) {
        now = new Moment(now.nanos(), now.wall().plus(step));
    }
}
