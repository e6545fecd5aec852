package dev.alarum.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import dev.alarum.node.Moments;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * The SDK's way to the network, with three differences to its own: each request is sent once (the SDK repeats whatever
 * was answered by 5xx, and a repeated order to call rings twice); the whole answer, not each part of it, must be there
 * in time; the base URL may be any.
 */
final class TwilioHttpBinding extends com.twilio.http.HttpClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final Duration connect;
    private final Duration answer;
    private final HttpClient reading;
    private final Moments moments;
    private volatile Duration ahead = Duration.ZERO;

    /**
     * @param base scheme, host and port; a path in front of the API's is kept
     * @param connect for the connection
     * @param answer for all of the answer, connecting included
     */
    TwilioHttpBinding(URI base, Duration connect, Duration answer, Moments moments) {
        String url = base.toString();
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.connect = connect;
        this.answer = answer;
        this.moments = moments;
        this.reading = client();
    }

    /** The provider answered, but not what was asked for. */
    static final class Refusal extends RuntimeException {
        private final int status;
        private final int code;
        private final @Nullable Duration retryAfter;

        Refusal(int status, int code, String words, @Nullable Duration retryAfter) {
            super(words);
            this.status = status;
            this.code = code;
            this.retryAfter = retryAfter;
        }

        /** The provider's own code, as in {@link TwilioCode}; 0 if it gave none. */
        int code() {
            return code;
        }

        /** The HTTP status. */
        int status() {
            return status;
        }

        /** How long the provider wants to be left alone, if it said so. */
        Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** No answer came. */
    static final class NoAnswer extends RuntimeException {
        private final boolean sent;

        NoAnswer(boolean sent, String words) {
            super(words);
            this.sent = sent;
        }

        /** Whether the provider may have got the request all the same. */
        boolean maybeSent() {
            return sent;
        }
    }

    /** By how much the provider's clock was ahead of this machine's at its last answer. */
    Duration ahead() {
        return ahead;
    }

    @Override
    public Response reliableRequest(Request request) {
        return makeRequest(request);
    }

    @Override
    public Response reliableRequest(Request request, int[] retryCodes, int retries, long delayMillis) {
        return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
        HttpResponse<String> response = send(translated(request));
        response.headers()
                .firstValue("Date")
                .flatMap(TwilioHttpBinding::date)
                .ifPresent(date -> ahead = Duration.between(moments.now().wall(), date));
        int status = response.statusCode();
        if (status < 200 || status > 299) {
            throw refusal(status, response);
        }
        // the SDK counts the headers where it logs in detail, and fails if there are none at all
        return new Response(response.body(), status, new Header[0]);
    }

    private HttpRequest translated(Request request) {
        URI asked = URI.create(request.getUrl());
        String query = request.encodeQueryParams();
        String ownQuery = asked.getRawQuery() == null ? "" : asked.getRawQuery();
        String all = ownQuery.isEmpty() || query.isEmpty() ? ownQuery + query : ownQuery + "&" + query;
        URI target = URI.create(base + asked.getRawPath() + (all.isEmpty() ? "" : "?" + all));
        HttpRequest.Builder builder = HttpRequest.newBuilder(target)
                .timeout(answer)
                .header("Authorization", request.getAuthString())
                .header("Accept", "application/json");
        if (request.getMethod() == HttpMethod.GET) {
            return builder.GET().build();
        }
        requireText(request);
        return builder.header("Content-Type", "application/x-www-form-urlencoded")
                .method(request.getMethod().name(), HttpRequest.BodyPublishers.ofString(request.encodeFormBody()))
                .build();
    }

    /** A text of the wrong Java type goes out empty without an error: a phone that rings and says nothing. */
    private static void requireText(Request request) {
        boolean isCall = request.getUrl().endsWith("/Calls.json");
        if (isCall
                && request.getPostParams().getOrDefault("Twiml", List.of()).stream()
                        .allMatch(String::isBlank)) {
            throw new NoAnswer(false, "the order to call has no text; it was not sent");
        }
    }

    /** An order goes over a connection of its own: one kept from earlier may be dead, which leaves its fate unknown. */
    private HttpResponse<String> send(HttpRequest request) {
        HttpClient client = request.method().equals("GET") ? reading : client();
        CompletableFuture<HttpResponse<String>> coming =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        try {
            return coming.get(answer.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new NoAnswer(true, "no whole answer within " + answer.toSeconds() + " s");
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswer(true, "stopped while waiting for the answer");
        } catch (ExecutionException e) {
            throw noAnswer(e.getCause() == null ? e : e.getCause());
        }
    }

    private static NoAnswer noAnswer(Throwable cause) {
        boolean unsent = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || cause instanceof SSLHandshakeException;
        String kind = cause instanceof IOException ? cause.getClass().getSimpleName() : cause.toString();
        return new NoAnswer(!unsent, cause.getMessage() == null ? kind : kind + ": " + cause.getMessage());
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .build();
    }

    private Refusal refusal(int status, HttpResponse<String> response) {
        try {
            JsonNode error = JSON.readTree(response.body());
            if (error != null && error.hasNonNull("message")) {
                int code = error.path("code").asInt(0);
                String words = error.get("message").asText() + " (HTTP " + status + ")";
                return new Refusal(status, code, code == 0 ? words : code + " " + words, retryAfter(response));
            }
        } catch (JsonProcessingException e) {
            return new Refusal(status, 0, "HTTP " + status + " with something that is no JSON", retryAfter(response));
        }
        return new Refusal(status, 0, "HTTP " + status, retryAfter(response));
    }

    private @Nullable Duration retryAfter(HttpResponse<String> response) {
        String value = response.headers().firstValue("Retry-After").orElse("");
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        return date(value)
                .map(until -> Duration.between(moments.now().wall(), until))
                .filter(wait -> !wait.isNegative())
                .orElse(null);
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
