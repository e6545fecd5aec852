package dev.alarum.heartbeat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What a relay answers to beat lines, in the hub's own words: 204 where all are taken, 200 with the refused ones, or the
 * status of the first where none is taken.
 */
public final class CollectAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int lines;
    private final ArrayNode refused = JSON.createArrayNode();
    private @Nullable String malformed;

    private CollectAnswer(int lines) {
        this.lines = lines;
    }

    static CollectAnswer to(int lines) {
        return new CollectAnswer(lines);
    }

    static CollectAnswer malformed(String reason) {
        CollectAnswer answer = new CollectAnswer(0);
        answer.malformed = reason;
        return answer;
    }

    void refuse(int line, int status, String reason, long boot) {
        ObjectNode one =
                refused.addObject().put("line", line).put("status", status).put("error", reason);
        if (boot > 0) {
            one.put("boot", boot);
        }
    }

    /** The HTTP status. */
    public int status() {
        if (malformed != null) {
            return 400;
        }
        if (refused.isEmpty()) {
            return 204;
        }
        return refused.size() < lines ? 200 : refused.path(0).path("status").asInt();
    }

    /** The body, JSON; empty with 204. */
    public String body() {
        ObjectNode body = JSON.createObjectNode();
        if (malformed != null) {
            return body.put("error", malformed).toString();
        }
        if (refused.isEmpty()) {
            return "";
        }
        if (status() != 200) {
            body.set("error", refused.path(0).path("error"));
            if (refused.path(0).has("boot")) {
                body.set("boot", refused.path(0).path("boot"));
            }
        }
        body.set("refused", refused);
        return body.toString();
    }
}
