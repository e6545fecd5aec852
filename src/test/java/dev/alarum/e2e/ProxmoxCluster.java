package dev.alarum.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A Proxmox cluster of our own on loopback, over TLS: several hosts with one API, each node with a behaviour of its own.
 * Requests that Proxmox's schema does not allow are answered as Proxmox would, and fail the test at {@link #close}.
 */
public final class ProxmoxCluster implements AutoCloseable {
    public static final String TOKEN_ID = "alarum@pve!hub";
    public static final String TOKEN_SECRET = "0f3c9a52-5b1e-4c7d-9a35-6d1f2b7c8e90";

    private final List<String> nodes;
    private final List<ProxmoxHost> hosts = new ArrayList<>();
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final Set<String> unaudited = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> locals = new ConcurrentHashMap<>();
    private volatile boolean quorate = true;
    private volatile boolean alone;
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final TestCertificate certificate = TestCertificate.CLUSTER.get();
    private final ProxmoxSchema schema = new ProxmoxSchema();

    /** How a node takes the order to shut down, and the question how it is. */
    public enum Behaviour {
        /** 200; {@code {"data":null}} to an order. */
        OK,
        /** No answer for as long as the cluster lives. */
        HUNG,
        /** 401 after 3 s, with a reason phrase and no body. */
        UNAUTHORIZED,
        /** 403 with the missing right. */
        FORBIDDEN,
        /** 400 with an error for a parameter. */
        BAD_PARAMETER,
        /** 500 with a message. */
        BROKEN,
        /** 501, as an old Proxmox says to what it does not know. */
        UNKNOWN,
        /** 595: pveproxy gets no connection to the node, which is up for the rest of its cluster. */
        NO_ROUTE,
        /** The node is off: the cluster says so, and 595 to whoever asks for it. */
        OFF,
        /** 596: pveproxy's request to the node failed in TLS. */
        BROKEN_PROXY,
        /** 302 to another place. */
        REDIRECTED,
        /** 200 with a page that is not Proxmox's. */
        PORTAL,
        /** The connection is closed without an answer. */
        CUT,
        /** 500 whose message repeats the request's token. */
        TELLTALE
    }

    /**
     * An order to shut down that came in.
     *
     * @param host which of the hosts took it, from 0
     * @param node the node
     * @param nanos when, by the monotonic clock
     */
    public record Command(int host, String node, long nanos) {}

    private ProxmoxCluster(List<String> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** A cluster of these nodes with one API host. */
    public static ProxmoxCluster of(String... nodes) {
        return new ProxmoxCluster(List.of(nodes)).hosts(1);
    }

    /** Adds API hosts until there are so many. */
    public ProxmoxCluster hosts(int count) {
        while (hosts.size() < count) {
            hosts.add(new ProxmoxHost(this, hosts.size(), certificate));
        }
        return this;
    }

    /** Sets how a node behaves from now on. */
    public ProxmoxCluster node(String node, Behaviour behaviour) {
        behaviours.put(node, behaviour);
        return this;
    }

    /** Takes the right Sys.Audit on that path from the token, {@code /} or {@code /nodes/NODE}. */
    public ProxmoxCluster unaudited(String path) {
        unaudited.add(path);
        return this;
    }

    /** Sets which node an API host runs on; otherwise the hosts run on the last nodes, the first host on the very last. */
    public ProxmoxCluster runs(int host, String node) {
        locals.put(host, node);
        return this;
    }

    /** The cluster has lost its quorum. */
    public ProxmoxCluster withoutQuorum() {
        quorate = false;
        return this;
    }

    /** It is no cluster, but one Proxmox by itself. */
    public ProxmoxCluster alone() {
        alone = true;
        return this;
    }

    /** Takes an API host down: it refuses connections. */
    public ProxmoxCluster dead(int host) {
        hosts.get(host).close();
        return this;
    }

    /** Adds an API host with another certificate. */
    public ProxmoxCluster stranger() {
        hosts.add(new ProxmoxHost(this, hosts.size(), TestCertificate.STRANGER.get()));
        return this;
    }

    /** SHA-256 of the cluster's certificate, 64 lower-case hex digits. */
    public String fingerprint() {
        return certificate.fingerprint();
    }

    /** The base URL of a host, from 0. */
    public URI url(int host) {
        return URI.create("https://127.0.0.1:" + hosts.get(host).port());
    }

    /** The base URLs of all hosts. */
    public List<URI> urls() {
        return hosts.stream()
                .map(host -> URI.create("https://127.0.0.1:" + host.port()))
                .toList();
    }

    /** The settings of a hub that shuts this cluster down, by key. */
    public Map<String, String> settings() {
        return Map.of(
                "alarum.proxmox.urls",
                urls().stream().map(URI::toString).collect(Collectors.joining(",")),
                "alarum.proxmox.token-id",
                TOKEN_ID,
                "alarum.proxmox.token-secret",
                TOKEN_SECRET,
                "alarum.proxmox.fingerprints",
                fingerprint(),
                "alarum.proxmox.nodes",
                String.join(",", nodes),
                "alarum.proxmox.armed",
                "true");
    }

    /** A store of Java's that trusts the cluster's certificate; its password is {@code changeit}. */
    public Path trustStore() {
        return certificate.store();
    }

    /** The orders that came in so far, with a good token and as the schema wants them, in order. */
    public List<Command> commands() {
        return List.copyOf(commands);
    }

    /** The nodes of {@link #commands}. */
    public List<String> commanded() {
        return commands.stream().map(Command::node).toList();
    }

    /** How many connections a host took, whatever came of them. */
    public int connections(int host) {
        return hosts.get(host).connections();
    }

    /** How many whole requests a host read. */
    public int requests(int host) {
        return hosts.get(host).requests();
    }

    /** How many whole requests that are no mere questions a host read, whatever came of them. */
    public int orders(int host) {
        return hosts.get(host).orders();
    }

    /** What was not as the schema wants it; a test that provokes this clears it. */
    public List<String> violations() {
        return violations;
    }

    List<String> nodes() {
        return nodes;
    }

    boolean mayAudit(String path) {
        return !unaudited.contains(path);
    }

    boolean isQuorate() {
        return quorate;
    }

    boolean isAlone() {
        return alone;
    }

    /** The node that an API host runs on. */
    String local(int host) {
        return locals.getOrDefault(host, nodes.get(Math.floorMod(nodes.size() - 1 - host, nodes.size())));
    }

    ProxmoxSchema schema() {
        return schema;
    }

    Behaviour behaviour(String node) {
        return behaviours.getOrDefault(node, nodes.contains(node) ? Behaviour.OK : Behaviour.NO_ROUTE);
    }

    void came(Command command) {
        commands.add(command);
    }

    /** Ends it. */
    @Override
    public void close() {
        hosts.forEach(ProxmoxHost::close);
        if (!violations.isEmpty()) {
            throw new AssertionError("Proxmox would have refused: " + violations);
        }
    }
}
