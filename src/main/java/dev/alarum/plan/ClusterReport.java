package dev.alarum.plan;

import java.util.List;

/**
 * What came of looking at a Proxmox cluster without touching it.
 *
 * @param cluster its name
 * @param problems what would keep its nodes from being shut down, in words for people, each with the setting it is about;
 *     empty if a shutdown would work
 * @param notes what is worth knowing and keeps no node from it: what could not be looked at, and what is not as advised
 */
public record ClusterReport(String cluster, List<String> problems, List<String> notes) {
    /** Copies the lists. */
    public ClusterReport {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** Whether the cluster's nodes would be shut down. */
    public boolean isFit() {
        return problems.isEmpty();
    }
}
