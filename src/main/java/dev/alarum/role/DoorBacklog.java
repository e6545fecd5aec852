package dev.alarum.role;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of beats that have come in and are not counted yet. Their age tells how far the hub is behind: a beat that
 * waits here is a sign of life that nobody has seen. That its sender has hung up changes nothing: senders wait a second
 * for an answer, and the beat is counted all the same. Safe to be used by several threads.
 */
final class DoorBacklog {
    /** What is not counted by then is not waited for, and no beat counts as older than this. */
    static final Duration GIVEN_UP = Duration.ofMinutes(2);

    /** One is lost, and not only late, when another that came this much later is counted already. */
    static final Duration OVERTAKEN = Duration.ofSeconds(10);

    /** Under this name the request carries its {@link Waiting}. */
    static final String WAITING = "alarum-waiting";

    private final LongSupplier nanos;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    /** When the latest of those came that are counted, by the monotonic clock. */
    private volatile long newest;

    DoorBacklog() {
        this(System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    DoorBacklog(LongSupplier nanos) {
        this.nanos = nanos;
        this.newest = nanos.getAsLong();
    }

    /** One body that is wholly in. */
    final class Waiting {
        private final long since = nanos.getAsLong();
        private volatile boolean taken;
        private volatile boolean over;

        /** When it came, by the monotonic clock. */
        long since() {
            return since;
        }

        /** A flow has taken it: it waits until that flow is through, whatever becomes of the sender. */
        void take() {
            taken = true;
        }

        /** The flow is through with it. */
        void counted() {
            over = true;
            if (since - newest > 0) {
                newest = since;
            }
        }

        /** The sender has its answer, or has gone. Of what no flow took nothing else is heard. */
        void ended() {
            if (!taken) {
                over = true;
            }
        }

        private boolean isOver(long now) {
            return over || now - since > GIVEN_UP.toNanos() || newest - since > OVERTAKEN.toNanos();
        }
    }

    /** That request is wholly in. */
    void enter(RoutingContext request) {
        Waiting one = enter();
        request.put(WAITING, one);
        request.addEndHandler(ended -> one.ended());
    }

    /** A body is wholly in. */
    Waiting enter() {
        Waiting one = new Waiting();
        waiting.add(one);
        oldest();
        return one;
    }

    private @Nullable Waiting oldest() {
        Waiting first = waiting.peek();
        while (first != null && first.isOver(nanos.getAsLong())) {
            waiting.remove(first);
            first = waiting.peek();
        }
        return first;
    }

    /** How long the oldest of them has waited; zero if none does. */
    Duration age() {
        Waiting first = oldest();
        return first == null ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - first.since);
    }
}
