package dev.alarum.flow;

import static org.awaitility.Awaitility.await;

import dev.alarum.alone.AloneSettings;
import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.node.WebhookSignature;
import dev.alarum.role.RelayBinding;
import dev.alarum.role.Role;
import dev.alarum.settings.RelaySettings;
import dev.alarum.settings.ServerSettings;
import dev.alarum.ups.UpsSource;
import dev.alarum.wake.WakeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** All flows of a relay, with its real beans, in this process. */
public final class RelayInTest implements AutoCloseable {
    public static final Name RELAY = new Name("pi");
    public static final SenderKey KEY = SenderKey.parse("A".repeat(43));
    public static final SenderKey KEY_OF_NODE = SenderKey.parse("B".repeat(42) + "A");

    private final Flows flows;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private RelayInTest(Flows flows, int port) {
        this.flows = flows;
        this.port = port;
    }

    public static RelayInTest start(Path data, List<URI> hubs, UpsSource... ups) throws Exception {
        return start(data, freePort(), hubs, ups);
    }

    /** One that listens on that port, which something else was told before. */
    public static RelayInTest start(Path data, int port, List<URI> hubs, UpsSource... ups) throws Exception {
        return start(data, port, hubs, Map.of(), AloneSettings.NONE, ups);
    }

    /** One that wakes those nodes, and shuts down what those settings name when no hub answers. */
    public static RelayInTest start(
            Path data, int port, List<URI> hubs, Map<Name, WakeAddress> wake, AloneSettings alone, UpsSource... ups)
            throws Exception {
        ServerSettings server = new ServerSettings("127.0.0.1", port, null, null);
        RelaySettings settings =
                new RelaySettings(RELAY, KEY, server, hubs, List.of(ups), Duration.ofSeconds(1), data, wake, alone);
        Flows flows = Flows.of("relay-routes", "*")
                .and("routes", settings.shutsDown() ? Role.RELAY.lentFlows() : List.of())
                .set("alarum.heartbeat.period", "200ms")
                .set("camel.server.enabled", "true")
                .set("camel.server.host", "127.0.0.1")
                .set("camel.server.port", Integer.toString(port));
        RelayBinding.of(settings, Moments.system()).beans().forEach(flows::bean);
        return new RelayInTest(flows.start(), port);
    }

    /** Waits until that hub has heard the relay, so that connections and classes are there. */
    public RelayInTest heardBy(RecordingHub hub) {
        await().until(() -> hub.requests("/v1/beats").size() >= 3);
        return this;
    }

    /** A UPS whose program is a shell script of those lines. */
    public static UpsSource script(Path folder, String name, Duration poll, String... lines) throws IOException {
        Path script = folder.resolve(name + ".sh");
        Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return new UpsSource(new Name(name), UpsSource.Kind.APCACCESS, script.toString(), "", poll);
    }

    public HttpResponse<String> postBeats(String body) throws Exception {
        return send(request("/v1/beats").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> postNotice(String id, String body) throws Exception {
        WebhookSignature signature =
                WebhookSignature.sign(KEY_OF_NODE, id, 1_767_225_600, body.getBytes(StandardCharsets.UTF_8));
        return send(request("/v1/notices")
                .header(WebhookSignature.ID, signature.id())
                .header(WebhookSignature.TIMESTAMP, signature.timestamp())
                .header(WebhookSignature.SIGNATURE, signature.signature())
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public int port() {
        return port;
    }

    public Flows flows() {
        return flows;
    }

    public static String beat(String node, long boot, long seq) {
        return BeatLine.ofNode(new Name(node), new Stamp(boot, seq), KEY_OF_NODE)
                .text();
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        flows.close();
    }
}
