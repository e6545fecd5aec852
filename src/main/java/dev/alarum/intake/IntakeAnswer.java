package dev.alarum.intake;

import dev.alarum.node.WebhookSignature;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a sender is answered.
 *
 * @param status the HTTP status
 * @param json the body, one line of JSON; empty: no body
 * @param signature by which the sender can tell that a hub answers, and this message; null: it need not
 */
public record IntakeAnswer(
        int status, String json, @Nullable WebhookSignature signature) {
    /** One that is not signed. */
    public IntakeAnswer(int status, String json) {
        this(status, json, null);
    }

    /** Taken, nothing more to say. */
    public static final IntakeAnswer TAKEN = new IntakeAnswer(204, "");

    /** Had before: nothing was done. */
    public static final IntakeAnswer HAD_BEFORE = new IntakeAnswer(200, "{\"had\":true}");

    /** The store cannot write, so nothing may be acknowledged. */
    public static final IntakeAnswer STORE_CANNOT_WRITE = error(503, "store cannot write");

    /** A refusal with its reason, which is printable and names the field. */
    public static IntakeAnswer error(int status, String reason) {
        return new IntakeAnswer(status, Json.object("error", reason));
    }

    /** The sender is known by a later BOOT: it is to go on with that one + 1. */
    public static IntakeAnswer behind(long boot) {
        return new IntakeAnswer(409, Json.object("boot", boot));
    }

    /** The same, signed. */
    public IntakeAnswer signed(WebhookSignature by) {
        return new IntakeAnswer(status, json, by);
    }

    /** The body as sent. */
    public byte[] body() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** The content type; null without a body. */
    public @Nullable String contentType() {
        return json.isEmpty() ? null : "application/json";
    }
}
