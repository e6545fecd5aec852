package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTest {
    private final AtomicInteger served = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private Wire wire;

    @BeforeEach
    void lay() throws IOException {
        server = server(204);
        wire = Wire.to(server.getAddress().getPort());
    }

    @AfterEach
    void roll_up() {
        wire.close();
        server.stop(0);
    }

    @Test
    void a_whole_line_lets_pass() throws Exception {
        assertThat(get(Duration.ofSeconds(5)).join()).isEqualTo(204);
        assertThat(wire.passed()).isPositive();
    }

    @Test
    void a_cut_line_holds_what_is_sent_and_delivers_it_when_restored() throws Exception {
        get(Duration.ofSeconds(5)).join();
        wire.cut();

        CompletableFuture<Integer> answer = get(Duration.ofSeconds(20));
        assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(served).hasValue(1);

        wire.restore();
        assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(204);
        assertThat(served).hasValue(2);
    }

    @Test
    void a_line_that_refuses_ends_connections_at_once_until_it_is_restored() throws Exception {
        get(Duration.ofSeconds(5)).join();
        wire.refuse();

        assertThatThrownBy(() -> get(Duration.ofSeconds(5)).join()).hasRootCauseInstanceOf(IOException.class);

        wire.restore();
        assertThat(get(Duration.ofSeconds(5)).join()).isEqualTo(204);
        assertThat(served).hasValue(2);
    }

    @Test
    void a_delayed_line_is_late_both_ways() throws Exception {
        wire.delay(Duration.ofMillis(200));
        long start = System.nanoTime();

        get(Duration.ofSeconds(5)).join();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void a_line_can_lead_to_a_server_that_came_up_elsewhere() throws Exception {
        get(Duration.ofSeconds(5)).join();
        HttpServer other = server(202);
        try {
            wire.refuse();
            wire.leadTo(other.getAddress().getPort());
            wire.restore();

            assertThat(get(Duration.ofSeconds(5)).join()).isEqualTo(202);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void a_closed_line_is_gone() {
        wire.close();

        Awaitility.await()
                .untilAsserted(() -> assertThatThrownBy(
                                () -> get(Duration.ofSeconds(2)).join())
                        .hasRootCauseInstanceOf(IOException.class));
    }

    private CompletableFuture<Integer> get(Duration patience) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(wire.url() + "/"))
                .timeout(patience)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    private HttpServer server(int status) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        made.createContext("/", exchange -> {
            served.incrementAndGet();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        made.start();
        return made;
    }
}
