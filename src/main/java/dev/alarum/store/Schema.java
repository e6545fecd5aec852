package dev.alarum.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The form of the store: {@code db/schema-N.sql} leads from version N-1 to N; the file's {@code user_version} tells
 * which it has. Each step is one transaction, so a crash leaves the version before or after it.
 */
final class Schema {
    /** The version that this program writes and reads. */
    static final int VERSION = 6;

    private Schema() {}

    /**
     * Brings the file to {@link #VERSION}.
     *
     * @throws StoreException if a newer program has written it
     */
    static void bringUpToDate(Connection connection) throws SQLException, StoreException {
        int found = knownVersionOf(connection);
        for (int version = found + 1; version <= VERSION; version++) {
            step(connection, version);
        }
    }

    /**
     * The version of the file.
     *
     * @throws StoreException if a newer program has written it
     */
    static int knownVersionOf(Connection connection) throws SQLException, StoreException {
        int found = versionOf(connection);
        if (found > VERSION) {
            throw new StoreException("the store has schema " + found + ", this program knows up to " + VERSION
                    + ": start the newer Alarum that wrote it, or restore a backup of before");
        }
        return found;
    }

    private static int versionOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.getInt(1);
        }
    }

    private static void step(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            try {
                statement.executeUpdate(script(version));
                statement.executeUpdate("PRAGMA user_version = " + version);
                statement.executeUpdate("COMMIT");
            } catch (SQLException e) {
                statement.executeUpdate("ROLLBACK");
                throw e;
            }
        }
    }

    private static String script(int version) {
        String name = "/db/schema-" + version + ".sql";
        try (InputStream script = Schema.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException(name + " is missing in this build");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
