package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.alarum.settings.ServerSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpDoorTest {
    private final Main main = new Main();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;
    /** Open when the beats that came in may be counted. */
    private final CountDownLatch counted = new CountDownLatch(1);

    private final AtomicInteger taken = new AtomicInteger();
    private final Queue<Long> arrived = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void opens_a_door_with_two_flows() throws Exception {
        HttpDoor.open(main, new ServerSettings("127.0.0.1", 0, null, null));
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/v1/echo?httpMethodRestrict=POST&consumes=text/plain")
                        .process(HttpDoorTest::tellHeaders);
                from("platform-http:/v1/things/{id}?httpMethodRestrict=GET,PUT").process(HttpDoorTest::tellHeaders);
                from("platform-http:/v1/beats?httpMethodRestrict=POST").process(exchange -> {
                    taken.incrementAndGet();
                    counted.await();
                    arrived.add(exchange.getProperty(DoorConsumer.ARRIVED, Long.class));
                });
                from("platform-http:/v1/nothing?httpMethodRestrict=POST")
                        .removeHeaders("*")
                        .setHeader(Exchange.HTTP_RESPONSE_CODE)
                        .constant(204)
                        .setBody()
                        .constant(null);
            }
        });
        main.addInitialProperty("camel.main.shutdownTimeout", "3");
        main.start();
        port = HttpDoor.port(main.getCamelContext());
    }

    @AfterEach
    void closes() {
        counted.countDown();
        main.stop();
    }

    private Duration backlog() {
        return HttpDoor.backlog(main.getCamelContext());
    }

    private CompletableFuture<HttpResponse<String>> beat(Duration patience) {
        return client.sendAsync(
                to("/v1/beats")
                        .timeout(patience)
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void beats_that_wait_to_be_counted_are_known_by_their_age_until_they_are_counted() throws Exception {
        assertThat(backlog()).isZero();

        CompletableFuture<HttpResponse<String>> answer = beat(Duration.ofSeconds(20));
        await().until(() -> backlog().toMillis() >= 300);
        counted.countDown();

        assertThat(answer.get().statusCode()).isEqualTo(200);
        await().until(() -> backlog().isZero());
    }

    @Test
    void beats_wait_on_when_their_senders_have_given_up_and_all_workers_hang() {
        List<CompletableFuture<HttpResponse<String>>> senders =
                Stream.generate(() -> beat(Duration.ofMillis(200))).limit(40).toList();
        await().until(() -> senders.stream().allMatch(CompletableFuture::isCompletedExceptionally));

        await().until(() -> backlog().toMillis() >= 1_500);
        assertThat(taken).hasValue(32);
        counted.countDown();

        await().until(() -> backlog().isZero());
        assertThat(taken).hasValue(40);
    }

    @Test
    void what_no_flow_takes_does_not_count_as_waiting() throws Exception {
        HttpResponse<String> answer = client.send(to("/v1/beats").GET().build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        await().until(() -> backlog().isZero());
    }

    @Test
    void a_flow_knows_when_its_beats_came_to_the_door_however_late_it_takes_them() throws Exception {
        long sent = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> senders =
                Stream.generate(() -> beat(Duration.ofSeconds(20))).limit(40).toList();
        await().until(() -> backlog().toMillis() >= 1_000);
        long released = System.nanoTime();
        counted.countDown();
        for (CompletableFuture<HttpResponse<String>> sender : senders) {
            sender.get();
        }

        assertThat(arrived).hasSize(40).allSatisfy(at -> assertThat(at).isBetween(sent, released));
    }

    @Test
    void a_request_reaches_its_flow_as_bytes_and_allowed_headers_only() throws Exception {
        HttpResponse<String> answer = client.send(
                to("/v1/echo?webhook-id=forged&node=x")
                        .header("Content-Type", "text/plain")
                        .header("webhook-id", "a.1.2")
                        .header("camelHTTPuri", "http://192.0.2.1/")
                        .header("breadcrumbId", "attacker")
                        .header("X-Other", "other")
                        .POST(BodyPublishers.ofString("hello"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("body=hello")
                .contains("webhook-id=a.1.2")
                .contains("CamelHttpQuery=webhook-id=forged&node=x")
                .doesNotContain("attacker")
                .doesNotContain("192.0.2.1")
                .doesNotContain("other")
                .doesNotContain(" node=x");
    }

    @Test
    void an_answer_without_a_body_is_not_chunked_and_echoes_no_header() throws Exception {
        HttpResponse<String> answer = client.send(
                to("/v1/nothing")
                        .header("webhook-id", "a.1.2")
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().map()).doesNotContainKeys("transfer-encoding", "webhook-id");
    }

    @Test
    void a_path_parameter_reaches_its_flow_and_a_query_cannot_override_it() throws Exception {
        HttpResponse<String> answer = client.send(to("/v1/things/7?id=8").GET().build(), BodyHandlers.ofString());

        assertThat(answer.body()).contains(" id=7").doesNotContain(" id=8");
    }

    @Test
    void requests_are_refused_with_503_while_camel_does_not_run_and_with_none_once_it_stopped() throws Exception {
        main.getCamelContext().suspend();

        HttpResponse<String> answer = client.send(to("/v1/things/7").GET().build(), BodyHandlers.ofString());
        main.stop();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThatThrownBy(() -> client.send(to("/v1/things/7").GET().build(), BodyHandlers.ofString()))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void a_port_that_is_taken_stops_the_start_with_its_address() {
        assertThatThrownBy(() -> startAnother(new ServerSettings("127.0.0.1", port, null, null)))
                .hasRootCauseMessage("cannot listen on 127.0.0.1:" + port + ": Address already in use");
    }

    @Test
    void a_certificate_that_cannot_be_read_stops_the_start_with_its_file() {
        Path missing = Path.of("/nowhere/hub.pem");

        assertThatThrownBy(() -> startAnother(new ServerSettings("127.0.0.1", 0, missing, missing)))
                .rootCause()
                .hasMessageContaining("the certificate /nowhere/hub.pem cannot be read");
    }

    @Test
    void with_a_certificate_it_speaks_tls_only(@TempDir Path folder) throws Exception {
        SelfSigned own = SelfSigned.in(folder, "IP:127.0.0.1");
        Main other = new Main();
        HttpDoor.open(other, new ServerSettings("127.0.0.1", 0, own.certificate(), own.key()));
        other.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/v1/echo?httpMethodRestrict=GET").process(HttpDoorTest::tellHeaders);
            }
        });
        other.start();
        try {
            int tlsPort = HttpDoor.port(other.getCamelContext());
            String answer = run(
                    "curl",
                    "-sS",
                    "--max-time",
                    "20",
                    "--cacert",
                    own.certificate().toString(),
                    "https://127.0.0.1:" + tlsPort + "/v1/echo");

            assertThat(answer).contains("CamelHttpScheme=https");
            assertThatThrownBy(() -> client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tlsPort + "/v1/echo"))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        } finally {
            other.stop();
        }
    }

    private static void startAnother(ServerSettings settings) throws Exception {
        Main other = new Main();
        HttpDoor.open(other, settings);
        other.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/v1/echo").to("log:never");
            }
        });
        try {
            other.start();
        } finally {
            other.stop();
        }
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static void tellHeaders(Exchange exchange) {
        String seen = "body=" + exchange.getMessage().getBody(String.class) + " headers="
                + new TreeMap<>(exchange.getMessage().getHeaders());
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(seen);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }
}
