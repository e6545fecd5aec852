package dev.alarum.store;

import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.DecisionRow;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.Row.NewsRow;
import dev.alarum.store.Row.NoticeRow;
import dev.alarum.store.Row.PlanRow;
import dev.alarum.store.Row.StepRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The store of a hub, opened to be read only; whether the hub runs or not makes no difference, and it is not disturbed. */
public final class Archive implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MS = 5_000;
    private static final int SINCE_HISTORY = 2;
    private static final int SINCE_PROVIDER = 3;

    private final Path file;
    private final Connection connection;
    private final int version;

    private Archive(Path file, Connection connection, int version) {
        this.file = file;
        this.connection = connection;
        this.version = version;
    }

    /**
     * Opens the store of that folder.
     *
     * @param dataFolder {@code alarum.data.dir}
     * @throws StoreException if there is none, or it cannot be read
     */
    public static Archive open(Path dataFolder) throws StoreException {
        Path file = dataFolder.resolve(DataFolder.DATABASE);
        if (!Files.isRegularFile(file)) {
            throw new StoreException(
                    "there is no store " + file
                            + ": no hub has run on this folder, or alarum.data.dir is another, or this user may not look there");
        }
        NativeLibraryFolder.choose(dataFolder);
        try {
            Connection connection = readOnly(file).getConnection();
            try {
                return new Archive(file, connection, versionOf(connection, file));
            } catch (SQLException | StoreException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException(file + " cannot be read: " + StoreFault.reasonOf(e), e);
        }
    }

    /** What a replay from that time on needs: from the last roll before it, or else from the first one. */
    public Past past(long from) throws StoreException {
        return read(rows -> new Past(
                history(rows, from),
                rows.list("SELECT * FROM notice ORDER BY received", MemoryReader::notice),
                incidents(rows),
                rows.list(attempts() + " ORDER BY incident, attempt", MemoryReader::attempt)));
    }

    /** When the history begins and ends, in ms since 1970; empty if there is none. */
    public List<Long> covered() throws StoreException {
        return read(rows -> version < SINCE_HISTORY
                ? List.of()
                : rows
                        .list(
                                "SELECT (SELECT min(since) FROM history WHERE kind = 'roll'),"
                                        + " (SELECT max(max(since), max(coalesce(until, 0))) FROM history)"
                                        + " WHERE EXISTS (SELECT 1 FROM history WHERE kind = 'roll')",
                                row -> List.of(row.getLong(1), row.getLong(2)))
                        .stream()
                        .flatMap(List::stream)
                        .toList());
    }

    /** All incidents, by number. */
    public List<IncidentRow> incidents() throws StoreException {
        return read(Archive::incidents);
    }

    /** The attempts of one incident. */
    public List<AttemptRow> attempts(long incident) throws StoreException {
        return read(rows ->
                rows.list(attempts() + " WHERE incident = ? ORDER BY attempt", MemoryReader::attempt, incident));
    }

    private String attempts() {
        return version < SINCE_PROVIDER
                ? "SELECT *, NULL AS pressed, 1 AS provider FROM call_attempt"
                : "SELECT * FROM call_attempt";
    }

    /** The plans of one incident. */
    public List<PlanRow> plans(long incident) throws StoreException {
        return read(
                rows -> rows.list("SELECT * FROM plan WHERE incident = ? ORDER BY id", MemoryReader::plan, incident));
    }

    /** The steps of one plan. */
    public List<StepRow> steps(long plan) throws StoreException {
        return read(rows ->
                rows.list("SELECT * FROM plan_step WHERE plan = ? ORDER BY position", MemoryReader::step, plan));
    }

    /** The decisions of a time, both ends in it, in the order in which they were made. */
    public List<DecisionRow> decisions(long from, long until) throws StoreException {
        return read(rows -> rows.list(
                "SELECT * FROM decision WHERE at BETWEEN ? AND ? ORDER BY at, id", Archive::decision, from, until));
    }

    /** The newest decisions about one subject, oldest first. */
    public List<DecisionRow> decisionsAbout(String subject, int most) throws StoreException {
        return read(rows -> rows.list(
                "SELECT * FROM (SELECT * FROM decision WHERE subject = ? COLLATE NOCASE ORDER BY at DESC, id DESC LIMIT ?)"
                        + " ORDER BY at, id",
                Archive::decision,
                subject,
                most));
    }

    /** The news of a time, both ends in it. */
    public List<NewsRow> news(long from, long until) throws StoreException {
        return read(rows ->
                rows.list("SELECT * FROM news WHERE at BETWEEN ? AND ? ORDER BY at, id", Archive::newsOf, from, until));
    }

    /** The notices of a time, both ends in it. */
    public List<NoticeRow> notices(long from, long until) throws StoreException {
        return read(rows -> rows.list(
                "SELECT * FROM notice WHERE received BETWEEN ? AND ? ORDER BY received",
                MemoryReader::notice,
                from,
                until));
    }

    /** Everyone known now, as on the wire. */
    public List<String> senders() throws StoreException {
        return read(rows -> rows.list("SELECT sender FROM sender ORDER BY sender", row -> row.getString(1)));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(file + " cannot be closed", e);
        }
    }

    private interface Query<T> {
        T of(MemoryReader rows) throws SQLException;
    }

    private <T> T read(Query<T> query) throws StoreException {
        try {
            return query.of(new MemoryReader(connection));
        } catch (SQLException e) {
            throw new StoreException(file + " cannot be read: " + StoreFault.reasonOf(e), e);
        }
    }

    private static List<IncidentRow> incidents(MemoryReader rows) throws SQLException {
        return rows.list("SELECT * FROM incident ORDER BY id", MemoryReader::incident);
    }

    private static List<HistoryRow> history(MemoryReader rows, long from) throws SQLException {
        Map<String, String> texts = new HashMap<>();
        return rows.list(
                "WITH first(at) AS (SELECT coalesce("
                        + "(SELECT max(since) FROM history WHERE kind = 'roll' AND since <= ?),"
                        + "(SELECT min(since) FROM history WHERE kind = 'roll')))"
                        + " SELECT h.* FROM history h, first WHERE h.since >= first.at"
                        + " OR (h.kind = 'gap' AND (h.until IS NULL OR h.until >= first.at))"
                        + " ORDER BY h.since, h.kind, h.subject",
                row -> history(row, texts),
                from);
    }

    private static HistoryRow history(ResultSet row, Map<String, String> texts) throws SQLException {
        return new HistoryRow(
                once(row.getString("kind"), texts),
                once(row.getString("subject"), texts),
                row.getLong("since"),
                MemoryReader.longOrNull(row, "until"),
                row.getLong("number"),
                once(row.getString("detail"), texts));
    }

    /** A million rows have a few hundred different texts. */
    private static String once(String text, Map<String, String> texts) {
        return texts.computeIfAbsent(text, same -> same);
    }

    private static DecisionRow decision(ResultSet row) throws SQLException {
        return new DecisionRow(
                row.getLong("at"),
                row.getString("subject"),
                row.getString("rule"),
                row.getString("known"),
                row.getString("done"));
    }

    private static NewsRow newsOf(ResultSet row) throws SQLException {
        return new NewsRow(row.getLong("at"), row.getString("code"), row.getString("subject"), row.getString("text"));
    }

    private static int versionOf(Connection connection, Path file) throws SQLException, StoreException {
        int version = Schema.knownVersionOf(connection);
        if (version == 0) {
            throw new StoreException(file + " is empty: no hub has started on it");
        }
        return version;
    }

    private static SQLiteDataSource readOnly(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }
}
