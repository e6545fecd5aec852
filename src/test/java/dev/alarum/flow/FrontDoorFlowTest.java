package dev.alarum.flow;

import static dev.alarum.flow.IntakeHouse.BOOT;
import static dev.alarum.flow.IntakeHouse.PVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.Stamp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrontDoorFlowTest {
    private static IntakeHouse house;

    @BeforeAll
    static void opens() throws Exception {
        house = IntakeHouse.open();
    }

    @AfterAll
    static void closes() {
        house.close();
    }

    @BeforeEach
    void as_new() {
        house.reset();
    }

    @ParameterizedTest
    @CsvSource({"/v1/beats, text/plain", "/v1/notices, application/json", "/v1/ups, application/json"})
    void another_method_is_refused_with_405(String path, String contentType) throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW")) {
            HttpResponse<String> answer = house.send(house.to(path)
                    .header("Content-Type", contentType)
                    .header("Origin", "https://evil.example")
                    .method(method, BodyPublishers.noBody()));

            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
        }
        assertThat(house.nothingChanged()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/beat", "/v1/beats/x", "/V1/BEATS", "/v1/../etc/passwd", "/%2e%2e/x"})
    void an_unknown_path_is_a_plain_404(String path) throws Exception {
        HttpResponse<String> answer =
                house.send(house.to(path).header("Content-Type", "text/plain").POST(BodyPublishers.ofString(line(1))));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("there is nothing at this path\n");
        assertThat(house.nothingChanged()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "text/html",
                "nonsense"
            })
    void another_content_type_is_refused_with_415(String contentType) throws Exception {
        for (String path : List.of("/v1/beats", "/v1/notices", "/v1/ups")) {
            HttpResponse<String> answer = house.send(
                    house.to(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(line(1))));

            assertThat(answer.statusCode()).isEqualTo(415);
        }
        assertThat(house.nothingChanged()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/beats, text/plain, 131072",
        "/v1/notices, application/json, 65536",
        "/v1/ups, application/json, 65536",
        "/nowhere, text/plain, 65536"
    })
    void a_body_over_the_limit_is_refused_with_413_at_once_and_in_chunks(String path, String type, int limit)
            throws Exception {
        assertThat(statusOf(path, type, BodyPublishers.ofByteArray(new byte[limit])))
                .isNotEqualTo(413)
                .isBetween(400, 499);
        assertThat(statusOf(path, type, chunked(limit))).isNotEqualTo(413).isBetween(400, 499);
        assertThat(statusOf(path, type, BodyPublishers.ofByteArray(new byte[limit + 1])))
                .isEqualTo(413);
        assertThat(statusOf(path, type, chunked(limit + 1))).isEqualTo(413);
        assertThat(statusOf(path, type, BodyPublishers.ofByteArray(new byte[1024 * 1024])))
                .isEqualTo(413);
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void a_body_without_end_is_refused_and_its_connection_closed() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        try (Socket socket = RawHttp.open(house.port())) {
            socket.getOutputStream()
                    .write(RawHttp.bytes("POST /v1/beats HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                            + "Content-Length: 1000000000\r\n\r\n"));
            byte[] part = new byte[64 * 1024];

            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        try {
                            socket.getOutputStream().write(part);
                        } catch (IOException broken) {
                            closed.set(true);
                        }
                        return closed.get();
                    });
        }
        assertThat(closed).isTrue();
    }

    @Test
    void an_absolute_form_target_goes_nowhere_else() throws Exception {
        String body = line(1);
        String answer = RawHttp.exchange(
                house.port(),
                RawHttp.bytes("POST http://192.0.2.1:1/v1/beats HTTP/1.1\r\nHost: 192.0.2.1\r\n"
                        + "Content-Type: text/plain\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body),
                Duration.ofSeconds(20));

        assertThat(RawHttp.status(answer)).isEqualTo(204);
        assertThat(house.beats).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "CONNECT 192.0.2.1:22 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET http:// HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /v1/beats?%zz=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /\r\n\r\n",
                "POST /v1/beats HTTP/1.1\r\nHost: x\r\nContent-Type: ;;;=\r\nConnection: close\r\n\r\n",
                "POST /v1/beats HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain; charset=nonsense\r\n"
                        + "Content-Length: 1\r\nConnection: close\r\n\r\nx",
                "POST /v1/beats HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
                "POST /v1/beats HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "POST /v1/beats HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /v1/beats HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n"
                        + "Content-Type: text/plain\r\nConnection: close\r\n\r\n0\r\n\r\n",
                "POST /v1/beats HTTP/1.1\r\nHost: x\r\nExpect: 200-nonsense\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "\r\n\r\n\r\n"
            })
    void strange_requests_are_never_answered_5xx(String request) throws Exception {
        int status = RawHttp.status(RawHttp.exchange(house.port(), RawHttp.bytes(request), Duration.ofSeconds(1)));

        assertThat(status).as(request).isLessThan(500);
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void headers_over_the_limit_are_refused() throws Exception {
        String huge = "GET / HTTP/1.1\r\nHost: x\r\nX-Huge: " + "x".repeat(40_000) + "\r\n\r\n";
        String longLine = "GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";

        assertThat(RawHttp.status(RawHttp.exchange(house.port(), RawHttp.bytes(huge), Duration.ofSeconds(20))))
                .isEqualTo(431);
        assertThat(RawHttp.status(RawHttp.exchange(house.port(), RawHttp.bytes(longLine), Duration.ofSeconds(20))))
                .isEqualTo(414);
    }

    @Test
    void ten_thousand_random_requests_change_nothing_and_are_never_answered_5xx() throws Exception {
        long seed = System.nanoTime();
        Garbage garbage = new Garbage(new Random(seed));

        List<byte[]> requests = Stream.generate(garbage::next).limit(10_000).toList();

        ExecutorService senders = Executors.newFixedThreadPool(8);
        List<Future<Integer>> answers = new ArrayList<>();
        requests.forEach(request -> answers.add(
                senders.submit(() -> RawHttp.status(RawHttp.exchange(house.port(), request, Duration.ofMillis(100))))));
        senders.shutdown();

        int answered = 0;
        for (int i = 0; i < answers.size(); i++) {
            int status = answers.get(i).get();
            String request = new String(requests.get(i), StandardCharsets.ISO_8859_1);
            // a version of HTTP that is none gets a 501 from the server itself, before any flow sees the request
            boolean isHttp = request.lines().findFirst().orElse("").matches(".*HTTP/1\\.[01]");
            assertThat(status).as("seed %d, request %d: %s", seed, i, request).isLessThan(isHttp ? 500 : 502);
            answered += status > 0 ? 1 : 0;
        }
        assertThat(answered).as("seed %d", seed).isGreaterThan(5_000);
        assertThat(house.nothingChanged()).as("seed %d", seed).isTrue();
        assertThat(house.beat(line(1)).statusCode()).isEqualTo(204);
    }

    @Test
    void peers_that_trickle_a_header_or_a_body_or_say_nothing_are_cut_off_while_beats_are_counted() throws Exception {
        String request = "POST /v1/beats HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n";
        long began = System.nanoTime();
        try (Socket header = RawHttp.open(house.port());
                Socket body = RawHttp.open(house.port());
                Socket silent = RawHttp.open(house.port())) {
            header.getOutputStream().write(RawHttp.bytes(request + "X-Slow: "));
            body.getOutputStream().write(RawHttp.bytes(request + "Content-Length: 1000\r\n\r\n"));

            await().atMost(Duration.ofSeconds(25))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        assertThat(house.beat(line(1)).statusCode()).isEqualTo(204);
                        boolean headerIsCut = isCut(header);
                        return isCut(body) && headerIsCut;
                    });
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(20));
    }

    private static boolean isCut(Socket trickling) {
        try {
            trickling.getOutputStream().write('x');
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    private static int statusOf(String path, String contentType, BodyPublisher body) throws Exception {
        HttpRequest.Builder request =
                house.to(path).header("Content-Type", contentType).POST(body);
        return house.send(request).statusCode();
    }

    private static BodyPublisher chunked(int length) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[length]));
    }

    private static String line(int seq) {
        return BeatLine.ofNode(PVE, new Stamp(BOOT, seq), house.nodeKey()) + "\n";
    }
}
