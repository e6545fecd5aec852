package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    /** From the data of {@code GET /cluster/status}. */
    static ClusterState ofStatus(JsonNode entries) {
        Set<String> online = new TreeSet<>();
        Set<String> offline = new TreeSet<>();
        String local = null;
        boolean quorate = true;
        for (JsonNode entry : entries) {
            String name = entry.path("name").asText();
            if (entry.path("type").asText().equals("cluster")) {
                quorate = isTrue(entry.path("quorate"));
            } else if (isName(name)) {
                (isTrue(entry.path("online")) ? online : offline).add(name);
                local = isTrue(entry.path("local")) ? name : local;
            }
        }
        return new ClusterState(online, offline, local, quorate);
    }

    /** From the data of {@code GET /nodes}, which anybody may ask. */
    static ClusterState ofNodes(JsonNode entries) {
        Set<String> online = new TreeSet<>();
        Set<String> offline = new TreeSet<>();
        for (JsonNode entry : entries) {
            String name = entry.path("node").asText();
            String status = entry.path("status").asText();
            // the third status is unknown, as just after a start
            if (isName(name) && status.equals("online")) {
                online.add(name);
            } else if (isName(name) && status.equals("offline")) {
                offline.add(name);
            }
        }
        return new ClusterState(online, offline, null, true);
    }

    /** Whether no node is told of at all: Proxmox tells of itself at least. */
    boolean isEmpty() {
        return online.isEmpty() && offline.isEmpty();
    }

    /** Whether that can be a node's name; what comes over the net may be anything. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Proxmox writes its booleans as 1 and 0, and some of them as text. */
    static boolean isTrue(JsonNode value) {
        return value.asBoolean() || value.asText().equals("1");
    }
}
