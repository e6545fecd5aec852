package dev.alarum.replay;

import dev.alarum.heartbeat.Roll;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.store.Past;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.store.Row.NoticeRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The recorded past in order of time.
 *
 * @param runs of the hub
 * @param resolution the shortest silence that is recorded everywhere in it
 * @param thinned how many gaps were too many to be recorded one by one
 */
record Timeline(List<Run> runs, Duration resolution, long thinned) {
    private static final String THINNED = "thinned ";

    /** The hub writes at least so often that it lives, in ms. */
    private static final long MARK_EVERY = 60_000;

    /** A step of the wall clock is found by the next tick, so a notice may come by the new time before it is recorded. */
    private static final long FOUND_WITHIN = 2_000;

    Timeline {
        runs = List.copyOf(runs);
    }

    /** @throws IllegalArgumentException if a row cannot be read */
    static Timeline of(Past past) {
        List<Run> runs = new ArrayList<>();
        List<HistoryRow> rolls =
                past.history().stream().filter(row -> row.kind().equals("roll")).toList();
        long longest = 0;
        HistoryRow first = null;
        for (HistoryRow row : rolls) {
            Roll roll = Roll.parse(row.detail());
            longest = Math.max(longest, roll.period().toMillis() * 5 / 2);
            if (first != null && roll.begins()) {
                runs.add(run(past, first, row.since()));
            }
            first = first == null || roll.begins() ? row : first;
        }
        if (first != null) {
            runs.add(run(past, first, Long.MAX_VALUE));
        }
        long thinned = past.history().stream()
                .filter(row -> row.detail().startsWith(THINNED))
                .mapToLong(row -> Long.parseLong(row.detail().substring(THINNED.length())))
                .sum();
        return new Timeline(runs, Duration.ofMillis(longest), thinned);
    }

    /** When it begins, in ms since 1970. */
    long from() {
        return runs.get(0).from();
    }

    private static Run run(Past past, HistoryRow first, long next) {
        long from = first.since();
        Roll roll = Roll.parse(first.detail());
        Set<String> silent = roll.present().stream()
                .filter(one -> one.silentSince() >= 0)
                .map(one -> one.sender() + " " + one.silentSince())
                .collect(Collectors.toSet());
        List<HistoryRow> rows = past.history().stream()
                .filter(row -> row.since() < next && (row.since() >= from || isOpenAt(row, silent)))
                .toList();
        long until = rows.stream().mapToLong(Timeline::lastTime).max().orElse(from);
        List<Event> events = new ArrayList<>();
        TreeMap<Long, Long> stalls = new TreeMap<>();
        TreeMap<Long, Long> clock = new TreeMap<>();
        clock.put(from, roll.clockMillis());
        for (HistoryRow row : rows) {
            add(row, from, until, events, stalls);
            if (row.kind().equals("clock")) {
                clock.put(row.since(), row.number());
            }
        }
        for (NoticeRow notice : past.notices()) {
            long off = offAt(clock, notice.received());
            long at = notice.received() - off;
            if (at >= from && at < next && at <= until + MARK_EVERY) {
                // it is on disk at once, the sign that the hub lived only later
                until = Math.max(until, at);
                if (clock.floorEntry(at) != null && clock.floorEntry(at).getValue() != off) {
                    // in force already, although not found yet
                    events.add(new Event.Clock(at, off));
                }
                events.add(new Event.Noticed(at, notice));
            }
        }
        events.sort(Comparator.comparingLong(Event::at).thenComparingInt(Event::rank));
        return new Run(from, until, roll, events, stalls);
    }

    private static void add(HistoryRow row, long from, long until, List<Event> events, TreeMap<Long, Long> stalls) {
        long at = row.since();
        Long end = row.until();
        switch (row.kind()) {
            case "gap" -> gap(row, end, events);
            case "stall" -> stalls.put(at, end == null ? at : end);
            case "clock" -> events.add(new Event.Clock(at, row.number()));
            case "forget" -> events.add(new Event.Forgotten(at, Sender.parse(row.subject())));
            case "ups" ->
                events.add(new Event.Read(at, end == null ? until : end, new Name(row.subject()), row.detail()));
            case "deaf" -> {
                events.add(new Event.Suspended(
                        Math.max(from, at), Set.of(row.detail().split(","))));
                if (end != null) {
                    events.add(new Event.Suspended(end, Set.of()));
                }
            }
            default -> {
                // a roll or a watch tells when the hub lived, and no more
            }
        }
    }

    private static void gap(HistoryRow row, @Nullable Long end, List<Event> events) {
        Sender sender = Sender.parse(row.subject());
        boolean isFirst = end != null && end == row.since();
        if (!isFirst) {
            events.add(new Event.Fell(row.since(), sender));
        }
        if (end != null) {
            events.add(new Event.Heard(end, sender, row.number()));
        }
    }

    private static boolean isOpenAt(HistoryRow row, Set<String> silent) {
        return !silent.isEmpty() && row.kind().equals("gap") && silent.contains(row.subject() + " " + row.since());
    }

    private static long lastTime(HistoryRow row) {
        Long until = row.until();
        return until == null ? row.since() : Math.max(row.since(), until);
    }

    /** How far the wall clock was ahead when it showed that time; of two answers after it was set back, the later one. */
    private static long offAt(TreeMap<Long, Long> clock, long wall) {
        return clock.descendingMap().entrySet().stream()
                .filter(one -> wall - one.getValue() >= one.getKey() - FOUND_WITHIN)
                .map(java.util.Map.Entry::getValue)
                .findFirst()
                .orElse(0L);
    }
}
