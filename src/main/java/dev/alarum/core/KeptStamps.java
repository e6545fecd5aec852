package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Keeps everyone's newest stamp once a minute, so that a beat of before a restart is no sign of life after it. Each
 * second has its own few: with thousands of nodes, all of them at once would keep the disk from everything else.
 */
final class KeptStamps {
    /** How many turns there are; one takes a second. */
    static final int TURNS = 60;

    private final Effects effects;
    private final Moment start;
    /** Whose turn it is in which second of the minute. */
    private final List<Map<Sender, Watched>> slots = Stream.generate(
                    () -> (Map<Sender, Watched>) new TreeMap<Sender, Watched>())
            .limit(TURNS)
            .toList();

    private long turn;

    KeptStamps(Effects effects, Moment start) {
        this.effects = effects;
        this.start = start;
    }

    /** One more whose stamp is to be kept. */
    void add(Watched one) {
        slots.get(slotOf(one)).put(one.sender, one);
    }

    /** One whose stamp is kept no more. */
    void remove(Watched one) {
        slots.get(slotOf(one)).remove(one.sender);
    }

    /** Keeps those whose turn it has become since the last time. */
    void keep(Moment now) {
        long reached = now.since(start).toSeconds();
        long first = Math.max(turn + 1, reached - TURNS + 1);
        turn = Math.max(turn, reached);
        for (long due = first; due <= reached; due++) {
            keep((int) (due % TURNS));
        }
    }

    private void keep(int slot) {
        List<Row.StampRow> stamps = new ArrayList<>();
        for (Watched one : slots.get(slot).values()) {
            Stamp newest = one.stamp;
            if (newest != null) {
                stamps.add(new Row.StampRow(one.sender.toString(), "beat", newest.boot(), newest.seq()));
            }
        }
        if (!stamps.isEmpty()) {
            effects.save(new Row.StampsRow(slot, stamps));
        }
    }

    private static int slotOf(Watched one) {
        return Math.floorMod(one.name().key().hashCode(), TURNS);
    }
}
