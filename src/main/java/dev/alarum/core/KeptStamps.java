package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps everyone's newest stamp once a minute, so that a beat of before a restart is no sign of life after it. Each
 * second has its own few: with thousands of nodes, all of them at once would keep the disk from everything else.
 */
final class KeptStamps {
    /** How many turns there are; one takes a second. */
    static final int TURNS = 60;

    private final Effects effects;
    private final Moment start;
    private long turn;

    KeptStamps(Effects effects, Moment start) {
        this.effects = effects;
        this.start = start;
    }

    /** Keeps those whose turn it has become since the last time. */
    void keep(Collection<Watched> all, Moment now) {
        long reached = now.since(start).toSeconds();
        long first = Math.max(turn + 1, reached - TURNS + 1);
        turn = Math.max(turn, reached);
        if (first > reached) {
            return;
        }
        Map<Integer, List<Row.StampRow>> due = new TreeMap<>();
        for (Watched one : all) {
            int slot = slotOf(one);
            Stamp newest = one.stamp;
            if (newest != null && Math.floorMod(slot - first, (long) TURNS) <= reached - first) {
                due.computeIfAbsent(slot, none -> new ArrayList<>())
                        .add(new Row.StampRow(one.sender.toString(), "beat", newest.boot(), newest.seq()));
            }
        }
        due.forEach((slot, stamps) -> effects.save(new Row.StampsRow(slot, stamps)));
    }

    private static int slotOf(Watched one) {
        return Math.floorMod(one.name().key().hashCode(), TURNS);
    }
}
