package dev.alarum.flow;

import static dev.alarum.flow.RelayInTest.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.flow.RecordingHub.Request;
import dev.alarum.node.WebhookSignature;
import dev.alarum.ups.UpsSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingSendFlowTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/ups/apcupsd");

    @TempDir
    Path data;

    @Test
    void a_change_is_sent_at_once_to_every_hub_signed_and_a_hanging_hub_delays_nobody() throws Exception {
        show("online");
        try (RecordingHub hanging = RecordingHub.start().hanging();
                RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hanging.url(), hub.url()), ups())) {
            await().until(() -> states(hub).contains("MAINS"));
            long changed = System.nanoTime();

            show("onbatt");

            await().until(() -> states(hub).contains("ON_BATTERY"));
            Request first = hub.requests("/v1/ups").stream()
                    .filter(request -> request.body().contains("ON_BATTERY"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Duration.ofNanos(first.nanos() - changed)).isLessThan(Duration.ofMillis(2500));
            assertThat(signature(first).isMadeWith(RelayInTest.KEY, first.body().getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
            assertThat(signature(first).id()).matches("pi\\.\\d+\\.\\d+");
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void an_unchanged_ups_on_mains_is_told_once_and_not_at_every_look() throws Exception {
        show("online");
        try (RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups())) {
            await().until(() -> !states(hub).isEmpty());
            int beats = hub.requests("/v1/beats").size();
            // four looks later
            await().until(() -> hub.requests("/v1/beats").size() >= beats + 20);

            assertThat(states(hub)).containsExactly("MAINS");
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void what_failed_is_never_sent_late_but_the_newest_with_a_fresh_stamp() throws Exception {
        int port = RelayInTest.freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        show("onbatt");
        try (RelayInTest relay = RelayInTest.start(data, List.of(url), ups())) {
            Path looked = data.resolve("looked");
            await().until(() ->
                    Files.exists(looked) && Files.readAllLines(looked).size() >= 2);
            show("online");
            int looks = Files.readAllLines(looked).size();
            await().until(() -> Files.readAllLines(looked).size() >= looks + 2);

            try (RecordingHub hub = RecordingHub.at(port)) {
                await().until(() -> !states(hub).isEmpty());
                assertThat(states(hub)).containsOnly("MAINS");
            }
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_conflict_is_followed_and_the_reading_sent_again_under_the_new_boot() throws Exception {
        long later = System.currentTimeMillis() + 60_000;
        show("onbatt");
        try (RecordingHub hub = RecordingHub.start()
                        .answering(request -> request.path().equals("/v1/ups") && boot(request) <= later
                                ? new RecordingHub.Answer(409, "{\"boot\":" + later + "}")
                                : new RecordingHub.Answer(204, ""));
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups())) {
            await().until(() -> hub.requests("/v1/ups").stream().anyMatch(request -> boot(request) == later + 1));

            assertThat(hub.requests("/v1/ups").get(0)).matches(request -> boot(request) <= later);
            assertThat(relay.port()).isPositive();
        }
    }

    private UpsSource ups() throws Exception {
        return script(
                data,
                "rack",
                Duration.ofSeconds(1),
                "cat " + data.resolve("shown.txt"),
                "echo look >> " + data.resolve("looked"));
    }

    private void show(String fixture) throws Exception {
        Path fresh = data.resolve("fresh.txt");
        Files.copy(FIXTURES.resolve(fixture + ".txt"), fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, data.resolve("shown.txt"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static long boot(Request request) {
        return UpsPollFlowTest.json(request.body()).path("boot").asLong();
    }

    private static List<String> states(RecordingHub hub) {
        return hub.requests("/v1/ups").stream()
                .map(request ->
                        UpsPollFlowTest.json(request.body()).path("state").asText())
                .toList();
    }

    private static WebhookSignature signature(Request request) {
        return new WebhookSignature(
                request.header(WebhookSignature.ID),
                request.header(WebhookSignature.TIMESTAMP),
                request.header(WebhookSignature.SIGNATURE));
    }
}
