package dev.alarum.sim;

import dev.alarum.node.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that happened in one simulation: the truth, and what the hub did. Times are ms from the begin of the script. */
public final class Chronicle {
    /** One thing and its time. */
    record Entry<T extends Happening>(long at, T what) {}

    /** A time in which nothing new of a sender reached the hub's machine, by any way; long ones only. */
    record Silence(Sender sender, long from, long to) {
        long lasts() {
            return to - from;
        }
    }

    private final Script script;
    private final List<Entry<?>> entries = new ArrayList<>();
    private final List<Silence> silences = new ArrayList<>();
    private final Map<Class<?>, List<?>> byKind = new HashMap<>();
    private long end;
    private long beats;

    Chronicle(Script script) {
        this.script = script;
    }

    void note(long at, Happening what) {
        entries.add(new Entry<>(at, what));
        byKind.clear();
    }

    void note(Silence silence) {
        silences.add(silence);
    }

    void ends(long at, long beatsHeard) {
        end = at;
        beats = beatsHeard;
    }

    Script script() {
        return script;
    }

    /** When the simulation ended. */
    long end() {
        return end;
    }

    /** How many lines of beats reached the hub. */
    long beats() {
        return beats;
    }

    List<Silence> silences() {
        return silences;
    }

    List<Entry<?>> entries() {
        return entries;
    }

    /** All of that kind, in order of time. */
    @SuppressWarnings("unchecked")
    <T extends Happening> List<Entry<T>> of(Class<T> kind) {
        return (List<Entry<T>>) byKind.computeIfAbsent(kind, any -> select(kind));
    }

    private <T extends Happening> List<Entry<T>> select(Class<T> kind) {
        List<Entry<T>> found = new ArrayList<>();
        for (Entry<?> entry : entries) {
            if (kind.isInstance(entry.what())) {
                found.add(new Entry<>(entry.at(), kind.cast(entry.what())));
            }
        }
        return found;
    }

    /** A time as it is shown: minutes, seconds, milliseconds. */
    static String time(long millis) {
        return String.format(Locale.ROOT, "%3d:%02d.%03d", millis / 60_000, millis / 1000 % 60, millis % 1000);
    }

    /** Everything in order, a line each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        record Line(long at, String text) {}
        List<Line> lines = new ArrayList<>();
        entries.forEach(entry -> lines.add(new Line(entry.at(), String.valueOf(entry.what()))));
        silences.forEach(one -> {
            lines.add(new Line(one.from(), one.sender() + " was last heard"));
            lines.add(new Line(one.to(), one.sender() + " was silent for " + one.lasts() + " ms"));
        });
        lines.sort(java.util.Comparator.comparingLong(Line::at));
        lines.forEach(line ->
                text.append(time(line.at())).append("  ").append(line.text()).append('\n'));
        return text.toString();
    }
}
