package dev.alarum.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The one secret of the hub from which every sender's key is derived, 32 bytes, kept in {@code fleet.secret}. */
public final class FleetSecret {
    /** The file's name in the data folder. */
    public static final String FILE = "fleet.secret";

    private final SenderKey secret;

    private FleetSecret(SenderKey secret) {
        this.secret = secret;
    }

    /**
     * The secret kept in the data folder; made, with mode 0600, if there is none.
     *
     * @throws IOException if the file can neither be read nor made, or holds something else
     */
    public static FleetSecret in(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve(FILE);
        if (!Files.exists(file)) {
            byte[] fresh = new byte[SenderKey.LENGTH];
            new SecureRandom().nextBytes(fresh);
            PrivateFile.create(file, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh) + "\n");
        }
        try {
            return new FleetSecret(SenderKey.parse(
                    Files.readString(file, StandardCharsets.US_ASCII).strip()));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not hold a fleet secret (43 characters, as made at first start)", e);
        }
    }

    /**
     * The key of one sender: HKDF-SHA256 (RFC 5869) of the secret, no salt, info {@code node:NAME:G} or
     * {@code relay:NAME:G}, and {@code hub:NAME:G} for the hub's own.
     *
     * @param generation counts from 1; a higher one makes the earlier key worthless
     */
    public SenderKey keyOf(Sender sender, int generation) {
        String kind = switch (sender.kind()) {
            case NODE -> "node";
            case RELAY -> "relay";
            case CANARY, DRILL -> "hub";
        };
        return Hkdf.derive(secret, kind + ":" + sender.name().key() + ":" + generation);
    }
}
