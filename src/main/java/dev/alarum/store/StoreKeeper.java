package dev.alarum.store;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the flow {@code store} has still to write, and what it knows of its own success. Rows that nobody waits for go
 * into a {@link Backlog} first, from which they are written together; while the store fails they stay there. The store
 * works again when a write succeeded and no row is left. Safe to be asked by several threads.
 */
public final class StoreKeeper {
    /** The most rows that wait: with 10,000 nodes a state of each, and some MB of memory. */
    static final int MOST_WAITING = 20_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(StoreKeeper.class);
    /** A failing store is reported this often: health stays DOWN in between, the log stays readable. */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);
    /** A store that nobody writes is tried this often, so that a full disk is known before an alarm needs it. */
    private static final Duration TRY_EVERY = Duration.ofMinutes(1);

    private final Moments moments;
    private final Backlog backlog;
    private boolean failing;
    /** A row in a batch is at fault: each is written by itself, until that one is found. */
    private boolean singly;

    private @Nullable Moment reported;
    private Moment tried;

    StoreKeeper(Moments moments, int mostWaiting) {
        this.moments = moments;
        this.backlog = new Backlog(mostWaiting);
        this.tried = moments.now();
    }

    /** Whether a write is to be tried now: the store fails, was not written for a minute, or rows were left over. */
    public synchronized boolean isTrialDue() {
        return failing || !backlog.isEmpty() || moments.now().since(tried).compareTo(TRY_EVERY) >= 0;
    }

    /**
     * Keeps a row until the next batch is written.
     *
     * @param body a {@link Row}; anything else is refused
     */
    public synchronized void keep(Object body) {
        if (!(body instanceof Row row)) {
            refuse(body, "it is no row");
            return;
        }
        long before = backlog.lost();
        backlog.keep(row);
        if (backlog.lost() > before) {
            LOGGER.error("event=store-row-lost waiting={} lost={}", backlog.size(), backlog.lost());
        }
    }

    /** A row that somebody waits for, in the form in which it is written. */
    public Batch alone(Row row) {
        return Batch.of(row);
    }

    /**
     * What is to be written now, in the order in which it must be: nothing while the store fails, or while more rows come
     * that can be written together with these.
     *
     * @param isLast whether no more rows wait to be kept
     */
    synchronized List<Batch> due(boolean isLast) {
        if (failing || !(isLast || backlog.size() >= Batch.MOST)) {
            return List.of();
        }
        List<Row> rows = backlog.rows();
        return singly ? rows.stream().map(Batch::of).toList() : Batch.of(rows);
    }

    /** A trial succeeded: whatever waits is to be written now, in that order. */
    synchronized List<Batch> dueAfterTrial() {
        tried = moments.now();
        List<Row> rows = backlog.rows();
        return singly ? rows.stream().map(Batch::of).toList() : Batch.of(rows);
    }

    /** A write succeeded. */
    public synchronized void written(Batch batch) {
        tried = moments.now();
        batch.rows().forEach(backlog::isWritten);
        singly = singly && !backlog.isEmpty();
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
     * @param body what was to be written, a {@link Batch}; null for a mere trial
     * @return the reason, if the hub is to be told now; null if it was told lately, or the row itself is at fault
     */
    public synchronized @Nullable String failed(@Nullable Object body, Throwable fault) {
        String reason = StoreFault.reasonOf(fault);
        if (body != null && (!(body instanceof Batch) || StoreFault.isOfTheRow(fault))) {
            refuse(body, reason);
            return null;
        }
        failing = true;
        tried = moments.now();
        return isReportDue() ? report(reason) : null;
    }

    private void refuse(Object body, String reason) {
        if (body instanceof Batch batch && batch.rows().size() > 1) {
            singly = true;
            return;
        }
        Object refused = body instanceof Batch batch ? batch.row() : body;
        if (refused instanceof Row row) {
            backlog.isWritten(row);
        }
        LOGGER.error(
                "event=store-row-refused kind={} reason=\"{}\"",
                refused.getClass().getSimpleName(),
                reason);
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
