package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.store.Row;
import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.DecisionRow;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.Row.NewsRow;
import dev.alarum.store.Row.NoticeRow;
import dev.alarum.store.Row.SenderRow;
import dev.alarum.store.Store;
import dev.alarum.store.StoredRows;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a store in which pve-2 was silent for a minute at ten o'clock, and pve-1 for fifteen seconds at eleven. */
class WhyAndReplayTest {
    private static final long MIDNIGHT = Instant.parse("2026-11-22T00:00:00Z").toEpochMilli();
    private static final long TEN = MIDNIGHT + 10 * 3_600_000L;
    private static final long ELEVEN = MIDNIGHT + 11 * 3_600_000L;
    private static final long NOON = MIDNIGHT + 12 * 3_600_000L;

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void fill() throws Exception {
        try (Store store = Store.open(home.resolve("data"))) {
            StoredRows.write(store, rows());
        }
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(new HistoryRow("roll", "hub", MIDNIGHT, null, 0, "begins 1000 0 pve-1/5,pve-2/5,relay:pi/5"));
        rows.add(new HistoryRow("watch", "hub", MIDNIGHT, NOON, 0, ""));
        rows.add(new HistoryRow("gap", "pve-2", TEN, TEN + 60_000, 5, ""));
        rows.add(new HistoryRow("gap", "pve-1", ELEVEN, ELEVEN + 15_000, 5, ""));
        for (String sender : List.of("pve-1", "pve-2", "relay:pi")) {
            rows.add(new SenderRow(sender, "home", "UP", MIDNIGHT, 5, 9, null, null, null));
        }
        rows.add(new DecisionRow(TEN + 20_050, "pve-2", "timeout 20 seconds", "silent for 20.050 s", "failed"));
        rows.add(new DecisionRow(TEN + 20_050, "incident 3", "1 of 1", "site home: pve-2 failed", "opened: node"));
        rows.add(new DecisionRow(TEN + 23_100, "incident 3", "settle 3 seconds", "pve-2 failed", "rings: node"));
        rows.add(new DecisionRow(TEN + 23_100, "shed", "threshold 2", "another site", "nobody is rung yet"));
        rows.add(new AttemptRow(3, 1, 1, "Ada", "+14155550101", "completed", "CA1", "human", 21, null, TEN + 23_100));
        rows.add(new IncidentRow(3, "home", "node", "CLOSED", TEN + 20_050, TEN + 60_000, "pve-2"));
        rows.add(new NewsRow(TEN + 60_000, "node-back", "pve-2", "pve-2 is back after 40 seconds"));
        rows.add(new NoticeRow("pve-1.5.8", "pve-1", 5, 8, "MAINTENANCE", "new\u001bdisk", 60L, MIDNIGHT + 60_000));
        rows.add(new DecisionRow(MIDNIGHT + 60_000, "pve-1", "law 4: notice", "maintenance", "accepted for a minute"));
        return rows;
    }

    @Test
    void why_without_argument_tells_the_newest_incident_in_order_of_time() throws Exception {
        assertThat(why()).isZero();

        assertThat(told().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("incident 3, cause node, site home, pve-2: closed,"
                                        + " opened 2026-11-22T10:00:20Z, ended 2026-11-22T10:01:00Z"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line)
                                .contains("10:00:20.050Z", "silent for 20.050 s; by timeout 20 seconds"),
                        line -> assertThat(line).contains("incident 3", "by 1 of 1: opened: node"),
                        line -> assertThat(line).contains("by settle 3 seconds: rings: node"),
                        line -> assertThat(line).contains("attempt 1 to ring Ada: completed, answered by human, 21 s"),
                        line -> assertThat(line).contains("told without ringing: pve-2 is back"));
    }

    @Test
    void why_of_an_incident_or_a_node() throws Exception {
        assertThat(why("3")).isZero();
        assertThat(told()).startsWith("incident 3,");

        assertThat(why("PVE-2")).isZero();
        assertThat(told()).contains("failed", "It was part of:", "incident 3, cause node");

        assertThat(why("pve-1")).isZero();
        assertThat(told())
                .contains(
                        "by law 4: notice: accepted for a minute",
                        "notice came: maintenance for 60 s, saying: new?disk")
                .doesNotContain("incident", "\u001b");
    }

    @Test
    void why_says_what_there_is_when_there_is_no_such_thing() throws Exception {
        assertThat(why("7")).isEqualTo(1);
        assertThat(said()).isEqualTo("alarum why: there is no incident 7: there are 3 to 3\n");

        assertThat(why("pve-9")).isEqualTo(1);
        assertThat(said())
                .isEqualTo("alarum why: there is no node or relay 'pve-9': there are pve-1, pve-2, relay:pi\n");

        assertThatThrownBy(() -> why("no name!")).isInstanceOf(SettingsProblems.class);
        assertThatThrownBy(() -> why("1", "2")).isInstanceOf(SettingsProblems.class);
    }

    @Test
    void both_say_so_where_there_is_no_store() throws Exception {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));

        assertThat(why("--set", "alarum.data.dir=" + elsewhere)).isEqualTo(1);
        assertThat(said()).startsWith("alarum why: there is no store " + elsewhere.resolve("alarum.db"));
        assertThat(replay("--set", "alarum.data.dir=" + elsewhere)).isEqualTo(1);
        assertThat(said()).startsWith("alarum replay: there is no store");
    }

    @Test
    void replay_with_the_same_settings_finds_the_same_call() throws Exception {
        assertThat(replay()).isZero();

        assertThat(told())
                .contains("Replayed 2026-11-22T00:00:00Z to 2026-11-22T12:00:00Z")
                .containsPattern("2026-11-22T10:00:23Z +same +node +home +pve-2 +23.0 s +1 +3\n")
                .contains("in which the hub ran for 12h.")
                .contains("1 incident would have rung, 1 did: 1 same.")
                .contains(
                        "Checked: with the settings as they are, the replay rings for what rang and for nothing else.")
                .contains("What a replay cannot know");
    }

    @Test
    void replay_with_a_shorter_timeout_names_what_is_new_and_by_how_much_the_other_is_earlier() throws Exception {
        assertThat(replay("--since", "3h", "--set", "alarum.heartbeat.timeout=10s"))
                .isZero();

        assertThat(told())
                .contains("With alarum.heartbeat.timeout=10s")
                .containsPattern("2026-11-22T10:00:13Z +earlier by 10.1 s +node +home +pve-2 +13.0 s")
                .containsPattern("2026-11-22T11:00:1\\dZ +new +node +home +pve-1")
                .contains("2 incidents would have rung, 1 did: 1 earlier, 1 new.")
                .contains("Checked: with the settings as they are");
    }

    @Test
    void replay_with_a_longer_timeout_or_a_higher_threshold_names_what_is_missing() throws Exception {
        assertThat(replay("--set", "alarum.heartbeat.timeout=2m")).isZero();
        assertThat(told()).contains("0 incidents would have rung, 1 did: 1 missing.");

        assertThat(replay("--set", "alarum.failure.threshold=2")).isZero();
        assertThat(told()).containsPattern("missing +node +home +pve-2");
    }

    @Test
    void replay_for_programs() throws Exception {
        assertThat(replay("--json", "--set", "alarum.heartbeat.timeout=10s")).isZero();

        JsonNode root = new ObjectMapper().readTree(told());
        assertThat(root.path("counts").path("new").asInt()).isEqualTo(1);
        assertThat(root.path("countsAsItIs").path("same").asInt()).isEqualTo(1);
        assertThat(root.path("countsAsItIs").path("new").asInt()).isZero();
        assertThat(root.path("alarms").get(0).path("outcome").asText()).isEqualTo("earlier");
        assertThat(root.path("alarms")
                        .get(0)
                        .path("replayed")
                        .path("secondsAfterFirstSilence")
                        .asDouble())
                .isEqualTo(13.0);
        assertThat(root.path("alarms").get(1).path("real").isNull()).isTrue();
    }

    @Test
    void replay_says_what_the_record_covers_and_what_it_cannot_do() {
        assertThatThrownBy(() -> replay("--since", "2099-01-01")).hasMessageContaining("give a time in the past");
        assertThatThrownBy(() -> replay("--since", "yesterday")).hasMessageContaining("--since 2026-11-01");
        assertThatThrownBy(() -> replay("--since")).hasMessageContaining("give its value");
        assertThatThrownBy(() -> replay("--since", "1h", "--until", "2h"))
                .hasMessageContaining("give a time that ends after it begins");
        assertThatThrownBy(() -> replay("--set", "alarum.heartbeat.timeot=15s"))
                .hasMessageContaining("alarum.heartbeat.timeout");
        assertThatThrownBy(() -> replay("--set", "alarum.hub.port=81"))
                .hasMessageContaining("leave it out, as a replay does not depend on it");
        assertThatThrownBy(
                        () -> replay("--set", "alarum.heartbeat.timeout=2s", "--set", "alarum.heartbeat.period=500ms"))
                .isInstanceOf(SettingsProblems.class);
        assertThatThrownBy(() -> replay("--fast")).hasMessageContaining("--fast");
    }

    @Test
    void replay_says_when_the_settings_as_they_are_do_not_lead_to_what_was() throws Exception {
        Path config = Files.writeString(home.resolve("hub.properties"), "alarum.heartbeat.timeout=10s\n");

        assertThat(replay("--config", config.toString(), "--set", "alarum.heartbeat.timeout=20s"))
                .isZero();

        assertThat(told())
                .contains("1 incident would have rung, 1 did: 1 same.")
                .contains("Doubtful: with the settings as they are, 2 of 2 incidents come out otherwise than they did");
    }

    @Test
    void replay_takes_what_there_is_of_a_longer_time_and_says_so() throws Exception {
        assertThat(replay("--since", "30d", "--until", "2099-01-01")).isZero();
        assertThat(told())
                .startsWith("Replayed 2026-11-22T00:00:00Z to 2026-11-22T12:00:00Z, in which the hub ran for 12h;"
                        + " nothing older is recorded.");

        assertThat(replay("--since", "2026-10-01", "--until", "2026-10-02")).isEqualTo(1);
        assertThat(said())
                .startsWith("alarum replay: nothing is recorded of that time: the record covers 2026-11-22T00");
    }

    @Test
    void replay_refuses_a_timeout_of_which_the_silences_are_not_recorded() throws Exception {
        Path slow = home.resolve("slow");
        try (Store store = Store.open(slow)) {
            StoredRows.write(
                    store,
                    List.of(
                            new HistoryRow("roll", "hub", MIDNIGHT, null, 0, "begins 5000 0 pve-1/5"),
                            new HistoryRow("watch", "hub", MIDNIGHT, NOON, 0, "")));
        }

        assertThatThrownBy(() -> replay("--set", "alarum.data.dir=" + slow, "--set", "alarum.heartbeat.timeout=10s"))
                .hasMessageContaining("give 12s500ms or more: shorter silences are not recorded");
        assertThat(replay("--set", "alarum.data.dir=" + slow, "--set", "alarum.heartbeat.timeout=15s"))
                .isZero();
        assertThat(told()).as("the folder decides nothing").doesNotContain("alarum.data.dir");
    }

    @Test
    void replay_takes_no_secret_and_prints_none() {
        assertThatThrownBy(() -> replay("--set", "alarum.node.key=c2VjcmV0"))
                .isInstanceOf(SettingsProblems.class)
                .hasMessageNotContaining("c2VjcmV0");
        assertThat(told()).isEmpty();
    }

    @Test
    void replay_of_a_store_without_a_record_says_so() throws Exception {
        Path empty = home.resolve("empty");
        Store.open(empty).close();

        assertThat(replay("--set", "alarum.data.dir=" + empty)).isEqualTo(1);
        assertThat(said()).startsWith("alarum replay: nothing is recorded yet in " + empty);
    }

    private int why(String... arguments) throws SettingsProblems {
        return run(new WhyCommand(), arguments);
    }

    private int replay(String... arguments) throws SettingsProblems {
        return run(new ReplayCommand(Clock.fixed(Instant.ofEpochMilli(NOON), ZoneOffset.UTC)), arguments);
    }

    private int run(Command command, String... arguments) throws SettingsProblems {
        out.reset();
        err.reset();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                home);
        return command.run(List.of(arguments), console);
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
