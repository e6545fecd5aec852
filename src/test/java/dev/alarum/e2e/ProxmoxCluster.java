package dev.alarum.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A Proxmox cluster of our own on loopback, over TLS: several hosts with one API, each node with a behaviour of its own.
 * Requests that Proxmox's schema does not allow are answered as Proxmox would, and fail the test at {@link #close}.
 */
public final class ProxmoxCluster implements AutoCloseable {
    public static final String TOKEN_ID = "alarum@pve!hub";
    public static final String TOKEN_SECRET = "0f3c9a52-5b1e-4c7d-9a35-6d1f2b7c8e90";

    private final List<ProxmoxHost> hosts = new CopyOnWriteArrayList<>();
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final Map<Integer, Behaviour> ofHosts = new ConcurrentHashMap<>();
    private final Map<String, Behaviour> ofRequests = new ConcurrentHashMap<>();
    private final Map<String, String> saids = new ConcurrentHashMap<>();
    private final Map<Integer, String> locals = new ConcurrentHashMap<>();
    private final Map<String, String> options = new ConcurrentHashMap<>();
    private final Map<String, String> macs = new ConcurrentHashMap<>();
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final List<Consumer<Change>> onChange = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final TestCertificate certificate = TestCertificate.CLUSTER.get();
    private final ProxmoxTimes times = new ProxmoxTimes();
    private final ProxmoxRights rights = new ProxmoxRights();
    private final ProxmoxGuests guests = new ProxmoxGuests(times);
    private final ProxmoxNodes nodes;
    private final ProxmoxHa ha;
    private final ProxmoxApi api;
    private volatile boolean alone;
    private volatile @Nullable Boolean noout;

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

    /**
     * A request that changes something and came in, with a good token and as the schema wants it; whatever came of it.
     *
     * @param host which of the hosts took it, from 0
     * @param nanos when, by the monotonic clock
     * @param path below {@code /api2/json}
     */
    public record Change(int host, long nanos, String method, String path, Map<String, String> form) {
        /** Copies the form. */
        public Change {
            form = new TreeMap<>(form);
        }

        /** As {@code PUT /cluster/options ha=shutdown_policy=freeze}, the form by name. */
        public String text() {
            return method + " " + path
                    + form.entrySet().stream()
                            .map(one -> " " + one.getKey() + "=" + one.getValue())
                            .collect(Collectors.joining());
        }

        boolean isShutdown() {
            return path.matches("/nodes/[^/]+/status") && "shutdown".equals(form.get("command"));
        }
    }

    private ProxmoxCluster(List<String> names) {
        nodes = new ProxmoxNodes(names, guests, times);
        ha = new ProxmoxHa(guests, nodes, times);
        api = new ProxmoxApi(
                this,
                rights,
                nodes,
                new ProxmoxQuestions(this, rights, nodes, guests, ha),
                new ProxmoxOrders(this, rights, nodes, guests, ha));
        names.forEach(name -> macs.put(name, "BC:24:11:00:00:%02X".formatted(names.indexOf(name) + 1)));
        nodes.onDown(this::wentDown);
        nodes.onUp(node -> on(node).forEach(ProxmoxHost::up));
    }

    private void wentDown(String node) {
        on(node).forEach(ProxmoxHost::down);
        if (!options.getOrDefault("ha", "").contains("shutdown_policy=freeze")) {
            ha.recover(node);
        }
    }

    private List<ProxmoxHost> on(String node) {
        return hosts.stream().filter(host -> local(host.number()).equals(node)).toList();
    }

    /** A cluster of these nodes with one API host, no guests and no Ceph; the token may do all that is of use to us. */
    public static ProxmoxCluster of(String... nodes) {
        return new ProxmoxCluster(List.of(nodes)).hosts(1);
    }

    /** Adds API hosts until there are so many. */
    public ProxmoxCluster hosts(int count) {
        while (hosts.size() < count) {
            hosts.add(new ProxmoxHost(api, hosts.size(), certificate));
        }
        return this;
    }

    /** Sets how a node behaves from now on. */
    public ProxmoxCluster node(String node, Behaviour behaviour) {
        behaviours.put(node, behaviour);
        return this;
    }

    /** Sets how a whole host behaves from now on, whatever it is asked. */
    public ProxmoxCluster host(int host, Behaviour behaviour) {
        ofHosts.put(host, behaviour);
        return this;
    }

    /** Sets how all hosts take one request from now on: {@code GET /cluster/status}. */
    public ProxmoxCluster request(String request, Behaviour behaviour) {
        ofRequests.put(request, behaviour);
        return this;
    }

    /** Sets the whole body with which all hosts answer 200 to one request from now on: {@code GET /cluster/status}. */
    public ProxmoxCluster says(String request, String body) {
        saids.put(request, body);
        return this;
    }

    /** Takes a right on a path, and but for {@code /} on all below, from the token: {@code VM.Audit} on {@code /vms}. */
    public ProxmoxCluster without(String right, String path) {
        rights.take(right, path);
        return this;
    }

    /** Gives a right back that was taken. */
    public ProxmoxCluster with(String right, String path) {
        rights.giveBack(right, path);
        return this;
    }

    /** Takes the right Sys.Audit on that path from the token, {@code /} or {@code /nodes/NODE}. */
    public ProxmoxCluster unaudited(String path) {
        return without(ProxmoxRights.AUDIT, path);
    }

    /** Adds guests. */
    public ProxmoxCluster guests(ProxmoxGuest... more) {
        List.of(more).forEach(guests::add);
        return this;
    }

    /** High availability sees to these guests, and wants them to run. */
    public ProxmoxCluster ha(int... ids) {
        IntStream.of(ids).forEach(ha::add);
        return this;
    }

    /** It is an older Proxmox: it cannot disarm high availability, and answers 501 to that. */
    public ProxmoxCluster oldHa() {
        ha.old();
        return this;
    }

    /**
     * Sets how long disarming takes; at first no time at all.
     *
     * @param heard until a command is heard, to disarm or to arm
     * @param within from then until all watchdogs are released
     */
    public ProxmoxCluster disarms(Duration heard, Duration within) {
        ha.times(heard, within);
        return this;
    }

    /** Armed, and with another policy than {@code freeze}, it starts what ran on a node elsewhere, that long after it went. */
    public ProxmoxCluster recoversAfter(Duration time) {
        ha.recoversAfter(time);
        return this;
    }

    /** The option {@code ha} of the cluster: {@code shutdown_policy=migrate}. */
    public ProxmoxCluster haOption(String value) {
        options.put("ha", value);
        return this;
    }

    /** There is Ceph, without its flag {@code noout}. */
    public ProxmoxCluster ceph() {
        noout = false;
        return this;
    }

    /** The node has no address for wake-on-LAN. */
    public ProxmoxCluster withoutMac(String node) {
        macs.remove(node);
        return this;
    }

    /**
     * From now on each node that takes its order goes off after that time and when none of its guests runs any more, and
     * the API hosts on it with it. Otherwise nodes stay up.
     */
    public ProxmoxCluster goesDownAfter(Duration time) {
        nodes.names().forEach(node -> nodes.goDownAfter(node, time));
        return this;
    }

    /** This node stays up whatever it is told. */
    public ProxmoxCluster staysUp(String node) {
        nodes.staysUp(node);
        return this;
    }

    /** A node that is off and woken is back after that time, and starts the guests that start with it. */
    public ProxmoxCluster comesBackAfter(Duration time) {
        nodes.comeBackAfter(time);
        return this;
    }

    /** Cuts a node's power. */
    public ProxmoxCluster cut(String node) {
        nodes.cut(node);
        return this;
    }

    /** Somebody switches a node on that is off; it takes its time as one that is woken. */
    public ProxmoxCluster switchOn(String node) {
        nodes.switchOn(node);
        return this;
    }

    /** Told of each node that has gone off, by a thread of the cluster. */
    public ProxmoxCluster onDown(Consumer<String> told) {
        nodes.onDown(told);
        return this;
    }

    /** Told of each node that has come back, by a thread of the cluster. */
    public ProxmoxCluster onUp(Consumer<String> told) {
        nodes.onUp(told);
        return this;
    }

    /** Told of each request that changes something, before it is carried out or answered. */
    public ProxmoxCluster onChange(Consumer<Change> told) {
        onChange.add(told);
        return this;
    }

    /** Sets which node an API host runs on; otherwise the hosts run on the last nodes, the first host on the very last. */
    public ProxmoxCluster runs(int host, String node) {
        locals.put(host, node);
        return this;
    }

    /** The cluster has lost its quorum; otherwise it has one while more than half of its nodes are up. */
    public ProxmoxCluster withoutQuorum() {
        nodes.withoutQuorum();
        return this;
    }

    /** It is no cluster, but one Proxmox by itself. */
    public ProxmoxCluster alone() {
        alone = true;
        return this;
    }

    /** Takes an API host down: it refuses connections. */
    public ProxmoxCluster dead(int host) {
        hosts.get(host).down();
        return this;
    }

    /** Adds an API host with another certificate. */
    public ProxmoxCluster stranger() {
        hosts.add(new ProxmoxHost(api, hosts.size(), TestCertificate.STRANGER.get()));
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
                String.join(",", nodes.names()),
                "alarum.proxmox.armed",
                "true");
    }

    /** A store of Java's that trusts the cluster's certificate; its password is {@code changeit}. */
    public Path trustStore() {
        return certificate.store();
    }

    /** All that was to change something, in the order in which it came in. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /** The texts of {@link #changes}. */
    public List<String> changed() {
        return changes.stream().map(Change::text).toList();
    }

    /** Those of the changes that are orders to shut a node down. */
    public List<Command> commands() {
        return changes.stream()
                .filter(Change::isShutdown)
                .map(change -> new Command(change.host(), change.path().split("/")[2], change.nanos()))
                .toList();
    }

    /** The nodes of {@link #commands}. */
    public List<String> commanded() {
        return commands().stream().map(Command::node).toList();
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

    /** The guests (VMID) that run. */
    public List<Integer> running() {
        return guests.running();
    }

    /** Where a guest is. */
    public String placeOf(int guest) {
        return guests.node(guest);
    }

    public boolean isUp(String node) {
        return nodes.isUp(node);
    }

    /** {@code armed, disarming, disarmed}. */
    public String haState() {
        return ha.state();
    }

    /** Whether high availability wants that guest to run. */
    public boolean haWants(int guest) {
        return ha.wants(guest);
    }

    /** The option {@code ha} of the cluster; null if it is not set. */
    public @Nullable String haOption() {
        return option("ha");
    }

    /** Ceph's flag; null if there is no Ceph. */
    public @Nullable Boolean noout() {
        return noout;
    }

    void noout(boolean value) {
        noout = value;
    }

    @Nullable
    String option(String name) {
        return options.get(name);
    }

    void option(String name, String value) {
        options.put(name, value);
    }

    void withoutOption(String name) {
        options.remove(name);
    }

    @Nullable
    String mac(String node) {
        return macs.get(node);
    }

    boolean isQuorate() {
        return alone || nodes.isQuorate();
    }

    boolean isAlone() {
        return alone;
    }

    /** The node that an API host runs on. */
    String local(int host) {
        List<String> names = nodes.names();
        return locals.getOrDefault(host, names.get(Math.floorMod(names.size() - 1 - host, names.size())));
    }

    /** What a test has a request answered with; null if nothing. */
    @Nullable
    String said(String request) {
        return saids.get(request);
    }

    Behaviour behaviour(String node) {
        return behaviours.getOrDefault(node, nodes.names().contains(node) ? Behaviour.OK : Behaviour.NO_ROUTE);
    }

    Behaviour behaviour(int host) {
        return ofHosts.getOrDefault(host, Behaviour.OK);
    }

    Behaviour behaviourTo(String request) {
        return ofRequests.getOrDefault(request, Behaviour.OK);
    }

    void came(int host, String method, String path, Map<String, String> form) {
        Change change = new Change(host, System.nanoTime(), method, path, form);
        onChange.forEach(told -> told.accept(change));
        changes.add(change);
    }

    /** Ends it. */
    @Override
    public void close() {
        times.close();
        hosts.forEach(ProxmoxHost::close);
        if (!violations.isEmpty()) {
            throw new AssertionError("Proxmox would have refused: " + violations);
        }
    }
}
