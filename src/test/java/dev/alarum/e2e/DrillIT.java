package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/alarum drill} and its timetable: a real call that must be answered for, from the door to the key. */
@ExtendWith(Houses.class)
class DrillIT {
    private static final String ADA = HousePlan.PHONE;
    private static final String OWNER = "+14155550177";
    private static final String[] NODES = {"pve2", "pve1"};

    @TempDir
    Path folder;

    private static HousePlan plan(TelephoneExchange exchange) {
        return House.plan()
                .agents("pve1")
                .phone(exchange)
                .calledBack()
                .hub("alarum.heartbeat.timeout", "5s")
                .hub("alarum.call.attempts", "2")
                .hub("alarum.call.pause", "1s")
                .hub("alarum.sms.to", OWNER)
                .hub("alarum.messages.gather", "200ms");
    }

    /** What the command printed, and its exit code. */
    private record Ran(int code, String text) {}

    private Ran drill(House house) throws Exception {
        Path printed = folder.resolve("drill.out");
        Process process = new ProcessBuilder(
                        Path.of("bin", "alarum").toAbsolutePath().toString(),
                        "drill",
                        "--url",
                        house.hubUrl(),
                        "--config",
                        house.configOf(House.HUB).toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("the drill ended").isTrue();
        return new Ran(process.exitValue(), Files.readString(printed, StandardCharsets.UTF_8));
    }

    @Test
    void it_walks_door_detector_plan_provider_callback_and_key_and_orders_nothing() throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(4);
                ProxmoxCluster cluster = ProxmoxCluster.of(NODES);
                House house = plan(exchange).hub(cluster.settings()).start()) {
            house.awaitUp("pve1");
            exchange.at(ADA, Pickup.presses("4"));

            Ran ran = drill(house);

            assertThat(ran.text())
                    .contains(
                            "good    intake",
                            "good    detector",
                            "good    plan",
                            "good    provider",
                            "good    callback",
                            "good    key")
                    .contains("pressed 4")
                    .endsWith("passed\n");
            assertThat(ran.code()).isZero();
            exchange.expectsCall()
                    .to(ADA)
                    .saying("This is a drill, and no alarm.")
                    .answering("Thank you, the drill is over.");
            assertThat(cluster.commanded()).isEmpty();
            assertThat(house.stateOf("pve1")).isEqualTo("UP");
            exchange.staysSilent(Duration.ofSeconds(5));
            assertThat(exchange.messages()).isEmpty();
        }
    }

    @Test
    void what_fails_in_it_is_told_by_another_way_and_in_the_exit_code() throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(4);
                ProxmoxCluster cluster = ProxmoxCluster.of(NODES).dead(0);
                House house = plan(exchange).hub(cluster.settings()).start()) {
            house.awaitUp("pve1");
            exchange.at(ADA, Pickup.noAnswer(), Pickup.busy());

            Ran ran = drill(house);

            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.text())
                    .contains("good    provider", "bad     plan", "bad     key", "alarum.proxmox.urls")
                    .endsWith("missed\n");
            exchange.expectsCall().to(ADA).saying("Something before this call did not work");
            exchange.expectsCall().to(ADA);
            exchange.staysSilent(Duration.ofSeconds(5));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(exchange.messages())
                            .filteredOn(sms -> sms.to().equals(OWNER))
                            .extracting(TelephoneExchange.Sms::text)
                            .anyMatch(text ->
                                    text.contains("The drill failed") && text.contains("key: nobody answered")));
            assertThat(problems(house)).contains("drill-missed");

            house.restartHub();
            house.awaitUp("pve1");
            assertThat(problems(house)).as("after a restart").contains("drill-missed");
        }
    }

    @Test
    void the_timetable_rings_by_itself() throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(4);
                House house = plan(exchange)
                        .hub("alarum.drill.schedule", "0 * * * * ?")
                        .start()) {
            house.awaitUp("pve1");
            exchange.at(ADA, Pickup.presses("4"), Pickup.presses("4"), Pickup.presses("4"), Pickup.presses("4"));

            exchange.expectsCall(Duration.ofSeconds(150))
                    .to(ADA)
                    .saying("This is a drill")
                    .answering("Thank you, the drill is over.");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(house.json("/v1/status")
                                    .path("drill")
                                    .path("by")
                                    .asText())
                            .isEqualTo("alarum.drill.schedule"));
            house.hub().kill9();
            exchange.takeAll();
        }
    }

    private static List<String> problems(House house) {
        List<String> codes = new ArrayList<>();
        for (JsonNode problem : house.json("/v1/status").path("problems")) {
            codes.add(problem.path("code").asText());
        }
        return codes;
    }
}
