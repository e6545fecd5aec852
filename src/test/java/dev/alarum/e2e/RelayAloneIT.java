package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static dev.alarum.e2e.PowerSite.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.flow.RecordingHub;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.RelayWords;
import dev.alarum.wake.LanListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The modem dies with the power: no hub is reached from the site, nor the site's Proxmox by the hub. */
@ExtendWith(Houses.class)
class RelayAloneIT {
    private static final String CARD = "3c:ec:ef:01:23:4";

    @TempDir
    Path folder;

    private TelephoneExchange exchange;
    private ProxmoxCluster cluster;
    private FakeApcaccess apcaccess;
    /** By which the hub reaches Proxmox. */
    private Wire tunnel;

    private LanListener lan;

    @BeforeEach
    void opens() throws Exception {
        exchange = TelephoneExchange.open().faster(2);
        cluster = ProxmoxCluster.of(NODES);
        apcaccess = FakeApcaccess.in(folder);
        tunnel = Wire.to(cluster.url(0).getPort());
        lan = LanListener.start();
    }

    @AfterEach
    void closes() {
        lan.close();
        tunnel.close();
        cluster.close();
        exchange.close();
    }

    /** The hub believes an outage after 6 s, the relay acts after 10 s without a hub. */
    private HousePlan plan() {
        HousePlan plan = PowerSite.plan(exchange, cluster)
                .hub("alarum.proxmox.urls", "https://127.0.0.1:" + tunnel.port())
                .relay("alarum.ups.rack.command", apcaccess.command())
                .relay("alarum.ups.rack.confirm", "6s")
                .relay("alarum.hubs.silent", "10s");
        cluster.settings().forEach(plan::relay);
        for (int i = 0; i < NODES.length; i++) {
            plan.relay("alarum.wake." + NODES[i], lan.setting(CARD + i));
        }
        return plan;
    }

    /** Pulls the modem's plug. */
    private void cut(House house) {
        Stream.concat(Stream.of("pi"), Stream.of(NODES))
                .forEach(name -> house.wire(name, House.HUB).cut());
        // what was on its way through it is gone for good
        tunnel.refuse();
    }

    private void mend(House house) {
        Stream.concat(Stream.of("pi"), Stream.of(NODES))
                .forEach(name -> house.wire(name, House.HUB).restore());
        tunnel.restore();
    }

    private String kept(House house) throws IOException {
        Path file = house.dataFolder("pi").resolve("plans.json");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static List<JsonNode> plans(House house, String sort) {
        return house.status().list("plans").stream()
                .filter(plan -> plan.path("sort").asText().equals(sort))
                .toList();
    }

    /** What became of the nodes in the one shutdown that the hub shows. */
    private static List<String> nodesOfTheOnePlan(House house) {
        List<JsonNode> plans = plans(house, "shutdown");
        assertThat(plans).hasSize(1);
        return Stream.of(NODES)
                .map(node -> node + " " + outcome(plans.get(0), node))
                .toList();
    }

    private static String outcome(JsonNode plan, String node) {
        for (JsonNode step : plan.path("steps")) {
            if (step.path("kind").asText().equals("node")
                    && step.path("node").asText().equals(node)) {
                return step.path("outcome").asText();
            }
        }
        return "none";
    }

    private void staysWith(int orders) {
        Awaitility.await("nobody is ordered any more")
                .pollInterval(Duration.ofMillis(500))
                .during(Duration.ofSeconds(12))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(cluster.commanded()).hasSize(orders));
    }

    @Test
    void the_relay_shuts_each_node_down_once_and_the_hub_hears_of_it_and_orders_nobody() throws Exception {
        try (House house = plan().start()) {
            PowerSite.awaitAllWell(house);
            cluster.onDown(node -> house.program(node).kill9()).goesDownAfter(Duration.ofMillis(500));

            cut(house);
            apcaccess.prints("lowbatt");

            PowerSite.await(
                    "the relay orders all",
                    () -> assertThat(cluster.commanded()).containsExactly(NODES));
            assertThat(house.program("pi").log()).contains("event=alone plan=");
            assertThat(house.hub().log()).doesNotContain("event=order ");
            exchange.expectsCall().to(ADA).saying("internet");

            mend(house);

            PowerSite.await(
                    "the hub shows the relay's plan",
                    () -> assertThat(nodesOfTheOnePlan(house))
                            .allSatisfy(one -> assertThat(one).matches("pve. (ACCEPTED|DOWN)")));
            exchange.expectsCall().to(ADA).saying("the power is out");
            for (String node : NODES) {
                house.awaitState(node, "OFF");
            }
            PowerSite.awaitUps(house, "CRITICAL");
            staysWith(NODES.length);
            assertThat(house.hub().log()).doesNotContain("event=order ");
            assertThat(plans(house, "shutdown")).hasSize(1);
            assertThat(house.program("pi").log()).doesNotContain(ProxmoxCluster.TOKEN_SECRET);
            assertThat(kept(house)).doesNotContain(ProxmoxCluster.TOKEN_SECRET);
        }
    }

    @Test
    void while_the_hub_answers_it_is_in_charge() {
        try (House house = plan().start()) {
            PowerSite.awaitAllWell(house);

            apcaccess.prints("lowbatt");

            PowerSite.await(
                    "the hub orders all", () -> assertThat(cluster.commanded()).containsExactly(NODES));
            exchange.expectsCall().to(ADA).saying("the power is out");
            staysWith(NODES.length);
            assertThat(house.program("pi").log()).doesNotContain("event=alone ", "event=order ");
        }
    }

    @Test
    void what_the_hub_had_done_is_not_done_again_and_its_plan_goes_on() {
        cluster.node("pve3", Behaviour.HUNG);
        try (House house = plan().start()) {
            PowerSite.awaitAllWell(house);
            apcaccess.prints("onbatt");
            PowerSite.await(
                    "the relay knows what the hub did",
                    () -> assertThat(kept(house)).contains("{\"node\":\"pve2\",\"outcome\":\"ACCEPTED\"}"));
            exchange.expectsCall().to(ADA).saying("the power is out");
            long number = plans(house, "shutdown").get(0).path("id").asLong();

            cut(house);
            cluster.node("pve3", Behaviour.OK);
            apcaccess.prints("lowbatt");

            PowerSite.await(
                    "the relay ends it",
                    () -> assertThat(cluster.commanded()).containsExactly("pve2", "pve3", "pve3", "pve1"));
            mend(house);
            PowerSite.await(
                    "the hub knows",
                    () -> assertThat(nodesOfTheOnePlan(house))
                            .containsExactly("pve2 ACCEPTED", "pve3 ACCEPTED", "pve1 ACCEPTED"));
            assertThat(plans(house, "shutdown").get(0).path("id").asLong()).isEqualTo(number);
            staysWith(4);
        }
    }

    @Test
    void a_relay_killed_in_the_middle_ends_it_and_orders_nobody_again_who_took_the_order() {
        cluster.node("pve3", Behaviour.HUNG);
        try (House house = plan().start()) {
            PowerSite.awaitAllWell(house);
            cut(house);
            apcaccess.prints("lowbatt");
            PowerSite.await(
                    "it is in the middle", () -> assertThat(cluster.commanded()).containsExactly("pve2", "pve3"));
            PowerSite.await(
                    "it has heard of the first",
                    () -> assertThat(kept(house)).contains("\"node\":\"pve2\",\"outcome\":\"ACCEPTED\""));
            exchange.expectsCall().to(ADA).saying("internet");

            house.program("pi").kill9();
            cluster.node("pve3", Behaviour.OK);
            house.program("pi").restart().awaitReady();

            PowerSite.await(
                    "the relay ends it",
                    () -> assertThat(cluster.commanded())
                            .startsWith("pve2", "pve3")
                            .containsExactlyInAnyOrder("pve2", "pve3", "pve3", "pve1"));
            assertThat(house.program("pi").log()).contains("event=own-plan-restored");
            staysWith(4);
        }
    }

    @Test
    void mains_stops_what_is_not_sent() {
        cluster.node("pve2", Behaviour.HUNG).node("pve3", Behaviour.HUNG);
        try (House house = plan().start()) {
            PowerSite.awaitAllWell(house);
            cut(house);
            apcaccess.prints("lowbatt");
            PowerSite.await(
                    "it is in the middle", () -> assertThat(cluster.commanded()).containsExactly("pve2", "pve3"));
            exchange.expectsCall().to(ADA).saying("internet");

            apcaccess.prints("online");
            PowerSite.await(
                    "it is stopped", () -> assertThat(house.program("pi").log()).contains("event=own-plan-stopped"));
            mend(house);

            PowerSite.await(
                    "the hub knows", () -> assertThat(nodesOfTheOnePlan(house)).contains("pve1 STOPPED"));
            staysWith(2);
        }
    }

    @Test
    void forged_answers_neither_wake_a_node_nor_keep_the_relay_from_shutting_down() {
        RelayWords lies = new RelayWords(
                List.of(NODES),
                List.of(new RelayWords.Known(
                        1,
                        new Name("rack"),
                        "default",
                        Stream.of(NODES)
                                .map(node -> new NodeOutcome(node, Outcome.DOWN))
                                .toList())));
        try (RecordingHub forger = RecordingHub.start().telling(SenderKey.parse("F".repeat(42) + "A"), lies);
                House house = plan().start()) {
            PowerSite.awaitAllWell(house);
            cut(house);
            house.wire("pi", House.HUB).refuse();
            house.wire("pi", House.HUB).leadTo(forger.port());
            house.wire("pi", House.HUB).restore();

            apcaccess.prints("lowbatt");

            PowerSite.await(
                    "the relay orders all",
                    () -> assertThat(cluster.commanded()).containsExactly(NODES));
            assertThat(forger.requests("/v1/plans")).isNotEmpty();
            assertThat(forger.requests("/v1/beats")).isNotEmpty();
            assertThat(house.program("pi").log()).contains("event=answer-not-believed");
            assertThat(lan.packets()).isEmpty();
            exchange.expectsCall().to(ADA).saying("internet");
        }
    }

    @Test
    void the_hub_has_the_relay_wake_what_was_shut_down() {
        Map<String, String> back = Map.of("alarum.proxmox.wake", "relay", "alarum.proxmox.mains-stable", "1s");
        try (House house = plan().hub(back).start()) {
            PowerSite.awaitAllWell(house);
            cluster.onDown(node -> house.program(node).kill9()).goesDownAfter(Duration.ofMillis(500));
            apcaccess.prints("lowbatt");
            exchange.expectsCall().to(ADA).saying("the power is out");
            for (String node : NODES) {
                house.awaitState(node, "OFF");
            }

            apcaccess.prints("online");

            PowerSite.await(
                    "the first node hears its packet",
                    () -> assertThat(lan.packets()).contains(LanListener.magic(CARD + 2)));
            PowerSite.await(
                    "the hub shows it",
                    () -> assertThat(plans(house, "return"))
                            .singleElement()
                            .satisfies(plan ->
                                    assertThat(plan.path("steps").toString()).contains("woken by relay pi")));
            house.program("pve1").restart().awaitReady();
            PowerSite.await(
                    "it is back",
                    () -> assertThat(plans(house, "return").get(0).path("steps").toString())
                            .contains("\"node\":\"pve1\",\"outcome\":\"BACK\""));
        }
    }
}
