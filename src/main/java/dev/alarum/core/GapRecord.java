package dev.alarum.core;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.Roll;
import dev.alarum.heartbeat.Roll.Present;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The past as a replay needs it: of beats only the gaps, of readings only the changes, and when the hub itself could not
 * hear. Silences that a timeout may judge are written as they begin and end; of shorter ones a sender has few, then the
 * longest of each five minutes is written. Its times are ms of the hub's own time: the wall time of its start, counted on
 * by the monotonic clock.
 */
final class GapRecord {
    static final String HUB = "hub";

    private static final long MARK_EVERY = 60_000;
    private static final long ROLL_EVERY = 86_400_000;
    /** Off by more than this, the wall clock was set. */
    private static final long CLOCK_STEP = 1_000;

    private static final int BURST_OF_ALL = 600;
    private static final long REFILL_OF_ALL = 500;

    private final Effects effects;
    private final HeartbeatSettings heartbeat;
    private final Moment start;
    private final long startMillis;
    /** In ms, from which a silence is a gap: a timeout may be as short as three periods. */
    private final long least;

    private final Map<Sender, GapTrace> traces = new HashMap<>();
    private final UpsRecord ups;
    private final Allowance ofAll;
    private final Set<String> deaf = new TreeSet<>();
    private boolean begun;
    private long deafSince;
    /** In ms, how long a beat may have waited that is not counted yet. */
    private long waiting;

    private long stoodFrom = Long.MIN_VALUE;
    private long stoodUntil = Long.MIN_VALUE;
    private long ticked;
    private long rolled;
    private long marked;
    private long clock;
    private long decided;

    /**
     * @param heartbeat by which silences are judged; a later replay may have a timeout down to three periods
     * @param start when the hub started
     */
    GapRecord(Effects effects, HeartbeatSettings heartbeat, Moment start) {
        this.effects = effects;
        this.heartbeat = heartbeat;
        this.start = start;
        this.startMillis = start.wall().toEpochMilli();
        this.least = leastGap(heartbeat.period());
        this.ticked = startMillis;
        this.ups = new UpsRecord(effects);
        this.ofAll = new Allowance(BURST_OF_ALL, REFILL_OF_ALL, startMillis);
    }

    /** From how long on a silence is kept, in ms: two and a half periods. */
    static long leastGap(Duration period) {
        return period.toMillis() * 5 / 2;
    }

    static HistoryRow gap(String sender, long from, @Nullable Long until, long boot, String detail) {
        return new HistoryRow("gap", sender, from, until, boot, detail);
    }

    /** The hub can hear from now on. */
    void begin(Collection<Watched> known, Moment now) {
        long at = time(now);
        ticked = at;
        begun = true;
        for (Watched one : known) {
            Stamp stamp = one.stamp;
            traces.computeIfAbsent(one.sender, sender -> trace(sender, at, stamp == null ? 0 : stamp.boot()));
        }
        roll(true, at);
    }

    /** One was heard, by whichever way, with a newer stamp than before; its beat came to the hub then. */
    void heard(Beat beat, Moment arrived) {
        long at = time(arrived);
        long boot = beat.stamp().boot();
        GapTrace trace = traces.get(beat.sender());
        if (trace == null) {
            traces.put(beat.sender(), trace(beat.sender(), at, boot));
            effects.save(gap(beat.sender().toString(), at, at, boot, "new"));
            return;
        }
        long from = trace.last;
        at = Math.max(from, at);
        boolean booted = boot != trace.boot;
        trace.last = at;
        trace.boot = boot;
        if (!booted && !trace.open && (at - from < least || isHubsOwn(from, at))) {
            return;
        }
        if (booted || trace.open || at - from >= trace.timeout) {
            trace.open = false;
            effects.save(gap(trace.sender, from, at, boot, ""));
        } else {
            trace.shortGap(from, at);
            save(trace.due(at, ofAll));
        }
    }

    /** A reading came. */
    void reading(Reading reading, Moment now) {
        ups.reading(reading, time(now));
    }

    /** One is known no more. */
    void forgotten(Sender sender, Moment now) {
        if (traces.remove(sender) != null) {
            effects.save(new HistoryRow("forget", sender.toString(), time(now), null, 0, ""));
        }
    }

    /** The guard found that the hub itself stood still, or that its clock was set. */
    void stood(Moment now) {
        long at = time(now);
        if (at - ticked > CLOCK_STEP * 2) {
            stoodFrom = ticked;
            stoodUntil = at;
            effects.save(new HistoryRow("stall", HUB, ticked, at, 0, ""));
        }
        clock(now);
        ticked = at;
    }

    /**
     * Whether the hub can hear was looked at.
     *
     * @param deafBy by what nobody is heard now: flows that do not run, the own network, beats that wait at the door; none
     *     when all is well
     */
    void hears(Set<String> deafBy, Moment now) {
        hears(deafBy, time(now));
    }

    /**
     * One second has passed.
     *
     * @param backlog how long a beat may have waited that is not counted yet
     */
    void tick(Duration backlog, Moment now) {
        long at = time(now);
        waiting = backlog.toMillis();
        clock(now);
        for (GapTrace trace : traces.values()) {
            if (!trace.open && at - waiting - trace.last >= trace.timeout && !isHubsOwn(trace.last, at)) {
                trace.open = true;
                effects.save(gap(trace.sender, trace.last, null, trace.boot, ""));
            }
            if (trace.isWaiting()) {
                save(trace.due(at, ofAll));
            }
        }
        ups.tick(at);
        if (begun && at - rolled >= ROLL_EVERY && deaf.isEmpty()) {
            roll(false, at);
        } else if (begun && (at - marked >= MARK_EVERY || effects.decided() != decided)) {
            // whatever was decided happened while the hub lived, even if it is killed before the next mark
            mark(at, 0);
        }
        ticked = at;
    }

    /** The hub is stopped in order. */
    void end(Moment now) {
        long at = time(now);
        hears(Set.of(), at);
        settle(at);
        mark(at, 1);
    }

    private void roll(boolean begins, long at) {
        if (!begins) {
            mark(at, 0);
        }
        settle(at);
        rolled = at;
        List<Present> present = new ArrayList<>();
        traces.forEach((sender, trace) ->
                present.add(new Present(sender, trace.boot, at - waiting - trace.last >= least ? trace.last : -1)));
        present.sort(java.util.Comparator.comparing(Present::sender));
        String text = new Roll(begins, heartbeat.period(), clock, present).text();
        effects.save(new HistoryRow("roll", HUB, at, null, 0, text));
        mark(at, 0);
    }

    /** What waits or goes on is written as it stands. */
    private void settle(long at) {
        for (GapTrace trace : traces.values()) {
            save(trace.rest());
            if (!trace.open && at - waiting - trace.last >= least && !isHubsOwn(trace.last, at)) {
                trace.open = true;
                effects.save(gap(trace.sender, trace.last, null, trace.boot, ""));
            }
        }
        ups.endAll();
    }

    private void mark(long at, long inOrder) {
        marked = at;
        decided = effects.decided();
        effects.save(new HistoryRow("watch", HUB, rolled, at, inOrder, ""));
    }

    private void hears(Set<String> deafBy, long at) {
        if (deafBy.equals(deaf)) {
            return;
        }
        if (!deaf.isEmpty()) {
            effects.save(new HistoryRow("deaf", HUB, deafSince, at, 0, String.join(",", deaf)));
            if (areBeatsLost()) {
                stoodFrom = deafSince;
                stoodUntil = at;
            }
        }
        deaf.clear();
        deaf.addAll(deafBy);
        deafSince = at;
        if (!deaf.isEmpty()) {
            effects.save(new HistoryRow("deaf", HUB, at, null, 0, String.join(",", deaf)));
        }
    }

    private void clock(Moment now) {
        long off = now.wall().toEpochMilli() - time(now);
        if (Math.abs(off - clock) > CLOCK_STEP) {
            clock = off;
            effects.save(new HistoryRow("clock", HUB, time(now), null, off, ""));
        }
    }

    /** Whether that silence is explained by the hub's own: it began and ended with it. */
    private boolean isHubsOwn(long from, long until) {
        boolean nowDeaf = areBeatsLost() && from >= deafSince - least;
        return nowDeaf || (from >= stoodFrom - least && until <= stoodUntil + least);
    }

    /** Beats that only wait at the door have their own times: their senders' silences are not the hub's. */
    private boolean areBeatsLost() {
        return deaf.stream().anyMatch(by -> !by.equals(Watching.INTAKE_BEHIND));
    }

    private GapTrace trace(Sender sender, long at, long boot) {
        Duration timeout = sender.isRelay() ? heartbeat.timeout() : heartbeat.timeoutOf(sender.name());
        return new GapTrace(sender.toString(), timeout.toMillis(), at, boot);
    }

    private void save(@Nullable HistoryRow row) {
        if (row != null) {
            effects.save(row);
        }
    }

    private long time(Moment moment) {
        return startMillis + moment.since(start).toMillis();
    }
}
