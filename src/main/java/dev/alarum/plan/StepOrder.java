package dev.alarum.plan;

import java.time.Duration;
import java.util.List;

/**
 * The order of one step of a plan, to Proxmox.
 *
 * @param plan the plan's number
 * @param position the step's place in the plan, from 1
 * @param cluster the Proxmox cluster as named in the settings
 * @param kind what is to be done
 * @param node the node as Proxmox calls it; empty for what is of the cluster
 * @param guests the numbers (VMID) of the guests that are to be shut down or started; empty for all other kinds
 * @param timeout how long the guests may take to shut down, in whole seconds; zero for all other kinds
 * @param kept what the step that is undone by this one has kept, as {@link StepResult#kept}; empty for all others
 */
public record StepOrder(
        long plan,
        int position,
        String cluster,
        StepKind kind,
        String node,
        List<Integer> guests,
        Duration timeout,
        String kept) {
    /** Copies the list. */
    public StepOrder {
        guests = List.copyOf(guests);
    }

    /** The order to shut one node down. */
    public static StepOrder node(long plan, int position, String cluster, String node) {
        return new StepOrder(plan, position, cluster, StepKind.NODE, node, List.of(), Duration.ZERO, "");
    }

    /** The order of a kind that needs nothing but a node, or none. */
    public static StepOrder of(long plan, int position, String cluster, StepKind kind, String node) {
        return new StepOrder(plan, position, cluster, kind, node, List.of(), Duration.ZERO, "");
    }
}
