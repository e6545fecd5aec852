package dev.alarum.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster was when a plan looked at it.
 *
 * @param plan the number of the plan that looked
 * @param answered whether any host answered; else nothing of the rest is known
 * @param quorate whether the cluster has its quorum; only then does it know who is offline
 * @param local the node whose API answered; null if not told
 * @param online the nodes that take part in the cluster
 * @param offline those that do not
 * @param guests the guests that run, as VMIDs by node, templates and those without a node left out; null if that may not
 *     be seen
 * @param ha whether anything is under high availability; null if that may not be seen
 * @param noout whether Ceph's flag is set; null if there is no Ceph or it may not be seen
 * @param words what could not be seen and why, for people, without secrets
 */
public record ClusterLook(
        long plan,
        boolean answered,
        boolean quorate,
        @Nullable String local,
        Set<String> online,
        Set<String> offline,
        @Nullable Map<String, List<Integer>> guests,
        @Nullable Boolean ha,
        @Nullable Boolean noout,
        List<String> words) {
    /** Copies the collections. */
    public ClusterLook {
        online = Set.copyOf(online);
        offline = Set.copyOf(offline);
        words = List.copyOf(words);
        if (guests != null) {
            Map<String, List<Integer>> copy = new TreeMap<>();
            guests.forEach((node, ids) -> copy.put(node, List.copyOf(ids)));
            guests = copy;
        }
    }

    /** No host answered. */
    public static ClusterLook unanswered(long plan, List<String> words) {
        return new ClusterLook(plan, false, false, null, Set.of(), Set.of(), null, null, null, words);
    }

    /** The guests that run on that node; empty if none do or that is not known. */
    public List<Integer> guestsOn(String node) {
        Map<String, List<Integer>> known = guests;
        return known == null ? List.of() : new ArrayList<>(known.getOrDefault(node, List.of()));
    }

    /** Whether the cluster, being quorate, says that this node is not there. */
    public boolean isOff(String node) {
        return answered && quorate && offline.contains(node);
    }
}
