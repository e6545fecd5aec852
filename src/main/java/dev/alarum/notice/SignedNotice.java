package dev.alarum.notice;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.node.WebhookSignature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A notice as it goes over the wire; the same each time it is sent.
 *
 * @param stamp its place in the sender's life
 * @param json its body
 * @param proof the three headers that carry its signature
 */
public record SignedNotice(Stamp stamp, String json, WebhookSignature proof) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Writes and signs a notice. */
    public static SignedNotice sign(Notice notice, SenderKey key, Instant now) {
        String json = json(notice);
        WebhookSignature proof = WebhookSignature.sign(
                key,
                WebhookSignature.idOf(notice.sender(), notice.stamp()),
                now.getEpochSecond(),
                json.getBytes(StandardCharsets.UTF_8));
        return new SignedNotice(notice.stamp(), json, proof);
    }

    /** {@code webhook-id} */
    public String id() {
        return proof.id();
    }

    /** {@code webhook-timestamp} */
    public String timestamp() {
        return proof.timestamp();
    }

    /** {@code webhook-signature} */
    public String signature() {
        return proof.signature();
    }

    private static String json(Notice notice) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("node", notice.sender().toString());
            json.writeNumberField("boot", notice.stamp().boot());
            json.writeNumberField("seq", notice.stamp().seq());
            json.writeStringField("kind", notice.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("reason", notice.reason());
            Duration lease = notice.lease();
            if (lease != null) {
                json.writeNumberField("leaseSeconds", lease.toSeconds());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
