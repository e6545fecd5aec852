package dev.alarum.plan;

import dev.alarum.node.Name;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan has changed and somebody must put right again: the return's task.
 *
 * @param plan the number of the shutdown's plan
 * @param incident the incident it belongs to
 * @param ups the UPS whose outage it answered
 * @param cluster the cluster as named in the settings
 * @param down the nodes that we took down, in the order of their shutdown; those that were off before are not among them
 * @param ha what {@link StepKind#HA_OFF} kept; null if it was not carried out
 * @param noout whether we set Ceph's flag
 * @param guests the guests that we shut down, by node
 */
public record Aftermath(
        long plan,
        long incident,
        Name ups,
        String cluster,
        List<Name> down,
        @Nullable String ha,
        boolean noout,
        Map<String, List<Integer>> guests) {
    /** Copies the collections. */
    public Aftermath {
        down = List.copyOf(down);
        guests = new TreeMap<>(guests);
    }

    /** Whether there is nothing to be put right. */
    public boolean isEmpty() {
        return down.isEmpty() && ha == null && !noout && guests.isEmpty();
    }
}
