package dev.alarum.drill;

import java.util.List;

/** What comes back to the hub's core from what a drill has set going. */
public sealed interface DrillReport {
    /** The drill's number. */
    long number();

    /**
     * The drill's beat was brought to the hub's own door.
     *
     * @param problem why it was not taken; empty if it was
     */
    record Knocked(long number, String problem) implements DrillReport {}

    /**
     * The shutdown plans were asked of Proxmox.
     *
     * @param problems what would keep nodes from being shut down, in words for people
     */
    record Rehearsed(long number, List<String> problems) implements DrillReport {
        /** Copies the list. */
        public Rehearsed {
            problems = List.copyOf(problems);
        }
    }
}
