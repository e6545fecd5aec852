package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.alarum.node.Moments;
import dev.alarum.store.Archive;
import dev.alarum.store.HistoryLimits;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.DecisionRow;
import dev.alarum.store.Row.DrillRow;
import dev.alarum.store.Row.ForgetRow;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.Row.NewsRow;
import dev.alarum.store.Row.NoticeRow;
import dev.alarum.store.Row.PlanBegunRow;
import dev.alarum.store.Row.PlanRow;
import dev.alarum.store.Row.ReadingRow;
import dev.alarum.store.Row.SenderRow;
import dev.alarum.store.Row.StampRow;
import dev.alarum.store.Row.StepRow;
import dev.alarum.store.Row.UpsRow;
import dev.alarum.store.Store;
import dev.alarum.store.StoreBinding;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFlowTest {
    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final long AT = NOW.toEpochMilli();
    private static final String STORE = "seda:store";
    private static final String PRUNE_HISTORY = "sql:classpath:db/prune-history.sql?dataSource=#dataSource";

    @TempDir
    Path data;

    private final Hub hub = new Hub();
    private Store store;
    private Flows flows;

    /** What the flow tells the hub. */
    public static final class Hub {
        private final List<String> told = new CopyOnWriteArrayList<>();

        public void storeFailed(String reason) {
            told.add("failed: " + reason);
        }

        public void storeWorks() {
            told.add("works");
        }
    }

    @BeforeEach
    void start() throws Exception {
        store = Store.open(data.resolve("data"));
        flows = Flows.of("routes", "store", "store-trial", "store-prune")
                .set("camel.component.seda.queueSize", "200000")
                .bean("hub", hub);
        StoreBinding.beans(store, Moments.system()).forEach(flows::bean);
        flows.start();
    }

    @AfterEach
    void stop() {
        flows.close();
        store.close();
    }

    @Test
    void every_kind_of_row_comes_back_from_the_disk_as_it_was_written() throws Exception {
        Memory written = new Memory(
                List.of(
                        new SenderRow("pve-01", "home", "UP", AT, 7, 8, null, null, null),
                        new SenderRow("relay:pi", "home", "LEAVING", AT, 7, 9, AT + 1, AT + 2, AT + 3)),
                List.of(new StampRow("pve-01", "beat", 9007199254740991L, 9007199254740990L)),
                List.of(
                        new UpsRow("rack", "pi", "ON_BATTERY", AT, AT + 5),
                        new UpsRow("shed", "pi", "MAINS", AT, null)),
                List.of(
                        new ReadingRow(
                                "rack", "pi", 1, 2, "ON_BATTERY", "BATTERY_BAD", 97.5, 600L, 12.0, "L'été", 3, AT),
                        new ReadingRow("shed", "pi", 1, 3, "LOST", "", null, null, null, null, 0, AT)),
                List.of(
                        new IncidentRow(1, "home", "power", "CALLING", AT, null, "pve-01,pve-02"),
                        new IncidentRow(2, "home", "node", "CLOSED", AT, AT, "pve-01")),
                List.of(
                        new AttemptRow(
                                1, 1, 1, "Ann", "+14155550123", "no-answer", "CA1", "human", 12, "x'); --", AT, "4", 2),
                        new AttemptRow(1, 2, 2, "Bob", "+14155550124", "intent", null, null, 0, null, AT)),
                List.of(
                        new PlanRow(3, 1, "rack", "default", "RUNNING", true, AT, null),
                        new PlanRow(4, 1, "rack", "other", "RUNNING", false, AT, 3L, "1764.7")),
                List.of(
                        new StepRow(3, 1, "NODE", "pve-02", "REFUSED", "403 no", null, null, AT),
                        new StepRow(3, 2, "GUESTS", "pve-01", "DOWN", null, "100,101", "api,notice", AT)),
                List.of(
                        new NoticeRow("pve-01.7.8", "pve-01", 7, 8, "reboot", "kernel", 900L, AT),
                        new NoticeRow("relay:pi.7.9", "relay:pi", 7, 9, "shutdown", "", null, AT)),
                2,
                4,
                List.of(AT),
                List.of(new DrillRow(5, 2L, "alarum.drill.schedule", "MISSED", "key bad nobody\nplan good", AT)));

        rowsOf(written).forEach(this::writeAndWait);

        assertThat(store.memory(NOW)).isEqualTo(written);
    }

    @Test
    void only_calls_of_the_last_30_days_that_a_provider_took_count_towards_the_cap() throws Exception {
        long month = Duration.ofDays(30).toMillis();
        long now = NOW.toEpochMilli();
        List<String> untaken = List.of("intent", "not-placed", "refused", "bad-number", "not-wanted");
        for (int i = 0; i < untaken.size(); i++) {
            writeAndWait(new AttemptRow(7, i + 1, 1, "Ann", "+14155550123", untaken.get(i), null, null, 0, null, now));
        }
        writeAndWait(new AttemptRow(8, 1, 1, "Ann", "+14155550123", "busy", "CA1", null, 0, null, now - month - 1));
        writeAndWait(new AttemptRow(8, 2, 1, "Ann", "+14155550123", "busy", "CA2", null, 0, null, now - month));
        writeAndWait(new AttemptRow(9, 1, 1, "Ann", "+14155550123", "ringing", "CA3", null, 0, null, now));

        assertThat(store.memory(NOW).accepted()).containsExactly(now - month, now);
    }

    @Test
    void a_newer_row_takes_the_place_of_the_older_one_whatever_the_case_of_the_name() throws Exception {
        writeAndWait(new SenderRow("Pve-01", "home", "UP", AT, 7, 8, null, null, null));
        writeAndWait(new SenderRow("pve-01", "home", "FAILED", AT + 1, 7, 9, null, AT, null));

        assertThat(store.memory(NOW).senders()).extracting(SenderRow::state).containsExactly("FAILED");
    }

    @Test
    void a_forgotten_sender_is_gone_but_its_stamps_still_refuse_old_messages() throws Exception {
        writeAndWait(new SenderRow("pve-01", "home", "UP", AT, 7, 8, null, null, null));
        writeAndWait(new StampRow("pve-01", "beat", 7, 8));

        writeAndWait(new ForgetRow("PVE-01"));

        assertThat(store.memory(NOW).senders()).isEmpty();
        assertThat(store.memory(NOW).stamps()).hasSize(1);
    }

    @Test
    void an_incident_closed_long_ago_is_remembered_while_a_node_is_down_that_failed_before() throws Exception {
        long closed = NOW.minus(Duration.ofDays(2)).toEpochMilli();
        writeAndWait(new SenderRow("pve-01", "home", "FAILED", closed, 7, 8, null, closed - 1, null));
        writeAndWait(new IncidentRow(3, "home", "node", "CLOSED", closed - 1, closed, "pve-01"));
        writeAndWait(new IncidentRow(2, "home", "node", "CLOSED", closed - 9, closed - 8, "pve-01"));

        assertThat(store.memory(NOW).incidents()).extracting(IncidentRow::id).containsExactly(3L);
    }

    @Test
    void an_incident_closed_over_an_hour_ago_is_not_remembered_with_its_calls_but_its_number_is() throws Exception {
        writeAndWait(new IncidentRow(9, "home", "node", "CLOSED", AT, AT, "pve-01"));
        writeAndWait(new AttemptRow(9, 1, 1, "Ann", "+14155550123", "completed", null, null, 9, null, AT));

        Memory memory = store.memory(NOW.plusSeconds(3_601));

        assertThat(memory.incidents()).isEmpty();
        assertThat(memory.attempts()).isEmpty();
        assertThat(memory.lastIncident()).isEqualTo(9);
    }

    @Test
    void plans_are_remembered_for_14_days_whatever_became_of_their_incident() throws Exception {
        long then = NOW.minus(Duration.ofDays(14)).toEpochMilli();
        writeAndWait(new PlanRow(3, 9, "rack", "default", "DONE", true, then, null));
        writeAndWait(new PlanRow(2, 9, "rack", "default", "DONE", true, then - 1, null));
        writeAndWait(new StepRow(3, 1, "NODE", "pve-01", "DOWN", null, null, "API", then));
        writeAndWait(new StepRow(2, 1, "NODE", "pve-01", "DOWN", null, null, "API", then));

        Memory memory = store.memory(NOW);

        assertThat(memory.plans()).extracting(PlanRow::id).containsExactly(3L);
        assertThat(memory.steps()).extracting(StepRow::plan).containsExactly(3L);
    }

    @Test
    void that_a_plan_was_begun_changes_nothing_of_one_that_is_there() throws Exception {
        PlanRow begun = new PlanRow(3, 9, "rack", "default", "RUNNING", true, NOW.toEpochMilli(), null);
        writeAndWait(new PlanBegunRow(begun));
        assertThat(store.memory(NOW).plans()).containsExactly(begun);
        writeAndWait(begun.in("STOPPED"));

        writeAndWait(new PlanBegunRow(begun));

        assertThat(store.memory(NOW).plans()).extracting(PlanRow::state).containsExactly("STOPPED");
    }

    @Test
    void the_number_of_a_plan_of_which_only_an_order_got_to_the_disk_is_not_used_again() throws Exception {
        writeAndWait(new StepRow(7, 1, "NODE", "pve-01", "PENDING", null, null, null, AT));

        assertThat(store.memory(NOW).lastPlan()).isEqualTo(7);
    }

    @Test
    void the_number_of_a_call_whose_incident_never_got_to_the_disk_is_not_used_again() throws Exception {
        writeAndWait(new IncidentRow(9, "home", "node", "CLOSED", AT, AT, "pve-01"));
        writeAndWait(new AttemptRow(10, 1, 1, "Ann", "+14155550123", "intent", null, null, 0, null, AT));

        assertThat(store.memory(NOW).lastIncident()).isEqualTo(10);
    }

    @Test
    void only_the_newest_notice_of_a_sender_is_remembered_and_the_same_one_twice_is_told_to_who_waits()
            throws Exception {
        NoticeRow older = new NoticeRow("pve-01.7.8", "pve-01", 7, 8, "stop", "", null, AT);
        NoticeRow newer = new NoticeRow("pve-01.7.10", "pve-01", 7, 10, "reboot", "", null, AT);

        assertThat(writeAndWait(newer).getMessage().getHeader("CamelSqlUpdateCount"))
                .isEqualTo(1);
        assertThat(writeAndWait(older).getMessage().getHeader("CamelSqlUpdateCount"))
                .isEqualTo(1);
        assertThat(writeAndWait(newer).getMessage().getHeader("CamelSqlUpdateCount"))
                .isEqualTo(0);

        assertThat(store.memory(NOW).notices()).containsExactly(newer);
    }

    @Test
    void decisions_and_news_are_added_each_time() throws Exception {
        writeAndWait(new DecisionRow(AT, "pve-01", "law 2", "frozen 8 s", "nothing"));
        writeAndWait(new DecisionRow(AT, "pve-01", "law 2", "frozen 8 s", "nothing"));
        writeAndWait(new NewsRow(AT, "node-back", "pve-01", "pve-01 is back."));

        assertThat(count("decision")).isEqualTo(2);
        assertThat(count("news")).isEqualTo(1);
    }

    @Test
    void what_is_older_than_90_days_is_dropped_but_never_the_newest_notice_of_a_sender() throws Exception {
        long old = Instant.now().minus(Duration.ofDays(91)).toEpochMilli();
        long young = Instant.now().minus(Duration.ofDays(89)).toEpochMilli();
        NoticeRow newest = new NoticeRow("pve-01.7.9", "pve-01", 7, 9, "stop", "", null, old);
        for (long at : List.of(old, young)) {
            writeAndWait(new DecisionRow(at, "pve-01", "law 2", "frozen 8 s", "nothing"));
            writeAndWait(new NewsRow(at, "node-back", "pve-01", "pve-01 is back."));
        }
        writeAndWait(new NoticeRow("pve-01.7.8", "pve-01", 7, 8, "stop", "", null, old));
        writeAndWait(newest);

        for (String table : List.of("decisions", "news", "notices")) {
            flows.template().requestBody("sql:classpath:db/prune-" + table + ".sql?dataSource=#dataSource", "");
        }

        assertThat(count("decision")).isEqualTo(1);
        assertThat(count("news")).isEqualTo(1);
        assertThat(count("notice")).isEqualTo(1);
        assertThat(store.memory(NOW).notices()).containsExactly(newest);
    }

    @Test
    void history_is_written_whole_and_its_end_is_filled_in_later() throws Exception {
        writeAndWait(new HistoryRow("roll", "hub", AT, null, 0, "begins 1000 0 pve-01/7"));
        writeAndWait(new HistoryRow("gap", "pve-01", AT + 5, null, 7, ""));
        writeAndWait(new HistoryRow("gap", "PVE-01", AT + 5, AT + 9_000, 8, "thinned 3"));

        try (Archive archive = Archive.open(data.resolve("data"))) {
            assertThat(archive.past(AT).history())
                    .containsExactly(
                            new HistoryRow("roll", "hub", AT, null, 0, "begins 1000 0 pve-01/7"),
                            new HistoryRow("gap", "pve-01", AT + 5, AT + 9_000, 8, "thinned 3"));
            assertThat(archive.covered()).containsExactly(AT, AT + 9_000);
        }
    }

    @Test
    void history_too_old_or_too_much_is_dropped_by_the_flow() throws Exception {
        long now = Instant.now().toEpochMilli();
        for (int i = 0; i < 30; i++) {
            writeAndWait(new HistoryRow("gap", "pve-01", now - i * 60_000, now, 1, ""));
        }
        writeAndWait(new HistoryRow("gap", "pve-01", now - Duration.ofDays(8).toMillis(), now, 1, ""));

        flows.template().requestBody(PRUNE_HISTORY, new HistoryLimits(Duration.ofDays(7), 100));
        assertThat(count("history")).isEqualTo(30);

        flows.template().requestBody(PRUNE_HISTORY, new HistoryLimits(Duration.ofDays(7), 10));
        assertThat(count("history")).isEqualTo(10);

        flows.template().requestBody(PRUNE_HISTORY, new HistoryLimits(Duration.ofDays(7), 10));
        assertThat(count("history")).isEqualTo(10);
    }

    @Test
    void on_a_full_disk_who_waits_gets_the_fault_the_hub_is_told_and_nothing_is_lost_once_there_is_room()
            throws Exception {
        writeAndWait(new IncidentRow(1, "home", "node", "OPEN", AT, null, "pve-01"));
        leaveNoRoom();

        for (int i = 0; i < 50; i++) {
            flows.template().sendBody(STORE, new DecisionRow(AT, "pve-01", "law 1", "x".repeat(2_000), "call " + i));
        }
        await().until(() -> !hub.told.isEmpty());
        flows.template().sendBody(STORE, new IncidentRow(1, "home", "node", "CALLING", AT, null, "pve-01"));
        flows.template().sendBody(STORE, new IncidentRow(1, "home", "node", "ACKNOWLEDGED", AT, null, "pve-01"));
        NoticeRow notice = new NoticeRow("pve-01.7.8", "pve-01", 7, 8, "stop", "y".repeat(20_000), null, AT);
        assertThatThrownBy(() -> writeAndWait(notice)).hasStackTraceContaining("SQLITE_FULL");
        assertThat(hub.told)
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("failed:")
                .contains("full");

        setMaxPages(1_000_000);

        await().until(() -> hub.told.contains("works"));
        assertThat(hub.told).hasSize(2);
        assertThat(count("decision")).isEqualTo(50);
        assertThat(store.memory(NOW).incidents()).extracting(IncidentRow::state).containsExactly("ACKNOWLEDGED");
        assertThat(store.memory(NOW).notices()).isEmpty();
        writeAndWait(notice);
        assertThat(store.memory(NOW).notices()).containsExactly(notice);
    }

    @Test
    void a_row_that_the_store_refuses_for_ever_does_not_stop_the_rows_behind_it() throws Exception {
        flows.template().sendBody(STORE, "no row");
        flows.template().sendBody(STORE, new NewsRow(AT, "node-back", "pve-01", "pve-01 is back."));

        await().until(() -> count("news") == 1);
        assertThat(hub.told).isEmpty();
    }

    @Test
    void thousands_of_rows_that_nobody_waits_for_are_all_written_and_hold_up_no_notice() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            flows.template().sendBody(STORE, new SenderRow("n" + i, "home", "FAILED", AT, 7, i, null, AT, null));
            flows.template().sendBody(STORE, new DecisionRow(AT, "n" + i, "timeout", "it's \"silent\"", "failed"));
            flows.template().sendBody(STORE, new IncidentRow(1, "home", "node", "OPEN", AT, null, "x".repeat(i)));
        }
        NoticeRow notice = new NoticeRow("pve-01.7.8", "pve-01", 7, 8, "stop", "", null, AT);
        long asked = System.nanoTime();
        writeAndWait(notice);
        Duration waited = Duration.ofNanos(System.nanoTime() - asked);

        await().until(() -> count("decision") == 5_000 && count("sender") == 5_000);
        assertThat(waited).isLessThan(Duration.ofSeconds(8));
        assertThat(store.memory(NOW).incidents())
                .extracting(row -> row.nodes().length())
                .containsExactly(4_999);
        assertThat(store.memory(NOW).senders().get(0))
                .isEqualTo(new SenderRow("n0", "home", "FAILED", AT, 7, 0, null, AT, null));
    }

    @Test
    void a_row_at_fault_takes_no_other_of_its_batch_with_it() throws Exception {
        flows.context().getRouteController().suspendRoute("store");
        for (int i = 0; i < 20; i++) {
            String state = i == 7 ? null : "UP";
            flows.template().sendBody(STORE, new SenderRow("n" + i, "home", state, AT, 7, 8, null, null, null));
        }

        flows.context().getRouteController().resumeRoute("store");

        await().until(() -> count("sender") == 19);
        assertThat(hub.told).isEmpty();
    }

    @Test
    void many_stamps_are_written_as_one_row_each() throws Exception {
        StampRow one = new StampRow("pve-01", "beat", 7, 8);
        StampRow other = new StampRow("relay:pi", "beat", 7, 9);

        flows.template().sendBody(STORE, new Row.StampsRow(3, List.of(one, other)));

        await().until(() -> count("stamp") == 2);
        assertThat(store.memory(NOW).stamps()).containsExactly(one, other);
    }

    private Exchange writeAndWait(Row row) {
        Exchange answer = flows.template().request(STORE, exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getMessage().setBody(row);
        });
        if (answer.getException() != null) {
            throw new IllegalStateException(answer.getException());
        }
        return answer;
    }

    private static List<Row> rowsOf(Memory memory) {
        return List.of(
                        memory.senders(),
                        memory.stamps(),
                        memory.ups(),
                        memory.readings(),
                        memory.incidents(),
                        memory.attempts(),
                        memory.plans(),
                        memory.steps(),
                        memory.notices(),
                        memory.drills())
                .stream()
                .<Row>flatMap(List::stream)
                .toList();
    }

    private void leaveNoRoom() throws SQLException {
        setMaxPages(1);
    }

    /** SQLite takes the present size when less is asked for. */
    private void setMaxPages(int pages) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA max_page_count = " + pages);
        }
    }

    private int count(String table) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return result.getInt(1);
        }
    }
}
