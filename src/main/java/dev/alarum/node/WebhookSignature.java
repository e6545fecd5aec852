package dev.alarum.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The signature of a notice or a reading, as the Standard Webhooks specification (v1) has it: {@code v1,} and the
 * base64 HMAC-SHA256 over {@code id.timestamp.body}.
 *
 * @param id {@code SENDER.BOOT.SEQ}; the key by which a repeated message is known
 * @param timestamp the sender's clock in whole seconds since 1970; signed, never judged: clocks of small boards lie
 * @param signature one or more signatures, separated by blanks; one right one is enough
 */
public record WebhookSignature(String id, String timestamp, String signature) {
    /** The header that carries the id. */
    public static final String ID = "webhook-id";
    /** The header that carries the timestamp. */
    public static final String TIMESTAMP = "webhook-timestamp";
    /** The header that carries the signature. */
    public static final String SIGNATURE = "webhook-signature";

    private static final String VERSION = "v1,";

    /** The id of a sender's message: {@code SENDER.BOOT.SEQ}. */
    public static String idOf(Sender sender, Stamp stamp) {
        return sender + "." + stamp.boot() + "." + stamp.seq();
    }

    /** Signs a body. */
    public static WebhookSignature sign(SenderKey key, String id, long timestampSeconds, byte[] body) {
        String timestamp = Long.toString(timestampSeconds);
        return new WebhookSignature(id, timestamp, VERSION + mac(key, id, timestamp, body));
    }

    /** Whether this signature of that body was made with the key. */
    public boolean isMadeWith(SenderKey key, byte[] body) {
        byte[] right = (VERSION + mac(key, id, timestamp, body)).getBytes(StandardCharsets.US_ASCII);
        boolean found = false;
        for (String one : signature.split(" ")) {
            found |= MessageDigest.isEqual(right, one.getBytes(StandardCharsets.UTF_8));
        }
        return found;
    }

    private static String mac(SenderKey key, String id, String timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return Base64.getEncoder().encodeToString(key.hmac(all));
    }
}
