package dev.alarum.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    Path folder;

    @Test
    void a_new_store_is_empty_its_folder_and_file_are_its_owners_only() throws Exception {
        Path data = folder.resolve("new/data");

        try (Store store = Store.open(data)) {
            assertThat(store.memory(Instant.now())).isEqualTo(Memory.empty());
        }

        assertThat(modeOf(data)).isEqualTo("rwx------");
        assertThat(modeOf(data.resolve("alarum.db"))).isEqualTo("rw-------");
    }

    @Test
    void it_writes_ahead_and_syncs_every_commit() throws Exception {
        try (Store store = Store.open(folder)) {
            assertThat(pragma(store, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(store, "synchronous")).isEqualTo("2");
            assertThat(pragma(store, "busy_timeout")).isEqualTo("5000");
            assertThat(pragma(store, "user_version")).isEqualTo(String.valueOf(Schema.VERSION));
        }
    }

    @Test
    void a_second_hub_on_the_folder_is_refused_until_the_first_has_stopped() throws Exception {
        Store first = Store.open(folder);

        assertThatThrownBy(() -> Store.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessage("alarum.data.dir is " + folder
                        + ": another hub runs on it; stop that one, or give each hub a folder of its own");

        first.close();
        Store.open(folder).close();
    }

    @Test
    void a_store_of_a_newer_program_is_refused_and_left_as_it_is() throws Exception {
        try (Store store = Store.open(folder)) {
            execute(store, "PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> Store.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("the store has schema 99, this program knows up to " + Schema.VERSION);
    }

    @Test
    void a_file_that_is_no_database_is_named_with_what_to_do() throws Exception {
        Files.writeString(
                folder.resolve("alarum.db"), "this is no database, but it is long enough to be read ".repeat(99));

        assertThatThrownBy(() -> Store.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder.resolve("alarum.db") + " cannot be opened")
                .hasMessageContaining("SQLITE_NOTADB")
                .hasMessageContaining("put a backup in its place")
                .message()
                .hasLineCount(1);
    }

    @Test
    void a_damaged_page_is_found_at_the_start() throws Exception {
        try (Store store = Store.open(folder)) {
            execute(store, "INSERT INTO news (at, code, subject, text) VALUES (1, 'c', 's', 't')");
        }
        byte[] file = Files.readAllBytes(folder.resolve("alarum.db"));
        Arrays.fill(file, 4096, file.length, (byte) 0x5a);
        Files.write(folder.resolve("alarum.db"), file);

        assertThatThrownBy(() -> Store.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("put a backup in its place")
                .message()
                .hasLineCount(1);
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> Store.open(file.resolve("data")))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(
                        "alarum.data.dir is " + file.resolve("data") + ": it cannot be made or written");
    }

    @Test
    void the_one_connection_is_given_back_and_used_again_and_an_open_transaction_does_not_outlive_its_borrower()
            throws Exception {
        try (Store store = Store.open(folder)) {
            try (Connection connection = store.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("INSERT INTO news (at, code, subject, text) VALUES (1, 'c', 's', 't')");
                }
            }

            try (Connection connection = store.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("SELECT count(*) FROM news")) {
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(count.getInt(1)).isZero();
            }
        }
    }

    @Test
    void the_temporary_folder_is_noexec_by_its_nearest_mount() {
        List<String> mounts =
                List.of("/dev/sda / ext4 rw 0 0", "tmpfs /tmp tmpfs rw,noexec 0 0", "x /tmp/ok ext4 rw 0 0");

        assertThat(NativeLibraryFolder.isNoexec(Path.of("/tmp/a"), mounts)).isTrue();
        assertThat(NativeLibraryFolder.isNoexec(Path.of("/tmp/ok/a"), mounts)).isFalse();
        assertThat(NativeLibraryFolder.isNoexec(Path.of("/tmpx"), mounts)).isFalse();
    }

    @Test
    void what_was_acknowledged_survives_kill_9_at_any_instant() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long acknowledged = 0;
        for (int round = 0; round < 5; round++) {
            acknowledged = Math.max(acknowledged, writeUntilKilled(random.nextInt(400) + 1));

            try (Store store = Store.open(folder);
                    Connection connection = store.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*), max(at) FROM news")) {
                assertThat(row.getLong(2)).as("newest, seed %d", seed).isGreaterThanOrEqualTo(acknowledged);
                assertThat(row.getLong(1)).as("without gaps, seed %d", seed).isEqualTo(row.getLong(2));
                acknowledged = row.getLong(2);
            }
        }
        assertThat(acknowledged).isPositive();
    }

    /** Kills the writer once it has acknowledged so many rows; answers the last number read from it. */
    private long writeUntilKilled(int rows) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < rows; i++) {
                last = Long.parseLong(lines.readLine());
            }
            // by its handle: the process's own method would also close what it has said
            writer.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Math.max(last, Long.parseLong(line));
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        return last;
    }

    /** Adds numbered rows one by one and prints each number once its row is committed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            try (Store store = Store.open(Path.of(arguments[0]));
                    Connection connection = store.dataSource().getConnection();
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO news (at, code, subject, text) VALUES ((SELECT coalesce(max(at), 0) + 1 FROM"
                                    + " news), 'c', 's', 't') RETURNING at")) {
                while (true) {
                    long written;
                    try (ResultSet row = insert.executeQuery()) {
                        written = row.getLong(1);
                    }
                    // the commit ends with the result set
                    System.out.println(written);
                }
            }
        }
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String pragma(Store store, String name) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA " + name)) {
            return result.getString(1);
        }
    }

    private static void execute(Store store, String sql) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
