package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static dev.alarum.e2e.PowerSite.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.Saying;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Houses.class)
class NotArmedIT {
    @TempDir
    Path folder;

    @Test
    void all_is_done_but_the_order_itself_and_the_call_says_so() throws Exception {
        FakeApcaccess apcaccess = FakeApcaccess.in(folder);
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = ProxmoxCluster.of(NODES);
                House house = PowerSite.plan(exchange, cluster)
                        .hub("alarum.proxmox.armed", "false")
                        .relay("alarum.ups.rack.command", apcaccess.command())
                        .start()) {
            PowerSite.awaitAllWell(house);

            apcaccess.prints("onbatt");
            PlacedCall call = exchange.expectsCall().to(ADA);

            call.saying("the power is out at home")
                    .saying("shutdown is not armed: nothing was sent to " + Saying.names("pve2", "pve3", "pve1"))
                    .notSaying("accepted");
            PowerSite.awaitIncident(house, "ACKNOWLEDGED");
            assertThat(PowerSite.steps(house)).containsExactly("pve2 NOT_ARMED", "pve3 NOT_ARMED", "pve1 NOT_ARMED");
            assertThat(house.hub().log()).contains("event=order-not-armed kind=NODE node=pve2");
            exchange.staysSilent(Duration.ofSeconds(3));
            assertThat(cluster.orders(0)).isZero();
        }
    }
}
