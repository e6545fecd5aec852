package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.call.Saying;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Houses.class)
class HungProxmoxIT {
    /** Results are waited for 10 s at most; the settle of 3 s is within it, a tick and a loaded machine are not. */
    private static final Duration AT_MOST = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    @Test
    void a_node_that_never_answers_delays_no_beat_no_other_node_and_no_call() throws Exception {
        FakeApcaccess apcaccess = FakeApcaccess.in(folder);
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = ProxmoxCluster.of(PowerSite.NODES)
                        .node("pve2", ProxmoxCluster.Behaviour.HUNG)
                        .node("pve3", ProxmoxCluster.Behaviour.FORBIDDEN);
                House house = PowerSite.plan(exchange, cluster)
                        .relay("alarum.ups.rack.command", apcaccess.command())
                        .start()) {
            PowerSite.awaitAllWell(house);

            apcaccess.prints("onbatt");
            PlacedCall call = exchange.expectsCall().to(ADA);

            assertThat(Duration.between(at(house, "on-battery"), call.created()))
                    .isLessThan(AT_MOST);
            call.saying("the power is out")
                    .saying("shutdown refused for " + Saying.name("pve3"))
                    .saying(Saying.name("pve2"));
            assertThat(everyoneBeats(house)).isTrue();
            PowerSite.await("results are told", () -> {
                assertThat(everyoneBeats(house)).isTrue();
                assertThat(PowerSite.steps(house)).containsExactly("pve2 UNREACHABLE", "pve3 REFUSED", "pve1 ACCEPTED");
                assertThat(PowerSite.news(house)).contains("plan-results");
            });
            assertThat(cluster.commanded()).startsWith("pve2", "pve3").endsWith("pve1");
            assertThat(cluster.commanded()).filteredOn("pve3"::equals).hasSize(1);
            assertThat(PowerSite.news(house)).doesNotContain("node-back", "relay-gone");
            assertThat(house.status().incidents()).hasSize(1);
            PowerSite.awaitIncident(house, "ACKNOWLEDGED");
            exchange.staysSilent(Duration.ofSeconds(3));
        }
    }

    private static boolean everyoneBeats(House house) {
        return house.status().list("nodes").stream()
                .allMatch(node -> node.path("state").asText().equals("UP")
                        && node.path("lastBeatSeconds").asDouble() < 4);
    }

    private static Instant at(House house, String code) {
        for (JsonNode piece : house.status().list("news")) {
            if (piece.path("code").asText().equals(code)) {
                return Instant.parse(piece.path("at").asText());
            }
        }
        throw new AssertionError("no news " + code);
    }
}
