package dev.alarum.node;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret of one sender, 32 bytes, by which it signs and the hub knows it. Its bytes are never printed. */
public final class SenderKey {
    /** The length of a key in bytes. */
    public static final int LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] bytes;

    SenderKey(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a key has " + LENGTH + " bytes, this one has " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /**
     * A key as {@code bin/alarum enroll} prints it: base64url without padding, 43 characters.
     *
     * @throws IllegalArgumentException if the text is not that; the text itself is not repeated
     */
    public static SenderKey parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a key is 43 characters of A-Z a-z 0-9 - _ as printed by enroll", e);
        }
        return new SenderKey(bytes);
    }

    /** The key as {@code enroll} prints it. */
    public String encoded() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The HMAC-SHA256 of a message under this key, 32 bytes. */
    public byte[] hmac(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /** The short form used in beat lines: the first 16 bytes of the HMAC, base64url without padding, 22 characters. */
    public String shortMac(String message) {
        byte[] short16 = new byte[16];
        System.arraycopy(hmac(message.getBytes(StandardCharsets.UTF_8)), 0, short16, 0, short16.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(short16);
    }

    /** Whether the short form belongs to the message; compared in constant time. */
    public boolean verifies(String message, String shortMac) {
        return MessageDigest.isEqual(
                shortMac(message).getBytes(StandardCharsets.US_ASCII), shortMac.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "SenderKey[hidden]";
    }
}
