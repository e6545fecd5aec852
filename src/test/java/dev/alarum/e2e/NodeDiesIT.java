package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.call.Saying;
import dev.alarum.command.Command;
import dev.alarum.command.Commands;
import dev.alarum.command.Console;
import dev.alarum.settings.SettingsProblems;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job with the timeout that is shipped: one of three nodes loses its power. */
@ExtendWith(Houses.class)
class NodeDiesIT {
    @Test
    void a_killed_node_fails_in_time_is_called_about_once_its_return_is_recorded_and_all_is_explained()
            throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(2);
                House house = House.plan()
                        .relays("attic")
                        .agents("pve-1", "pve-2", "pve-3")
                        .phone(exchange)
                        .start()) {
            house.awaitUp("pve-1", "pve-2", "pve-3");

            house.program("pve-2").kill9();

            exchange.expectsCall(Duration.ofSeconds(40))
                    .to(HousePlan.PHONE)
                    .saying("Node " + Saying.name("pve-2") + " has failed at home.")
                    .saying("2 nodes are still up there: " + Saying.names("pve-1", "pve-3") + ".")
                    .saying("The relay there is up.");
            JsonNode dead = house.status().node("pve-2");
            assertThat(dead.path("state").asText()).isEqualTo("FAILED");
            assertThat(dead.path("failedAfterSeconds").asDouble()).isBetween(20.0, 21.5);
            house.awaitIncidents("ACKNOWLEDGED");

            house.program("pve-2").restart();

            house.awaitUp("pve-1", "pve-2", "pve-3").awaitIncidents("RECOVERED");
            assertThat(house.status().list("news"))
                    .anySatisfy(news -> assertThat(news.path("text").asText()).startsWith("pve-2 is back after"));
            assertThat(newsOnDisk(house, "node-back", "pve-2")).isEqualTo(1);
            exchange.staysSilent(Duration.ofSeconds(5));
            assertThat(exchange.ordersTo(HousePlan.PHONE)).isEqualTo(1);

            assertThat(command(house, "why"))
                    .as("read beside the running hub")
                    .contains("incident 1, cause node", "pve-2", "by timeout 20 seconds: failed", "rings: node");
            assertThat(command(house, "replay"))
                    .contains("1 incident would have rung, 1 did: 1 same.")
                    .containsPattern("same +node +home +pve-2 +2[34]\\.\\d s +1 +1\n");
            assertThat(command(house, "replay", "--set", "alarum.heartbeat.timeout=10s"))
                    .containsPattern("earlier by (9|10|11)\\.\\d s +node +home +pve-2");

            house.hub().stop();

            assertThat(command(house, "why", "pve-2"))
                    .as("read while no hub runs")
                    .contains("It was part of:");
            assertThat(command(house, "replay", "--json")).contains("\"same\" : 1");
        }
    }

    private static String command(House house, String name, String... arguments) throws SettingsProblems {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", house.configOf(House.HUB).toString()));
        Command command = Commands.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        int code =
                command.run(all, new Console(print, print, Map.of(), Path.of("").toAbsolutePath()));
        String said = out.toString(StandardCharsets.UTF_8);
        assertThat(code).as(said).isZero();
        return said;
    }

    private static int newsOnDisk(House house, String code, String subject) throws SQLException {
        String database = "jdbc:sqlite:" + house.dataFolder(House.HUB).resolve("alarum.db");
        try (Connection connection = DriverManager.getConnection(database);
                PreparedStatement count =
                        connection.prepareStatement("SELECT count(*) FROM news WHERE code = ? AND subject = ?")) {
            count.setString(1, code);
            count.setString(2, subject);
            try (ResultSet found = count.executeQuery()) {
                return found.getInt(1);
            }
        }
    }
}
