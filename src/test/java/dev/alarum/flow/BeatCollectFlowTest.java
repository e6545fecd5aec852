package dev.alarum.flow;

import static dev.alarum.flow.RelayInTest.beat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeatCollectFlowTest {
    private static final long BOOT = 1_767_225_600_000L;

    @TempDir
    Path data;

    private RecordingHub hub;
    private RecordingHub stranger;
    private RelayInTest relay;

    @BeforeEach
    void start() throws Exception {
        hub = RecordingHub.start();
        stranger = RecordingHub.start();
        relay = RelayInTest.start(data, List.of(hub.url())).heardBy(hub);
    }

    @AfterEach
    void stop() {
        relay.close();
        hub.close();
        stranger.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alpha", "alpha 1 2 3", "../x 1767225600000 1 AAAAAAAAAAAAAAAAAAAAAA"})
    void malformed_lines_are_refused_and_not_carried(String body) throws Exception {
        var answer = relay.postBeats(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("error").doesNotContain("Exception").doesNotContain("\tat ");
        assertOnlyOwnLines();
    }

    @Test
    void a_relay_carries_no_relay_lines() throws Exception {
        assertThat(relay.postBeats(beat("alpha", BOOT, 1).replace("alpha", "relay:other"))
                        .statusCode())
                .isEqualTo(400);
        assertOnlyOwnLines();
    }

    @Test
    void good_lines_are_taken_beside_bad_ones() throws Exception {
        String good = beat("alpha", BOOT, 1);

        var answer = relay.postBeats("nonsense\n" + good + "\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"line\":1").contains("\"status\":400");
        await().until(() ->
                hub.requests().stream().anyMatch(request -> request.body().contains(good)));
    }

    @Test
    void other_methods_are_refused() throws Exception {
        assertThat(relay.send(relay.request("/v1/beats").GET()).statusCode()).isEqualTo(405);
        assertThat(relay.send(relay.request("/v1/beats").DELETE()).statusCode()).isEqualTo(405);
    }

    @Test
    void no_request_steers_the_relay_to_another_host() throws Exception {
        String line = beat("alpha", BOOT, 1);
        for (String path : List.of("/v1/beats", "/v1/notices")) {
            absoluteForm(stranger.url() + path, line);
            for (String header :
                    List.of("CamelHttpUri", "camelhttpuri", "CAMELHTTPURI", "CamelRestHttpUri", "CamelHttpPath")) {
                relay.send(relay.request(path + "?" + header + "=" + stranger.url())
                        .header(header, stranger.url().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(line)));
            }
        }
        int batches = hub.requests().size();

        await().until(() -> hub.requests().size() > batches + 2);
        assertThat(stranger.requests()).isEmpty();
        assertThat(hub.requests()).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/v1/beats");
            assertThat(request.header("Host")).isEqualTo(hostOf(hub.url()));
        });
    }

    private void absoluteForm(String target, String body) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", relay.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + target + " HTTP/1.1\r\nHost: " + hostOf(stranger.url())
                            + "\r\nAuthorization: Bearer x\r\nCookie: a=b\r\nConnection: close\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.getInputStream().readAllBytes();
        }
    }

    private static String hostOf(URI url) {
        return url.getHost() + ":" + url.getPort();
    }

    private void assertOnlyOwnLines() {
        int batches = hub.requests().size();
        await().until(() -> hub.requests().size() > batches + 1);
        assertThat(hub.requests()).allSatisfy(request -> {
            assertThat(request.body().lines()).hasSize(1);
            assertThat(request.header("Authorization") + request.header("Cookie"))
                    .isEmpty();
        });
    }
}
