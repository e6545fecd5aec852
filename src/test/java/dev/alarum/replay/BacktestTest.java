package dev.alarum.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Contact;
import dev.alarum.core.CoreSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.Roll;
import dev.alarum.heartbeat.Roll.Present;
import dev.alarum.incident.Cause;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.store.Past;
import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.store.Row.IncidentRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BacktestTest {
    private static final long START = 1_790_000_000_000L;
    private static final long DAY = 86_400_000L;
    private static final String QUIET_UPS = "pi MAINS - 100.0 1800 30.0";

    @Test
    void nothing_recorded_is_refused() {
        assertThatThrownBy(() -> Backtest.of(new Past(List.of(), List.of(), List.of(), List.of())))
                .hasMessage("nothing is recorded");
    }

    @Test
    void a_call_that_was_made_and_would_not_be_is_missing_and_one_of_another_site_is_not_the_same() {
        List<HistoryRow> rows = rows(1, 3);
        rows.add(gap("n0", START + 100_000, START + 160_000));
        sort(rows);
        Past past = new Past(
                rows,
                List.of(),
                List.of(incident(1, "home", START + 3_600_000, "n1"), incident(2, "cabin", START + 123_000, "n0")),
                List.of(attempt(1, START + 3_603_000), attempt(2, START + 123_000)));

        List<Outcome> outcomes = Backtest.of(past).outcomes(settings("20s"), START, START + DAY);

        assertThat(outcomes)
                .extracting(Outcome::kind)
                .containsExactlyInAnyOrder(Outcome.Kind.NEW, Outcome.Kind.MISSING, Outcome.Kind.MISSING);
    }

    @Test
    void of_two_alarms_of_one_node_the_nearer_one_is_the_same() {
        List<HistoryRow> rows = rows(1, 3);
        rows.add(gap("n0", START + 2_000_000, START + 2_015_000));
        rows.add(gap("n0", START + 5_700_000, START + 5_760_000));
        sort(rows);
        Past past = new Past(
                rows,
                List.of(),
                List.of(incident(1, "home", START + 5_720_000, "n0")),
                List.of(attempt(1, START + 5_723_000)));

        List<Outcome> outcomes = Backtest.of(past).outcomes(settings("10s"), START, START + DAY);

        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Outcome.Kind.NEW, Outcome.Kind.EARLIER);
    }

    @Test
    void what_lies_outside_the_asked_time_is_left_out() {
        List<HistoryRow> rows = rows(2, 3);
        rows.add(gap("n0", START + 100_000, START + 160_000));
        rows.add(gap("n0", START + DAY + 100_000, START + DAY + 160_000));
        sort(rows);
        Backtest backtest = Backtest.of(new Past(rows, List.of(), List.of(), List.of()));

        assertThat(backtest.outcomes(settings("20s"), START, START + 2 * DAY)).hasSize(2);
        List<Outcome> second = backtest.outcomes(settings("20s"), START + DAY, START + 2 * DAY);

        assertThat(second).hasSize(1);
        assertThat(second.get(0).alarm().cause()).isEqualTo(Cause.NODE);
        assertThat(second.get(0).alarm().at()).isEqualTo(START + DAY + 123_000);
    }

    @Test
    void gaps_too_many_to_be_recorded_are_counted() {
        List<HistoryRow> rows = rows(1, 3);
        rows.add(new HistoryRow("gap", "n0", START + 1000, START + 6000L, 1, "thinned 17"));
        sort(rows);

        Backtest backtest = Backtest.of(new Past(rows, List.of(), List.of(), List.of()));

        assertThat(backtest.thinned()).isEqualTo(17);
        assertThat(backtest.resolution()).isEqualTo(Duration.ofMillis(2500));
        assertThat(backtest.ran(START - DAY, START + 2 * DAY)).isEqualTo(Duration.ofDays(1));
        assertThat(backtest.ran(START, START + 1_000)).isEqualTo(Duration.ofSeconds(1));
    }

    /** The measured figure is in docs/operations.md; the bound here is for a busy machine. */
    @Test
    void thirty_days_of_fifty_nodes_take_seconds() {
        List<HistoryRow> rows = rows(30, 50);
        Random random = new Random(1);
        int deaths = 0;
        for (int node = 0; node < 50; node++) {
            long at = START + 10_000;
            while (at < START + 30 * DAY) {
                boolean death = random.nextInt(100) == 0;
                long length = death ? 30_000 + random.nextInt(3_600_000) : 2_500 + random.nextInt(10_000);
                deaths += death ? 1 : 0;
                rows.add(gap("n" + node, at, at + length));
                at += length + 1_000 + random.nextInt((int) (DAY / 3));
            }
        }
        sort(rows);
        Past past = new Past(rows, List.of(), List.of(), List.of());

        long begun = System.nanoTime();
        List<Outcome> outcomes = Backtest.of(past).outcomes(settings("20s"), START, START + 30 * DAY);
        long took = (System.nanoTime() - begun) / 1_000_000;

        System.out.println("gaps=" + rows.size() + " deaths=" + deaths + " alarms=" + outcomes.size() + " ms=" + took);
        assertThat(outcomes).hasSizeBetween(deaths / 2, deaths);
        assertThat(took).isLessThan(30_000);
    }

    private static List<HistoryRow> rows(int days, int nodes) {
        List<HistoryRow> rows = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            long at = START + day * DAY;
            List<Present> present = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                present.add(new Present(Sender.node(new Name("n" + node)), 1, -1));
            }
            String roll = new Roll(day == 0, Duration.ofSeconds(1), 0, present).text();
            rows.add(new HistoryRow("roll", "hub", at, null, 0, roll));
            rows.add(new HistoryRow("watch", "hub", at, at + DAY, 0, ""));
            rows.add(new HistoryRow("ups", "ups", at + 1, at + DAY, 0, QUIET_UPS));
        }
        return rows;
    }

    private static void sort(List<HistoryRow> rows) {
        rows.sort(Comparator.comparingLong(HistoryRow::since));
    }

    private static HistoryRow gap(String node, long from, long until) {
        return new HistoryRow("gap", node, from, until, 1, "");
    }

    private static IncidentRow incident(long id, String site, long at, String nodes) {
        return new IncidentRow(id, site, "node", "CLOSED", at, at + 60_000, nodes);
    }

    private static AttemptRow attempt(long incident, long at) {
        return new AttemptRow(incident, 1, 1, "Ada", "+14155550101", "completed", null, "human", 20, null, at);
    }

    private static CoreSettings settings(String timeout) {
        return new CoreSettings(
                new NodeSettings(Map.of(), Map.of(), Set.of()),
                new HeartbeatSettings(dev.alarum.node.Durations.parse(timeout), Duration.ofSeconds(1), Map.of()),
                new IncidentSettings(1, Duration.ofHours(1), Duration.ofSeconds(3)),
                new NoticeSettings(null, Duration.ofMinutes(15), Duration.ofMinutes(5)),
                new CallSettings(
                        List.of(new Contact(1, "Ada", "+14155550101", "en")),
                        3,
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(15),
                        30),
                List.of(),
                List.of());
    }
}
