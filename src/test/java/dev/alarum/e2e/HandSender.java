package dev.alarum.e2e;

import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.node.WebhookSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A sender played by the test: says to a hub what it is told to say, with the key that it is given.
 *
 * @param hubUrl the hub's base URL
 * @param sender as whom it speaks
 * @param key by which it signs, the sender's own or another
 */
record HandSender(String hubUrl, Sender sender, SenderKey key) {
    static final String BEATS = "/v1/beats";
    static final String NOTICES = "/v1/notices";
    static final String READINGS = "/v1/ups";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The same sender with another key. */
    HandSender with(SenderKey other) {
        return new HandSender(hubUrl, sender, other);
    }

    /** The line of one beat of a node, without a newline. */
    String line(Stamp stamp) {
        return BeatLine.ofNode(sender.name(), stamp, key).text();
    }

    /** Posts a beat. @return the status of the answer */
    int beat(Stamp stamp) {
        return beats("", line(stamp) + "\n");
    }

    /** Posts any body as beats. */
    int beats(String query, String body) {
        return post(BEATS + query, Map.of("Content-Type", "text/plain"), body);
    }

    /** Posts a JSON body with the signature that belongs to this stamp and body. */
    int signed(String path, Stamp stamp, String json) {
        return post(path, headers(path, stamp, json), json);
    }

    /** The headers of a message signed for that path; the id of a reading has the bare name of its relay. */
    Map<String, String> headers(String path, Stamp stamp, String json) {
        Sender named = path.equals(READINGS) ? Sender.node(sender.name()) : sender;
        WebhookSignature signature = WebhookSignature.sign(
                key, WebhookSignature.idOf(named, stamp), 0, json.getBytes(StandardCharsets.UTF_8));
        return Map.of(
                "Content-Type",
                "application/json",
                WebhookSignature.ID,
                signature.id(),
                WebhookSignature.TIMESTAMP,
                signature.timestamp(),
                WebhookSignature.SIGNATURE,
                signature.signature());
    }

    /** The body of a notice of this sender. */
    String notice(Stamp stamp, String kind) {
        return "{\"node\":\"%s\",\"boot\":%d,\"seq\":%d,\"kind\":\"%s\"}"
                .formatted(sender, stamp.boot(), stamp.seq(), kind);
    }

    /** The body of a reading that this relay took from a UPS. */
    String reading(String ups, Stamp stamp, String state) {
        return "{\"ups\":\"%s\",\"relay\":\"%s\",\"boot\":%d,\"seq\":%d,\"state\":\"%s\",\"ageSeconds\":1}"
                .formatted(ups, sender.name(), stamp.boot(), stamp.seq(), state);
    }

    /** Posts anything. @return the status of the answer */
    int post(String path, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(hubUrl + path))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
