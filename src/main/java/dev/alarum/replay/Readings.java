package dev.alarum.replay;

import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import dev.alarum.ups.KeptReading;
import dev.alarum.ups.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The readings of the replay: within a stretch of equal ones they come as regularly as a relay sends them. */
final class Readings {
    private static final long ON_MAINS = 30_000;
    private static final long OTHERWISE = 5_000;
    private static final String MAINS = "MAINS";

    private final Map<Name, Stretch> stretches = new TreeMap<>();
    private long batterySince = -1;

    private static final class Stretch {
        final Event.Read read;
        long next;

        Stretch(Event.Read read) {
            this.read = read;
            this.next = read.at();
        }
    }

    void begin() {
        stretches.clear();
    }

    void add(Event.Read read) {
        stretches.put(read.ups(), new Stretch(read));
        boolean mains = state(read).equals(MAINS);
        batterySince = mains ? -1 : batterySince < 0 ? read.at() : batterySince;
    }

    /** Since when a UPS is off mains; -1 if none is. */
    long batterySince() {
        return batterySince;
    }

    /** Those that are due. */
    List<Reading> due(long now, Supplier<Stamp> stamps) {
        List<Reading> due = new ArrayList<>();
        for (Stretch stretch : stretches.values()) {
            boolean last = now >= stretch.read.until();
            if (stretch.next <= now && stretch.next <= stretch.read.until()) {
                due.add(KeptReading.parse(stretch.read.ups(), stamps.get(), stretch.read.text()));
                long step = state(stretch.read).equals(MAINS) ? ON_MAINS : OTHERWISE;
                stretch.next = last ? Long.MAX_VALUE : now + step;
            }
        }
        return due;
    }

    private static String state(Event.Read read) {
        return read.text().split(" ")[1];
    }
}
