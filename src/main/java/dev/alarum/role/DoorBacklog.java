package dev.alarum.role;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bodies of beats that have come in and are not answered yet. Their age tells how far the hub is behind: a beat that
 * waits here is a sign of life that nobody has seen. Touched on the listener's one event loop; only the age is asked for
 * by others.
 */
final class DoorBacklog {
    private static final long NONE = Long.MIN_VALUE;

    /** Whose answer is not out by then is waited for by nobody: senders give up after seconds. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(2);

    private static final class Waiting {
        private final long since = System.nanoTime();
        private boolean answered;

        boolean isOver() {
            return answered || System.nanoTime() - since > GIVEN_UP.toNanos();
        }
    }

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private volatile long oldest = NONE;

    /** That request is wholly in. */
    void enter(RoutingContext request) {
        Waiting one = new Waiting();
        waiting.addLast(one);
        request.addEndHandler(ended -> {
            one.answered = true;
            look();
        });
        look();
    }

    private void look() {
        while (!waiting.isEmpty() && waiting.getFirst().isOver()) {
            waiting.removeFirst();
        }
        oldest = waiting.isEmpty() ? NONE : waiting.getFirst().since;
    }

    /** How long the oldest of them has waited; zero if none does. */
    Duration age() {
        long since = oldest;
        return since == NONE ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }
}
