package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static dev.alarum.e2e.PowerSite.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The way back with real processes: woken in order, restored, started, and told once. */
@ExtendWith(Houses.class)
class PowerReturnsIT {
    /** A node that is just up has a minute to start its guests by itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Longer than the silence after which a node is off, as with any real machine. */
    private static final Duration BOOT = Duration.ofSeconds(8);

    @TempDir
    Path folder;

    private static ProxmoxCluster cluster() {
        return ProxmoxCluster.of(NODES)
                .guests(ProxmoxGuest.vm(101, "pve2"), ProxmoxGuest.vm(102, "pve3"), ProxmoxGuest.ct(103, "pve1"))
                .ha(102)
                .ceph()
                .comesBackAfter(BOOT);
    }

    private static HousePlan plan(TelephoneExchange exchange, ProxmoxCluster cluster, FakeApcaccess apcaccess) {
        return PowerSite.plan(exchange, cluster)
                .hub("alarum.proxmox.mains-stable", "5s")
                .hub("alarum.proxmox.wake", "proxmox")
                .relay("alarum.ups.rack.command", apcaccess.command());
    }

    @Test
    void power_lost_again_in_the_middle_of_the_return_takes_down_what_is_up_and_all_comes_back_in_the_end() {
        FakeApcaccess apcaccess = FakeApcaccess.in(folder);
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = cluster().goesDownAfter(Duration.ofSeconds(1));
                House house = plan(exchange, cluster, apcaccess).start()) {
            PowerSite.obeys(house, cluster);
            PowerSite.awaitAllWell(house);
            apcaccess.prints("onbatt");
            exchange.expectsCall().to(ADA).saying("the power is out");
            await(
                    "all are down",
                    () -> assertThat(PowerSite.nodes(house)).containsExactly("pve2 DOWN", "pve3 DOWN", "pve1 DOWN"));
            assertThat(cluster.running()).isEmpty();
            assertThat(cluster.changed().subList(0, 2))
                    .containsExactlyInAnyOrder(
                            "POST /cluster/ha/status/disarm-ha resource-mode=ignore",
                            "PUT /cluster/ceph/flags/noout value=1");

            // the firmware of the API's host starts it when power comes back; the others are woken by it
            apcaccess.prints("online-after-battery");
            cluster.switchOn("pve1");
            await(
                    "the second of them is up",
                    () -> assertThat(cluster.isUp("pve3")).isTrue());
            apcaccess.prints("onbatt");
            exchange.expectsCall().to(ADA).saying("the power is out");
            await("they are down again", () -> assertThat(cluster.isUp("pve1")).isFalse());
            assertThat(cluster.isUp("pve2")).isFalse();
            assertThat(cluster.isUp("pve3")).isFalse();
            assertThat(cluster.commanded().subList(3, cluster.commanded().size()))
                    .as("each at most once in the second outage, the API's host last")
                    .doesNotHaveDuplicates()
                    .contains("pve3")
                    .endsWith("pve1");

            apcaccess.prints("online-after-battery");
            cluster.switchOn("pve1");
            awaitAllBack(house, cluster);
            exchange.staysSilent(Duration.ofSeconds(3));
        }
    }

    @Test
    void power_back_in_the_middle_of_a_shutdown_leaves_the_rest_up_and_brings_the_others_back() {
        FakeApcaccess apcaccess = FakeApcaccess.in(folder);
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = cluster().goesDownAfter(Duration.ofSeconds(10));
                House house = plan(exchange, cluster, apcaccess).start()) {
            PowerSite.obeys(house, cluster);
            PowerSite.awaitAllWell(house);
            apcaccess.prints("onbatt");
            await("two have their order", () -> assertThat(cluster.commanded()).containsExactly("pve2", "pve3"));

            apcaccess.prints("online-after-battery");
            await(
                    "the rest is stopped",
                    () -> assertThat(PowerSite.nodes(house)).contains("pve1 STOPPED"));
            await(
                    "the others go all the same",
                    () -> assertThat(PowerSite.nodes(house)).containsExactly("pve2 DOWN", "pve3 DOWN", "pve1 STOPPED"));

            awaitAllBack(house, cluster);
            assertThat(cluster.commanded()).containsExactly("pve2", "pve3");
            assertThat(exchange.takeAll()).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void awaitAllBack(House house, ProxmoxCluster cluster) {
        await("all is told to be back", () -> assertThat(PowerSite.news(house)).contains("all-back"));
        assertThat(PowerSite.news(house)).containsOnlyOnce("all-back").doesNotContain("return-incomplete");
        assertThat(PowerSite.steps(house, "return", "wake")).allMatch(step -> step.endsWith(" BACK"));
        assertThat(cluster.running()).containsExactlyInAnyOrder(101, 102, 103);
        assertThat(cluster.haState()).isEqualTo("armed");
        assertThat(cluster.noout()).isFalse();
        house.awaitUp(NODES);
    }

    private static void await(String what, ThrowingRunnable holds) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(holds);
    }
}
