package dev.alarum.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A hub's store, open: {@code alarum.db} in the data folder, which no other hub can open meanwhile. */
public final class Store implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Store.class);
    private static final int BUSY_TIMEOUT_MS = 5_000;

    private final DataFolder folder;
    private final OneWriter writer;

    private Store(DataFolder folder, OneWriter writer) {
        this.folder = folder;
        this.writer = writer;
    }

    /**
     * Opens the store, made if there is none.
     *
     * @param dataFolder {@code alarum.data.dir}
     * @throws StoreException if another hub runs on the folder, or the file cannot be written, is damaged, or is newer
     *     than this program
     */
    public static Store open(Path dataFolder) throws StoreException {
        DataFolder folder = DataFolder.hold(dataFolder);
        Path file = dataFolder.resolve(DataFolder.DATABASE);
        OneWriter writer = null;
        try {
            NativeLibraryFolder.choose(dataFolder);
            writer = new OneWriter(sqlite(folder.database()));
            try (Connection connection = writer.getConnection()) {
                check(connection, file);
                Schema.bringUpToDate(connection);
                writeProbe(connection);
            }
            return new Store(folder, writer);
        } catch (StoreException e) {
            close(folder, writer);
            throw e;
        } catch (SQLException | IOException e) {
            close(folder, writer);
            throw new StoreException(file + " cannot be opened: " + StoreFault.reasonOf(e), e);
        }
    }

    /** The one connection for all that is written. */
    public DataSource dataSource() {
        return writer;
    }

    /**
     * All that must be known at a start.
     *
     * @throws StoreException if it cannot be read
     */
    public Memory memory(Instant now) throws StoreException {
        try (Connection connection = writer.getConnection()) {
            return new MemoryReader(connection).read(now.toEpochMilli());
        } catch (SQLException e) {
            throw new StoreException(
                    folder.path().resolve(DataFolder.DATABASE) + " cannot be read: " + StoreFault.reasonOf(e), e);
        }
    }

    /**
     * Forgets a node or relay while no hub runs.
     *
     * @param sender as on the wire: {@code NAME} or {@code relay:NAME}
     * @return whether it was known
     * @throws StoreException if that cannot be written
     */
    public boolean forget(String sender) throws StoreException {
        try (Connection connection = writer.getConnection();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM sender WHERE sender = ?")) {
            delete.setString(1, sender);
            return delete.executeUpdate() > 0;
        } catch (SQLException e) {
            throw new StoreException(sender + " cannot be forgotten: " + StoreFault.reasonOf(e), e);
        }
    }

    /** Closes the file and lets go of the folder. */
    @Override
    public void close() {
        close(folder, writer);
    }

    private static DataSource sqlite(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // what was acknowledged survives a power cut; NORMAL would lose the last commits
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    private static void check(Connection connection, Path file) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = result.getString(1);
            if (!"ok".equals(found)) {
                throw new StoreException(file + " is damaged (" + found.replaceAll("\\s+", " ") + "): "
                        + StoreFault.WHAT_TO_DO_IF_DAMAGED);
            }
        }
    }

    private static void writeProbe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO probe (id, at) VALUES (1, 0) ON CONFLICT (id) DO UPDATE SET at = 0");
        }
    }

    private static void close(DataFolder folder, @Nullable OneWriter writer) {
        try (folder) {
            if (writer != null) {
                writer.close();
            }
        } catch (SQLException e) {
            LOGGER.warn("event=store-not-closed reason=\"{}\"", StoreFault.reasonOf(e));
        }
    }
}
