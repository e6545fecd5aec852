package dev.alarum.intake;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of senders that were not believed, at most one line every ten seconds however many they are. Safe
 * to be used by several threads.
 */
public final class RefusalLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(RefusalLog.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Moments moments;
    private @Nullable Moment last;
    private long unsaid;

    /** A log by that clock. */
    public RefusalLog(Moments moments) {
        this.moments = moments;
    }

    /** A message was refused because its sender could not be believed; the reason is printable. */
    public synchronized void unverified(String kind, String reason) {
        Moment now = moments.now();
        if (last != null && now.since(last).compareTo(PAUSE) < 0) {
            unsaid++;
            return;
        }
        LOGGER.warn("event=refused kind={} unsaid={} reason=\"{}\"", kind, unsaid, reason);
        last = now;
        unsaid = 0;
    }
}
