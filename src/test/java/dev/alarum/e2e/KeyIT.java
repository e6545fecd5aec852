package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.Saying;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** It does not stop until a key is pressed: busy, no answer, voicemail, hung up, a wrong key, and at last the right one. */
@ExtendWith(Houses.class)
class KeyIT {
    private static final String ADA = HousePlan.PHONE;
    private static final String BOB = "+14155550102";

    @Test
    void the_phones_ring_in_turn_until_somebody_presses_the_right_key() {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(4);
                House house = House.plan()
                        .relays("attic")
                        .agents("pve-1", "pve-2")
                        .phone(exchange)
                        .calledBack()
                        .hub("alarum.heartbeat.timeout", "5s")
                        .hub("alarum.contact.2.name", "Bob")
                        .hub("alarum.contact.2.phone", BOB)
                        .hub("alarum.contact.2.pin", "4711")
                        .hub("alarum.call.attempts", "1")
                        .hub("alarum.call.pause", "1s")
                        .start()) {
            house.awaitUp("pve-1", "pve-2");
            exchange.at(ADA, Pickup.busy(), Pickup.machine(), Pickup.presses("9", "*"), Pickup.presses("5"));
            exchange.at(BOB, Pickup.noAnswer(), Pickup.human(30), Pickup.presses("0000"), Pickup.presses("4711", "4"));

            house.program("pve-1").kill9();

            exchange.expectsCall().to(ADA).saying("Press 4 to acknowledge");
            exchange.expectsCall().to(BOB).saying("Dial your PIN").notSaying("Press 4");
            exchange.expectsCall()
                    .to(ADA)
                    .with("AsyncAmd", "true")
                    .leaving("Node " + Saying.name("pve-1") + " has failed")
                    .leaving("Nobody was reached yet");
            exchange.expectsCall().to(BOB);
            PlacedCall wrong = exchange.expectsCall().to(ADA).answering("That key does nothing here.");
            wrong.answering("I repeat.");
            exchange.expectsCall().to(BOB).answering("That PIN is wrong.");
            exchange.expectsCall().to(ADA).answering("The next contact is called.");
            PlacedCall last = exchange.expectsCall().to(BOB).answering("Acknowledged.");
            house.awaitIncidents("ACKNOWLEDGED");

            replayedAndForgedChangeNothing(house, last);
            exchange.staysSilent(Duration.ofSeconds(6));
            assertThat(house.status().list("calls"))
                    .filteredOn(call -> call.path("key").asText("").equals("4"))
                    .extracting(call -> call.path("contact").asText())
                    .containsExactly("Bob");
        }
    }

    @Test
    void a_person_stops_the_shutdown_of_one_outage_and_begins_that_of_the_next(@TempDir Path folder) throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(4);
                ProxmoxCluster cluster = ProxmoxCluster.of(PowerSite.NODES);
                UpsRig rig = UpsRig.start(folder);
                House house = PowerSite.plan(exchange, cluster)
                        .calledBack()
                        .hub("alarum.ups.rack.shutdown-after", "12s")
                        .hub("alarum.proxmox.down-within", "30s")
                        .relay("alarum.ups.rack.address", rig.address())
                        .start()) {
            PowerSite.awaitAllWell(house);
            exchange.at(PowerSite.ADA, Pickup.presses("7"), Pickup.presses("8"));

            rig.onBattery();

            exchange.expectsCall()
                    .to(PowerSite.ADA)
                    .saying("Press 7 to stop the shutdown")
                    .answering("The shutdown is stopped in this outage.");
            house.awaitIncidents("ACKNOWLEDGED");
            exchange.staysSilent(Duration.ofSeconds(15));
            assertThat(cluster.commanded()).as("although it was due after 12 s").isEmpty();
            rig.mains();
            PowerSite.awaitIncident(house, "RECOVERED");

            rig.onBattery();

            exchange.expectsCall().to(PowerSite.ADA).answering("The shutdown begins now.");
            PowerSite.await(
                    "all have their order",
                    () -> assertThat(cluster.commanded()).containsExactly(PowerSite.NODES));
        }
    }

    private static void replayedAndForgedChangeNothing(House house, PlacedCall call) {
        String url = house.hubUrl() + "/twilio/key?incident=1&attempt=8";
        Map<String, String> close = new TreeMap<>(new Person(call.sid(), BOB, TelephoneExchange.TOKEN).form("6"));

        assertThat(Person.send(URI.create(url), close, null).statusCode()).isEqualTo(403);
        assertThat(Person.send(URI.create(url), close, Person.signature(url, close, "another-token"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Person.send(URI.create(url), close, Person.signature(url, close, TelephoneExchange.TOKEN))
                        .body())
                .as("well signed, but that call is over")
                .contains("This is settled already.");
        String progress = house.hubUrl() + "/twilio/progress?incident=1&attempt=8";
        Map<String, String> rings = new TreeMap<>(new Person(call.sid(), BOB, TelephoneExchange.TOKEN).form(""));
        rings.put("CallStatus", "ringing");
        assertThat(Person.send(URI.create(progress), rings, Person.signature(progress, rings, "another-token"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Person.send(URI.create(progress), rings, Person.signature(progress, rings, TelephoneExchange.TOKEN))
                        .statusCode())
                .as("well signed, but that call is over")
                .isEqualTo(204);
        house.awaitIncidents("ACKNOWLEDGED");
    }
}
