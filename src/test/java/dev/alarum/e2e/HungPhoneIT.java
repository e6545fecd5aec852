package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.call.Saying;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The phone provider takes connections and never answers. */
@ExtendWith(Houses.class)
class HungPhoneIT {
    private static final Duration QUICK = Duration.ofSeconds(1);

    @Test
    void beats_are_counted_while_the_provider_hangs_and_the_call_goes_out_when_it_answers_again() {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                House house = House.plan()
                        .relays("attic")
                        .agents("pve-1", "pve-2", "pve-3")
                        .phone(exchange)
                        .hub("alarum.heartbeat.timeout", "5s")
                        .start()) {
            house.awaitUp("pve-1", "pve-2", "pve-3");
            exchange.mute(true);

            house.program("pve-1").kill9();

            house.awaitState("pve-1", "FAILED").awaitIncidents("CALLING");
            Awaitility.await("all is well beside the phone for longer than an order may take")
                    .during(Duration.ofSeconds(25))
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertTheLivingAreHeard(house));
            assertThat(exchange.ordersTo(HousePlan.PHONE)).isZero();

            exchange.mute(false);

            exchange.expectsCall(Duration.ofSeconds(90))
                    .to(HousePlan.PHONE)
                    .saying("Node " + Saying.name("pve-1") + " has failed at home.")
                    .saying("2 nodes are still up there: " + Saying.names("pve-2", "pve-3") + ".");
            house.awaitIncidents("ACKNOWLEDGED");
            assertTheLivingAreHeard(house);
            assertThat(house.status().list("decisions"))
                    .filteredOn(decision -> decision.path("done").asText().equals("failed"))
                    .extracting(decision -> decision.path("subject").asText())
                    .containsExactly("pve-1");
        }
    }

    private static void assertTheLivingAreHeard(House house) {
        long asked = System.nanoTime();
        Status status = house.status();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(QUICK);
        for (String node : new String[] {"pve-2", "pve-3"}) {
            JsonNode living = status.node(node);
            assertThat(living.path("state").asText()).isEqualTo("UP");
            assertThat(living.path("lastBeatSeconds").asDouble()).isLessThan(3.5);
        }
    }
}
