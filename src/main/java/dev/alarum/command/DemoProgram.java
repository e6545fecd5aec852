package dev.alarum.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One program of the demo: a process of its own, on a {@link Leash}; its log goes to a file. */
final class DemoProgram {
    private static final int FIRST_WITH_NATIVE_WARNINGS = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final Process process;

    private DemoProgram(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts a class with a {@code main} on this program's Java and class path.
     *
     * @param home the home folder, for routes and config
     * @param log takes what the program writes to standard error; its standard output is the caller's to read
     * @throws IOException if it cannot be started
     */
    static DemoProgram start(String name, Path home, Path log, String mainClass, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dalarum.home=" + home,
                "-cp",
                System.getProperty("java.class.path")));
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_WARNINGS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add(Leash.class.getName());
        command.add(mainClass);
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        // the demo is the same whatever the shell it is started from has set
        builder.environment().keySet().removeIf(key -> key.startsWith("ALARUM_"));
        return new DemoProgram(name, builder.start());
    }

    String name() {
        return name;
    }

    Process process() {
        return process;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** Asks it to stop and waits; ends it if it does not. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
