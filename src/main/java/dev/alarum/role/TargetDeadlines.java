package dev.alarum.role;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

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
            takeIn(response, scope.execRuntime);
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

    /** At this place of the chain nobody else gives the connection of an answer with a body back. */
    private static void takeIn(ClassicHttpResponse response, ExecRuntime connection) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return;
        }
        boolean isWhole = false;
        try {
            InputStream content = entity.getContent();
            byte[] body = content.readNBytes(LONGEST_ANSWER);
            isWhole = content.read() < 0;
            response.setEntity(new ByteArrayEntity(body, ContentType.parseLenient(entity.getContentType())));
        } finally {
            if (isWhole) {
                connection.releaseEndpoint();
            } else {
                connection.discardEndpoint();
            }
        }
    }
}
