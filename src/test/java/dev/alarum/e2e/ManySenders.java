package dev.alarum.e2e;

import dev.alarum.flow.Flows;
import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.FleetKeyRing;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row;
import dev.alarum.store.Store;
import dev.alarum.store.StoreBinding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Thousands of nodes, played by this process: each makes a beat a second, signed by its own key, and relays carry them to
 * the hub, a thousand lines in a body, and wait a second for the answer, as every sender does. The nodes are known to the
 * hub from before.
 */
final class ManySenders implements AutoCloseable {
    private static final int LINES = 1_000;
    private static final long BOOT = 1_700_000_000_000L;
    private static final long KNOWN_SEQ = 1_000;

    private final URI beats;
    private final KeyRing keys;
    private final List<Name> nodes;
    private final Set<String> dead;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();
    private final List<Double> delays = new ArrayList<>();
    private volatile long seq = KNOWN_SEQ;

    /**
     * @param data the hub's data folder, with the fleet's secret
     * @param dead the names of those that do not beat
     */
    ManySenders(String hubUrl, Path data, int count, Set<String> dead) throws IOException {
        this.beats = URI.create(hubUrl + HandSender.BEATS);
        this.keys = FleetKeyRing.in(data, Set.of(), Moments.system());
        this.nodes = names(count);
        this.dead = Set.copyOf(dead);
    }

    private static List<Name> names(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new Name("node-%05d".formatted(number)))
                .toList();
    }

    private static Name relay(int number) {
        return new Name("relay-%03d".formatted(number));
    }

    /** Lets a hub's store know so many nodes and their relays, all of them UP. */
    static void makeKnown(Path data, int count) throws Exception {
        try (Store store = Store.open(data)) {
            Flows flows = Flows.of("routes", "store")
                    .set("camel.component.seda.queueSize", "200000")
                    .bean("hub", new NoHub());
            StoreBinding.beans(store, Moments.system()).forEach(flows::bean);
            try (flows) {
                flows.start();
                for (int relay = 0; relay * LINES < count; relay++) {
                    keep(flows, Sender.relay(relay(relay)));
                }
                names(count).forEach(node -> keep(flows, Sender.node(node)));
                // one that is waited for is answered after all before it are written
                flows.template().requestBody("seda:store", new Row.StampRow("relay:none", "beat", 1, 1));
            }
        }
    }

    /** What the store's flow tells a hub. */
    public static final class NoHub {
        public void storeFailed(String reason) {
            throw new IllegalStateException(reason);
        }

        public void storeWorks() {}
    }

    private static void keep(Flows flows, Sender sender) {
        long now = System.currentTimeMillis();
        String name = sender.toString();
        flows.template()
                .sendBody("seda:store", new Row.SenderRow(name, "home", "UP", now, BOOT, KNOWN_SEQ, null, null, null));
        flows.template().sendBody("seda:store", new Row.StampRow(name, "beat", BOOT, KNOWN_SEQ));
    }

    /** Beats from now on, whether or not anybody listens. */
    ManySenders begin() {
        for (int first = 0; first < nodes.size(); first += LINES) {
            int from = first;
            long delay = 1_000L * first / nodes.size();
            clock.scheduleAtFixedRate(() -> post(from), delay, 1_000, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    private void post(int from) {
        long now = from == 0 ? ++seq : seq;
        String lines = nodes.subList(from, Math.min(from + LINES, nodes.size())).stream()
                .filter(node -> !dead.contains(node.text()))
                .map(node -> BeatLine.ofNode(node, new Stamp(BOOT, now), key(Sender.node(node)))
                        .text())
                .collect(Collectors.joining("\n", "", "\n"));
        Name relay = relay(from / LINES);
        String body = BeatLine.batch(relay, new Stamp(BOOT, now), key(Sender.relay(relay)), lines);
        HttpRequest request = HttpRequest.newBuilder(beats)
                .timeout(Duration.ofSeconds(1))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long asked = System.nanoTime();
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((answer, fault) -> answered(answer, asked));
    }

    private SenderKey key(Sender sender) {
        return keys.keyOf(sender).orElseThrow();
    }

    private synchronized String answered(HttpResponse<String> answer, long asked) {
        String what =
                answer == null ? "none" : answer.statusCode() + answer.body().strip();
        answers.merge(what, 1, Integer::sum);
        if (answer != null && answer.statusCode() == 204) {
            delays.add((System.nanoTime() - asked) / 1e6);
        }
        return what;
    }

    /** How often each answer was given since the last time it was asked; {@code none} where nobody answered. */
    synchronized Map<String, Integer> answers() {
        Map<String, Integer> given = new ConcurrentSkipListMap<>(answers);
        answers.clear();
        return given;
    }

    /** How long each body took that was taken whole, in ms, sorted; since the last time it was asked. */
    synchronized double[] delays() {
        double[] sorted =
                delays.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        delays.clear();
        return sorted;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
