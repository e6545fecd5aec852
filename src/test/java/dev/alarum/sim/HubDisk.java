package dev.alarum.sim;

import dev.alarum.core.Disk;
import dev.alarum.node.Moment;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The disk of a simulated hub: rows by their keys, and those that its one writer has not written yet. */
final class HubDisk {
    private static final Duration SURELY_WRITTEN = Duration.ofSeconds(1);

    private record Pending(Row row, Moment given) {}

    private final Map<Object, Row> kept = new LinkedHashMap<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Deque<Row> backlog = new ArrayDeque<>();
    private boolean works = true;

    boolean works() {
        return works;
    }

    /** Gives the writer a row. @return whether it can be written */
    boolean save(Row row, Moment now) {
        if (row instanceof Row.DecisionRow
                || row instanceof Row.NewsRow
                || row instanceof Row.HistoryRow
                || row instanceof Row.StampRow stamp && !isKept(stamp)) {
            return works;
        }
        if (works) {
            pending.add(new Pending(row, now));
            settle(now, SURELY_WRITTEN);
        } else {
            backlog.add(row);
        }
        return works;
    }

    /** Writes a row before it goes on. */
    void write(Row row) {
        if (row instanceof Row.ForgetRow) {
            kept.remove(row.key());
        }
        kept.remove(row.key());
        kept.put(row.key(), row);
    }

    /** Writes that a plan was begun, unless that is there already. */
    void begin(Row.PlanRow row) {
        kept.putIfAbsent(row.key(), row);
    }

    /** Claims an attempt. @return whether nobody had it before */
    boolean claim(Row.AttemptRow row) {
        return kept.putIfAbsent(row.key(), row) == null;
    }

    /** The disk works or fails from now on. @return whether a backlog was written */
    boolean become(boolean working) {
        boolean caughtUp = working && !works;
        works = working;
        // what was given before is older than any backlog
        pending.forEach(earlier -> write(earlier.row()));
        pending.clear();
        if (caughtUp) {
            backlog.forEach(this::write);
            backlog.clear();
        }
        return caughtUp;
    }

    /** The process is gone: what it gave to the writer lately, or could not write, is lost. */
    void lose(Duration unwritten, Moment now) {
        settle(now, unwritten);
        pending.clear();
        backlog.clear();
    }

    Memory memory(Moment now) {
        return Disk.of(List.copyOf(kept.values()), now);
    }

    private void settle(Moment now, Duration age) {
        while (!pending.isEmpty() && now.since(pending.getFirst().given()).compareTo(age) >= 0) {
            write(pending.removeFirst().row());
        }
    }

    private static boolean isKept(Row.StampRow row) {
        return row.boot() > 0;
    }
}
