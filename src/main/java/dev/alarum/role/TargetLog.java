package dev.alarum.role;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong at hubs and relays, said when it begins and once a minute, not with every beat; and its end. */
final class TargetLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(TargetLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private record Trouble(Moment said, long unsaid, boolean isEndOwed) {}

    private final Moments moments;
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

    TargetLog(Moments moments) {
        this.moments = moments;
    }

    /** A beat did not count; the reason goes to the log, on one line and at most 200 characters of it. */
    void trouble(String target, String reason) {
        String shown = shown(reason);
        troubles.compute(target, (name, before) -> {
            Moment now = moments.now();
            if (before != null && now.since(before.said).compareTo(PAUSE) < 0) {
                return new Trouble(before.said, before.unsaid + 1, before.isEndOwed);
            }
            long unsaid = before == null ? 0 : before.unsaid;
            LOGGER.warn("event=beat-not-taken target={} reason=\"{}\" unsaid={}", target, shown, unsaid);
            return new Trouble(now, 0, true);
        });
    }

    /** A beat counted. */
    void well(String target) {
        Trouble before = troubles.get(target);
        if (before != null && before.isEndOwed) {
            LOGGER.info("event=beat-taken-again target={}", target);
            troubles.computeIfPresent(target, (name, trouble) -> new Trouble(trouble.said, trouble.unsaid, false));
        }
    }

    /** A failure in words, without the package of its class. */
    static String reason(@Nullable Exception failure) {
        if (failure == null) {
            return "unknown";
        }
        String message = failure.getMessage();
        // the deadline of an answer closes its connection
        if (failure instanceof SocketTimeoutException || "Socket closed".equals(message)) {
            return "no answer in time";
        }
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static String shown(String reason) {
        String line =
                reason.replaceAll("[^\\x20-\\x7e]+", " ").replace('"', '\'').strip();
        return line.length() <= 200 ? line : line.substring(0, 200);
    }
}
