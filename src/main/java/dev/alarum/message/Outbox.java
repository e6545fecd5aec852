package dev.alarum.message;

import dev.alarum.status.News;
import org.jspecify.annotations.Nullable;

/** News that waits for its channel, which may be busy or dead: bounded, however long that lasts. */
public final class Outbox {
    private final int most;
    private @Nullable Digest waiting;

    Outbox(int most) {
        this.most = most;
    }

    /** One more. */
    public synchronized void add(News news) {
        Digest before = waiting;
        waiting = before == null ? Digest.of(news) : before.plus(news, most);
    }

    /** Whether nothing waits. */
    public synchronized boolean isEmpty() {
        return waiting == null;
    }

    /** All that waits; it does not any more. Null: nothing. */
    public synchronized @Nullable Digest take() {
        Digest all = waiting;
        waiting = null;
        return all;
    }
}
