package dev.alarum.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Small files that only their owner may read (mode 0600) and that survive a power cut once written. */
public final class PrivateFile {
    private PrivateFile() {}

    /**
     * Makes a new file.
     *
     * @throws IOException if it exists already or cannot be written
     */
    public static void create(Path file, String content) throws IOException {
        write(file, content, StandardOpenOption.CREATE_NEW);
    }

    /**
     * Writes the file anew; after a crash at any instant either the old or the new content is there.
     *
     * @throws IOException if it cannot be written
     */
    public static void replace(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        write(fresh, content, StandardOpenOption.CREATE_NEW);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolderOf(file);
    }

    /**
     * Gives the file to whom its folder belongs, so that a program of that user can read what root wrote.
     *
     * @throws IOException if that is not allowed
     */
    public static void giveToOwnerOfFolder(Path file) throws IOException {
        UserPrincipal owner = Files.getOwner(file.toAbsolutePath().resolve("..").normalize());
        if (!Files.getOwner(file).equals(owner)) {
            Files.setOwner(file, owner);
        }
    }

    private static void write(Path file, String content, StandardOpenOption how) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(how, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        syncFolderOf(file);
    }

    private static void syncFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
