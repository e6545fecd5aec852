package dev.alarum.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Changes to a host, each told as it is made and none made twice. In a dry run they are told only. Below another root
 * than {@code /} only files are changed: no program is run.
 */
final class HostChanges {
    private final Path root;
    private final boolean isDry;
    private final PrintStream out;

    HostChanges(Path root, boolean isDry, PrintStream out) {
        this.root = root;
        this.isDry = isDry;
        this.out = out;
    }

    /** Where that absolute path of the host lies. */
    Path at(String path) {
        return root.resolve(Path.of("/").relativize(Path.of(path)));
    }

    boolean exists(String path) {
        return Files.exists(at(path), LinkOption.NOFOLLOW_LINKS);
    }

    void folder(String path, String mode) throws IOException {
        if (Files.isDirectory(at(path))) {
            return;
        }
        tell("folder", path);
        if (!isDry) {
            Files.createDirectories(at(path));
            Files.setPosixFilePermissions(at(path), PosixFilePermissions.fromString(mode));
        }
    }

    /** A file with that content; replaced where it differs. */
    void file(String path, byte[] content, String mode) throws IOException {
        Path file = at(path);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        tell(Files.exists(file) ? "new version of" : "file", path);
        if (!isDry) {
            Files.createDirectories(file.resolveSibling(""));
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, content);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** A folder that holds what the source folder holds, and these files, and nothing else. */
    void tree(Path source, String path, List<Path> more) throws IOException {
        Map<String, Path> wanted = new TreeMap<>();
        for (Path file : filesIn(source)) {
            wanted.put(source.relativize(file).toString(), file);
        }
        more.forEach(file -> wanted.put(file.getFileName().toString(), file));
        for (Map.Entry<String, Path> file : wanted.entrySet()) {
            String mode = Files.isExecutable(file.getValue()) ? "rwxr-xr-x" : "rw-r--r--";
            file(path + "/" + file.getKey(), Files.readAllBytes(file.getValue()), mode);
        }
        for (Path file : filesIn(at(path))) {
            String inside = at(path).relativize(file).toString();
            if (!wanted.containsKey(inside)) {
                remove(path + "/" + inside);
            }
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    void link(String path, String target) throws IOException {
        Path link = at(path);
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(Path.of(target))) {
            return;
        }
        if (exists(path)) {
            out.println("kept " + path + ": it is not ours");
            return;
        }
        tell("link", path + " to " + target);
        if (!isDry) {
            Files.createDirectories(link.resolveSibling(""));
            Files.createSymbolicLink(link, Path.of(target));
        }
    }

    /** Takes a file, link or whole folder away, if it is there. */
    void remove(String path) throws IOException {
        if (!exists(path)) {
            return;
        }
        out.println((isDry ? "would remove " : "removed ") + path);
        if (!isDry) {
            try (Stream<Path> files = Files.walk(at(path))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Runs a program of the host; its failure is told and ends nothing, unless it is required. */
    void run(boolean isRequired, String... command) throws IOException {
        if (!root.equals(Path.of("/"))) {
            return;
        }
        String shown = String.join(" ", command);
        out.println((isDry ? "would run " : "ran ") + shown);
        if (isDry) {
            return;
        }
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0 && isRequired) {
                throw new IOException("'" + shown + "' ended with " + code);
            }
            if (code != 0) {
                out.println("  it ended with " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("'" + shown + "' was interrupted", e);
        }
    }

    private void tell(String what, String path) {
        out.println((isDry ? "would make " : "made ") + what + " " + path);
    }
}
