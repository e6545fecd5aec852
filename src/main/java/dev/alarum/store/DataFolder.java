package dev.alarum.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data folder of one hub, held for as long as it runs: a second hub on it is refused. */
final class DataFolder implements AutoCloseable {
    static final String LOCK = "hub.lock";
    static final String DATABASE = "alarum.db";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder (mode 0700) if there is none, and holds it.
     *
     * @throws StoreException if it cannot be made or written, or another hub holds it
     */
    static DataFolder hold(Path path) throws StoreException {
        FileChannel channel = null;
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path, OWNER_ONLY_FOLDER);
            }
            channel = FileChannel.open(
                    path.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY);
            if (isLocked(channel)) {
                return new DataFolder(path, channel);
            }
        } catch (IOException e) {
            close(channel);
            throw new StoreException(
                    "alarum.data.dir is " + path + ": it cannot be made or written (" + reasonOf(e)
                            + "); give a folder that this user may write, for instance /var/lib/alarum",
                    e);
        }
        close(channel);
        throw new StoreException("alarum.data.dir is " + path
                + ": another hub runs on it; stop that one, or give each hub a folder of its own");
    }

    /** The file of the store, made with mode 0600 if there is none. */
    Path database() throws IOException {
        Path file = path.resolve(DATABASE);
        if (!Files.exists(file)) {
            // before SQLite makes it with the mode of the umask; its -wal and -shm take over this file's mode
            Files.createFile(file, OWNER_ONLY);
        }
        return file;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        close(channel);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String reasonOf(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
