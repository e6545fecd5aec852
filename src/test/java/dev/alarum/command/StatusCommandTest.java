package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.settings.ServerSettings;
import dev.alarum.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusCommandTest {
    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private StandInHub server;
    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        server = StandInHub.on(data);
        hub = server.found();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_state_is_shown_in_aligned_tables_and_an_impaired_hub_is_no_success() throws Exception {
        server.answers(200, Files.readString(Path.of("src/test/resources/status/status.json")));

        int code = StatusCommand.run(hub, false, print(out), print(err));

        assertThat(code).isEqualTo(1);
        assertThat(said(err)).isEqualTo("alarum status: the hub's health is DEGRADED\n");
        assertThat(said(out))
                .startsWith(
                        "health DEGRADED, up 7512.4 s, version 0.1.0\njudging is held for another 12.0 s: frozen for 8 s\n")
                .contains("""

                        relays
                          NAME   SITE  STATE  LAST BEAT SECONDS  SINCE
                          attic  home  UP     0.7                2026-11-23T06:00:00Z
                        """)
                .contains("  pve-01  home  UP      0.4                direct 0.4 s, relay:attic 75.1 s (degraded)")
                .contains("plan 3 for rack, RUNNING, not armed\n")
                .contains("drill 2 of 2026-11-23T06:00:00Z, missed\n", "  key       bad   nobody answered\n")
                .doesNotContain("null");
        assertThat(server.asked).containsExactly("GET /v1/status " + server.bearer() + " ");
    }

    @Test
    void a_healthy_hub_is_a_success_and_its_json_is_passed_on_as_it_is() {
        String answer = "{\"hub\":{\"health\":\"UP\"}}";
        server.answers(200, answer);

        int code = StatusCommand.run(hub, true, print(out), print(err));

        assertThat(code).isZero();
        assertThat(said(out)).isEqualTo(answer + "\n");
        assertThat(said(err)).isEmpty();
    }

    @Test
    void a_control_character_in_an_answer_does_not_reach_the_terminal() {
        server.answers(200, "{\"hub\":{\"health\":\"UP\",\"version\":\"\\u001b[31m\"}}");

        StatusCommand.run(hub, false, print(out), print(err));

        assertThat(said(out)).contains("version ?[31m").doesNotContain("\u001b");
    }

    @Test
    void a_refusal_is_told_in_the_hubs_words_without_the_token() throws Exception {
        server.answers(403, "plain HTTP is taken from nearby only\n");

        int code = StatusCommand.run(hub, false, print(out), print(err));

        assertThat(code).isEqualTo(1);
        assertThat(said(err))
                .isEqualTo("alarum status: " + hub.base() + " answered 403: plain HTTP is taken from nearby only\n")
                .doesNotContain(Files.readString(data.resolve("admin.token")).strip());
    }

    @Test
    void a_hub_that_does_not_answer_is_named() {
        server.close();

        assertThat(StatusCommand.run(hub, false, print(out), print(err))).isEqualTo(1);
        assertThat(said(err)).startsWith("alarum status: no hub answers at " + hub.base());
    }

    @Test
    void a_running_hub_is_asked_to_forget() throws Exception {
        server.answers(204, "");

        int code = ForgetCommand.run(Sender.relay(new Name("attic")), hub, print(out), print(err));

        assertThat(code).isZero();
        assertThat(said(out)).isEqualTo("relay:attic is forgotten\n");
        assertThat(server.asked)
                .containsExactly("POST /v1/nodes/forget " + server.bearer() + " {\"name\":\"relay:attic\"}");
    }

    @Test
    void without_a_hub_the_name_is_taken_out_of_the_store() throws Exception {
        server.close();
        remember("pve-01");

        int first = ForgetCommand.run(Sender.node(new Name("PVE-01")), hub, print(out), print(err));
        int second = ForgetCommand.run(Sender.node(new Name("pve-01")), hub, print(out), print(err));

        assertThat(first).isZero();
        assertThat(second).isEqualTo(1);
        assertThat(said(err)).isEqualTo("alarum forget: no node or relay 'pve-01' is known\n");
    }

    @Test
    void a_hub_that_runs_but_does_not_answer_is_not_written_behind_its_back() throws Exception {
        server.close();
        remember("pve-01");

        try (Store running = Store.open(data)) {
            assertThat(ForgetCommand.run(Sender.node(new Name("pve-01")), hub, print(out), print(err)))
                    .isEqualTo(1);
        }

        assertThat(said(err)).contains("no hub answers at", "another hub runs on it");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, http://127.0.0.1:8080",
        "::, http://127.0.0.1:8080",
        "192.168.1.5, http://192.168.1.5:8080",
        "fd00::1, http://[fd00::1]:8080"
    })
    void the_hub_of_some_settings_is_asked_where_it_listens(String host, String base) {
        ServerSettings settings = new ServerSettings(host, 8080, null, null);

        assertThat(RunningHub.of(settings, data).base()).hasToString(base);
    }

    private void remember(String node) throws Exception {
        try (Store store = Store.open(data);
                Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO sender (sender, site, state, since, boot, seq) VALUES ('" + node
                    + "', 'home', 'UP', 1, 1, 1)");
        }
    }

    private static PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).replace("\r", "");
    }
}
