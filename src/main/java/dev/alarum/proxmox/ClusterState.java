package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster says it is: {@code GET /cluster/status}, or {@code GET /nodes} for a token that may not ask that.
 *
 * @param online the nodes that take part in the cluster
 * @param offline those that do not: they are off, or cut off from it
 * @param local the node that answered; null if not told
 * @param quorate whether the cluster has its quorum; true where nothing else is told, as by one Proxmox without a cluster
 */
record ClusterState(
        Set<String> online, Set<String> offline, @Nullable String local, boolean quorate) {
    /** From the data of {@code GET /cluster/status}. */
    static ClusterState ofStatus(JsonNode entries) {
        Set<String> online = new TreeSet<>();
        Set<String> offline = new TreeSet<>();
        String local = null;
        boolean quorate = true;
        for (JsonNode entry : entries) {
            if (entry.path("type").asText().equals("cluster")) {
                quorate = isTrue(entry.path("quorate"));
                continue;
            }
            String name = entry.path("name").asText();
            (isTrue(entry.path("online")) ? online : offline).add(name);
            local = isTrue(entry.path("local")) ? name : local;
        }
        return new ClusterState(online, offline, local, quorate);
    }

    /** From the data of {@code GET /nodes}, which anybody may ask. */
    static ClusterState ofNodes(JsonNode entries) {
        Set<String> online = new TreeSet<>();
        Set<String> offline = new TreeSet<>();
        for (JsonNode entry : entries) {
            switch (entry.path("status").asText()) {
                case "online" -> online.add(entry.path("node").asText());
                case "offline" -> offline.add(entry.path("node").asText());
                default -> {} // unknown, as just after a start
            }
        }
        return new ClusterState(online, offline, null, true);
    }

    /** Proxmox writes its booleans as 1 and 0, and some of them as text. */
    private static boolean isTrue(JsonNode value) {
        return value.asBoolean() || value.asText().equals("1");
    }
}
