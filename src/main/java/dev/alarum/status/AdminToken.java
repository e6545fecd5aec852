package dev.alarum.status;

import dev.alarum.node.PrivateFile;
import dev.alarum.node.SenderKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * The secret that lets people see and steer the hub, kept in {@code admin.token}. A page session is made from it: no
 * list of sessions is kept, and a new token ends them all.
 */
public final class AdminToken {
    /** The file's name in the data folder. */
    public static final String FILE = "admin.token";

    /** How long a page session lasts: a wall display must not ask for the token every morning. */
    public static final Duration SESSION = Duration.ofDays(30);

    private final String text;
    private final SenderKey key;

    private AdminToken(String text, SenderKey key) {
        this.text = text;
        this.key = key;
    }

    /**
     * The token kept in the data folder; made, with mode 0600, if there is none.
     *
     * @throws IOException if the file can neither be read nor made, or holds something else
     */
    public static AdminToken in(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve(FILE);
        if (!Files.exists(file)) {
            byte[] fresh = new byte[SenderKey.LENGTH];
            new SecureRandom().nextBytes(fresh);
            PrivateFile.create(file, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh) + "\n");
        }
        return readFrom(dataFolder);
    }

    /**
     * The token of a hub that was started before.
     *
     * @throws IOException if there is none, it cannot be read, or the file holds something else
     */
    public static AdminToken readFrom(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve(FILE);
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            return new AdminToken(text, SenderKey.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " does not hold an admin token (43 characters, as made at first start);"
                            + " delete it and a new one is made at the next start",
                    e);
        }
    }

    /** Whether this is the token; compared in constant time. */
    public boolean isEqualTo(String given) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** The value of the header {@code Authorization} that carries it. */
    public String bearer() {
        return "Bearer " + text;
    }

    /** A page session that begins now: {@code END.MAC}, END in seconds since 1970. */
    String newSession(Instant now) {
        long end = now.plus(SESSION).getEpochSecond();
        return end + "." + key.shortMac(sessionText(end));
    }

    /** Whether this is a page session that has not ended. */
    boolean isSession(String given, Instant now) {
        int dot = given.indexOf('.');
        if (dot < 1 || dot > 18 || !given.substring(0, dot).matches("[0-9]+")) {
            return false;
        }
        long end = Long.parseLong(given.substring(0, dot));
        return key.verifies(sessionText(end), given.substring(dot + 1)) && now.getEpochSecond() < end;
    }

    private static String sessionText(long end) {
        return "page session " + end;
    }

    @Override
    public String toString() {
        return "AdminToken[hidden]";
    }
}
