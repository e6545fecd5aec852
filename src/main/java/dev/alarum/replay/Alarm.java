package dev.alarum.replay;

import dev.alarum.incident.Cause;
import java.util.List;

/**
 * An incident that was rung for, real or replayed.
 *
 * @param at when it was first rung for, in ms since 1970
 * @param cause as it was told last
 * @param firstSilence when the first of its nodes was last heard, or its UPS was first on battery; -1: not known
 * @param calls how many calls were made for it
 */
public record Alarm(
        long at, long incident, Cause cause, String site, List<String> nodes, long firstSilence, int calls) {
    /** Copies the list. */
    public Alarm {
        nodes = List.copyOf(nodes);
    }
}
