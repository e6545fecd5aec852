package dev.alarum.e2e;

import static dev.alarum.e2e.ProxmoxRights.CONSOLE;
import static dev.alarum.e2e.ProxmoxRights.GUEST_POWER;
import static dev.alarum.e2e.ProxmoxRights.MODIFY;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a stand-in cluster does when it is told to, by a token with the rights for it. */
final class ProxmoxOrders {
    private static final Pattern HA_OPTION = Pattern.compile("[a-z_]+=[^,=]+(,[a-z_]+=[^,=]+)*");
    private static final String POLICIES = "(.*,)?shutdown_policy=(conditional|failover|freeze|migrate)(,.*)?";

    private final ProxmoxCluster cluster;
    private final ProxmoxRights rights;
    private final ProxmoxNodes nodes;
    private final ProxmoxGuests guests;
    private final ProxmoxHa ha;

    ProxmoxOrders(
            ProxmoxCluster cluster, ProxmoxRights rights, ProxmoxNodes nodes, ProxmoxGuests guests, ProxmoxHa ha) {
        this.cluster = cluster;
        this.rights = rights;
        this.nodes = nodes;
        this.guests = guests;
        this.ha = ha;
    }

    /** What is for the cluster and for no node of it. */
    ProxmoxAnswer answer(ProxmoxRequest request, String path) {
        String what = request.method() + " " + path;
        return switch (what) {
            case "PUT /cluster/ceph/flags/noout" ->
                ifMay(MODIFY, () -> noout(request.parameter("value", "").equals("1")));
            case "PUT /cluster/options" -> ifMay(MODIFY, () -> options(request));
            case "POST /cluster/ha/status/disarm-ha" -> haCommand(what, ha::disarm);
            case "POST /cluster/ha/status/arm-ha" -> haCommand(what, ha::arm);
            default -> ProxmoxAnswer.unknown(what);
        };
    }

    /** What is carried to a node. */
    ProxmoxAnswer ofNode(String node, String what, ProxmoxRequest request) {
        return switch (what) {
            case "status" -> shutDown(node, request.parameter("command", ""));
            case "stopall" -> ofGuests(node, what, request, () -> stopAll(node, request));
            case "startall" -> ofGuests(node, what, request, () -> startAll(node, request));
            default -> ProxmoxAnswer.unknown(request.method() + " " + request.path());
        };
    }

    /** Is not carried to the node: the one that is asked sends the packet. */
    ProxmoxAnswer wake(ProxmoxHost host, String node) {
        if (cluster.local(host.number()).equals(node)) {
            return ProxmoxAnswer.failed("'" + node + "' is this node, which cannot wake itself");
        }
        String mac = cluster.mac(node);
        if (mac == null) {
            return ProxmoxAnswer.failed("No wake on LAN MAC address is set for '" + node + "'");
        }
        nodes.wake(node);
        return ProxmoxAnswer.json("\"" + mac + "\"");
    }

    private ProxmoxAnswer ifMay(String right, Supplier<ProxmoxAnswer> order) {
        return rights.has(right, "/") ? order.get() : ProxmoxAnswer.forbidden("/", right);
    }

    private ProxmoxAnswer shutDown(String node, String command) {
        if (command.equals("shutdown")) {
            nodes.ordered(node);
        }
        return ProxmoxAnswer.done();
    }

    /** Without the right on all guests it is looked for on each that is named; a task is begun. */
    private ProxmoxAnswer ofGuests(String node, String what, ProxmoxRequest request, Runnable begin) {
        if (!rights.has(GUEST_POWER, "/")) {
            List<Integer> ids = ids(request);
            if (ids.isEmpty()) {
                return ProxmoxAnswer.forbidden("/", GUEST_POWER);
            }
            for (int id : ids) {
                if (!rights.has(GUEST_POWER, "/vms/" + id)) {
                    return ProxmoxAnswer.forbidden("/vms/" + id, GUEST_POWER);
                }
            }
        }
        begin.run();
        return ProxmoxAnswer.json(
                "\"UPID:" + node + ":0000C1A2:001B3E4F:66F0A1B2:" + what + "::" + ProxmoxCluster.TOKEN_ID + ":\"");
    }

    private void stopAll(String node, ProxmoxRequest request) {
        List<Integer> ids = ids(request);
        ha.want(ids, false);
        guests.shutDown(
                node,
                ids,
                Duration.ofSeconds(Long.parseLong(request.parameter("timeout", "180"))),
                request.parameter("force-stop", "1").equals("1"));
    }

    private void startAll(String node, ProxmoxRequest request) {
        List<Integer> ids = new ArrayList<>(ids(request));
        ids.retainAll(guests.on(node));
        if (!request.parameter("force", "0").equals("1")) {
            guests.all().stream()
                    .filter(guest -> !guest.startsAtBoot())
                    .forEach(guest -> ids.remove((Integer) guest.id()));
        }
        ha.want(ids, true);
        guests.start(ids);
    }

    private static List<Integer> ids(ProxmoxRequest request) {
        return listed(request.parameter("vms", "")).map(Integer::valueOf).toList();
    }

    private static Stream<String> listed(String list) {
        return Stream.of(list.split("[,;\\s]+")).filter(one -> !one.isEmpty());
    }

    private ProxmoxAnswer haCommand(String what, Runnable command) {
        // what it does not know it says before it looks at any right
        return ha.isOld() ? ProxmoxAnswer.unknown(what) : ifMay(CONSOLE, () -> written(command));
    }

    private ProxmoxAnswer options(ProxmoxRequest request) {
        String fresh = request.parameters().get("ha");
        if (fresh != null && !isHaOption(fresh)) {
            return ProxmoxAnswer.wrong(400, Map.of("ha", "invalid format - format error: " + fresh));
        }
        return written(() -> {
            if (fresh != null) {
                cluster.option("ha", fresh);
            }
            listed(request.parameter("delete", "")).forEach(cluster::withoutOption);
        });
    }

    private static boolean isHaOption(String value) {
        return HA_OPTION.matcher(value).matches() && (!value.contains("shutdown_policy=") || value.matches(POLICIES));
    }

    /** What is for the whole cluster can only be written with a quorum. */
    private ProxmoxAnswer written(Runnable change) {
        if (!cluster.isQuorate()) {
            return ProxmoxAnswer.failed("cluster not ready - no quorum?");
        }
        change.run();
        return ProxmoxAnswer.done();
    }

    private ProxmoxAnswer noout(boolean value) {
        if (cluster.noout() == null) {
            return ProxmoxAnswer.noCeph();
        }
        cluster.noout(value);
        return ProxmoxAnswer.done();
    }
}
