package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.Saying;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Houses.class)
class PlanAfterCrashIT {
    @TempDir
    Path folder;

    @Test
    void a_hub_killed_in_the_middle_of_a_plan_ends_it_in_order_and_tells_nobody_three_times() throws Exception {
        FakeApcaccess apcaccess = FakeApcaccess.in(folder);
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster =
                        ProxmoxCluster.of(PowerSite.NODES).node("pve3", ProxmoxCluster.Behaviour.HUNG);
                House house = PowerSite.plan(exchange, cluster)
                        .relay("alarum.ups.rack.command", apcaccess.command())
                        .start()) {
            PowerSite.awaitAllWell(house);
            apcaccess.prints("onbatt");
            PowerSite.await(
                    "the second node is told",
                    () -> assertThat(cluster.commanded()).containsExactly("pve2", "pve3"));

            cluster.node("pve3", ProxmoxCluster.Behaviour.OK);
            house.restartHub();

            PowerSite.await(
                    "the plan is done",
                    () -> assertThat(PowerSite.steps(house))
                            .containsExactly("pve2 ACCEPTED", "pve3 ACCEPTED", "pve1 ACCEPTED"));
            assertThat(cluster.commanded())
                    .isIn(List.of(
                            List.of("pve2", "pve3", "pve3", "pve1"),
                            // where the kill came before the first answer was on disk
                            List.of("pve2", "pve3", "pve2", "pve3", "pve1")));
            exchange.expectsCall().to(ADA).saying("the power is out").saying(Saying.name("pve2"));
            PowerSite.awaitIncident(house, "ACKNOWLEDGED");
            house.awaitKeptIncidents("ACKNOWLEDGED");

            int told = cluster.commanded().size();
            house.restartHub();
            PowerSite.awaitUps(house, "ON_BATTERY");
            exchange.staysSilent(Duration.ofSeconds(8));

            assertThat(cluster.commanded()).hasSize(told);
            assertThat(house.status().incidents()).hasSize(1);
        }
    }
}
