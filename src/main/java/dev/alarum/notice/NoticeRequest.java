package dev.alarum.notice;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What is asked of an agent: a farewell, or, when empty, the goodbye that the host's end calls for, if it ends.
 *
 * @param farewell what to say; empty leaves it to the host's state
 */
public record NoticeRequest(Optional<Farewell> farewell) {
    /** The word that leaves it to the host's state. */
    public static final String GOODBYE = "goodbye";

    private static final JsonFactory JSON = new JsonFactory();

    /** As one line of JSON. */
    public String toLine() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField(
                    "kind",
                    farewell.map(f -> f.kind().name().toLowerCase(Locale.ROOT)).orElse(GOODBYE));
            if (farewell.isPresent()) {
                json.writeStringField("reason", farewell.get().reason());
                Duration lease = farewell.get().lease();
                if (lease != null) {
                    json.writeNumberField("leaseSeconds", lease.toSeconds());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Reads such a line.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static NoticeRequest parse(String line) {
        String kind = "";
        String reason = "";
        Duration lease = null;
        try (JsonParser json = JSON.createParser(line)) {
            while (json.nextToken() != null) {
                String field = json.currentName() == null ? "" : json.currentName();
                JsonToken token = json.currentToken();
                if (token == JsonToken.VALUE_STRING && "kind".equals(field)) {
                    kind = json.getText();
                } else if (token == JsonToken.VALUE_STRING && "reason".equals(field)) {
                    reason = json.getText();
                } else if (token == JsonToken.VALUE_NUMBER_INT && "leaseSeconds".equals(field)) {
                    lease = Duration.ofSeconds(json.getIntValue());
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the request is no JSON", e);
        }
        return GOODBYE.equals(kind)
                ? new NoticeRequest(Optional.empty())
                : new NoticeRequest(Optional.of(new Farewell(Farewell.kind(kind), reason, lease)));
    }
}
