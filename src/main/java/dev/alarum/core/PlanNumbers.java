package dev.alarum.core;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.Instant;

/** Numbers plans of whatever sort, and knows which of them are history. */
final class PlanNumbers {
    /** What an outage left behind is put right by then, or by a person. */
    private static final Duration KEPT = Duration.ofDays(14);

    private long last;

    PlanNumbers(long last) {
        this.last = last;
    }

    long next() {
        last++;
        return last;
    }

    boolean isHistory(Instant begun, Moment now) {
        return Duration.between(begun, now.wall()).compareTo(KEPT) > 0;
    }
}
