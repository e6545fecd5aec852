package dev.alarum.alone;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether any hub answers. Whatever a hub answers to whatever counts, a refusal too: a hub that speaks is in charge. But a
 * failure (5xx) does not, since a proxy says that for a hub that is gone. And who answers a question about plans in a hub's
 * stead, as a portal or a forger may, is none, and nothing that comes by that way counts until the hub itself has answered
 * there. Safe to be used by several threads.
 */
public final class HubContact {
    /** Whoever stood still for longer did not hear what was answered meanwhile. */
    private static final Duration LONGEST_TICK = Duration.ofSeconds(5);

    /** From here on a status says that nobody has seen to the request. */
    private static final int FAILURE = 500;

    private final Duration silent;
    private final Moments moments;
    private final Set<String> doubted = new HashSet<>();
    private Moment last;
    private @Nullable Moment tick;

    /** @param silent how long none may answer until that counts */
    public HubContact(Duration silent, Moments moments) {
        this.silent = silent;
        this.moments = moments;
        this.last = moments.now();
    }

    /** That hub has answered over HTTP, with that status. */
    public synchronized void answered(String hub, int status) {
        if (status < FAILURE && !doubted.contains(hub)) {
            last = moments.now();
        }
    }

    /** That hub has answered, and shown that it is one. */
    public synchronized void proven(String hub) {
        doubted.remove(hub);
        last = moments.now();
    }

    /** What answers in that hub's stead is no hub. */
    public synchronized void doubted(String hub) {
        doubted.add(hub);
    }

    /** Whether no hub has answered for that long; to be asked once a second, so that standing still is noticed. */
    synchronized boolean isSilent(Moment now) {
        Moment before = tick;
        tick = now;
        if (before != null && now.since(before).compareTo(LONGEST_TICK) > 0) {
            last = now;
        }
        return now.since(last).compareTo(silent) >= 0;
    }
}
