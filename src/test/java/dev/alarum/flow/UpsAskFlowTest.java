package dev.alarum.flow;

import static dev.alarum.flow.RelayInTest.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.ups.UpsSource;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks that the UPS software asks for, beside a poll that is far too slow for these tests. */
class UpsAskFlowTest {
    private static final Path FIXTURES =
            Path.of("src/test/resources/fixtures/ups/apcupsd").toAbsolutePath();
    private static final Path HOOK = Path.of("packaging/apcupsd/alarum-look").toAbsolutePath();
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @TempDir
    Path data;

    private RecordingHub hub;

    @BeforeEach
    void start() {
        hub = RecordingHub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_look_that_is_asked_for_tells_the_hub_at_once_though_the_poll_is_far() throws Exception {
        Path status = data.resolve("status");
        show(status, "online");
        UpsSource ups = script(data, "rack", TEN_SECONDS, "cat " + status);
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            await().until(() -> states().contains("MAINS"));
            show(status, "onbatt");

            long asked = System.nanoTime();
            assertThat(ask(relay, "rack").statusCode()).isEqualTo(204);
            await().pollInterval(Duration.ofMillis(10)).until(() -> states().contains("ON_BATTERY"));

            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void what_changed_while_a_hub_answered_is_sent_as_soon_as_it_has_answered() throws Exception {
        Path status = data.resolve("status");
        Path looks = data.resolve("looks");
        show(status, "online");
        UpsSource ups = script(data, "rack", TEN_SECONDS, "cat " + status, "echo look >> " + looks);
        CountDownLatch answer = new CountDownLatch(1);
        hub.answering(request -> {
            if (request.path().equals("/v1/ups")) {
                awaited(answer);
            }
            return new RecordingHub.Answer(204, "");
        });
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            relay.flows().context().getRouteController().stopRoute("reading-again");
            relay.flows().context().getRouteController().stopRoute("ups-look-again");
            await().until(() -> states().equals(List.of("MAINS")));
            show(status, "onbatt");
            ask(relay, "rack");
            await().until(() -> lines(looks).size() == 2);

            answer.countDown();

            await().atMost(Duration.ofSeconds(6)).until(() -> states().contains("ON_BATTERY"));
        }
    }

    @Test
    void one_more_look_follows_after_a_second_and_then_only_the_poll() throws Exception {
        Path looks = data.resolve("looks");
        UpsSource ups = script(data, "rack", TEN_SECONDS, "date +%s.%N >> " + looks, "cat " + onMains());
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            await().until(() -> lines(looks).size() == 1);

            double asked = System.currentTimeMillis() / 1000.0;
            ask(relay, "");
            await().until(() -> lines(looks).size() == 3);

            assertThat(second(looks, 2) - asked).isBetween(0.95, 6.0);
            await().during(Duration.ofSeconds(3)).until(() -> lines(looks).size() <= 3);
        }
    }

    @Test
    void a_change_for_the_worse_is_looked_at_again_though_nobody_asks() throws Exception {
        UpsSource ups = script(data, "rack", TEN_SECONDS, "cat " + FIXTURES.resolve("lowbatt.txt"));
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            await().atMost(Duration.ofSeconds(8)).until(() -> states().size() >= 2);

            assertThat(states()).containsOnly("CRITICAL");
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void looks_never_overlap_however_many_are_asked_for() throws Exception {
        Path running = data.resolve("running");
        Path overlaps = data.resolve("overlaps");
        Path looks = data.resolve("looks");
        UpsSource ups = script(
                data,
                "rack",
                TEN_SECONDS,
                "for one in $(cat " + running + " 2>/dev/null); do kill -0 $one 2>/dev/null && echo $one >> " + overlaps
                        + "; done",
                "echo $$ >> " + running,
                "echo look >> " + looks,
                "sleep 0.3",
                "cat " + onMains());
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            await().until(() -> {
                ask(relay, "rack");
                return lines(looks).size() >= 6;
            });

            assertThat(overlaps).doesNotExist();
        }
    }

    @Test
    void who_asks_too_often_or_for_another_ups_is_told_so() throws Exception {
        UpsSource ups = script(data, "rack", TEN_SECONDS, "cat " + onMains());
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            HttpResponse<String> unknown = ask(relay, "tower");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).contains("rack");
            assertThat(relay.send(relay.request("/v1/looks").GET()).statusCode())
                    .isEqualTo(405);

            List<Integer> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(ask(relay, "rack").statusCode());
            }
            assertThat(answers.subList(0, 4)).containsOnly(204);
            assertThat(answers).contains(429);
        }
    }

    @Test
    void the_hook_for_the_ups_software_asks_for_a_look_and_fails_never() throws Exception {
        Path looks = data.resolve("looks");
        UpsSource ups = script(data, "rack", TEN_SECONDS, "echo look >> " + looks, "cat " + onMains());
        int port;
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            port = relay.port();
            await().until(() -> lines(looks).size() == 1);

            assertThat(hook(port)).isZero();

            await().atMost(Duration.ofSeconds(8)).until(() -> lines(looks).size() >= 2);
        }
        assertThat(hook(port)).isZero();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int hook(int port) throws Exception {
        ProcessBuilder hook = new ProcessBuilder(HOOK.toString(), "apcs-own-name", "0", "0");
        hook.environment().put("ALARUM_RELAY", "http://127.0.0.1:" + port);
        Process process = hook.inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static HttpResponse<String> ask(RelayInTest relay, String ups) throws Exception {
        return relay.send(relay.request("/v1/looks").POST(HttpRequest.BodyPublishers.ofString(ups)));
    }

    private static Path onMains() {
        return FIXTURES.resolve("online.txt");
    }

    /** In one step, so that no look sees half of it. */
    private static void show(Path status, String fixture) throws IOException {
        Path fresh = Files.copy(FIXTURES.resolve(fixture + ".txt"), status.resolveSibling(fixture));
        Files.move(fresh, status, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static double second(Path looks, int line) throws IOException {
        return Double.parseDouble(lines(looks).get(line));
    }

    private List<String> states() {
        return hub.requests("/v1/ups").stream()
                .map(request ->
                        UpsPollFlowTest.json(request.body()).path("state").asText())
                .toList();
    }
}
