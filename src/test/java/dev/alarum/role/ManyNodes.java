package dev.alarum.role;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.alarum.flow.Flows;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.Loaded;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.SettingsUnderTest;
import dev.alarum.status.StatusView;
import dev.alarum.store.Store;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.processor.aggregate.DefaultAggregateController;
import org.slf4j.LoggerFactory;

/**
 * A hub with all its real flows in this process, and many nodes that send it one verified beat a second each, evenly
 * spread. Or, as a baseline, the aggregator alone: the same flow with a hub that does nothing but note the time.
 */
final class ManyNodes implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_SAMPLES = 5_000_000;

    private final Flows flows;
    private final List<Sender> nodes;
    private final AtomicLongArray diesAt;
    private final Thread beating = new Thread(this::beat, "beating");
    private final AutoCloseable store;
    private final Bare bare;
    private final HubBinding hub;
    private final ProducerTemplate template;
    private final Endpoint watch;
    private final int[] waits = new int[MOST_SAMPLES];
    private int waited;
    private long latest;
    private volatile long begin;

    /** A hub that judges nothing. */
    public static final class Bare {
        private final Map<Sender, Long> heard = new ConcurrentHashMap<>();
        private final Map<Sender, Double> silences = new ConcurrentHashMap<>();

        public boolean heard(Beat beat) {
            heard.put(beat.sender(), System.nanoTime());
            return true;
        }

        public void silent(Sender sender) {
            silences.put(sender, (System.nanoTime() - heard.getOrDefault(sender, 0L)) / 1e9);
        }
    }

    private ManyNodes(Flows flows, int count, AutoCloseable store, Bare bare, HubBinding hub) {
        this.flows = flows;
        this.nodes = senders(count);
        this.diesAt = new AtomicLongArray(count);
        IntStream.range(0, count).forEach(this::lives);
        this.store = store;
        this.bare = bare;
        this.hub = hub;
        this.template = flows.template();
        this.watch = flows.context().getEndpoint("direct:heartbeat-watch?block=false");
    }

    static List<Sender> senders(int count) {
        List<Sender> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(Sender.node(new Name("node-%06d".formatted(i))));
        }
        return all;
    }

    /** The hub, all of it. */
    static ManyNodes ofHub(int count, Path data, Duration timeout, Duration check) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("alarum.hub.host", "127.0.0.1");
        settings.put("alarum.hub.port", "0");
        settings.put("alarum.data.dir", data.toString());
        settings.put("alarum.heartbeat.timeout", timeout.toMillis() + "ms");
        settings.put("alarum.heartbeat.check", check.toMillis() + "ms");
        Loaded<HubSettings> loaded = load(settings);
        Store store = Store.open(data);
        HubRole role = new HubRole(loaded.settings(), store);
        HubBinding hub = (HubBinding) Objects.requireNonNull(role.beans().get("hub"));
        Flows flows = Flows.of("routes", allFlows())
                .set("camel.component.seda.queueSize", HubRole.QUEUE)
                .bean(SteadyTimerComponent.NAME, new SteadyTimerComponent());
        role.beans().forEach(flows::bean);
        HttpDoor.beans(loaded.settings().server()).forEach(flows::bean);
        loaded.placeholders().forEach(flows::set);
        flows.start();
        hub.setCamelContext(flows.context());
        hub.begin();
        return new ManyNodes(flows, count, store, null, hub);
    }

    /** The aggregator alone. */
    static ManyNodes ofBareAggregator(int count, Duration timeout, Duration check) throws Exception {
        Bare bare = new Bare();
        LatestBeatStrategy strategy =
                new LatestBeatStrategy(new HeartbeatSettings(timeout, Duration.ofSeconds(1), check, Map.of()));
        Flows flows = Flows.of("routes", "heartbeat-watch")
                .set("alarum.heartbeat.check", check.toMillis() + "ms")
                .bean("hub", bare)
                .bean("latestBeat", strategy)
                .bean("silences", strategy.silences())
                .bean("watchController", new DefaultAggregateController());
        flows.start();
        return new ManyNodes(flows, count, () -> {}, bare, null);
    }

    @SuppressWarnings("unchecked")
    private static Loaded<HubSettings> load(Map<String, String> settings) throws SettingsProblems {
        return (Loaded<HubSettings>) SettingsUnderTest.load("hub", settings);
    }

    private static String[] allFlows() {
        return Stream.of(Objects.requireNonNull(new File("routes").list()))
                .map(file -> file.replace(".camel.yaml", ""))
                .toArray(String[]::new);
    }

    HubBinding hub() {
        return hub;
    }

    Flows flows() {
        return flows;
    }

    /** From that many seconds after {@link #begin} on, this one is dead. */
    void dies(int node, double after) {
        diesAt.set(node, (long) (after * SECOND));
    }

    void lives(int node) {
        diesAt.set(node, Long.MAX_VALUE);
    }

    /** Lets everyone beat from now on, in real time. */
    void begin() {
        begin = System.nanoTime();
        beating.start();
    }

    /** How long they have beaten, in s. */
    double now() {
        return (System.nanoTime() - begin) / 1e9;
    }

    private void beat() {
        long boot = System.currentTimeMillis();
        long done = 0;
        int count = nodes.size();
        while (!Thread.currentThread().isInterrupted()) {
            long due = (long) (now() * count);
            while (done < due) {
                int node = (int) (done % count);
                long at = (long) (done / (double) count * SECOND);
                if (at < diesAt.get(node)) {
                    template.sendBody(watch, new Beat(nodes.get(node), Beat.DIRECT, new Stamp(boot, done / count + 1)));
                    note(System.nanoTime() - begin - at);
                }
                done++;
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private synchronized void note(long nanos) {
        if (waited < MOST_SAMPLES) {
            waits[waited++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1000);
        }
        latest = Math.max(latest, nanos);
    }

    /** How long beats waited from when they were due until they were counted, in ms: median, 99 %, the worst. */
    synchronized double[] waits() {
        if (waited == 0) {
            return new double[3];
        }
        int[] sorted = Arrays.copyOf(waits, waited);
        Arrays.sort(sorted);
        return new double[] {sorted[waited / 2] / 1e3, sorted[(int) (waited * 0.99)] / 1e3, latest / 1e6};
    }

    synchronized void forgetWaits() {
        waited = 0;
        latest = 0;
    }

    /** How long each one that was found silent had been so, in seconds, by the hub's own stamps. */
    double[] silences() {
        Stream<Double> found = bare != null
                ? bare.silences.values().stream()
                : hub.status().nodes().stream()
                        .filter(node -> node.state().equals("FAILED"))
                        .map(StatusView.NodeView::failedAfterSeconds);
        return found.mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** Lets real time pass. */
    static void pass(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0 && !Thread.currentThread().isInterrupted(); ) {
            LockSupport.parkNanos(left);
            left = until - System.nanoTime();
        }
    }

    /** CPU time of this process, in s. */
    static double cpu() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    @Override
    public void close() throws Exception {
        // whatever the stop cuts short is of no interest any more
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        beating.interrupt();
        flows.close();
        store.close();
    }
}
