package dev.alarum.replay;

import dev.alarum.incident.Cause;
import java.util.List;

/**
 * A call that the replayed hub made.
 *
 * @param at when, in ms since 1970 by the wall clock
 * @param incident its number in the replay; not the real one's
 * @param firstSilence when the first of its nodes was last heard, or its UPS first on battery; by the wall clock; -1: not
 *     known
 */
public record ReplayedCall(
        long at, long incident, int attempt, Cause cause, String site, List<String> nodes, long firstSilence) {
    /** Copies the list. */
    public ReplayedCall {
        nodes = List.copyOf(nodes);
    }
}
