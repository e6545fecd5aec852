package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.plan.ShutdownRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token may do of a shutdown beside the orders to the nodes, and whether the cluster has a use for it. Nodes go
 * down whatever it lacks.
 *
 * @param onGuests its rights on {@code /vms}
 * @param onCluster its rights on {@code /}
 * @param ha how high availability is
 * @param noout Ceph's flag
 */
record FurtherSteps(ProxmoxSaid onGuests, ProxmoxSaid onCluster, ProxmoxSaid ha, ProxmoxSaid noout) {
    private static final String MOVES = ": it moves guests about while nodes go down";

    /**
     * A right that is lacking, and what that costs.
     *
     * @param right its name
     * @param path where it is lacking
     * @param words for people
     */
    record Cost(String right, String path, String words) {}

    /** What lacks for these rules. */
    List<Cost> costs(ShutdownRules rules) {
        List<Cost> costs = new ArrayList<>();
        boolean first = !rules.guestTimeout().isZero();
        if (first || rules.force()) {
            lacking(costs, onGuests, "VM.PowerMgmt", "/vms", first ? "guests are left to their nodes" : "");
            lacking(costs, onGuests, "VM.PowerMgmt", "/vms", rules.force() ? "guests are not stopped by force" : "");
            lacking(costs, onGuests, "VM.Audit", "/vms", "guests are not seen, and so left to their nodes");
        }
        if (rules.ha() && haGuests() > 0) {
            // what tells of the watchdogs is as old as what disarms them
            if (canDisarm()) {
                lacking(costs, onCluster, "Sys.Console", "/", "high availability is not disarmed" + MOVES);
            } else {
                lacking(costs, onCluster, "Sys.Modify", "/", "the policy of high availability is not changed" + MOVES);
            }
        }
        if (rules.ceph() && noout.isGood()) {
            lacking(costs, onCluster, "Sys.Modify", "/", "Ceph's flag noout is not set: it rebuilds what goes missing");
        }
        if ((rules.ha() && ha.isForbidden()) || (rules.ceph() && noout.isForbidden())) {
            costs.add(new Cost(
                    "Sys.Audit", "/", "in an outage it is not seen whether high availability and Ceph are in use"));
        }
        return costs;
    }

    private static void lacking(List<Cost> costs, ProxmoxSaid said, String right, String path, String words) {
        JsonNode rights = said.data();
        if (rights != null && !rights.path(path).has(right) && !words.isEmpty()) {
            costs.add(new Cost(right, path, words));
        }
    }

    /** How many guests high availability sees to, as far as that is seen. */
    int haGuests() {
        return (int) entries("service").stream()
                .filter(entry -> !entry.path("request_state").asText().equals("ignored"))
                .count();
    }

    private boolean canDisarm() {
        return !entries("fencing").isEmpty();
    }

    private List<JsonNode> entries(String type) {
        List<JsonNode> found = new ArrayList<>();
        @Nullable JsonNode data = ha.data();
        if (data != null) {
            data.forEach(entry -> {
                if (entry.path("type").asText().equals(type)) {
                    found.add(entry);
                }
            });
        }
        return found;
    }
}
