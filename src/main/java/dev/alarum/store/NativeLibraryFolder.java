package dev.alarum.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder into which SQLite's native library is unpacked: the temporary one, unless nothing can run from there. */
final class NativeLibraryFolder {
    private static final String SETTING = "org.sqlite.tmpdir";
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private NativeLibraryFolder() {}

    /** Sends the library into the data folder where the temporary folder is read-only or noexec. */
    static void choose(Path dataFolder) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
        boolean usable = Files.isWritable(temporary) && !isNoexec(temporary, mounts());
        if (System.getProperty(SETTING) == null && !usable) {
            System.setProperty(SETTING, dataFolder.toAbsolutePath().toString());
        }
    }

    /** Whether the mount that holds this path forbids running programs, by the lines of /proc/self/mounts. */
    static boolean isNoexec(Path path, List<String> mounts) {
        Path nearest = Path.of("/");
        boolean noexec = false;
        for (String line : mounts) {
            String[] parts = line.split(" ");
            if (parts.length >= 4) {
                Path at = Path.of(parts[1].replace("\\040", " "));
                // a later line covers an earlier one at the same place
                if (path.startsWith(at) && at.getNameCount() >= nearest.getNameCount()) {
                    nearest = at;
                    noexec = List.of(parts[3].split(",")).contains("noexec");
                }
            }
        }
        return noexec;
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(MOUNTS, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return List.of();
        }
    }
}
