package dev.alarum.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.WebhookSignature;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A notice on its way, sealed: whoever carries it can neither verify nor change it.
 *
 * @param signature the sender's signature headers
 * @param body the sender's words, byte for byte
 */
public record Letter(WebhookSignature signature, byte[] body) {
    /** The largest body, in bytes. */
    public static final int LARGEST_BODY = 64 * 1024;

    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,16}");
    private static final Pattern SIGNATURE = Pattern.compile("[\\x20-\\x7e]{1,1000}");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException if a part is larger or other than a letter's may be; the message names it */
    public Letter {
        demand(ID, WebhookSignature.ID, signature.id(), "pve-01.1767225600000.7");
        demand(TIMESTAMP, WebhookSignature.TIMESTAMP, signature.timestamp(), "1767225600");
        demand(
                SIGNATURE,
                WebhookSignature.SIGNATURE,
                signature.signature(),
                "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=");
        if (body.length == 0 || body.length > LARGEST_BODY) {
            throw new IllegalArgumentException("the body has " + body.length + " bytes: give 1 to " + LARGEST_BODY);
        }
        body = body.clone();
    }

    /** Puts a letter together from what a request gave. */
    static Letter of(
            @Nullable String id, @Nullable String timestamp, @Nullable String signature, byte @Nullable [] body) {
        return new Letter(
                new WebhookSignature(
                        given(WebhookSignature.ID, id),
                        given(WebhookSignature.TIMESTAMP, timestamp),
                        given(WebhookSignature.SIGNATURE, signature)),
                body == null ? new byte[0] : body);
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    /** The id by which a repeated letter is known. */
    public String id() {
        return signature.id();
    }

    String toText() {
        return JSON.createObjectNode()
                        .put("id", signature.id())
                        .put("timestamp", signature.timestamp())
                        .put("signature", signature.signature())
                        .put("body", Base64.getEncoder().encodeToString(body))
                        .toString()
                + "\n";
    }

    static Letter fromText(String text) throws IOException {
        try {
            JsonNode root = JSON.readTree(text);
            return of(
                    root.path("id").textValue(),
                    root.path("timestamp").textValue(),
                    root.path("signature").textValue(),
                    Base64.getDecoder().decode(root.path("body").asText()));
        } catch (IllegalArgumentException e) {
            throw new IOException("no whole letter", e);
        }
    }

    private static String given(String header, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("the header " + header + " is missing");
        }
        return value;
    }

    private static void demand(Pattern form, String header, String value, String example) {
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException("the header " + header + " has not its form, for instance " + example);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Letter letter && signature.equals(letter.signature) && Arrays.equals(body, letter.body);
    }

    @Override
    public int hashCode() {
        return 31 * signature.hashCode() + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return "Letter[" + signature.id() + "]";
    }
}
