package dev.alarum.heartbeat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hub answered to a body of beat lines.
 *
 * @param status the HTTP status
 * @param boot the BOOT the hub knows the first speaker by, from a plain {@code {"boot":n}}; 0 if it did not tell
 * @param refused the lines it did not take; empty also where the answer could not be understood
 */
record HubAnswer(int status, long boot, List<Refused> refused) {
    private static final ObjectMapper JSON = new ObjectMapper();

    HubAnswer {
        refused = List.copyOf(refused);
    }

    /**
     * One line that was not taken.
     *
     * @param line its number in the body, from 1
     * @param status 400, 401, 409 or 429
     * @param boot with 409: the BOOT the hub knows; else 0
     */
    record Refused(int line, int status, long boot) {}

    static HubAnswer read(int status, String body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return new HubAnswer(status, 0, List.of());
        }
        List<Refused> refused = new ArrayList<>();
        for (JsonNode one : root.path("refused")) {
            refused.add(new Refused(
                    one.path("line").asInt(),
                    one.path("status").asInt(),
                    one.path("boot").asLong()));
        }
        return new HubAnswer(status, root.path("boot").asLong(), refused);
    }

    boolean isTaken() {
        return status >= 200 && status < 300;
    }
}
