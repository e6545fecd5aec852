package dev.alarum.flow;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.Notice;
import dev.alarum.plan.RelayReport;
import dev.alarum.plan.RelayWords;
import dev.alarum.role.HttpDoor;
import dev.alarum.role.IntakeBinding;
import dev.alarum.settings.ServerSettings;
import dev.alarum.store.Row;
import dev.alarum.ups.Reading;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;

/** The real intake flows on a real port, with a hub, a watch and a store that only write down what reaches them. */
public final class IntakeHouse implements AutoCloseable {
    static final Name PVE = new Name("pve-01");
    static final Name ATTIC = new Name("attic");
    static final long BOOT = 1_767_225_600_000L;

    final List<Beat> beats = new CopyOnWriteArrayList<>();
    /** When each of them came to the door. */
    final List<Long> arrived = new CopyOnWriteArrayList<>();

    final List<Notice> notices = new CopyOnWriteArrayList<>();
    final List<Reading> readings = new CopyOnWriteArrayList<>();
    final List<RelayReport> reports = new CopyOnWriteArrayList<>();
    final List<Row> rows = new CopyOnWriteArrayList<>();
    final List<Sender> duplicates = new CopyOnWriteArrayList<>();
    final List<Sender> revoked = new CopyOnWriteArrayList<>();
    final StampLedger ledger = new StampLedger(Moments.system(), duplicates::add);
    volatile RelayWords words = new RelayWords(List.of(), List.of());
    volatile boolean storeFails;
    volatile boolean hubFails;
    volatile CountDownLatch storeWorks = new CountDownLatch(0);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Sender, SenderKey> keys = new ConcurrentHashMap<>();
    private final Flows flows;
    /** The beat of this SEQ cannot be counted. */
    volatile long failingSeq;

    private final int port;

    private IntakeHouse() throws Exception {
        KeyRing ring = sender -> revoked.contains(sender) ? Optional.empty() : Optional.of(keyOf(sender));
        flows = Flows.of("routes", "beat-intake", "notice-intake", "reading-intake", "plan-intake")
                .bean("hub", new FakeHub());
        IntakeBinding.beans(ring, ledger, Moments.system()).forEach(flows::bean);
        HttpDoor.beans(new ServerSettings("127.0.0.1", 0, null, null)).forEach(flows::bean);
        flows.start();
        flows.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:heartbeat-watch").routeId("watch-of-the-test").process(message -> {
                    Beat beat = message.getMessage().getMandatoryBody(Beat.class);
                    if (beat.stamp().seq() == failingSeq) {
                        throw new IllegalStateException("secret-of-the-inside");
                    }
                    beats.add(beat);
                    arrived.add(message.getProperty("alarum-arrived", Long.class));
                });
                from("seda:store").process(row -> {
                    storeWorks.await();
                    if (storeFails) {
                        throw new IllegalStateException("disk full, says the test; secret-of-the-inside");
                    }
                    rows.add(row.getMessage().getMandatoryBody(Row.class));
                });
            }
        });
        port = HttpDoor.port(flows.context());
    }

    static IntakeHouse open() throws Exception {
        return new IntakeHouse();
    }

    /** What the flows call {@code hub}. */
    public final class FakeHub {
        public void notice(Notice notice) {
            if (hubFails) {
                throw new IllegalStateException("secret-of-the-inside");
            }
            notices.add(notice);
        }

        public void reading(Reading reading) {
            readings.add(reading);
        }

        public RelayWords relayTells(RelayReport report) {
            if (hubFails) {
                throw new IllegalStateException("secret-of-the-inside");
            }
            reports.add(report);
            return words;
        }
    }

    int port() {
        return port;
    }

    Flows flows() {
        return flows;
    }

    SenderKey keyOf(Sender sender) {
        return keys.computeIfAbsent(sender, IntakeHouse::testKey);
    }

    SenderKey nodeKey() {
        return keyOf(Sender.node(PVE));
    }

    SenderKey relayKey() {
        return keyOf(Sender.relay(ATTIC));
    }

    /** Whether anything at all came through. */
    boolean nothingChanged() {
        return beats.isEmpty()
                && notices.isEmpty()
                && readings.isEmpty()
                && reports.isEmpty()
                // nobody waits for the stamp of a plan: the one of the test before may come late
                && rows.stream().allMatch(Row.StampRow.class::isInstance)
                && ledger.rows().isEmpty();
    }

    HttpResponse<String> beat(String body) throws Exception {
        return send(to("/v1/beats").header("Content-Type", "text/plain").POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> post(String path, WebhookSignature signature, String body) throws Exception {
        return post(path, signature, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(String path, WebhookSignature signature, byte[] body) throws Exception {
        return send(signed(path, signature, body));
    }

    private HttpRequest.Builder signed(String path, WebhookSignature signature, byte[] body) {
        return to(path).header("Content-Type", "application/json")
                .header(WebhookSignature.ID, signature.id())
                .header(WebhookSignature.TIMESTAMP, signature.timestamp())
                .header(WebhookSignature.SIGNATURE, signature.signature())
                .POST(BodyPublishers.ofByteArray(body));
    }

    /** A request whose answer nobody waits for yet. */
    CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder noticeOf(Sender sender, Stamp stamp, String body) {
        WebhookSignature signature = WebhookSignature.sign(
                keyOf(sender), WebhookSignature.idOf(sender, stamp), 0, body.getBytes(StandardCharsets.UTF_8));
        return signed("/v1/notices", signature, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> notice(Sender sender, Stamp stamp, String body) throws Exception {
        return send(noticeOf(sender, stamp, body));
    }

    HttpResponse<String> reading(Stamp stamp, String body) throws Exception {
        String id = ATTIC + "." + stamp.boot() + "." + stamp.seq();
        return post("/v1/ups", WebhookSignature.sign(relayKey(), id, 0, body.getBytes(StandardCharsets.UTF_8)), body);
    }

    HttpResponse<String> plans(Stamp stamp, String body) throws Exception {
        String id = ATTIC + "." + stamp.boot() + "." + stamp.seq();
        return post("/v1/plans", WebhookSignature.sign(relayKey(), id, 0, body.getBytes(StandardCharsets.UTF_8)), body);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** As if it had just been opened, without the time that takes. */
    void reset() {
        storeFails = false;
        hubFails = false;
        failingSeq = 0;
        words = new RelayWords(List.of(), List.of());
        storeWorks = new CountDownLatch(0);
        List.of(beats, arrived, notices, readings, reports, rows, duplicates, revoked)
                .forEach(List::clear);
        ledger.rows().forEach(row -> ledger.forget(Sender.parse(row.sender())));
    }

    @Override
    public void close() {
        flows.close();
    }

    private static SenderKey testKey(Sender sender) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256")
                    .digest(sender.toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return SenderKey.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
