package dev.alarum.heartbeat;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names whose lines a relay carries: so many and no more; who was never accepted by a hub goes first. */
final class BeatNames {
    static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final int most;
    private final Map<Name, Known> known = new HashMap<>();

    BeatNames(int most) {
        this.most = most;
    }

    /** What is known of that name, newly noted if there is room; null if its line must be dropped. */
    @Nullable
    Known note(Name name, Moment now) {
        Known one = known.get(name);
        if (one == null && (known.size() < most || makeRoom(now))) {
            one = new Known(now);
            known.put(name, one);
        }
        if (one != null) {
            one.last = now;
        }
        return one;
    }

    @Nullable
    Known of(Name name) {
        return known.get(name);
    }

    /** All that are known. */
    Map<Name, Known> all() {
        return known;
    }

    private boolean makeRoom(Moment now) {
        return known.entrySet().stream()
                .filter(entry -> !entry.getValue().accepted
                        || now.since(entry.getValue().last).compareTo(FORGOTTEN) >= 0)
                .filter(entry -> entry.getValue().waiting == 0)
                .min(Comparator.comparing((Map.Entry<Name, Known> entry) -> entry.getValue().accepted)
                        .thenComparing(entry -> now.since(entry.getValue().last), Comparator.reverseOrder()))
                .map(entry -> known.remove(entry.getKey()) != null)
                .orElse(false);
    }

    /** One name. */
    static final class Known {
        boolean accepted;
        int waiting;
        long bootOfHub;
        Moment last;

        private Known(Moment last) {
            this.last = last;
        }
    }
}
