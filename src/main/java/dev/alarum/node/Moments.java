package dev.alarum.node;

import java.time.Clock;

/** The clocks, passed in wherever time decides, so that a test may hold them. */
@FunctionalInterface
public interface Moments {
    /** Now, on both clocks. */
    Moment now();

    /** This machine's clocks. */
    static Moments system() {
        Clock clock = Clock.systemUTC();
        return () -> new Moment(System.nanoTime(), clock.instant());
    }
}
