package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.call.Saying;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The hub loses its power in the middle of an incident. Each test has a site of its own. */
@ExtendWith(Houses.class)
class HubRestartIT {
    private static final String[] NODES = {"pve-1", "pve-2", "pve-3", "nas"};

    private static TelephoneExchange exchange;
    private static House house;

    @BeforeAll
    static void open() {
        exchange = TelephoneExchange.open();
        house = House.plan()
                .agents(NODES)
                .phone(exchange)
                .hub("alarum.node.nas.site", "cellar")
                .hub("alarum.heartbeat.timeout", "5s")
                .hub("alarum.call.pause", "2s")
                .start()
                .awaitUp(NODES);
    }

    @AfterEach
    void all_are_back() {
        house.mend().awaitUp(NODES).awaitIncidents("RECOVERED");
    }

    @AfterAll
    static void close() {
        try (TelephoneExchange last = exchange) {
            assertThat(last.violations()).isEmpty();
            house.close();
        }
    }

    @Test
    void an_open_incident_goes_on_with_its_call_and_reports_who_died_meanwhile() {
        exchange.at(HousePlan.PHONE, Pickup.noAnswer()).faster(0.1);
        house.program("pve-1").kill9();
        PlacedCall first =
                exchange.expectsCall().to(HousePlan.PHONE).saying("Node " + Saying.name("pve-1") + " has failed");
        awaitCall(1, "ringing");
        long incident = call(1).path("incident").asLong();
        long orders = exchange.ordersTo(HousePlan.PHONE);

        house.hub().kill9();
        house.program("pve-2").kill9();
        house.hub().restart().awaitReady();

        assertThat(call(1).path("status").asText()).isEqualTo("ringing");
        house.awaitState("pve-2", "FAILED").awaitUp("pve-3", "nas");
        assertThat(house.status().node("pve-2").path("failedAfterSeconds").asDouble())
                .isBetween(5.0, 7.0);
        assertThat(exchange.ordersTo(HousePlan.PHONE)).isEqualTo(orders);
        exchange.faster(2);
        PlacedCall second = exchange.expectsCall(Duration.ofSeconds(60))
                .to(HousePlan.PHONE)
                .saying("2 nodes have failed at home: " + Saying.names("pve-1", "pve-2") + ".");
        assertThat(second.created()).isAfter(first.created().plusSeconds(25));
        awaitCall(1, "no-answer");
        awaitCall(2, "completed");
        assertThat(exchange.ordersTo(HousePlan.PHONE)).isEqualTo(orders + 1);
        assertThat(house.status().calls())
                .filteredOn(call -> call.path("incident").asLong() == incident)
                .extracting(call -> call.path("attempt").asInt())
                .containsExactly(1, 2);
        exchange.staysSilent(Duration.ofSeconds(5));
    }

    @Test
    void a_call_whose_answer_the_hub_did_not_live_to_see_is_found_again_and_not_doubled() {
        exchange.at(HousePlan.PHONE, Pickup.humanButSlow(Duration.ofSeconds(8))).faster(0.5);
        house.program("nas").kill9();
        exchange.expectsCall().to(HousePlan.PHONE).saying("Node nas has failed at cellar.");
        long orders = exchange.ordersTo(HousePlan.PHONE);

        house.restartHub();

        awaitCall(1, "completed");
        house.awaitIncidents("ACKNOWLEDGED", "RECOVERED");
        exchange.staysSilent(Duration.ofSeconds(5));
        assertThat(exchange.ordersTo(HousePlan.PHONE)).isEqualTo(orders);
    }

    /** That attempt of the newest incident has that status. */
    private static void awaitCall(int attempt, String status) {
        Awaitility.await("attempt " + attempt + " is " + status)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(call(attempt).path("status").asText()).isEqualTo(status));
    }

    private static JsonNode call(int attempt) {
        List<JsonNode> calls = house.status().calls();
        long newest = calls.stream()
                .mapToLong(call -> call.path("incident").asLong())
                .max()
                .orElseThrow(() -> new AssertionError("no call in the status"));
        return calls.stream()
                .filter(call -> call.path("incident").asLong() == newest)
                .filter(call -> call.path("attempt").asInt() == attempt)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no attempt " + attempt + " in " + calls));
    }
}
