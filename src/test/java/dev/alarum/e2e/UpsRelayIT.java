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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real apcupsd and the real apcaccess, through the relay's flows, to a hub. */
class UpsRelayIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

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
    void the_hub_knows_of_an_outage_and_its_end_in_under_a_second_though_the_poll_takes_ten() throws Exception {
        try (RecordingHub hub = RecordingHub.start()) {
            int port = RelayInTest.freePort();
            try (UpsRig rig = UpsRig.start(folder).asks(port);
                    RelayInTest relay = RelayInTest.start(data, port, List.of(hub.url()), rack(rig, TEN_SECONDS))) {
                awaitState(hub, "MAINS");
                relay.heardBy(hub);

                List<Duration> toBattery = new ArrayList<>();
                List<Duration> toMains = new ArrayList<>();
                for (int outage = 0; outage < 5; outage++) {
                    toBattery.add(timed(hub, "ON_BATTERY", rig::onBattery));
                    toMains.add(timed(hub, "MAINS", rig::mains));
                }

                // the median: outages that follow this fast ask for more than four looks a second
                assertThat(toBattery.stream().sorted().skip(2).findFirst().orElseThrow())
                        .as("%s", toBattery)
                        .isLessThan(Duration.ofSeconds(1));
                assertThat(toMains.stream().sorted().skip(2).findFirst().orElseThrow())
                        .as("%s", toMains)
                        .isLessThan(Duration.ofSeconds(1));
                assertThat(rig.events()).anyMatch(event -> event.startsWith("powerout"));
            }
        }
    }

    @Test
    void a_self_test_is_told_as_one_and_its_end_as_mains() throws Exception {
        try (UpsRig rig = UpsRig.start(folder);
                RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), rack(rig))) {
            awaitState(hub, "MAINS");

            rig.selfTest();
            JsonNode test = awaitState(hub, "TEST");
            assertThat(test.path("lastTransfer").asText()).containsIgnoringCase("self test");
            rig.mains();
            awaitState(hub, "MAINS");

            // apcupsd may be on battery a moment before it has asked the UPS why
            assertThat(states(hub)).doesNotContain("CRITICAL", "SHUTTING_DOWN");
            assertThat(states(hub).stream().filter("ON_BATTERY"::equals)).hasSizeLessThanOrEqualTo(1);
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
        return rack(rig, Duration.ofSeconds(1));
    }

    private static UpsSource rack(UpsRig rig, Duration poll) {
        return new UpsSource(new Name("rack"), UpsSource.Kind.APCACCESS, "apcaccess", rig.address(), poll);
    }

    /** How long it takes from that event at the UPS until the hub has a reading of that state. */
    private static Duration timed(RecordingHub hub, String state, Runnable event) {
        int before = hub.requests("/v1/ups").size();
        long began = System.nanoTime();
        event.run();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> states(hub).stream().skip(before).anyMatch(state::equals));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static List<String> states(RecordingHub hub) throws Exception {
        List<String> states = new ArrayList<>();
        for (RecordingHub.Request reading : hub.requests("/v1/ups")) {
            states.add(JSON.readTree(reading.body()).path("state").asText());
        }
        return states;
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
