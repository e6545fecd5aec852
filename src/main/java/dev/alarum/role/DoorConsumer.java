package dev.alarum.role;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;

/**
 * What a flow gets to see of a request. Headers come by an allow-list, so that none can steer a component; parameters
 * of query and form never become headers; the message holds on to no connection.
 */
final class DoorConsumer extends VertxPlatformHttpConsumer {
    /** The name under which the router is known to the consumers. */
    static final String ROUTER = "alarum-door";

    /** The request headers a flow may see, in lower case; each may be given once. */
    static final Set<String> HEADERS = Set.of(
            "accept",
            "authorization",
            "content-type",
            "cookie",
            "host",
            "hx-request",
            "if-none-match",
            "last-event-id",
            "origin",
            "sec-fetch-site",
            "user-agent",
            "webhook-id",
            "webhook-signature",
            "webhook-timestamp",
            "x-twilio-signature");

    /** Where the listener leaves the body it has read. */
    static final String BODY = "alarum-body";

    /** The property by which a flow knows when its body came to the door: {@link System#nanoTime}. */
    static final String ARRIVED = "alarum-arrived";

    /** The sender's address, {@code io.vertx.core.net.SocketAddress}. */
    static final String REMOTE_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    DoorConsumer(PlatformHttpEndpoint endpoint, Processor processor, List<Handler<RoutingContext>> handlers) {
        super(endpoint, counted(processor), handlers, ROUTER);
    }

    /** Beats wait until their flow is through, not until their sender has an answer: it does not wait for one for long. */
    private static Processor counted(Processor flow) {
        return exchange -> {
            try {
                flow.process(exchange);
            } finally {
                DoorBacklog.Waiting waiting = exchange.getProperty(DoorBacklog.WAITING, DoorBacklog.Waiting.class);
                if (waiting != null) {
                    waiting.counted();
                }
            }
        };
    }

    @Override
    protected Future<Void> processHttpRequest(Exchange exchange, RoutingContext request) {
        Message message = exchange.getIn();
        Map<String, Object> headers = message.getHeaders();
        request.pathParams().forEach(headers::put);
        for (String name : HEADERS) {
            String value = request.request().getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        headers.put(Exchange.HTTP_METHOD, request.request().method().name());
        headers.put(Exchange.HTTP_PATH, request.normalizedPath());
        headers.put(Exchange.HTTP_SCHEME, request.request().isSSL() ? "https" : "http");
        headers.put(REMOTE_ADDRESS, request.request().remoteAddress());
        String query = request.request().query();
        if (query != null) {
            headers.put(Exchange.HTTP_QUERY, query);
        }
        DoorBacklog.Waiting waiting = request.get(DoorBacklog.WAITING);
        if (waiting != null) {
            waiting.take();
            exchange.setProperty(DoorBacklog.WAITING, waiting);
        }
        Long arrived = waiting == null ? request.<Long>get(ARRIVED) : Long.valueOf(waiting.since());
        if (arrived != null) {
            exchange.setProperty(ARRIVED, arrived);
        }
        Buffer body = request.get(BODY);
        message.setBody(body == null ? new byte[0] : body.getBytes());
        return Future.succeededFuture();
    }
}
