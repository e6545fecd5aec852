package dev.alarum.role;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** The answers the door gives itself: one line of plain text, never more. */
final class DoorRefusals {
    private static final Map<Integer, String> TEXTS = Map.of(
            400, "the request is malformed",
            404, "there is nothing at this path",
            405, "this path does not take this method",
            406, "this path does not give what the header accept asks for",
            415, "this path does not take this content-type",
            500, "internal error; the log says more");

    private DoorRefusals() {}

    /** Answers all that no flow answers. */
    static void install(Router router) {
        TEXTS.keySet().forEach(status -> router.errorHandler(status, request -> refuse(request, status, text(status))));
    }

    static void refuse(RoutingContext request, int status, String reason) {
        HttpServerResponse response = request.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            request.request().connection().close();
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(reason + "\n");
    }

    static void refuseAndClose(RoutingContext request, int status, String reason) {
        answerAndClose(request.request(), status, reason);
    }

    /** Before any router: the target of the request cannot be read. */
    static void refuseTarget(HttpServerRequest request) {
        answerAndClose(request, 400, "the request target is malformed");
    }

    private static void answerAndClose(HttpServerRequest request, int status, String reason) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(reason + "\n")
                .onComplete(sent -> request.connection().close());
    }

    private static String text(int status) {
        return TEXTS.getOrDefault(status, "refused");
    }
}
