package dev.alarum.core;

import dev.alarum.node.Name;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.ups.KeptReading;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.Reading;
import java.util.Map;
import java.util.TreeMap;

/** What is kept of readings: stretches of equal ones, with the first and the last time they were heard. */
final class UpsRecord {
    static final String KIND = "ups";
    /** On mains a relay repeats itself every 30 s, else every 5 s; three missed ones end a stretch. */
    private static final long PATIENCE_ON_MAINS = 90_000;

    private static final long PATIENCE = 15_000;
    /** Off mains charge and runtime decide: a stretch of their values lasts no longer than this. */
    private static final long LONGEST_OFF_MAINS = 30_000;

    private final Effects effects;
    private final Map<Name, Stretch> stretches = new TreeMap<>();

    UpsRecord(Effects effects) {
        this.effects = effects;
    }

    private static final class Stretch {
        final Reading first;
        final long since;
        long last;
        boolean ended;

        Stretch(Reading first, long since) {
            this.first = first;
            this.since = since;
            this.last = since;
        }

        boolean onMains() {
            return first.state() == PowerState.MAINS;
        }

        boolean isBroken(long now) {
            return now - last > (onMains() ? PATIENCE_ON_MAINS : PATIENCE);
        }

        boolean goesOnWith(Reading reading, long now) {
            return !ended
                    && !isBroken(now)
                    && first.relay().equals(reading.relay())
                    && first.state() == reading.state()
                    && first.flags().equals(reading.flags())
                    && (onMains() || now - since < LONGEST_OFF_MAINS);
        }
    }

    void reading(Reading reading, long now) {
        Stretch stretch = stretches.get(reading.ups());
        if (stretch != null && stretch.goesOnWith(reading, now)) {
            stretch.last = now;
            return;
        }
        if (stretch != null) {
            end(stretch);
        }
        Stretch next = new Stretch(reading, now);
        stretches.put(reading.ups(), next);
        save(next, null);
    }

    void tick(long now) {
        stretches.values().stream().filter(one -> one.isBroken(now)).forEach(this::end);
    }

    /** Whatever goes on is written down as it is; the next reading begins anew. */
    void endAll() {
        stretches.values().forEach(this::end);
    }

    private void end(Stretch stretch) {
        if (!stretch.ended) {
            stretch.ended = true;
            save(stretch, stretch.last);
        }
    }

    private void save(Stretch stretch, @org.jspecify.annotations.Nullable Long until) {
        String ups = stretch.first.ups().text();
        effects.save(new HistoryRow(KIND, ups, stretch.since, until, 0, KeptReading.text(stretch.first)));
    }
}
