package dev.alarum.sim;

import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Camel's aggregator as {@code silence-watch} uses it: a group a sender, due by the wall clock and found by the checker
 * when it is strictly over. So it completes everything when the clock is set forward, and nothing when it is set back.
 */
final class ModelAggregator {
    /** Of groups that are due together the map says which is first: the same map, by the same keys, as Camel's. */
    private Map<String, Due> groups = new ConcurrentHashMap<>();
    /** Nothing is due before, by the wall clock. */
    private long earliest = Long.MAX_VALUE;

    private record Due(Sender sender, long at) {}

    /** The sender's time runs anew. */
    void arm(Sender sender, Duration timeout, Moment now) {
        long expire = now.wall().toEpochMilli() + timeout.toMillis();
        groups.put(sender.toString(), new Due(sender, expire));
        earliest = Math.min(earliest, expire);
    }

    /** Completes that group now, whether or not it is due. @return whether there was one */
    boolean force(Sender sender) {
        return groups.remove(sender.toString()) != null;
    }

    /** The groups that the checker finds over; they are gone then. */
    List<Sender> check(Moment now) {
        long wall = now.wall().toEpochMilli();
        if (earliest >= wall) {
            return List.of();
        }
        List<Due> over = new ArrayList<>();
        earliest = Long.MAX_VALUE;
        for (Due due : groups.values()) {
            if (due.at() < wall) {
                over.add(due);
            } else {
                earliest = Math.min(earliest, due.at());
            }
        }
        over.sort(Comparator.comparingLong(Due::at));
        over.forEach(due -> groups.remove(due.sender().toString()));
        return over.stream().map(Due::sender).toList();
    }

    /** The process is gone. */
    void clear() {
        groups = new ConcurrentHashMap<>();
        earliest = Long.MAX_VALUE;
    }
}
