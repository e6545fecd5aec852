package dev.alarum.proxmox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.net.NoAnswer;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What one Proxmox host said to a request.
 *
 * @param verdict what follows from it
 * @param status of HTTP, up to 599; 0 if there was no answer
 * @param data what was asked for, as {@code NullNode} if that is nothing; null if it was not given
 * @param words the host's words, one line without control characters; empty if it accepted
 * @param mayBeDone whether what was ordered may have been done
 */
record HostAnswer(Verdict verdict, int status, @Nullable JsonNode data, String words, boolean mayBeDone) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 300;
    private static final int FORBIDDEN = 403;
    private static final int NOT_IMPLEMENTED = 501;
    /** The first status by which pveproxy tells of its own way to the node: no connection to it. */
    private static final int NO_CONNECTION = 595;

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
                    ? new HostAnswer(Verdict.ACCEPTED, status, json.path("data"), "", true)
                    : new HostAnswer(
                            Verdict.UNREACHED, status, null, status + " without the data of a Proxmox answer", true);
        }
        Verdict verdict = verdict(status);
        String words = line(status + words(reason) + words(json, reason));
        boolean lost = verdict == Verdict.UNREACHED && status > 500 && status != NO_CONNECTION;
        return new HostAnswer(verdict, status, null, words, lost);
    }

    /** No answer in HTTP at all. */
    static HostAnswer none(@Nullable Throwable failure) {
        return new HostAnswer(
                Verdict.UNREACHED, 0, null, line(NoAnswer.words(failure)), !NoAnswer.isBeforeTheRequest(failure));
    }

    /** Whether the token lacks the right. */
    boolean isForbidden() {
        return status == FORBIDDEN;
    }

    /** Whether it was refused for want of a right, or because this Proxmox does not know it. */
    boolean isBeyondIt() {
        return isForbidden() || isUnknownToIt();
    }

    /** Whether it was refused because this Proxmox does not know it. */
    boolean isUnknownToIt() {
        return status == NOT_IMPLEMENTED;
    }

    private static Verdict verdict(int status) {
        if ((status >= 400 && status < 500) || status == NOT_IMPLEMENTED) {
            return Verdict.REFUSED;
        }
        // 502 to 504 are a gateway's; 595 to 599 say that pveproxy did not get through to the node
        boolean gateway = status >= 502 && status <= 504;
        return status >= 500 && status < NO_CONNECTION && !gateway ? Verdict.FAILED : Verdict.UNREACHED;
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
