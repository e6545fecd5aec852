package dev.alarum.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sender's own stamps: BOOT = max(now in ms, last BOOT + 1), kept on the sender's disk so that it rises even where
 * the clock starts in 1970; SEQ counts up from 1. Safe to be asked by several threads.
 */
public final class StampSource {
    /** The file's name in the data folder. */
    public static final String FILE = "boot";

    /** How far ahead of its own clock a sender lets itself be moved in one step by a hub's answer. */
    public static final Duration LARGEST_STEP_AHEAD = Duration.ofDays(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(StampSource.class);

    private final Path file;
    private final Clock clock;
    private long boot;
    private long seq;

    private StampSource(Path file, Clock clock, long boot) {
        this.file = file;
        this.clock = clock;
        this.boot = boot;
    }

    /**
     * Begins a new BOOT. A data folder that cannot be read or written is reported in the log and does not stop the
     * sender: its clock alone then makes BOOT rise.
     */
    public static StampSource begin(Path dataFolder, Clock clock) {
        Path file = dataFolder.resolve(FILE);
        StampSource source = new StampSource(file, clock, Math.max(clock.millis(), lastBoot(file) + 1));
        source.keep();
        return source;
    }

    /** The stamp of the next message. */
    public synchronized Stamp next() {
        seq++;
        return new Stamp(boot, seq);
    }

    /**
     * Follows a hub that knows this sender by a later BOOT: goes on with that BOOT + 1 from SEQ 1, but in one step never
     * more than a day ahead of both the own clock and the present BOOT. A BOOT behind the present one changes nothing.
     *
     * @return whether the BOOT changed
     */
    public synchronized boolean follow(long bootOfHub) {
        if (bootOfHub < boot || bootOfHub >= Stamp.MAX) {
            return false;
        }
        long farthest = Math.max(clock.millis(), boot) + LARGEST_STEP_AHEAD.toMillis();
        boot = Math.min(bootOfHub + 1, farthest);
        seq = 0;
        keep();
        return true;
    }

    private void keep() {
        try {
            PrivateFile.replace(file, boot + "\n");
        } catch (IOException e) {
            LOGGER.warn("event=boot-not-kept file={} reason=\"{}\"", file, e.toString());
        }
    }

    private static long lastBoot(Path file) {
        try {
            return Files.exists(file)
                    ? Long.parseLong(
                            Files.readString(file, StandardCharsets.US_ASCII).strip())
                    : 0;
        } catch (IOException | NumberFormatException e) {
            LOGGER.warn("event=boot-not-read file={} reason=\"{}\"", file, e.toString());
            return 0;
        }
    }
}
