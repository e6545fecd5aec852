package dev.alarum.heartbeat;

import java.util.List;

/**
 * One body that a relay posts to every hub.
 *
 * @param body its own first line, then the lines of the nodes unchanged
 * @param lines those lines of the nodes, in the body's order
 */
public record BeatBatch(String body, List<BeatLine> lines) {
    /** Copies the list. */
    public BeatBatch {
        lines = List.copyOf(lines);
    }
}
