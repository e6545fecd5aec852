package dev.alarum.proxmox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What one Proxmox host said to an order.
 *
 * @param verdict what follows from it
 * @param words the host's words, one line without control characters; empty if it accepted
 */
record HostAnswer(Verdict verdict, String words) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 300;

    /** What follows from an answer. */
    enum Verdict {
        /** The order is taken. */
        ACCEPTED,
        /** Proxmox will not do it, whichever host is asked. */
        REFUSED,
        /** This host could not do it; another may. */
        FAILED,
        /** No Proxmox answered at all; another may. */
        UNREACHED
    }

    /** An answer in HTTP. */
    static HostAnswer of(int status, @Nullable String reason, @Nullable String body) {
        JsonNode json = parsed(body);
        if (status >= 200 && status < 300) {
            return json != null && json.has("data")
                    ? new HostAnswer(Verdict.ACCEPTED, "")
                    : new HostAnswer(Verdict.UNREACHED, line(status + " without the data of a Proxmox answer"));
        }
        return new HostAnswer(verdict(status), line(status + words(reason) + words(json, reason)));
    }

    /** No answer in HTTP at all. */
    static HostAnswer none(String words) {
        return new HostAnswer(Verdict.UNREACHED, line(words));
    }

    private static Verdict verdict(int status) {
        if ((status >= 400 && status < 500) || status == 501) {
            return Verdict.REFUSED;
        }
        // 502 to 504 are a gateway's; 595 to 599 say that pveproxy did not get through to the node
        boolean gateway = status >= 502 && status <= 504;
        return status >= 500 && status < 595 && !gateway ? Verdict.FAILED : Verdict.UNREACHED;
    }

    private static @Nullable JsonNode parsed(@Nullable String body) {
        if (body == null || body.isBlank()) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(body);
            return json != null && json.isObject() ? json : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String words(@Nullable String reason) {
        return reason == null || reason.isBlank() ? "" : " " + reason;
    }

    private static String words(@Nullable JsonNode json, @Nullable String reason) {
        if (json == null) {
            return "";
        }
        StringJoiner words = new StringJoiner("; ", ": ", "").setEmptyValue("");
        String message = json.path("message").asText("").strip();
        // Proxmox says it in the status line and again in the body
        if (!message.isEmpty() && (reason == null || !reason.contains(message))) {
            words.add(message);
        }
        json.path("errors")
                .fields()
                .forEachRemaining(error -> words.add(
                        error.getKey() + ": " + error.getValue().asText().strip()));
        return words.toString();
    }

    private static String line(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }
}
