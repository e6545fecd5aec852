package dev.alarum.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.DecisionRow;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.Row.SenderRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final long AT = 1_790_000_000_000L;
    private static final IncidentRow INCIDENT = new IncidentRow(4, "home", "node", "CLOSED", AT, AT + 9, "pve-01");
    private static final AttemptRow ATTEMPT =
            new AttemptRow(4, 1, 1, "Ada", "+14155550101", "completed", "CA1", "human", 21, null, AT);
    private static final SenderRow SENDER = new SenderRow("pve-01", "home", "UP", AT, 7, 8, null, null, null);

    @TempDir
    Path folder;

    @Test
    void it_is_read_beside_a_running_hub_which_writes_on() throws Exception {
        try (Store store = Store.open(folder);
                Archive archive = Archive.open(folder)) {
            StoredRows.write(store, List.of(INCIDENT));
            assertThat(archive.incidents()).containsExactly(INCIDENT);

            StoredRows.write(store, List.of(new DecisionRow(AT, "pve-01", "law 2", "frozen", "held")));
            assertThat(archive.decisionsAbout("PVE-01", 9)).hasSize(1);
        }
    }

    @Test
    void it_is_read_while_no_hub_runs_and_leaves_the_folder_to_the_next_one() throws Exception {
        try (Store store = Store.open(folder)) {
            StoredRows.write(store, List.of(INCIDENT));
        }

        try (Archive archive = Archive.open(folder)) {
            assertThat(archive.incidents()).containsExactly(INCIDENT);
        }

        Store.open(folder).close();
    }

    @Test
    void a_folder_without_a_store_is_named_and_nothing_is_made_in_it() {
        assertThatThrownBy(() -> Archive.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("there is no store " + folder.resolve("alarum.db"))
                .message()
                .hasLineCount(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_empty_file_is_named() throws Exception {
        Files.createFile(folder.resolve("alarum.db"));

        assertThatThrownBy(() -> Archive.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("alarum.db is empty: no hub has started on it");
    }

    @Test
    void a_store_of_a_newer_program_is_refused() throws Exception {
        Store.open(folder).close();
        execute("PRAGMA user_version = 99");

        assertThatThrownBy(() -> Archive.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("the store has schema 99");
    }

    @Test
    void a_store_of_the_first_schema_is_brought_up_to_date_with_all_it_holds() throws Exception {
        makeFirstSchema();

        try (Archive archive = Archive.open(folder)) {
            assertThat(archive.covered())
                    .as("read as it is, before any hub was started")
                    .isEmpty();
            assertThat(archive.incidents()).containsExactly(INCIDENT);
            assertThat(archive.attempts(4)).containsExactly(ATTEMPT);
        }
        try (Store store = Store.open(folder)) {
            Memory memory = store.memory(Instant.ofEpochMilli(AT));
            assertThat(memory.senders()).containsExactly(SENDER);
            assertThat(memory.incidents()).containsExactly(INCIDENT);
            assertThat(memory.steps())
                    .extracting(Row.StepRow::outcome, Row.StepRow::kind)
                    .as("a step that was not sent had no words")
                    .containsExactly(tuple("PLANNED", "NODE"), tuple("PENDING", "NODE"));
            StoredRows.write(store, List.of(new HistoryRow("roll", "hub", AT, null, 0, "begins 1000 0 -")));
        }
        try (Archive archive = Archive.open(folder)) {
            assertThat(archive.covered()).containsExactly(AT, AT);
        }
        Store.open(folder).close();
    }

    @Test
    void the_past_begins_with_the_last_roll_before_it_and_with_the_gaps_open_then() throws Exception {
        HistoryRow first = new HistoryRow("roll", "hub", AT, null, 0, "begins 1000 0 -");
        HistoryRow over = new HistoryRow("gap", "pve-01", AT + 10, AT + 20, 1, "");
        HistoryRow open = new HistoryRow("gap", "pve-02", AT + 30, AT + 200_000, 1, "");
        HistoryRow second = new HistoryRow("roll", "hub", AT + 100_000, null, 0, "goes-on 1000 0 -");
        HistoryRow later = new HistoryRow("gap", "pve-01", AT + 150_000, null, 1, "");
        try (Store store = Store.open(folder)) {
            StoredRows.write(store, List.of(later, second, open, over, first));

            try (Archive archive = Archive.open(folder)) {
                assertThat(archive.past(AT + 120_000).history()).containsExactly(open, second, later);
                assertThat(archive.past(AT + 50_000).history()).containsExactly(first, over, open, second, later);
                assertThat(archive.past(0).history()).hasSize(5);
            }
        }
    }

    private void makeFirstSchema() throws Exception {
        Files.createDirectories(folder);
        try (var script = Store.class.getResourceAsStream("/db/schema-1.sql")) {
            execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        execute("PRAGMA user_version = 1");
        execute("INSERT INTO sender VALUES ('pve-01', 'home', 'UP', " + AT + ", 7, 8, NULL, NULL, NULL)");
        execute(
                "INSERT INTO call_attempt VALUES (4, 1, 1, 'Ada', '+14155550101', 'completed', 'CA1', 'human', 21, NULL, "
                        + AT + ")");
        execute("INSERT INTO plan VALUES (2, 4, 'rack', 'default', 'RUNNING', 1, " + AT + ")");
        execute("INSERT INTO plan_step VALUES (2, 1, 'pve-01', 'PENDING', NULL, " + AT + ")");
        execute("INSERT INTO plan_step VALUES (2, 2, 'pve-02', 'PENDING', 'sent', " + AT + ")");
        execute("INSERT INTO incident VALUES (4, 'home', 'node', 'CLOSED', " + AT + ", " + (AT + 9) + ", 'pve-01')");
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alarum.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
