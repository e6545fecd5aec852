package dev.alarum.store;

import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.DrillRow;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.Row.NoticeRow;
import dev.alarum.store.Row.PlanRow;
import dev.alarum.store.Row.ReadingRow;
import dev.alarum.store.Row.SenderRow;
import dev.alarum.store.Row.StampRow;
import dev.alarum.store.Row.StepRow;
import dev.alarum.store.Row.UpsRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the hub must know at its start. */
final class MemoryReader {
    /** How long a closed incident is still remembered. */
    static final Duration RECENT = Duration.ofHours(1);

    /** How long what a plan has changed may wait to be put right. */
    private static final Duration UNSETTLED = Duration.ofDays(14);

    /** How long a call counts towards the cap of a month. */
    private static final Duration MONTH = Duration.ofDays(30);

    /** The words of attempts that no provider took, and that cost nothing. */
    private static final String NOT_TAKEN = "'intent', 'not-placed', 'refused', 'bad-number', 'not-wanted'";

    private static final String INCIDENTS = "(upper(state) <> 'CLOSED' OR ended >= ?)";

    private final Connection connection;

    MemoryReader(Connection connection) {
        this.connection = connection;
    }

    /** @param now ms since 1970 */
    Memory read(long now) throws SQLException {
        long recent = Math.min(now - RECENT.toMillis(), earliestFailure());
        String ofIncidents = "incident IN (SELECT id FROM incident WHERE " + INCIDENTS + ")";
        String plans = "(" + ofIncidents + " OR at >= ?)";
        long unsettled = now - UNSETTLED.toMillis();
        return new Memory(
                list("SELECT * FROM sender ORDER BY sender", MemoryReader::sender),
                list("SELECT * FROM stamp ORDER BY sender, kind", MemoryReader::stamp),
                list("SELECT * FROM ups ORDER BY ups", MemoryReader::ups),
                list("SELECT * FROM reading ORDER BY ups", MemoryReader::reading),
                list("SELECT * FROM incident WHERE " + INCIDENTS + " ORDER BY id", MemoryReader::incident, recent),
                list(
                        "SELECT * FROM call_attempt WHERE " + ofIncidents + " ORDER BY incident, attempt",
                        MemoryReader::attempt,
                        recent),
                list("SELECT * FROM plan WHERE " + plans + " ORDER BY id", MemoryReader::plan, recent, unsettled),
                list(
                        "SELECT * FROM plan_step WHERE plan IN (SELECT id FROM plan WHERE " + plans
                                + ") ORDER BY plan, position",
                        MemoryReader::step,
                        recent,
                        unsettled),
                list(
                        "SELECT n.* FROM notice n WHERE NOT EXISTS (SELECT 1 FROM notice o WHERE o.sender = n.sender"
                                + " AND (o.boot, o.seq) > (n.boot, n.seq)) ORDER BY n.sender",
                        MemoryReader::notice),
                // a claim may be on disk although its incident's row never got there: its number is not used again
                number("SELECT max(id) FROM (SELECT id FROM incident UNION ALL SELECT incident FROM call_attempt)"),
                // nor is a plan's of which only an order is on disk
                number("SELECT max(id) FROM (SELECT id FROM plan UNION ALL SELECT plan FROM plan_step)"),
                list(
                        "SELECT at FROM call_attempt WHERE at >= ? AND status NOT IN (" + NOT_TAKEN + ") ORDER BY at",
                        row -> row.getLong(1),
                        now - MONTH.toMillis()),
                list(
                        "SELECT * FROM drill WHERE id = (SELECT max(id) FROM drill) OR id = (SELECT max(id) FROM drill"
                                + " WHERE state IN ('PASSED', 'MISSED')) ORDER BY id",
                        MemoryReader::drill));
    }

    /** Whoever closed the incident of a node that is down yet must not be rung for it anew, however long ago that was. */
    private long earliestFailure() throws SQLException {
        return number("SELECT coalesce(min(failed_at), " + Long.MAX_VALUE + ") FROM sender WHERE state = 'FAILED'");
    }

    private long number(String query) throws SQLException {
        return list(query, row -> row.getLong(1)).get(0);
    }

    <T> List<T> list(String query, RowForm<T> form, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(form.of(rows));
                }
                return List.copyOf(all);
            }
        }
    }

    /** Reads one row. */
    interface RowForm<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static SenderRow sender(ResultSet row) throws SQLException {
        return new SenderRow(
                row.getString("sender"),
                row.getString("site"),
                row.getString("state"),
                row.getLong("since"),
                row.getLong("boot"),
                row.getLong("seq"),
                longOrNull(row, "lease_ends"),
                longOrNull(row, "failed_at"),
                longOrNull(row, "back_at"));
    }

    private static StampRow stamp(ResultSet row) throws SQLException {
        return new StampRow(row.getString("sender"), row.getString("kind"), row.getLong("boot"), row.getLong("seq"));
    }

    private static UpsRow ups(ResultSet row) throws SQLException {
        return new UpsRow(
                row.getString("ups"),
                row.getString("relay"),
                row.getString("state"),
                row.getLong("since"),
                longOrNull(row, "confirmed_at"));
    }

    private static ReadingRow reading(ResultSet row) throws SQLException {
        return new ReadingRow(
                row.getString("ups"),
                row.getString("relay"),
                row.getLong("boot"),
                row.getLong("seq"),
                row.getString("state"),
                row.getString("flags"),
                doubleOrNull(row, "charge_percent"),
                longOrNull(row, "runtime_seconds"),
                doubleOrNull(row, "load_percent"),
                row.getString("last_transfer"),
                row.getLong("age_seconds"),
                row.getLong("received"));
    }

    static IncidentRow incident(ResultSet row) throws SQLException {
        return new IncidentRow(
                row.getLong("id"),
                row.getString("site"),
                row.getString("cause"),
                row.getString("state"),
                row.getLong("opened"),
                longOrNull(row, "ended"),
                row.getString("nodes"));
    }

    static AttemptRow attempt(ResultSet row) throws SQLException {
        return new AttemptRow(
                row.getLong("incident"),
                row.getInt("attempt"),
                row.getInt("contact_order"),
                row.getString("contact"),
                row.getString("phone"),
                row.getString("status"),
                row.getString("sid"),
                row.getString("answered_by"),
                row.getInt("duration_seconds"),
                row.getString("detail"),
                row.getLong("at"),
                row.getString("pressed"),
                row.getInt("provider"));
    }

    private static DrillRow drill(ResultSet row) throws SQLException {
        return new DrillRow(
                row.getLong("id"),
                longOrNull(row, "incident"),
                row.getString("wanted_by"),
                row.getString("state"),
                row.getString("steps"),
                row.getLong("at"));
    }

    static PlanRow plan(ResultSet row) throws SQLException {
        return new PlanRow(
                row.getLong("id"),
                row.getLong("incident"),
                row.getString("ups"),
                row.getString("cluster"),
                row.getString("state"),
                row.getBoolean("armed"),
                row.getLong("at"),
                longOrNull(row, "undoes"),
                row.getString("origin"));
    }

    static StepRow step(ResultSet row) throws SQLException {
        return new StepRow(
                row.getLong("plan"),
                row.getInt("position"),
                row.getString("kind"),
                row.getString("node"),
                row.getString("outcome"),
                row.getString("detail"),
                row.getString("kept"),
                row.getString("evidence"),
                row.getLong("at"));
    }

    static NoticeRow notice(ResultSet row) throws SQLException {
        return new NoticeRow(
                row.getString("id"),
                row.getString("sender"),
                row.getLong("boot"),
                row.getLong("seq"),
                row.getString("kind"),
                row.getString("reason"),
                longOrNull(row, "lease_seconds"),
                row.getLong("received"));
    }

    static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Double doubleOrNull(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }
}
