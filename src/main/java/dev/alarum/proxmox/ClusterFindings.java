package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.ClusterSettings;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges what the hosts of a cluster say: what would keep its nodes from being shut down, and what is worth a note. */
final class ClusterFindings {
    /** What an order to shut a node down needs. */
    private static final String ORDER = "Sys.PowerMgmt";
    /** What a look at the node, and at the cluster, needs. */
    private static final String LOOK = "Sys.Audit";

    private static final String HOW = "; docs/proxmox.md has the commands that give it";

    private final ClusterSettings cluster;
    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> unseen = new LinkedHashSet<>();
    private final Set<String> unknown = new TreeSet<>();
    /** What the lack of a right costs, by right and path. */
    private final Map<String, Set<String>> costs = new LinkedHashMap<>();

    private @Nullable ClusterState state;

    ClusterFindings(ClusterSettings cluster) {
        this.cluster = cluster;
    }

    ClusterReport report() {
        costs.forEach((right, what) -> notes.add(lacks(right) + ": " + String.join("; ", what) + HOW));
        if (!unseen.isEmpty()) {
            notes.add(lacks(LOOK + " on " + String.join(", ", unseen)) + ": whether Proxmox gets through to "
                    + (unseen.size() == 1 ? "it" : "them") + " was not looked at" + HOW);
        }
        return new ClusterReport(cluster.cluster(), List.copyOf(problems), List.copyOf(notes));
    }

    /** Nothing could be asked. */
    void broken(String words) {
        problems.add(setting("urls") + ": " + words);
    }

    /** A host that did not say what it must say to everybody whose token it takes. */
    void failed(ProxmoxSaid said) {
        String setting = said.isUnauthorized() ? "token-secret" : said.isOtherCertificate() ? "fingerprints" : "urls";
        problems.add(setting(setting) + ": " + said.inWords());
    }

    /** Which nodes there are, by one host; those of the settings that are not among them are judged no further. */
    void nodes(ProxmoxSaid said, JsonNode nodes) {
        Set<String> known = new TreeSet<>();
        nodes.forEach(node -> known.add(node.path("node").asText()));
        for (Name node : cluster.nodes()) {
            if (!known.contains(node.text()) && unknown.add(node.text())) {
                // in Proxmox a name in another case is another node
                String meant = known.stream()
                        .filter(name -> name.equalsIgnoreCase(node.text()))
                        .findFirst()
                        .map(name -> name + ", in another case: write it as Proxmox does")
                        .orElseGet(() -> String.join(", ", known));
                problems.add(setting("nodes") + ": the cluster has no node " + node + ", says " + said.name()
                        + "; it has " + meant);
            }
        }
    }

    /** Nodes of the cluster that are not in the settings, by what a host said of all its nodes. */
    void others(JsonNode nodes) {
        Set<String> others = new TreeSet<>();
        nodes.forEach(node -> others.add(node.path("node").asText()));
        cluster.nodes().forEach(node -> others.removeIf(other -> other.equalsIgnoreCase(node.text())));
        if (!others.isEmpty()) {
            notes.add(setting("nodes") + ": " + String.join(", ", others)
                    + (others.size() == 1 ? " is of the cluster, is" : " are of the cluster, are")
                    + " not listed, and so never shut down");
        }
    }

    /** The nodes of the settings that exist. */
    List<Name> known() {
        return cluster.nodes().stream()
                .filter(node -> !unknown.contains(node.text()))
                .toList();
    }

    /**
     * How the cluster is.
     *
     * @param status what a host said of it
     * @param nodes what the same host said of the nodes, for a token that may not ask that
     */
    void state(ProxmoxSaid status, JsonNode nodes) {
        JsonNode data = status.data();
        if (data == null) {
            state = ClusterState.ofNodes(nodes);
            if (status.isForbidden()) {
                costs(LOOK, "/", "the cluster's quorum, and where its API runs, were not looked at");
            } else {
                failed(status);
            }
            return;
        }
        ClusterState told = ClusterState.ofStatus(data);
        state = told;
        if (!told.quorate()) {
            problems.add(setting("urls") + ": " + status.name() + ": the cluster has no quorum");
        }
        if (status.host().equals(cluster.urls().get(0))) {
            apiHost(told.local());
        }
    }

    private void apiHost(@Nullable String local) {
        List<String> names = cluster.nodes().stream().map(Name::text).toList();
        int place = local == null ? -1 : names.indexOf(local);
        if (place >= 0 && place < names.size() - 1) {
            notes.add(setting("nodes") + ": " + local + " has the first of " + setting("urls")
                    + " and is not the last of the nodes: when it is down, those after it are asked for "
                    + (cluster.urls().size() == 1 ? "nowhere" : "at the other URLs only"));
        }
    }

    /** What the token may do with a node. */
    void rights(Name node, ProxmoxSaid said) {
        String path = "/nodes/" + node;
        JsonNode rights = said.data();
        if (rights == null) {
            failed(said);
        } else if (!rights.path(path).has(ORDER)) {
            problems.add(lacks(ORDER + " on " + path) + HOW);
        }
    }

    /** Whether the hosts get through to a node, as an order would have to. */
    void reached(Name node, List<ProxmoxSaid> said) {
        List<ProxmoxSaid> failing = said.stream().filter(one -> !one.isGood()).toList();
        ClusterState told = state;
        boolean off = told != null && told.offline().contains(node.text());
        if (failing.size() < said.size()) {
            failing.forEach(one -> notes.add(setting("urls") + ": " + one.name() + " does not get through to " + node
                    + ", others do: " + one.words()));
            if (off) {
                notes.add(setting("nodes") + ": " + node + " is offline for its cluster, and yet answers");
            }
        } else if (off) {
            notes.add(setting("nodes") + ": " + node + " is offline: it is off, or cut off from its cluster");
        } else if (failing.stream().allMatch(ProxmoxSaid::isForbidden)) {
            unseen.add("/nodes/" + node);
        } else {
            problems.add(setting("nodes") + ": no host gets through to " + node + ": "
                    + failing.stream().map(ProxmoxSaid::inWords).collect(Collectors.joining("; ")));
        }
    }

    /** What is found of what else a shutdown does. */
    void further(FurtherSteps steps) {
        steps.costs(cluster.rules()).forEach(cost -> costs(cost.right(), cost.path(), cost.words()));
        int guests = steps.haGuests();
        if (guests > 0 && !cluster.rules().ha()) {
            notes.add(setting("ha") + ": off, and high availability sees to " + guests
                    + (guests == 1 ? " guest" : " guests") + ": unless its policy is freeze, it moves them about while"
                    + " nodes go down");
        }
    }

    private void costs(String right, String path, String words) {
        costs.computeIfAbsent(right + " on " + path, key -> new LinkedHashSet<>())
                .add(words);
    }

    private String lacks(String right) {
        return setting("token-id") + ": " + cluster.tokenId() + " lacks the right " + right;
    }

    private String setting(String name) {
        return cluster.setting(name);
    }
}
