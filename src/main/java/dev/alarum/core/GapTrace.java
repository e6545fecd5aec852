package dev.alarum.core;

import dev.alarum.store.Row.HistoryRow;
import org.jspecify.annotations.Nullable;

/** What the record remembers of one sender: when it was last heard, and which gap waits to be written. */
final class GapTrace {
    /** So many short gaps of one sender are written as they come. */
    private static final int BURST = 60;

    /** Later only the longest of each such time, in ms. */
    private static final long REFILL = 300_000;

    private static final long NONE = Long.MIN_VALUE;

    final String sender;
    /** A silence of this many ms may be judged, so it is always written. */
    final long timeout;

    private final Allowance allowance;
    long last;
    long boot;
    /** Whether the silence that goes on is written already. */
    boolean open;

    private long waitingFrom;
    private long waitingUntil = NONE;
    private long waitingBoot;
    private long thinned;

    GapTrace(String sender, long timeout, long now, long boot) {
        this.sender = sender;
        this.timeout = timeout;
        this.last = now;
        this.boot = boot;
        this.allowance = new Allowance(BURST, REFILL, now);
    }

    /** A gap too short to be judged: the longest of those not written yet waits, the others are only counted. */
    void shortGap(long from, long until) {
        if (isWaiting()) {
            thinned++;
            if (waitingUntil - waitingFrom >= until - from) {
                return;
            }
        }
        waitingFrom = from;
        waitingUntil = until;
        waitingBoot = boot;
    }

    boolean isWaiting() {
        return waitingUntil != NONE;
    }

    /** The gap to be written now, if there is one and it may be. */
    @Nullable
    HistoryRow due(long now, Allowance ofAll) {
        if (!isWaiting() || !allowance.isLeft(now) || !ofAll.isLeft(now)) {
            return null;
        }
        allowance.take();
        ofAll.take();
        return flush();
    }

    /** The gap that waits, allowed or not. */
    @Nullable
    HistoryRow rest() {
        return isWaiting() ? flush() : null;
    }

    private HistoryRow flush() {
        HistoryRow row =
                GapRecord.gap(sender, waitingFrom, waitingUntil, waitingBoot, thinned == 0 ? "" : "thinned " + thinned);
        waitingUntil = NONE;
        thinned = 0;
        return row;
    }
}
