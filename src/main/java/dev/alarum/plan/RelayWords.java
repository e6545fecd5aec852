package dev.alarum.plan;

import dev.alarum.node.Name;
import java.util.List;

/**
 * What a hub tells a relay that asks.
 *
 * @param wake the nodes that the relay is to wake, as Proxmox writes them; the same ones until they are back
 * @param plans the hub's plans in the outages that go on, so that a relay which must go on alone orders nobody twice
 */
public record RelayWords(List<String> wake, List<Known> plans) {
    /**
     * A plan of the hub.
     *
     * @param number its number
     * @param ups the UPS whose outage it answers
     * @param cluster the cluster as named in the settings of the hub
     * @param nodes what became of its nodes so far
     */
    public record Known(long number, Name ups, String cluster, List<NodeOutcome> nodes) {
        /** Copies the list. */
        public Known {
            nodes = List.copyOf(nodes);
        }
    }

    /** Copies the lists. */
    public RelayWords {
        wake = List.copyOf(wake);
        plans = List.copyOf(plans);
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return wake.isEmpty() && plans.isEmpty();
    }
}
