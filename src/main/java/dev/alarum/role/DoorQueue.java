package dev.alarum.role;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The queue of those requests that may wait for the disk. Only some are let in at a time, so that a disk that hangs
 * cannot take all workers and beats go on being counted. Touched only on the listener's one event loop.
 */
final class DoorQueue {
    private static final int MOST_AT_A_TIME = 12;
    private static final int MOST_WAITING = 1_000;

    private final Queue<RoutingContext> waiting = new ArrayDeque<>();
    private int inside;

    /** Lets the request in now or later; refuses it when too many wait. */
    void enter(RoutingContext request) {
        if (inside < MOST_AT_A_TIME) {
            letIn(request);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(request);
        } else {
            DoorRefusals.refuse(request, 503, "too many requests wait: try again");
        }
    }

    private void letIn(RoutingContext request) {
        inside++;
        Context loop = Vertx.currentContext();
        request.addEndHandler(ended -> loop.runOnContext(now -> leave()));
        request.next();
    }

    private void leave() {
        inside--;
        RoutingContext next = waiting.poll();
        while (next != null && next.response().closed()) {
            next = waiting.poll();
        }
        if (next != null) {
            letIn(next);
        }
    }
}
