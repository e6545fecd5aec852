package dev.alarum.role;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;

/**
 * What every request meets first: the whole body is read, within its limit, before anything else looks at it. A body
 * over the limit is still read and thrown away up to 1 MiB, because an answer to a peer that is still sending would be
 * lost with the connection.
 */
final class DoorEntry implements Handler<RoutingContext> {
    static final int MOST_BYTES_OF_BEATS = 128 * 1024;
    static final int MOST_BYTES = 64 * 1024;
    static final int MOST_BYTES_THROWN_AWAY = 1024 * 1024;
    private static final String BEATS = "/v1/beats";

    private final CamelContext context;
    private final DoorPatience patience;
    private final DoorBacklog backlog;
    private final DoorQueue queue = new DoorQueue();

    DoorEntry(CamelContext context, DoorPatience patience, DoorBacklog backlog) {
        this.context = context;
        this.patience = patience;
        this.backlog = backlog;
    }

    @Override
    public void handle(RoutingContext request) {
        HttpServerRequest http = request.request();
        request.addEndHandler(ended -> patience.answered(http.connection()));
        new Reading(request).begin();
    }

    private void enter(RoutingContext request, Buffer body) {
        patience.arrived(request.request().connection());
        for (String header : DoorConsumer.HEADERS) {
            if (request.request().headers().getAll(header).size() > 1) {
                DoorRefusals.refuse(request, 400, "header " + header + " is given twice: give it once");
                return;
            }
        }
        if (!context.getStatus().isStarted()) {
            DoorRefusals.refuse(request, 503, "starting or stopping: try again");
            return;
        }
        request.put(DoorConsumer.BODY, body);
        request.put(DoorConsumer.ARRIVED, System.nanoTime());
        if (isBeat(request)) {
            backlog.enter(request);
            request.next();
        } else if (body.length() == 0) {
            request.next();
        } else {
            queue.enter(request);
        }
    }

    private static boolean isBeat(RoutingContext request) {
        return BEATS.equals(request.normalizedPath());
    }

    /** One body on its way in. */
    private final class Reading {
        private final RoutingContext request;
        private final int most;
        private final Buffer body = Buffer.buffer();
        private long seen;
        private boolean over;

        Reading(RoutingContext request) {
            this.request = request;
            this.most = isBeat(request) ? MOST_BYTES_OF_BEATS : MOST_BYTES;
        }

        void begin() {
            request.request().handler(this::take).endHandler(ended -> end());
        }

        private void take(Buffer part) {
            seen += part.length();
            if (seen <= most) {
                body.appendBuffer(part);
            } else if (seen > MOST_BYTES_THROWN_AWAY && !over) {
                refuse();
            }
        }

        private void end() {
            if (seen <= most) {
                enter(request, body);
            } else if (!over) {
                refuse();
            }
        }

        private void refuse() {
            over = true;
            DoorRefusals.refuseAndClose(request, 413, "the body is over " + most + " bytes");
        }
    }
}
