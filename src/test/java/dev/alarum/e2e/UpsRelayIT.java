package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.flow.RecordingHub;
import dev.alarum.flow.RelayInTest;
import dev.alarum.node.Name;
import dev.alarum.ups.UpsSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real apcupsd and the real apcaccess, through the relay's flows, to a hub. */
class UpsRelayIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @TempDir
    Path data;

    @Test
    void an_outage_its_end_and_a_pulled_cable_reach_the_hub() throws Exception {
        try (UpsRig rig = UpsRig.start(folder);
                RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), rack(rig))) {
            JsonNode mains = awaitState(hub, "MAINS");
            assertThat(mains.path("chargePercent").asDouble()).isEqualTo(100.0);
            assertThat(mains.path("loadPercent").asDouble()).isEqualTo(23.4);

            rig.onBattery();
            JsonNode battery = awaitState(hub, "ON_BATTERY");
            assertThat(battery.path("lastTransfer").asText()).isEqualTo("Low line voltage");
            await().until(() -> last(hub).path("chargePercent").asDouble() == 88.0);
            assertThat(last(hub).path("runtimeSeconds").asLong()).isEqualTo(33 * 60);

            rig.mains();
            awaitState(hub, "MAINS");

            rig.onBattery();
            awaitState(hub, "ON_BATTERY");
            rig.silent();
            awaitState(hub, "LOST");
            // on a busy machine apcaccess may hang before apcupsd itself says that the cable is gone
            await().until(() -> last(hub).path("flags").toString().equals("[\"WAS_ON_BATTERY\"]"));
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_low_battery_is_critical_and_then_the_host_shuts_down() throws Exception {
        try (UpsRig rig = UpsRig.start(folder);
                RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), rack(rig))) {
            awaitState(hub, "MAINS");

            rig.onBattery();
            awaitState(hub, "ON_BATTERY");
            rig.lowBattery();

            awaitState(hub, "CRITICAL");
            JsonNode leaving = awaitState(hub, "SHUTTING_DOWN");
            assertThat(leaving.path("flags").toString()).isEqualTo("[\"WAS_ON_BATTERY\"]");
            await().until(() -> rig.events().stream().anyMatch(event -> event.startsWith("doshutdown")));
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_stopped_daemon_is_lost() throws Exception {
        UpsRig rig = UpsRig.start(folder);
        try (RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), rack(rig))) {
            awaitState(hub, "MAINS");

            rig.close();

            JsonNode lost = awaitState(hub, "LOST");
            assertThat(lost.path("flags")).isEmpty();
            assertThat(lost.has("chargePercent")).isFalse();
            assertThat(relay.port()).isPositive();
        }
    }

    private static UpsSource rack(UpsRig rig) {
        return new UpsSource(
                new Name("rack"), UpsSource.Kind.APCACCESS, "apcaccess", rig.address(), Duration.ofSeconds(1));
    }

    private static JsonNode awaitState(RecordingHub hub, String state) {
        return await().atMost(Duration.ofSeconds(45))
                .until(
                        () -> last(hub),
                        reading -> reading.path("state").asText().equals(state));
    }

    private static JsonNode last(RecordingHub hub) throws Exception {
        List<RecordingHub.Request> readings = hub.requests("/v1/ups");
        return readings.isEmpty()
                ? JSON.createObjectNode()
                : JSON.readTree(readings.get(readings.size() - 1).body());
    }
}
