package dev.alarum.intake;

import dev.alarum.node.KeyRing;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A notice or reading as it came in, with the headers of its signature.
 *
 * @param body as sent, byte by byte
 */
public record SignedPost(
        byte[] body,
        @Nullable String id,
        @Nullable String timestamp,
        @Nullable String signature) {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    /**
     * Who sent it and when in its life, known from the key that signed.
     *
     * @param signer whose key must have signed what that sender's id says
     * @throws Refusal if the signature is missing, malformed, or not of that key
     */
    public MessageId verified(KeyRing keys, UnaryOperator<Sender> signer) throws Refusal {
        MessageId claimed = claim();
        MessageId message = new MessageId(signer.apply(claimed.sender()), claimed.stamp());
        WebhookSignature given =
                new WebhookSignature(claimedId(), seconds(), given(WebhookSignature.SIGNATURE, signature));
        Optional<SenderKey> key = keys.keyOf(message.sender());
        if (key.isEmpty()) {
            throw Refusal.unverified("node " + message.sender() + " is revoked");
        }
        if (!given.isMadeWith(key.get(), body)) {
            throw Refusal.unverified(WebhookSignature.SIGNATURE + " was not made with the key of " + message.sender()
                    + " for this id, timestamp and body");
        }
        return message;
    }

    private MessageId claim() throws Refusal {
        try {
            return MessageId.parse(claimedId());
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed(WebhookSignature.ID + ": " + e.getMessage());
        }
    }

    private String claimedId() throws Refusal {
        return given(WebhookSignature.ID, id);
    }

    private String seconds() throws Refusal {
        String text = given(WebhookSignature.TIMESTAMP, timestamp);
        if (!SECONDS.matcher(text).matches()) {
            throw Refusal.malformed(WebhookSignature.TIMESTAMP + " is not whole seconds since 1970");
        }
        return text;
    }

    private static String given(String header, @Nullable String value) throws Refusal {
        if (value == null || value.isBlank()) {
            throw Refusal.unverified("header " + header + " is missing");
        }
        return value;
    }
}
