package dev.alarum.role;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * The time a connection and an answer may take as a whole. The timeouts of the client count anew with each byte; a
 * target that drips its answer would hold a sender for ever.
 */
final class TargetDeadlines {
    private static final String CONNECTING = "alarum.connecting";
    private static final int LONGEST_ANSWER = 4096;

    private final Duration connect;
    private final Duration answer;
    private final ScheduledThreadPoolExecutor clock;

    TargetDeadlines(Duration connect, Duration answer) {
        this.connect = connect;
        this.answer = answer;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deadlines");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Around everything: a connection that is not there in time is given up. */
    ClassicHttpResponse beforeConnect(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ScheduledFuture<?> end = after(connect, scope);
        scope.clientContext.setAttribute(CONNECTING, end);
        try {
            return chain.proceed(request, scope);
        } finally {
            end.cancel(false);
        }
    }

    /** Around the exchange on a connection that stands: the answer is read here, as a whole and bounded. */
    ClassicHttpResponse afterConnect(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (scope.clientContext.getAttribute(CONNECTING) instanceof ScheduledFuture<?> connecting) {
            connecting.cancel(false);
        }
        ScheduledFuture<?> end = after(answer, scope);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            readInto(response);
            return response;
        } finally {
            end.cancel(false);
        }
    }

    void close() {
        clock.shutdownNow();
    }

    private ScheduledFuture<?> after(Duration time, ExecChain.Scope scope) {
        return clock.schedule(scope.execRuntime::discardEndpoint, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void readInto(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            byte[] body = EntityUtils.toByteArray(entity, LONGEST_ANSWER);
            response.setEntity(new ByteArrayEntity(
                    body == null ? new byte[0] : body, ContentType.parseLenient(entity.getContentType())));
        }
    }
}
