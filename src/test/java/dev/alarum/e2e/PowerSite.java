package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** What the tests of power failures have in common: three nodes of one cluster and a relay on one UPS, and one contact. */
final class PowerSite {
    /** Ada's number. */
    static final String ADA = "+15005550006";

    /** The nodes in the order of their shutdown, the API's host last. */
    static final String[] NODES = {"pve2", "pve3", "pve1"};

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private PowerSite() {}

    /** Short times: silence after 5 s, an outage believed after 6 s, a look at the UPS every second. */
    static HousePlan plan(TelephoneExchange exchange, ProxmoxCluster cluster) {
        return plan(exchange, cluster, NODES);
    }

    /** The same with other agents. */
    static HousePlan plan(TelephoneExchange exchange, ProxmoxCluster cluster, String... agents) {
        return House.plan()
                .relays("pi")
                .agents(agents)
                .hub(exchange.settings())
                .hub(cluster.settings())
                .hub("alarum.heartbeat.timeout", "5s")
                .hub("alarum.ups.rack.site", "home")
                .hub("alarum.ups.rack.confirm", "6s")
                .relay("alarum.ups.rack.source", "apcaccess")
                .relay("alarum.ups.rack.poll", "1s");
    }

    /** Waits until everyone is heard and the UPS is on mains. */
    static void awaitAllWell(House house) {
        house.awaitUp(NODES);
        awaitUps(house, "MAINS");
    }

    static void awaitUps(House house, String state) {
        await(
                "UPS is " + state,
                () -> assertThat(house.status().ups("rack").path("state").asText())
                        .isEqualTo(state));
    }

    /** Waits until the newest incident is in that state. */
    static void awaitIncident(House house, String state) {
        await(
                "incident is " + state,
                () -> assertThat(house.status().incidents())
                        .last()
                        .satisfies(incident ->
                                assertThat(incident.path("state").asText()).isEqualTo(state)));
    }

    static void await(String what, ThrowingRunnable holds) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(holds);
    }

    /** The codes of the news, newest first. */
    static List<String> news(House house) {
        return house.status().list("news").stream()
                .map(piece -> piece.path("code").asText())
                .toList();
    }

    /** What became of each node by the newest shutdown, in order: {@code pve2 ACCEPTED}. */
    static List<String> nodes(House house) {
        return steps(house, "shutdown", "node");
    }

    /** What became of each step of that kind by the newest plan of that sort, in order. */
    static List<String> steps(House house, String sort, String kind) {
        List<String> steps = new ArrayList<>();
        JsonNode plan = house.status().list("plans").stream()
                .filter(one -> one.path("sort").asText().equals(sort))
                .max(Comparator.comparing(one -> one.path("at").asText()))
                .orElse(MissingNode.getInstance());
        for (JsonNode step : plan.path("steps")) {
            if (step.path("kind").asText().equals(kind)) {
                steps.add(
                        step.path("node").asText() + " " + step.path("outcome").asText());
            }
        }
        return steps;
    }

    /** From now on the agent of a node stops, as systemd would have it, when the node goes down, and starts with it. */
    static void obeys(House house, ProxmoxCluster cluster) {
        cluster.onDown(node -> house.program(node).stop());
        cluster.onUp(node -> house.program(node).restart());
    }
}
