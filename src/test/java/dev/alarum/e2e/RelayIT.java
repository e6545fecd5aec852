package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.flow.RecordingHub;
import dev.alarum.flow.RecordingHub.Request;
import dev.alarum.flow.RelayInTest;
import dev.alarum.node.WebhookSignature;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay as its own process behind its own door. */
class RelayIT {
    private static final Duration START = Duration.ofSeconds(40);

    @TempDir
    Path data;

    @Test
    void it_beats_carries_refuses_other_paths_and_says_goodbye_when_it_is_stopped() throws Exception {
        int port = RelayInTest.freePort();
        try (RecordingHub hub = RecordingHub.start()) {
            Process relay = relay(port, hub.url());
            try {
                await().atMost(START).until(() -> hub.requests("/v1/beats").size() >= 2);
                String line = RelayInTest.beat("alpha", 1_767_225_600_000L, 1);

                assertThat(post(port, "/v1/beats", line).statusCode()).isEqualTo(204);
                assertThat(post(port, "/v1/nodes", line).statusCode()).isEqualTo(404);
                assertThat(get(port, "/v1/beats").statusCode()).isEqualTo(405);
                await().until(() -> hub.requests("/v1/beats").stream()
                        .anyMatch(request -> request.body().contains("\n" + line + "\n")));

                relay.destroy();

                assertThat(relay.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(relay.exitValue()).isZero();
                assertThat(hub.requests("/v1/notices")).hasSize(1).allSatisfy(RelayIT::isTheGoodbyeOfTheRelay);
            } finally {
                relay.destroyForcibly();
            }
        }
    }

    @Test
    void it_stops_in_time_without_any_hub() throws Exception {
        int port = RelayInTest.freePort();
        Process relay = relay(port, URI.create("http://127.0.0.1:" + RelayInTest.freePort()));
        try {
            await().atMost(START).until(() -> isOpen(port));
            // the port opens before the flows run; a stop in between is orderly, too, but has nobody to say goodbye
            await().ignoreExceptions()
                    .until(() -> post(port, "/v1/beats", RelayInTest.beat("alpha", 1_767_225_600_000L, 1))
                                    .statusCode()
                            == 204);
            long start = System.nanoTime();

            relay.destroy();

            assertThat(relay.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(2500), Duration.ofSeconds(12));
        } finally {
            relay.destroyForcibly();
        }
    }

    private Process relay(int port, URI hub) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.alarum.e2e.RelayMain",
                        data.toString(),
                        Integer.toString(port),
                        RelayInTest.KEY.encoded(),
                        hub.toString())
                .inheritIO()
                .start();
    }

    private static void isTheGoodbyeOfTheRelay(Request request) throws Exception {
        JsonNode notice = new ObjectMapper().readTree(request.body());
        WebhookSignature signature = new WebhookSignature(
                request.header(WebhookSignature.ID),
                request.header(WebhookSignature.TIMESTAMP),
                request.header(WebhookSignature.SIGNATURE));
        assertThat(notice.path("node").asText()).isEqualTo("relay:pi");
        assertThat(notice.path("kind").asText()).isEqualTo("stop");
        assertThat(signature.id())
                .isEqualTo("relay:pi." + notice.path("boot").asLong() + "."
                        + notice.path("seq").asLong());
        assertThat(signature.isMadeWith(RelayInTest.KEY, request.body().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static HttpResponse<String> post(int port, String path, String body) throws Exception {
        return send(request(port, path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return send(request(port, path).GET());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
