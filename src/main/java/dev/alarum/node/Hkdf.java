package dev.alarum.node;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** HKDF-SHA256 of RFC 5869 with no salt and 32 bytes of output: one block, so two HMACs. */
final class Hkdf {
    private Hkdf() {}

    static SenderKey derive(SenderKey secret, String info) {
        byte[] input = Base64.getUrlDecoder().decode(secret.encoded());
        byte[] pseudoRandomKey = new SenderKey(new byte[SenderKey.LENGTH]).hmac(input);
        byte[] label = info.getBytes(StandardCharsets.UTF_8);
        byte[] block = new byte[label.length + 1];
        System.arraycopy(label, 0, block, 0, label.length);
        block[label.length] = 1;
        return new SenderKey(new SenderKey(pseudoRandomKey).hmac(block));
    }
}
