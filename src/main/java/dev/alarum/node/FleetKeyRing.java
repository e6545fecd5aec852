package dev.alarum.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every sender's key, derived from the fleet secret and the generations kept in the hub's data folder. A renewed key
 * counts within a second or so, without a restart. Safe to be asked by several threads.
 */
public final class FleetKeyRing implements KeyRing {
    private static final Logger LOGGER = LoggerFactory.getLogger(FleetKeyRing.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Some 15 to 30 MB at most. */
    private static final int MOST_KEPT = 50_000;

    private final FleetSecret secret;
    private final Path dataFolder;
    private final Set<Sender> revoked;
    private final Moments moments;

    private volatile DerivedKeys keys;
    private volatile Moment looked;
    private @Nullable Object seen;

    private FleetKeyRing(
            FleetSecret secret,
            Path dataFolder,
            Set<Sender> revoked,
            Moments moments,
            KeyGenerations generations,
            @Nullable Object seen) {
        this.secret = secret;
        this.dataFolder = dataFolder;
        this.revoked = Set.copyOf(revoked);
        this.moments = moments;
        this.keys = keysOf(generations);
        this.looked = moments.now();
        this.seen = seen;
    }

    /**
     * The key ring of that data folder; a missing fleet secret is made.
     *
     * @param revoked senders that are refused
     * @throws IOException if a file can neither be read nor made, or holds something else
     */
    public static FleetKeyRing in(Path dataFolder, Set<Sender> revoked, Moments moments) throws IOException {
        FleetSecret secret = FleetSecret.in(dataFolder);
        Object seen = mark(dataFolder);
        return new FleetKeyRing(secret, dataFolder, revoked, moments, KeyGenerations.in(dataFolder), seen);
    }

    @Override
    public Optional<SenderKey> keyOf(Sender sender) {
        if (revoked.contains(sender)) {
            return Optional.empty();
        }
        lookForRenewed();
        return Optional.of(keys.of(sender));
    }

    private DerivedKeys keysOf(KeyGenerations generations) {
        return new DerivedKeys(MOST_KEPT, sender -> secret.keyOf(sender, generations.of(sender)));
    }

    private void lookForRenewed() {
        Moment now = moments.now();
        if (now.since(looked).compareTo(BETWEEN_LOOKS) >= 0) {
            look(now);
        }
    }

    private synchronized void look(Moment now) {
        if (now.since(looked).compareTo(BETWEEN_LOOKS) < 0) {
            return;
        }
        looked = now;
        try {
            Object mark = mark(dataFolder);
            if (mark != null && !mark.equals(seen)) {
                keys = keysOf(KeyGenerations.in(dataFolder));
                seen = mark;
                LOGGER.info("event=keys-read file={}", dataFolder.resolve(KeyGenerations.FILE));
            }
        } catch (IOException e) {
            LOGGER.warn("event=keys-not-read reason=\"{}\"", e.toString());
        }
    }

    /** What changes whenever the file does; null without one: then the generations known stay, for safety. */
    private static @Nullable Object mark(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve(KeyGenerations.FILE);
        if (!Files.exists(file)) {
            return null;
        }
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    }
}
