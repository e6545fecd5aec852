package dev.alarum.store;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the flow {@code store} knows of its own success. While the store fails, rows that nobody waits for stay in a
 * {@link Backlog}; the store works again when a write succeeded and no row is left. Safe to be asked by several
 * threads.
 */
public final class StoreKeeper {
    /** The most rows that wait: with 10,000 nodes a state of each, and some MB of memory. */
    static final int MOST_WAITING = 20_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(StoreKeeper.class);
    private static final String NOBODY_WAITS = "InOnly";
    /** A failing store is reported this often: health stays DOWN in between, the log stays readable. */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);
    /** A store that nobody writes is tried this often, so that a full disk is known before an alarm needs it. */
    private static final Duration TRY_EVERY = Duration.ofMinutes(1);

    private final Moments moments;
    private final Backlog backlog;
    private boolean failing;
    private @Nullable Moment reported;
    private Moment tried;

    StoreKeeper(Moments moments, int mostWaiting) {
        this.moments = moments;
        this.backlog = new Backlog(mostWaiting);
        this.tried = moments.now();
    }

    /** Whether a write is to be tried now: the store fails, or was not written for a minute. */
    public synchronized boolean isTrialDue() {
        return failing || moments.now().since(tried).compareTo(TRY_EVERY) >= 0;
    }

    /**
     * Whether a row goes to the backlog at once: nobody waits for it, and the store fails.
     *
     * @param exchangePattern InOnly if nobody waits
     */
    public synchronized boolean mustWait(String exchangePattern) {
        return failing && NOBODY_WAITS.equals(exchangePattern);
    }

    /** Keeps a row until the store works again. */
    public synchronized void keep(Row row) {
        long before = backlog.lost();
        backlog.keep(row);
        if (backlog.lost() > before) {
            LOGGER.error("event=store-row-lost waiting={} lost={}", backlog.size(), backlog.lost());
        }
    }

    /** The rows that wait, in the order in which they must be written. */
    public synchronized List<Row> waiting() {
        return backlog.rows();
    }

    /**
     * A write succeeded.
     *
     * @param row what was written; null for a mere trial
     */
    public synchronized void written(@Nullable Row row) {
        tried = moments.now();
        if (row != null) {
            backlog.isWritten(row);
        }
    }

    /** Whether the store works again, answered with true once after each time of failing. */
    public synchronized boolean worksAgain() {
        boolean again = failing && backlog.isEmpty();
        if (again) {
            failing = false;
            reported = null;
            LOGGER.info("event=store-works lost={}", backlog.lost());
        }
        return again;
    }

    /**
     * A write failed.
     *
     * @param body the row to be written; null for a mere trial
     * @param exchangePattern InOnly if nobody waits for it; who waits gets the fault and decides
     * @return the reason, if the hub is to be told now; null if it was told lately, or the row itself is at fault
     */
    public synchronized @Nullable String failed(@Nullable Object body, String exchangePattern, Throwable fault) {
        String reason = StoreFault.reasonOf(fault);
        if (body != null && (!(body instanceof Row) || StoreFault.isOfTheRow(fault))) {
            refuse(body, reason);
            return null;
        }
        failing = true;
        tried = moments.now();
        if (body instanceof Row row && NOBODY_WAITS.equals(exchangePattern)) {
            keep(row);
        }
        return isReportDue() ? report(reason) : null;
    }

    private void refuse(Object body, String reason) {
        if (body instanceof Row row) {
            backlog.isWritten(row);
        }
        LOGGER.error(
                "event=store-row-refused kind={} reason=\"{}\"", body.getClass().getSimpleName(), reason);
    }

    private boolean isReportDue() {
        Moment last = reported;
        return last == null || moments.now().since(last).compareTo(REPORT_EVERY) >= 0;
    }

    private String report(String reason) {
        reported = moments.now();
        LOGGER.error("event=store-failed waiting={} reason=\"{}\"", backlog.size(), reason);
        return reason;
    }
}
