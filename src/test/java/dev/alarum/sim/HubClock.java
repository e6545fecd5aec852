package dev.alarum.sim;

import dev.alarum.node.Moment;
import java.time.Instant;

/** The two clocks of the hub's machine, as far from the true time as what was done to them. */
final class HubClock {
    private static final long NANOS = 5_000_000_000L;
    /** What the wall clock shows when a script begins, unless it is set. */
    static final Instant WALL = Instant.parse("2026-01-31T23:59:00Z");

    private long paused;
    private long stepped;

    Moment at(long now) {
        return new Moment(NANOS + (now - paused) * 1_000_000, WALL.plusMillis(now + stepped));
    }

    /** Somebody set the wall clock. */
    void step(long millis) {
        stepped += millis;
    }

    /** The machine was paused for so long: its monotonic clock did not run. */
    void pause(long millis) {
        paused += millis;
    }
}
