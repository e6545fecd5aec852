package dev.alarum.message;

import dev.alarum.node.Moment;
import dev.alarum.status.NewsCode.Urgency;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many SMS may still be sent. What is not urgent leaves half of them to what is. */
final class SmsCap {
    private static final Duration WINDOW = Duration.ofHours(1);

    private final int most;
    private final Deque<Moment> sent = new ArrayDeque<>();

    SmsCap(int most) {
        this.most = most;
    }

    /** Takes one, if there is one left. @return whether there was */
    boolean take(Urgency urgency, Moment now) {
        while (!sent.isEmpty() && now.since(sent.getFirst()).compareTo(WINDOW) >= 0) {
            sent.removeFirst();
        }
        boolean may = sent.size() < (urgency == Urgency.URGENT ? most : Math.max(1, most / 2));
        if (may) {
            sent.addLast(now);
        }
        return may;
    }
}
