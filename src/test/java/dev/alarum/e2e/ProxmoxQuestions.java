package dev.alarum.e2e;

import static dev.alarum.e2e.ProxmoxRights.AUDIT;
import static dev.alarum.e2e.ProxmoxRights.GUEST_AUDIT;
import static dev.alarum.e2e.ProxmoxRights.POWER;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a stand-in cluster tells of itself to a token with the rights for it. */
final class ProxmoxQuestions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProxmoxCluster cluster;
    private final ProxmoxRights rights;
    private final ProxmoxNodes nodes;
    private final ProxmoxGuests guests;
    private final ProxmoxHa ha;

    ProxmoxQuestions(
            ProxmoxCluster cluster, ProxmoxRights rights, ProxmoxNodes nodes, ProxmoxGuests guests, ProxmoxHa ha) {
        this.cluster = cluster;
        this.rights = rights;
        this.nodes = nodes;
        this.guests = guests;
        this.ha = ha;
    }

    /** What is asked of the cluster and of no node of it. */
    ProxmoxAnswer answer(ProxmoxHost host, ProxmoxRequest request, String path) {
        return switch (path) {
            case "/nodes" -> ProxmoxAnswer.json(listed());
            case "/version" ->
                ProxmoxAnswer.json("{\"version\":\"9.1.3\",\"release\":\"9.1\",\"repoid\":\"0123456789abcdef\"}");
            case "/access/permissions" -> permissions(request.parameter("path", "/"));
            case "/cluster/resources" -> ProxmoxAnswer.json(resources());
            case "/cluster/options" -> ProxmoxAnswer.json(options());
            case "/cluster/status" -> ifMayLook(() -> ProxmoxAnswer.json(status(cluster.local(host.number()))));
            case "/cluster/ha/status/current" ->
                ifMayLook(() -> ProxmoxAnswer.json(haStatus(cluster.local(host.number()))));
            case "/cluster/ceph/flags/noout" -> ifMayLook(this::noout);
            default -> ProxmoxAnswer.unknown("GET " + path);
        };
    }

    /** What is asked of a node, and carried to it. */
    ProxmoxAnswer ofNode(String path) {
        return path.endsWith("/status")
                ? ProxmoxAnswer.json("{\"uptime\":86400,\"pveversion\":\"pve-manager/9.1.3\",\"cpu\":0.02}")
                : ProxmoxAnswer.unknown("GET " + path);
    }

    private ProxmoxAnswer ifMayLook(Supplier<ProxmoxAnswer> asked) {
        return rights.has(AUDIT, "/") ? asked.get() : ProxmoxAnswer.forbidden("/", AUDIT);
    }

    private String listed() {
        return nodes.names().stream()
                .map(node -> "{\"node\":\"%s\",\"status\":\"%s\",\"type\":\"node\"}"
                        .formatted(node, isOff(node) ? "offline" : "online"))
                .toList()
                .toString();
    }

    private boolean isOff(String node) {
        return !nodes.isUp(node) || cluster.behaviour(node) == Behaviour.OFF;
    }

    /** Booleans are 0 and 1, and a Proxmox by itself has no entry for a cluster. */
    private String status(String local) {
        List<ObjectNode> entries = new ArrayList<>();
        if (!cluster.isAlone()) {
            entries.add(JSON.createObjectNode()
                    .put("type", "cluster")
                    .put("id", "cluster")
                    .put("name", "home")
                    .put("version", 4)
                    .put("nodes", nodes.names().size())
                    .put("quorate", cluster.isQuorate() ? 1 : 0));
        }
        for (String node : nodes.names()) {
            int place = nodes.names().indexOf(node) + 1;
            entries.add(JSON.createObjectNode()
                    .put("type", "node")
                    .put("id", "node/" + node)
                    .put("name", node)
                    .put("nodeid", place)
                    .put("ip", "192.0.2." + place)
                    .put("level", "")
                    .put("local", node.equals(local) ? 1 : 0)
                    .put("online", isOff(node) ? 0 : 1));
        }
        return entries.toString();
    }

    private ProxmoxAnswer permissions(String path) {
        String node = path.replaceFirst("^/nodes/", "");
        if (!node.equals(path) && !nodes.names().contains(node)) {
            return ProxmoxAnswer.json("{}");
        }
        boolean mayNot = cluster.behaviour(node) == Behaviour.FORBIDDEN;
        return ProxmoxAnswer.json(rights.json(path, mayNot ? Stream.of(POWER) : Stream.of()));
    }

    private String resources() {
        return guests.all().stream()
                .filter(guest -> rights.has(GUEST_AUDIT, "/vms/" + guest.id()))
                .map(this::resource)
                .toList()
                .toString();
    }

    /** Of a guest whose node is off nothing but its place is known. */
    private ObjectNode resource(ProxmoxGuest guest) {
        String node = guests.node(guest.id());
        ObjectNode entry = JSON.createObjectNode()
                .put("id", guest.type() + "/" + guest.id())
                .put("vmid", guest.id())
                .put("node", node)
                .put("type", guest.type());
        if (isOff(node)) {
            return entry.put("status", "unknown");
        }
        return entry.put("status", guests.runs(guest.id()) ? "running" : "stopped")
                .put("name", guest.name())
                .put("template", guest.isTemplate() ? 1 : 0)
                .put("uptime", 86400);
    }

    /** Without the right to look, most options are left out, and nothing says so. */
    private String options() {
        ObjectNode all = JSON.createObjectNode();
        all.putArray("allowed-tags");
        String option = cluster.option("ha");
        if (option != null && rights.has(AUDIT, "/")) {
            ObjectNode parts = all.putObject("ha");
            for (String part : option.split(",")) {
                parts.put(part.replaceFirst("=.*", ""), part.replaceFirst("[^=]*=", ""));
            }
        }
        return all.toString();
    }

    private String haStatus(String local) {
        List<ObjectNode> entries = new ArrayList<>();
        entries.add(ofHa("quorum", "quorum", local).put("quorate", cluster.isQuorate() ? 1 : 0));
        if (!ha.isOld()) {
            boolean isIdle = ha.services().isEmpty() && ha.state().equals("armed");
            entries.add(ofHa("fencing", "fencing", local).put("armed-state", isIdle ? "standby" : ha.state()));
        }
        nodes.names().forEach(node -> entries.add(ofHa("lrm:" + node, "lrm", node)));
        guests.all().stream()
                .filter(guest -> ha.services().contains(guest.id()))
                .forEach(guest -> entries.add(ofHa("service:" + guest.sid(), "service", guests.node(guest.id()))
                        .put("sid", guest.sid())
                        .put("request_state", ha.wants(guest.id()) ? "started" : "stopped")));
        return entries.toString();
    }

    private static ObjectNode ofHa(String id, String type, String node) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("type", type)
                .put("node", node)
                .put("status", node + " (active)");
    }

    private ProxmoxAnswer noout() {
        Boolean set = cluster.noout();
        return set == null ? ProxmoxAnswer.noCeph() : ProxmoxAnswer.json(set ? "1" : "0");
    }
}
