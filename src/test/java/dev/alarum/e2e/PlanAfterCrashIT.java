package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.Saying;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Houses.class)
class PlanAfterCrashIT {
    @TempDir
    Path folder;

    @Test
    void a_hub_killed_before_an_answer_asks_again_where_nothing_shows_and_nowhere_else() throws Exception {
        FakeApcaccess apcaccess = FakeApcaccess.in(folder);
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = ProxmoxCluster.of(PowerSite.NODES)
                        .goesDownAfter(Duration.ofSeconds(3))
                        .node("pve3", ProxmoxCluster.Behaviour.HUNG);
                House house = PowerSite.plan(exchange, cluster)
                        .relay("alarum.ups.rack.command", apcaccess.command())
                        .start()) {
            PowerSite.obeys(house, cluster);
            PowerSite.awaitAllWell(house);
            apcaccess.prints("onbatt");
            PowerSite.await(
                    "the second node is told",
                    () -> assertThat(cluster.commanded()).containsExactly("pve2", "pve3"));

            cluster.node("pve3", ProxmoxCluster.Behaviour.OK);
            house.restartHub();

            PowerSite.await(
                    "the plan is done",
                    () -> assertThat(PowerSite.nodes(house)).containsExactly("pve2 DOWN", "pve3 DOWN", "pve1 DOWN"));
            assertThat(cluster.commanded())
                    .as("pve3 did not take its first order, and beats on")
                    .containsExactly("pve2", "pve3", "pve3", "pve1");
            exchange.expectsCall().to(ADA).saying("the power is out").saying(Saying.name("pve2"));
            PowerSite.awaitIncident(house, "ACKNOWLEDGED");
            house.awaitKeptIncidents("ACKNOWLEDGED");

            house.restartHub();
            PowerSite.awaitUps(house, "ON_BATTERY");
            exchange.staysSilent(Duration.ofSeconds(8));

            assertThat(cluster.commanded()).hasSize(4);
            assertThat(house.status().incidents()).hasSize(1);
        }
    }
}
