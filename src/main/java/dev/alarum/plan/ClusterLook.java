package dev.alarum.plan;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster was when a plan looked at it.
 *
 * @param plan the number of the plan that looked; 0: none, it was a look of every day
 * @param cluster the cluster as named in the settings
 * @param answered whether any host answered; else nothing of the rest is known
 * @param quorate whether the cluster has its quorum; only then it knows for certain who is offline. Null if that could not be
 *     seen
 * @param local the node whose API answered; null if not told
 * @param online the nodes that take part in the cluster
 * @param offline those that do not
 * @param guests the guests that run, templates left out; null if that could not be seen
 * @param ha high availability
 * @param haGuests the guests (VMID) that high availability sees to
 * @param noout whether Ceph's flag is set; null if there is no Ceph or it could not be seen
 * @param words what could not be seen and why, for people, without secrets
 */
public record ClusterLook(
        long plan,
        String cluster,
        boolean answered,
        @Nullable Boolean quorate,
        @Nullable String local,
        Set<String> online,
        Set<String> offline,
        @Nullable List<Guest> guests,
        Ha ha,
        Set<Integer> haGuests,
        @Nullable Boolean noout,
        List<String> words) {
    /**
     * A guest that runs.
     *
     * @param id its number (VMID)
     * @param name its name; empty if it has none
     * @param node where it runs
     */
    public record Guest(int id, String name, String node) {}

    /** How high availability is. */
    public enum Ha {
        /** That could not be seen. */
        UNKNOWN,
        /** It sees to no guest. */
        UNUSED,
        /** It sees to guests, and its watchdogs may reset a node that loses the quorum. */
        ARMED,
        /** It was told to disarm and is at it; guests can be shut down past it already. */
        DISARMING,
        /** Its watchdogs are released. */
        DISARMED;

        /** Whether guests can be shut down past it and it will move none. */
        public boolean isOff() {
            return this == DISARMING || this == DISARMED;
        }
    }

    /** Copies the collections. */
    public ClusterLook {
        online = Set.copyOf(online);
        offline = Set.copyOf(offline);
        haGuests = Set.copyOf(haGuests);
        words = List.copyOf(words);
        guests = guests == null ? null : List.copyOf(guests);
    }

    /** No host answered. */
    public static ClusterLook unanswered(long plan, String cluster, List<String> words) {
        return new ClusterLook(
                plan, cluster, false, false, null, Set.of(), Set.of(), null, Ha.UNKNOWN, Set.of(), null, words);
    }

    /** The guests that run on that node; empty if none do or that is not known. */
    public List<Guest> guestsOn(String node) {
        List<Guest> all = guests;
        return all == null
                ? List.of()
                : all.stream().filter(guest -> guest.node().equals(node)).toList();
    }

    /** Their numbers (VMID), in order. */
    public List<Integer> numbersOn(String node) {
        return guestsOn(node).stream().map(Guest::id).sorted().toList();
    }

    /** Whether any of these guests runs, wherever that is. */
    public boolean runsAny(List<Integer> ids) {
        List<Guest> all = guests;
        return all != null && all.stream().anyMatch(guest -> ids.contains(guest.id()));
    }

    /** Whether the cluster, being quorate, says that this node is not there. */
    public boolean isOff(String node) {
        return answered && Boolean.TRUE.equals(quorate) && offline.contains(node);
    }
}
