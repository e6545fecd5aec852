package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.ADA;
import static dev.alarum.e2e.PowerSite.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the real apcupsd makes of a UPS, from its serial line to the orders at Proxmox, by polls and by its events. */
@ExtendWith(Houses.class)
class RealUpsIT {
    @TempDir
    Path folder;

    private enum Way {
        /** The relay asks every second. */
        POLL,
        /** The relay asks every ten seconds, and when apcupsd calls its script. */
        EVENTS
    }

    private House start(Way way, UpsRig rig, TelephoneExchange exchange, ProxmoxCluster cluster) throws IOException {
        House house = PowerSite.plan(exchange, cluster)
                .hub("alarum.ups.rack.shutdown-after", "1h")
                .hub("alarum.ups.rack.charge-below", "0")
                .hub("alarum.ups.rack.runtime-below", "0s")
                .hub("alarum.ups.rack.lost-after", "15s")
                .relay("alarum.ups.rack.address", rig.address())
                .relay("alarum.ups.rack.poll", way == Way.POLL ? "1s" : "10s")
                .start();
        if (way == Way.EVENTS) {
            rig.asks(house.relayPort("pi"));
        }
        PowerSite.awaitAllWell(house);
        return house;
    }

    @ParameterizedTest
    @EnumSource
    void only_an_outage_calls_and_only_a_low_battery_in_it_shuts_down(Way way) throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = ProxmoxCluster.of(NODES);
                UpsRig rig = UpsRig.startWithClock(folder);
                House house = start(way, rig, exchange, cluster)) {
            rig.selfTest();
            PowerSite.awaitUps(house, "TEST");
            rig.mains();
            PowerSite.awaitUps(house, "MAINS");
            rig.replaceBattery();
            PowerSite.await(
                    "it is told", () -> assertThat(PowerSite.news(house)).contains("battery-bad"));
            PowerSite.awaitUps(house, "MAINS");
            rig.silent();
            PowerSite.awaitUps(house, "LOST");
            PowerSite.await(
                    "it is told", () -> assertThat(PowerSite.news(house)).contains("ups-lost"));
            rig.mains();
            PowerSite.awaitUps(house, "MAINS");
            assertThat(house.status().incidents()).isEmpty();

            rig.onBattery();
            PowerSite.awaitUps(house, "ON_BATTERY");
            exchange.expectsCall().to(ADA).saying("the power is out at home");
            PowerSite.awaitIncident(house, "ACKNOWLEDGED");
            assertThat(cluster.changes()).isEmpty();

            rig.lowBattery();
            PowerSite.await(
                    "orders go out at once",
                    () -> assertThat(cluster.commanded()).startsWith("pve2", "pve3"));
            assertThat(house.status().ups("rack").path("state").asText()).isIn("CRITICAL", "SHUTTING_DOWN");
        }
    }

    @Test
    void a_cable_pulled_in_an_outage_is_taken_for_the_worst() throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                ProxmoxCluster cluster = ProxmoxCluster.of(NODES);
                UpsRig rig = UpsRig.start(folder);
                House house = start(Way.EVENTS, rig, exchange, cluster)) {
            rig.onBattery();
            exchange.expectsCall().to(ADA).saying("the power is out at home");
            PowerSite.awaitIncident(house, "ACKNOWLEDGED");
            assertThat(cluster.changes()).isEmpty();

            rig.silent();
            PowerSite.awaitUps(house, "LOST");
            PowerSite.await(
                    "orders go out", () -> assertThat(cluster.commanded()).startsWith("pve2", "pve3"));
        }
    }
}
