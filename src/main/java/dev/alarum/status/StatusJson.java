package dev.alarum.status;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Instant;

/** The state as JSON. Every field is always there; what is not known is null. */
public final class StatusJson {
    private static final String DOWN = "DOWN";

    private final ObjectMapper mapper = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Instant.class, new IsoTime())
                    .addSerializer(News.class, new PlainNews()));

    /** All that {@code GET /v1/status} answers. */
    public String write(StatusView view) {
        try {
            return mapper.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the state cannot be written as JSON", e);
        }
    }

    /** What {@code GET /observe/health} answers: nothing but the word, since anyone may ask. */
    public String health(StatusView view) {
        return mapper.createObjectNode().put("status", view.hub().health()).toString();
    }

    /** 503 when the hub is DOWN, else 200. */
    public int healthCode(StatusView view) {
        return DOWN.equals(view.hub().health()) ? 503 : 200;
    }

    private static final class IsoTime extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant time, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(time.toString());
        }
    }

    /** Of the incident its number is enough, which the subject says: the state has it elsewhere. */
    private static final class PlainNews extends JsonSerializer<News> {
        @Override
        public void serialize(News news, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            json.writeStringField("at", news.at().toString());
            json.writeStringField("code", news.code());
            json.writeStringField("subject", news.subject());
            json.writeStringField("text", news.text());
            json.writeEndObject();
        }
    }
}
