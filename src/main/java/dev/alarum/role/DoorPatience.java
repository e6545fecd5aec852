package dev.alarum.role;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a peer may take: from the opening of a connection, and from the end of each answer, the whole of a request
 * must be in within the limit, however it trickles. An idle timeout alone is no help against a peer that sends one byte
 * every nine seconds.
 */
final class DoorPatience {
    /** The time for a whole request. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Map<HttpConnection, Watch> watches = new ConcurrentHashMap<>();

    DoorPatience(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A connection was opened. */
    void begin(HttpConnection connection) {
        Watch watch = new Watch(connection);
        watches.put(connection, watch);
        connection.closeHandler(closed -> watches.remove(connection));
        watch.await(System.nanoTime(), LIMIT);
    }

    /** A request is wholly in: its answer may take its time. */
    void arrived(HttpConnection connection) {
        Watch watch = watches.get(connection);
        if (watch != null) {
            watch.waiting = false;
        }
    }

    /** The answer is out: the next request may come. */
    void answered(HttpConnection connection) {
        Watch watch = watches.get(connection);
        if (watch != null) {
            watch.waiting = true;
            watch.since = System.nanoTime();
        }
    }

    /** One timer a connection, looked at when it fires: cheaper than one a request. All on the event loop. */
    private final class Watch {
        private final HttpConnection connection;
        private volatile boolean waiting = true;
        private volatile long since;

        Watch(HttpConnection connection) {
            this.connection = connection;
        }

        void await(long now, Duration rest) {
            since = now;
            schedule(rest);
        }

        private void schedule(Duration rest) {
            vertx.setTimer(Math.max(1, rest.toMillis()), fired -> look());
        }

        private void look() {
            if (!watches.containsKey(connection)) {
                return;
            }
            Duration rest = waiting ? LIMIT.minusNanos(System.nanoTime() - since) : LIMIT;
            if (rest.isNegative() || rest.isZero()) {
                connection.close();
            } else {
                schedule(rest);
            }
        }
    }
}
