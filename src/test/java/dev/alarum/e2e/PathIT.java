package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One of a node's two ways is gone: that is shown, and never called about. */
@ExtendWith(Houses.class)
class PathIT {
    private static final String DIRECT = "direct";
    private static final String RELAYED = "relay:attic";

    @Test
    void a_node_heard_by_one_way_only_is_up_with_a_degraded_path_until_the_other_way_is_back() {
        try (TelephoneExchange exchange = TelephoneExchange.open();
                House house = House.plan()
                        .relays("attic")
                        .agents("pve-1", "pve-2")
                        .phone(exchange)
                        .hub("alarum.heartbeat.timeout", "5s")
                        .start()) {
            house.awaitUp("pve-1", "pve-2");
            awaitDegraded(house, "pve-1", DIRECT, false);
            awaitDegraded(house, "pve-2", RELAYED, false);

            house.wire("pve-1", House.HUB).cut();
            house.wire("pve-2", "attic").cut();

            awaitDegraded(house, "pve-1", DIRECT, true);
            awaitDegraded(house, "pve-2", RELAYED, true);
            Status status = house.status();
            assertThat(path(status, "pve-1", DIRECT).path("lastBeatSeconds").asDouble())
                    .isBetween(60.0, 66.0);
            assertThat(path(status, "pve-1", RELAYED).path("degraded").asBoolean())
                    .isFalse();
            assertThat(path(status, "pve-2", DIRECT).path("degraded").asBoolean())
                    .isFalse();
            assertThat(status.json().path("hub").path("health").asText()).isEqualTo("UP");
            assertThat(status.problems())
                    .extracting(problem -> problem.path("text").asText())
                    .contains("Node pve-1 is not heard directly", "Node pve-2 is not heard through relay attic");

            house.wire("pve-1", House.HUB).restore();
            house.wire("pve-2", "attic").restore();

            awaitDegraded(house, "pve-1", DIRECT, false);
            awaitDegraded(house, "pve-2", RELAYED, false);
            assertThat(house.status().list("news"))
                    .extracting(news -> news.path("text").asText())
                    .contains("pve-1 is heard directly again", "pve-2 is heard through relay attic again");
            assertThat(house.status().incidents()).isEmpty();
            exchange.staysSilent(Duration.ofSeconds(1));
        }
    }

    private static void awaitDegraded(House house, String node, String way, boolean degraded) {
        Awaitility.await(node + " " + way + " degraded " + degraded)
                .atMost(Duration.ofSeconds(75))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    Status status = house.status();
                    assertThat(status.node(node).path("state").asText()).isEqualTo("UP");
                    assertThat(path(status, node, way).path("degraded").asBoolean(!degraded))
                            .isEqualTo(degraded);
                });
    }

    private static JsonNode path(Status status, String node, String way) {
        return StreamSupport.stream(status.node(node).path("paths").spliterator(), false)
                .filter(path -> path.path("path").asText().equals(way))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
