package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.alone.AloneSettings;
import dev.alarum.flow.RecordingHub.Request;
import dev.alarum.node.Name;
import dev.alarum.node.WebhookSignature;
import dev.alarum.plan.RelayWords;
import dev.alarum.wake.LanListener;
import dev.alarum.wake.WakeAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTellFlowTest {
    private static final String CARD = "3c:ec:ef:01:23:45";
    private static final RelayWords NOTHING = new RelayWords(List.of(), List.of());
    private static final RelayWords WAKE = new RelayWords(List.of("pve1", "pve9"), List.of());

    @TempDir
    Path data;

    private LanListener lan;

    @BeforeEach
    void opens() throws Exception {
        lan = LanListener.start();
    }

    @AfterEach
    void closes() {
        lan.close();
    }

    @Test
    void a_hub_is_asked_signed_and_the_node_that_it_names_is_woken_and_told() throws Exception {
        try (RecordingHub hub = RecordingHub.start().telling(RelayInTest.KEY, WAKE);
                RelayInTest relay = relay(hub.url())) {
            await().untilAsserted(() -> assertThat(lan.packets()).containsExactly(LanListener.magic(CARD)));
            Request first = hub.requests("/v1/plans").get(0);
            assertThat(signature(first).isMadeWith(RelayInTest.KEY, first.body().getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
            assertThat(json(first).path("plans")).isEmpty();
            assertThat(first.header("Content-Type")).isEqualTo("application/json");

            await().until(() -> hub.requests("/v1/plans").stream()
                    .anyMatch(request -> json(request).path("woken").toString().equals("[\"pve1\"]")));
            assertThat(hub.requests("/v1/plans"))
                    .noneMatch(request -> request.body().contains("pve9"));
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_hub_that_hangs_delays_no_other() throws Exception {
        try (RecordingHub hanging = RecordingHub.start().hanging();
                RecordingHub hub = RecordingHub.start().telling(RelayInTest.KEY, WAKE);
                RelayInTest relay = relay(hanging.url(), hub.url())) {
            await().atMost(Duration.ofSeconds(3))
                    .until(() -> !hub.requests("/v1/plans").isEmpty());
            await().untilAsserted(() -> assertThat(lan.packets()).hasSize(1));
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void words_that_are_not_signed_by_the_hub_wake_nobody() throws Exception {
        try (RecordingHub forger = RecordingHub.start().telling(RelayInTest.KEY_OF_NODE, WAKE);
                RecordingHub portal = RecordingHub.start().answering(200, "{\"wake\":[\"pve1\"],\"plans\":[]}");
                RelayInTest relay = relay(forger.url(), portal.url())) {
            await().until(() -> forger.requests("/v1/plans").size() >= 3
                    && portal.requests("/v1/plans").size() >= 3);

            assertThat(lan.packets()).isEmpty();
            assertThat(forger.requests("/v1/plans"))
                    .allSatisfy(
                            request -> assertThat(json(request).path("woken")).isEmpty());
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_relay_that_wakes_and_shuts_down_nothing_asks_nobody() throws Exception {
        try (RecordingHub hub = RecordingHub.start().telling(RelayInTest.KEY, NOTHING);
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()))) {
            relay.heardBy(hub);
            int beats = hub.requests("/v1/beats").size();
            await().until(() -> hub.requests("/v1/beats").size() >= beats + 15);

            assertThat(hub.requests("/v1/plans")).isEmpty();
        }
    }

    @Test
    void a_conflict_is_followed_at_once() throws Exception {
        long later = System.currentTimeMillis() + 60_000;
        try (RecordingHub hub = RecordingHub.start()
                        .answering(request -> !request.path().equals("/v1/plans")
                                ? new RecordingHub.Answer(204, "")
                                : json(request).path("boot").asLong() <= later
                                        ? new RecordingHub.Answer(409, "{\"boot\":" + later + "}")
                                        : RecordingHub.Answer.signed(request, RelayInTest.KEY, NOTHING));
                RelayInTest relay = relay(hub.url())) {
            await().until(() -> hub.requests("/v1/plans").stream()
                    .anyMatch(request -> json(request).path("boot").asLong() == later + 1));
            assertThat(relay.port()).isPositive();
        }
    }

    private RelayInTest relay(URI... hubs) throws Exception {
        return RelayInTest.start(
                data,
                RelayInTest.freePort(),
                List.of(hubs),
                Map.of(new Name("pve1"), WakeAddress.parse(lan.setting(CARD))),
                AloneSettings.NONE);
    }

    private static JsonNode json(Request request) {
        return UpsPollFlowTest.json(request.body());
    }

    private static WebhookSignature signature(Request request) {
        return new WebhookSignature(
                request.header(WebhookSignature.ID),
                request.header(WebhookSignature.TIMESTAMP),
                request.header(WebhookSignature.SIGNATURE));
    }
}
