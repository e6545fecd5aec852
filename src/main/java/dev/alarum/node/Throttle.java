package dev.alarum.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Lets the same thing be said once in a period, however often it happens. Safe to be asked by several threads. */
public final class Throttle {
    private static final int MOST = 1_000;

    private final Duration period;
    private final Moments moments;
    private final Map<String, Moment> last = new HashMap<>();

    /** One passes in a period. */
    public Throttle(Duration period, Moments moments) {
        this.period = period;
        this.moments = moments;
    }

    /** Whether this one passes. */
    public synchronized boolean passes(String what) {
        Moment now = moments.now();
        Moment before = last.get(what);
        if (before != null && now.since(before).compareTo(period) < 0) {
            return false;
        }
        if (last.size() >= MOST) {
            last.clear();
        }
        last.put(what, now);
        return true;
    }
}
