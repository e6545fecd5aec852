package dev.alarum.plan;

import dev.alarum.node.Name;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What shutdowns of a cluster have changed and somebody must put right again: the return's task.
 *
 * @param cluster the cluster as named in the settings
 * @param down the nodes that we took down, in the order of their shutdown; those that were off before are not among them
 * @param ha what {@link StepKind#HA_OFF} kept; null if it was not carried out
 * @param noout whether we set Ceph's flag
 * @param guests the guests (VMID) that ran before, by node
 */
public record Aftermath(
        String cluster, List<Name> down, @Nullable String ha, boolean noout, Map<String, Set<Integer>> guests) {
    /** Copies the collections. */
    public Aftermath {
        down = List.copyOf(down);
        Map<String, Set<Integer>> copy = new TreeMap<>();
        guests.forEach((node, ids) -> copy.put(node, new TreeSet<>(ids)));
        guests = copy;
    }

    /** Nothing is to be put right. */
    public static Aftermath none(String cluster) {
        return new Aftermath(cluster, List.of(), null, false, Map.of());
    }

    /** Both of them, this one being the earlier; how high availability was is known by the earlier. */
    public Aftermath and(Aftermath later) {
        Set<Name> all = new LinkedHashSet<>(down);
        all.addAll(later.down);
        Map<String, Set<Integer>> merged = new TreeMap<>(guests);
        later.guests.forEach((node, ids) -> merged.merge(node, ids, (one, other) -> {
            Set<Integer> both = new TreeSet<>(one);
            both.addAll(other);
            return both;
        }));
        return new Aftermath(cluster, new ArrayList<>(all), ha == null ? later.ha : ha, noout || later.noout, merged);
    }

    /** Whether there is nothing to be put right. */
    public boolean isEmpty() {
        return down.isEmpty() && ha == null && !noout && guests.isEmpty();
    }
}
