package dev.alarum.sim;

import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Camel's aggregator as {@code silence-watch} uses it: a group a sender, due by the wall clock and found by the checker
 * when it is strictly over. So it completes everything when the clock is set forward, and nothing when it is set back.
 */
final class ModelAggregator {
    private final Map<Sender, Long> due = new HashMap<>();
    /** Nothing is due before, by the wall clock. */
    private long earliest = Long.MAX_VALUE;

    /** The sender's time runs anew. */
    void arm(Sender sender, Duration timeout, Moment now) {
        long expire = now.wall().toEpochMilli() + timeout.toMillis();
        due.put(sender, expire);
        earliest = Math.min(earliest, expire);
    }

    /** Completes that group now, whether or not it is due. @return whether there was one */
    boolean force(Sender sender) {
        return due.remove(sender) != null;
    }

    /** The groups that the checker finds over; they are gone then. */
    List<Sender> check(Moment now) {
        long wall = now.wall().toEpochMilli();
        if (earliest >= wall) {
            return List.of();
        }
        List<Map.Entry<Sender, Long>> over = new ArrayList<>();
        earliest = Long.MAX_VALUE;
        for (Map.Entry<Sender, Long> one : due.entrySet()) {
            if (one.getValue() < wall) {
                over.add(Map.entry(one.getKey(), one.getValue()));
            } else {
                earliest = Math.min(earliest, one.getValue());
            }
        }
        over.sort(Comparator.comparingLong((Map.Entry<Sender, Long> one) -> one.getValue())
                .thenComparing(Map.Entry::getKey));
        over.forEach(one -> due.remove(one.getKey()));
        return over.stream().map(Map.Entry::getKey).toList();
    }

    /** The process is gone. */
    void clear() {
        due.clear();
        earliest = Long.MAX_VALUE;
    }
}
