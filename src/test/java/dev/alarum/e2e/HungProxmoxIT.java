package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.call.Saying;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen nodes, one of which hangs, one is forbidden, one cannot be reached and one is off already. */
@ExtendWith(Houses.class)
class HungProxmoxIT {
    /** Results are waited for 10 s at most; the settle of 3 s is within it, a tick and a loaded machine are not. */
    private static final Duration AT_MOST = Duration.ofSeconds(15);

    /** Twice the 30 s of down-within: for the others, and for the last. */
    private static final Duration PLAN_AT_MOST = Duration.ofSeconds(90);

    private static final String[] ALL =
            IntStream.rangeClosed(1, 16).mapToObj("pve%02d"::formatted).toArray(String[]::new);

    private static final String HUNG = "pve02";
    private static final String FORBIDDEN = "pve05";
    private static final String NO_ROUTE = "pve09";
    private static final String OFF = "pve11";
    /** The API's host. */
    private static final String LAST = "pve16";

    /** Those whose agents run; the others are not known to the hub but by its plan. */
    private static final String[] WATCHED = {"pve01", HUNG, LAST};

    @TempDir
    Path folder;

    @Test
    void nodes_in_trouble_delay_no_beat_no_other_node_and_no_call() throws Exception {
        FakeApcaccess apcaccess = FakeApcaccess.in(folder);
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = ProxmoxCluster.of(ALL)
                        .node(HUNG, ProxmoxCluster.Behaviour.HUNG)
                        .node(FORBIDDEN, ProxmoxCluster.Behaviour.FORBIDDEN)
                        .node(NO_ROUTE, ProxmoxCluster.Behaviour.NO_ROUTE)
                        .node(OFF, ProxmoxCluster.Behaviour.OFF);
                House house = PowerSite.plan(exchange, cluster, WATCHED)
                        .hub("alarum.ups.rack.nodes", String.join(",", ALL))
                        .hub("alarum.proxmox.down-within", "30s")
                        .relay("alarum.ups.rack.command", apcaccess.command())
                        .start()) {
            house.awaitUp(WATCHED);
            PowerSite.awaitUps(house, "MAINS");

            apcaccess.prints("onbatt");
            PlacedCall call = exchange.expectsCall().to(ADA);

            assertThat(Duration.between(at(house, "on-battery"), call.created()))
                    .isLessThan(AT_MOST);
            call.saying("the power is out")
                    .saying("shutdown accepted by " + Saying.name("pve01"))
                    .saying("and 8 others")
                    .saying("shutdown refused for " + Saying.name(FORBIDDEN))
                    .saying(Saying.name(HUNG))
                    .saying("nobody could be reached to shut down")
                    .saying(Saying.name(NO_ROUTE))
                    .saying("off already before the order: " + Saying.name(OFF))
                    .saying("still to be shut down: " + Saying.name(LAST));
            assertThat(everyoneBeats(house)).isTrue();
            PowerSite.awaitIncident(house, "ACKNOWLEDGED");
            List<String> expected = new ArrayList<>();
            for (String node : ALL) {
                expected.add(node + " " + outcomeOf(node));
            }
            Awaitility.await("the last is told, too, and results are")
                    .atMost(PLAN_AT_MOST)
                    .untilAsserted(() -> {
                        assertThat(everyoneBeats(house)).isTrue();
                        assertThat(PowerSite.nodes(house)).containsExactlyElementsOf(expected);
                        assertThat(PowerSite.news(house)).contains("plan-results");
                    });
            assertThat(cluster.commanded().stream().distinct())
                    .as("in their order, the one that is off as well as not asked")
                    .isSorted()
                    .contains(HUNG, FORBIDDEN, NO_ROUTE)
                    .endsWith(LAST);
            assertThat(cluster.commanded()).filteredOn(FORBIDDEN::equals).hasSize(1);
            assertThat(stage(cluster))
                    .as("from the first to the last of the others")
                    .isLessThan(Duration.ofSeconds(3));
            assertThat(PowerSite.news(house)).doesNotContain("node-back", "relay-gone");
            assertThat(house.status().incidents()).hasSize(1);
            exchange.staysSilent(Duration.ofSeconds(3));
        }
    }

    private static String outcomeOf(String node) {
        return switch (node) {
            case HUNG, NO_ROUTE -> "UNREACHABLE";
            case FORBIDDEN -> "REFUSED";
            case OFF -> "ALREADY_OFF";
            default -> "STILL_UP";
        };
    }

    /** From the first command to the last first one of those that are sent before the API's host. */
    private static Duration stage(ProxmoxCluster cluster) {
        Map<String, Long> first = new LinkedHashMap<>();
        cluster.commands().stream()
                .filter(command -> !command.node().equals(LAST))
                .forEach(command -> first.putIfAbsent(command.node(), command.nanos()));
        return Duration.ofNanos(Collections.max(first.values()) - Collections.min(first.values()));
    }

    private static boolean everyoneBeats(House house) {
        return house.status().list("nodes").stream()
                .filter(node -> List.of(WATCHED).contains(node.path("name").asText()))
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
