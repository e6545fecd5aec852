package dev.alarum.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * A hub's word that it knows a sender by a later BOOT: {@code {"boot": n}}, alone in an answer 409 or among the refused
 * lines of an answer 200.
 */
public final class BootBehind {
    private static final JsonFactory JSON = new JsonFactory();

    private BootBehind() {}

    /** The largest BOOT that an answer names; empty for any other answer. */
    public static OptionalLong in(int status, String body) {
        boolean mayNameOne = status == 409 || status == 200;
        if (!mayNameOne || body.isBlank()) {
            return OptionalLong.empty();
        }
        try (JsonParser json = JSON.createParser(body)) {
            return largest(json);
        } catch (IOException e) {
            // an answer that is no JSON comes from something else than a hub, a proxy for instance
            return OptionalLong.empty();
        }
    }

    private static OptionalLong largest(JsonParser json) throws IOException {
        OptionalLong largest = OptionalLong.empty();
        while (json.nextToken() != null) {
            boolean isBoot = json.currentToken() == JsonToken.VALUE_NUMBER_INT && "boot".equals(json.currentName());
            if (isBoot && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                largest = OptionalLong.of(Math.max(json.getLongValue(), largest.orElse(0)));
            }
        }
        return largest;
    }
}
