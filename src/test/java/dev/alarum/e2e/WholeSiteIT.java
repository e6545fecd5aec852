package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.call.Saying;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A whole site falls silent: what the call names as the cause depends on whether the relay there is heard. */
@ExtendWith(Houses.class)
class WholeSiteIT {
    private static final String RELAY = "attic";
    private static final String[] NODES = {"pve-1", "pve-2", "pve-3"};

    private static TelephoneExchange exchange;
    private static House house;

    @BeforeAll
    static void open() {
        exchange = TelephoneExchange.open().faster(2);
        house = House.plan()
                .relays(RELAY)
                .agents(NODES)
                .phone(exchange)
                .hub("alarum.heartbeat.timeout", "5s")
                .start();
        house.awaitUp(NODES);
    }

    @AfterEach
    void all_is_well_again_without_another_call() {
        house.mend().awaitUp(NODES).awaitIncidents("RECOVERED");
        exchange.staysSilent(Duration.ofSeconds(5));
    }

    @AfterAll
    static void close() {
        try (TelephoneExchange last = exchange) {
            assertThat(last.violations()).isEmpty();
            house.close();
        }
    }

    @Test
    void all_agents_and_the_relay_cut_off_together_is_one_call_about_the_internet() {
        List<Wire> outside = List.of(
                house.wire(RELAY, House.HUB),
                house.wire("pve-1", House.HUB),
                house.wire("pve-2", House.HUB),
                house.wire("pve-3", House.HUB));

        outside.forEach(Wire::cut);

        exchange.expectsCall()
                .to(HousePlan.PHONE)
                .saying("The internet connection of home is out.")
                .saying("No sign of life from 3 servers:")
                .saying(Saying.name("pve-1"))
                .saying(Saying.name("pve-2"))
                .saying(Saying.name("pve-3"));
        house.awaitState("pve-3", "FAILED").awaitIncidents("ACKNOWLEDGED", "RECOVERED");
        exchange.staysSilent(Duration.ofSeconds(5));
        assertThat(last().path("cause").asText()).isEqualTo("internet");
    }

    @Test
    void all_nodes_dead_while_the_relay_lives_is_one_call_about_nodes() {
        for (String node : NODES) {
            house.program(node).kill9();
        }

        exchange.expectsCall()
                .to(HousePlan.PHONE)
                .saying("3 nodes have failed at home:")
                .saying(Saying.name("pve-1"))
                .saying(Saying.name("pve-2"))
                .saying(Saying.name("pve-3"))
                .saying("The relay there is up.")
                .notSaying("internet");
        house.awaitIncidents("ACKNOWLEDGED", "RECOVERED");
        exchange.staysSilent(Duration.ofSeconds(5));
        assertThat(last().path("cause").asText()).isEqualTo("node");
    }

    private static JsonNode last() {
        List<JsonNode> incidents = house.status().incidents();
        return incidents.get(incidents.size() - 1);
    }
}
