package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static dev.alarum.e2e.PowerSite.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.Saying;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole outage with the real apcupsd and apcaccess, from the first reading on battery to mains again. */
@ExtendWith(Houses.class)
class PowerFailsIT {
    /** Longer than the call waits for results: it is told while nodes go down. */
    private static final Duration GOES_DOWN_AFTER = Duration.ofSeconds(12);

    @TempDir
    Path folder;

    @Test
    void the_nodes_go_down_in_order_one_call_tells_it_and_mains_ends_it() throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = ProxmoxCluster.of(NODES).goesDownAfter(GOES_DOWN_AFTER);
                UpsRig rig = UpsRig.start(folder);
                House house = PowerSite.plan(exchange, cluster)
                        .relay("alarum.ups.rack.address", rig.address())
                        .start()) {
            Map<String, Long> down = new ConcurrentHashMap<>();
            PowerSite.obeys(house, cluster);
            cluster.onDown(node -> down.put(node, System.nanoTime()));
            PowerSite.awaitAllWell(house);

            rig.onBattery();
            PlacedCall call = exchange.expectsCall().to(ADA);

            call.saying("the power is out at home")
                    .saying("shutdown accepted by " + Saying.names("pve2", "pve3"))
                    .saying("still to be shut down: " + Saying.name("pve1"))
                    .saying("the battery is at 88 percent")
                    .saying("time left on battery: about 33 minutes")
                    .notSaying("null")
                    .notSaying("none");
            PowerSite.awaitIncident(house, "ACKNOWLEDGED");
            PowerSite.await(
                    "all are down",
                    () -> assertThat(PowerSite.nodes(house)).containsExactly("pve2 DOWN", "pve3 DOWN", "pve1 DOWN"));
            assertThat(cluster.commanded()).containsExactly(NODES);
            assertThat(cluster.commands().get(2).nanos())
                    .as("the API's host is asked when the others are down")
                    .isGreaterThan(down.get("pve2"))
                    .isGreaterThan(down.get("pve3"));
            for (String node : NODES) {
                house.awaitState(node, "OFF");
            }
            exchange.staysSilent(Duration.ofSeconds(4));
            house.wire("pi", House.HUB).cut();
            PowerSite.await(
                    "the relay is gone",
                    () -> assertThat(house.status().relay("pi").path("state").asText())
                            .isEqualTo("FAILED"));
            exchange.staysSilent(Duration.ofSeconds(8));

            house.wire("pi", House.HUB).restore();
            rig.mains();

            PowerSite.awaitUps(house, "MAINS");
            PowerSite.awaitIncident(house, "RECOVERED");
            assertThat(PowerSite.news(house)).contains("on-battery", "plan-results", "relay-gone", "mains-back");
            assertThat(house.status().incidents())
                    .singleElement()
                    .satisfies(incident ->
                            assertThat(incident.path("cause").asText()).isEqualTo("power"));
            exchange.staysSilent(Duration.ofSeconds(6));
            assertThat(cluster.commanded()).containsExactly(NODES);
            assertThat(house.status().calls()).hasSize(1);
        }
    }
}
