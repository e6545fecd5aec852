package dev.alarum.notice;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notices a relay has taken upon itself, one file each, until a hub has acknowledged one or every hub has refused it
 * for good. Safe to be used by several threads; nothing is written while another thread is kept from reading.
 */
public final class NoticeSpool {
    /** The most notices that are kept; one more is not taken. */
    public static final int MOST = 1_000;

    static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(NoticeSpool.class);
    private static final Set<Integer> REFUSED_FOR_GOOD = Set.of(400, 401, 409, 413);
    private static final String ENDING = ".notice";

    private final Path folder;
    private final List<String> hubs;
    private final Moments moments;
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private final Object[] writing = Stream.generate(Object::new).limit(16).toArray();

    private NoticeSpool(Path folder, List<String> hubs, Moments moments) {
        this.folder = folder;
        this.hubs = List.copyOf(hubs);
        this.moments = moments;
    }

    /**
     * The spool in that folder with what an earlier run left there. A folder that cannot be read is reported in the log:
     * notices then pass through.
     *
     * @param hubs the names of all hubs a notice goes to
     */
    public static NoticeSpool open(Path folder, List<String> hubs, Moments moments) {
        NoticeSpool spool = new NoticeSpool(folder, hubs, moments);
        spool.readAll();
        return spool;
    }

    /** How a letter was received. */
    public enum Receipt {
        /** It is on disk and will be carried out. */
        KEPT,
        /** The same letter is on disk already. */
        KEPT_BEFORE,
        /** It could not be kept; its sender needs a hub's own answer. */
        NOT_KEPT
    }

    /**
     * One letter for one hub.
     *
     * @param file the letter's file name
     * @param hub the hub's name
     */
    public record Delivery(String file, Letter letter, String hub) {}

    /** Keeps a letter; returns when it is safe on disk, or cannot be. */
    public Receipt keep(Letter letter) {
        String file = fileOf(letter);
        synchronized (writing[Math.floorMod(file.hashCode(), writing.length)]) {
            Letter before = letterIn(file);
            if (before != null) {
                // another letter under the same id may be the forged one or the true one: the hub can tell
                return before.equals(letter) ? Receipt.KEPT_BEFORE : Receipt.NOT_KEPT;
            }
            if (count() >= MOST) {
                LOGGER.error("event=notice-not-kept id={} reason=\"{} notices wait already\"", letter.id(), MOST);
                return Receipt.NOT_KEPT;
            }
            try {
                PrivateFile.replace(folder.resolve(file), letter.toText());
            } catch (IOException e) {
                LOGGER.error("event=notice-not-kept id={} reason=\"{}\"", letter.id(), e.toString());
                return Receipt.NOT_KEPT;
            }
            add(file, letter);
            return Receipt.KEPT;
        }
    }

    /** The deliveries whose time has come; each counts as under way until it is reported. */
    public synchronized List<Delivery> due() {
        Moment now = moments.now();
        List<Delivery> due = new ArrayList<>();
        kept.forEach((file, one) -> one.ways.forEach((hub, way) -> {
            if (!way.underWay && !way.refused && now.isAtOrAfter(way.next)) {
                way.underWay = true;
                due.add(new Delivery(file, one.letter, hub));
            }
        }));
        return due;
    }

    /** Notes a hub's answer. */
    public void answered(Delivery delivery, int status) {
        boolean acknowledged = status >= 200 && status < 300;
        boolean refused = REFUSED_FOR_GOOD.contains(status);
        if (refused) {
            LOGGER.warn(
                    "event=notice-refused id={} hub={} status={}",
                    delivery.letter().id(),
                    delivery.hub(),
                    status);
        }
        if (acknowledged || (refused && refusedByAll(delivery))) {
            remove(delivery.file());
        } else if (!refused) {
            unanswered(delivery, "status " + status);
        }
    }

    /** Notes that a hub did not answer: it is tried again after a pause, unless another hub acknowledges first. */
    public synchronized void unanswered(Delivery delivery, String reason) {
        Kept one = kept.get(delivery.file());
        Way way = one == null ? null : one.ways.get(delivery.hub());
        if (way != null) {
            if (way.failures == 0) {
                LOGGER.warn(
                        "event=notice-waits id={} hub={} reason=\"{}\"",
                        delivery.letter().id(),
                        delivery.hub(),
                        reason);
            }
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(way.failures, 10));
            way.failures++;
            way.next = moments.now().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
            way.underWay = false;
        }
    }

    /** Waits until that letter waits no more, or that long; whether it waits no more. */
    public synchronized boolean awaitGone(Letter letter, Duration longest) {
        String file = fileOf(letter);
        Moment begin = moments.now();
        long left = longest.toMillis();
        try {
            while (kept.containsKey(file) && left > 0) {
                wait(left);
                left = longest.minus(moments.now().since(begin)).toMillis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !kept.containsKey(file);
    }

    /** How many letters wait for a hub. */
    public synchronized int count() {
        return kept.size();
    }

    private synchronized boolean refusedByAll(Delivery delivery) {
        Kept one = kept.get(delivery.file());
        if (one == null) {
            return false;
        }
        one.ways.computeIfPresent(delivery.hub(), (hub, way) -> way.refuse());
        return one.ways.values().stream().allMatch(way -> way.refused);
    }

    private void remove(String file) {
        try {
            Files.deleteIfExists(folder.resolve(file));
        } catch (IOException e) {
            LOGGER.warn("event=notice-not-deleted file={} reason=\"{}\"", file, e.toString());
        }
        synchronized (this) {
            kept.remove(file);
            notifyAll();
        }
    }

    private synchronized @Nullable Letter letterIn(String file) {
        Kept one = kept.get(file);
        return one == null ? null : one.letter;
    }

    private synchronized void add(String file, Letter letter) {
        kept.put(file, new Kept(letter, hubs, moments.now()));
    }

    private void readAll() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(ENDING)).sorted().forEach(this::read);
        } catch (IOException e) {
            LOGGER.error("event=spool-not-read folder={} reason=\"{}\"", folder, e.toString());
        }
    }

    private void read(Path file) {
        try {
            Letter letter = Letter.fromText(Files.readString(file, StandardCharsets.UTF_8));
            if (fileOf(letter).equals(String.valueOf(file.getFileName()))) {
                add(fileOf(letter), letter);
            }
        } catch (IOException e) {
            LOGGER.error("event=notice-not-read file={} reason=\"{}\"", file, e.toString());
        }
    }

    private static String fileOf(Letter letter) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(letter.id().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash) + ENDING;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static final class Kept {
        private final Letter letter;
        private final Map<String, Way> ways = new LinkedHashMap<>();

        private Kept(Letter letter, List<String> hubs, Moment now) {
            this.letter = letter;
            new HashSet<>(hubs).forEach(hub -> ways.put(hub, new Way(now)));
        }
    }

    private static final class Way {
        private Moment next;
        private int failures;
        private boolean underWay;
        private boolean refused;

        private Way(Moment next) {
            this.next = next;
        }

        private Way refuse() {
            refused = true;
            return this;
        }
    }
}
