package dev.alarum.core;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.Guard;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One node or relay as the hub knows it now. */
final class Watched {
    final Sender sender;
    final Name site;
    final Duration timeout;
    private final long timeoutNanos;
    /** None of its ways can have been quiet for long before, by the monotonic clock. */
    private long looksAgain;

    final Map<String, Path> paths = new TreeMap<>();
    LifeState state = LifeState.NEW;
    Moment since;

    @Nullable
    Moment lastHeard;

    /** When that beat, or a later one, came to the hub's door, where it may have waited for being counted. */
    @Nullable
    Moment lastArrived;
    /** The aggregator may look at its silence too late, since it had to wait for beats that were not counted yet. */
    boolean looksLate;

    /** Since when it should have been reported; null while it need not be, or judging is held. */
    @Nullable
    Moment dueSince;

    @Nullable
    Stamp stamp;
    /** When the accepted absence ends; null with OFF or LEAVING: never. */
    @Nullable
    Moment leaseEnds;
    /** The BOOT of the notice that announced the absence; a newer one ends it. */
    long leaseBoot;

    @Nullable
    Moment failedAt;

    @Nullable
    Duration failedAfter;

    @Nullable
    Moment backAt;
    /** When a failure of it last counted towards the threshold. */
    @Nullable
    Moment countedAt;
    /** When somebody was last rung for a failure of it. */
    @Nullable
    Moment rungAt;
    /** When somebody was last reached about a failure of it. */
    @Nullable
    Moment reachedAt;
    /** When somebody said that its failure is settled, as far as that was before the start. */
    @Nullable
    Moment settledAt;
    /** Its silence counts from here at the earliest: what carried it was lost until then. */
    @Nullable
    Moment watchedFrom;
    /** It had lost its witness before the restart, and was not heard since. */
    boolean wasHeld;
    /** When it last failed again too soon to be counted again. */
    @Nullable
    Moment flappedAt;
    /** It stayed away when what had explained its silence was over. */
    boolean left;
    /** It went and came within the window. */
    boolean flapping;
    /** Our own plan told it to shut down: its silence is expected. */
    boolean told;
    /** It said goodbye, and was not heard anew since. */
    boolean said;

    /** One way by which it is heard. */
    static final class Path {
        Moment lastHeard;
        boolean degraded;

        Path(Moment lastHeard) {
            this.lastHeard = lastHeard;
        }
    }

    Watched(Sender sender, Name site, Duration timeout, Moment since) {
        this.sender = sender;
        this.site = site;
        this.timeout = timeout;
        this.timeoutNanos = timeout.toNanos();
        this.since = since;
        this.looksAgain = since.nanos();
    }

    Name name() {
        return sender.name();
    }

    boolean isFailed() {
        return state == LifeState.FAILED;
    }

    /** Notes a beat that came to the door then and is counted now. @return whether it is newer than all before, by whichever way */
    boolean hear(Beat beat, Moment arrived, Moment now) {
        Path path = paths.computeIfAbsent(beat.path(), way -> new Path(now));
        path.lastHeard = now;
        Stamp newest = stamp;
        if (newest != null && !beat.stamp().isNewerThan(newest)) {
            return false;
        }
        stamp = beat.stamp();
        lastHeard = now;
        lastArrived = later(arrived, lastArrived);
        looksLate = now.since(arrived).compareTo(Guard.WAITING) >= 0;
        return true;
    }

    /** Whether a way was not heard for longer than that; always the same length. */
    boolean hasQuietPath(long nanos, Moment now) {
        if (now.nanos() - looksAgain <= 0) {
            return false;
        }
        long age = 0;
        for (Path path : paths.values()) {
            age = Math.max(age, now.nanos() - path.lastHeard.nanos());
        }
        looksAgain = now.nanos() + nanos - age;
        return age > nanos;
    }

    /** Whether it was heard so lately that nobody need count its silence. */
    boolean isJustHeard(Moment now) {
        Moment heard = lastArrived;
        return heard != null && now.nanos() - heard.nanos() < timeoutNanos;
    }

    void become(LifeState next, Moment now) {
        state = next;
        since = now;
    }

    /** It was told to shut down: it may fall silent, until it comes back with a newer BOOT. */
    void expectSilence() {
        told = true;
        leaseBoot = stamp == null ? 0 : stamp.boot();
    }

    /** How long nothing was heard, counted from when the hub could hear. */
    Duration silence(Moment now, Moment wellSince) {
        return now.since(later(later(wellSince, lastArrived), watchedFrom));
    }

    private static Moment later(Moment moment, @Nullable Moment other) {
        return other == null || moment.isAtOrAfter(other) ? moment : other;
    }

    Row.SenderRow row() {
        Stamp newest = stamp;
        return new Row.SenderRow(
                sender.toString(),
                site.text(),
                state.name(),
                since.wall().toEpochMilli(),
                newest == null ? 0 : newest.boot(),
                newest == null ? 0 : newest.seq(),
                millis(leaseEnds),
                millis(failedAt),
                millis(backAt));
    }

    private static @Nullable Long millis(@Nullable Moment moment) {
        return moment == null ? null : moment.wall().toEpochMilli();
    }
}
