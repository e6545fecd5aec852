package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A Java program running as a process of its own; what it prints goes to a file. */
public final class Program {
    private static final Duration START = Duration.ofMinutes(2);

    private final String name;
    private final List<String> command;
    private final Path log;
    private final Map<String, String> environment;
    private volatile Process process;
    private int starts = 1;

    private Program(String name, List<String> command, Path log, Map<String, String> environment) {
        this.name = name;
        this.command = command;
        this.log = log;
        this.environment = environment;
        this.process = launch();
    }

    /** Starts {@code bin/alarum} with these arguments, as the launcher would; does not wait until it is ready. */
    static Program alarum(String name, Path folder, List<String> jvmOptions, String... arguments) {
        return alarum(name, folder, jvmOptions, Map.of(), arguments);
    }

    /** The same, with these added to the environment. */
    static Program alarum(
            String name, Path folder, List<String> jvmOptions, Map<String, String> environment, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("-Dalarum.home=" + Path.of("").toAbsolutePath()));
        all.addAll(jvmOptions);
        return java(name, folder, all, environment, "dev.alarum.Alarum", arguments);
    }

    static Program java(String name, Path folder, List<String> jvmOptions, String mainClass, String... arguments) {
        return java(name, folder, jvmOptions, Map.of(), mainClass, arguments);
    }

    private static Program java(
            String name,
            Path folder,
            List<String> jvmOptions,
            Map<String, String> environment,
            String mainClass,
            String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath()));
        command.addAll(jvmOptions);
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return new Program(name, command, folder.resolve(name + ".log"), environment);
    }

    /** What the launcher would run on; before the build has copied the libraries, what this test runs on. */
    private static String classPath() {
        Path libraries = Path.of("target", "lib").toAbsolutePath();
        if (Files.isDirectory(libraries)) {
            return String.join(
                    File.pathSeparator,
                    Path.of("target", "classes").toAbsolutePath().toString(),
                    libraries + File.separator + "*",
                    Path.of("target", "test-classes").toAbsolutePath().toString());
        }
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private Process launch() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("ALARUM_") || key.equals("NOTIFY_SOCKET"));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All it has printed so far, over all its starts. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for {@code event=ready} of the newest start. */
    public Program awaitReady() {
        return awaitLine("event=ready", starts);
    }

    /** Waits until that text was printed so many times. */
    Program awaitLine(String text, int times) {
        Awaitility.await(name + " prints " + text)
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .failFast(
                        name + " ended early",
                        () -> assertThat(process.isAlive())
                                .as("%s ended with %s:%n%s", name, process.isAlive() ? "" : process.exitValue(), log())
                                .isTrue())
                .until(() -> log().split(Pattern.quote(text), -1).length > times);
        return this;
    }

    /** Ends it as a power cut would, at once; returns when it is gone. */
    public void kill9() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** Asks it to stop (SIGTERM); returns its exit code. */
    public int stop() {
        process.destroy();
        return awaitExit(Duration.ofSeconds(20));
    }

    /** Stops it, with force if it does not obey within 20 s; whether it obeyed or had ended already. */
    boolean endKindly() {
        try {
            signalIfAlive("CONT");
            process.destroy();
            boolean obeyed = process.waitFor(20, TimeUnit.SECONDS);
            process.destroyForcibly().waitFor();
            return obeyed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return false;
        }
    }

    private void signalIfAlive(String signal) {
        if (process.isAlive()) {
            signal(signal);
        }
    }

    /** Freezes it. */
    public void sigstop() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void sigcont() {
        signal("CONT");
    }

    /** Sends it a signal by name without {@code SIG}. */
    public void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(code).as("kill -%s %s", signal, name).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it anew with the same command; it must have ended. Does not wait until it is ready. */
    public Program restart() {
        assertThat(process.isAlive()).as(name + " still runs").isFalse();
        starts = log().split("event=ready", -1).length;
        process = launch();
        return this;
    }

    /** Waits for its end; returns the exit code (137 after a kill -9, 143 after a plain SIGTERM). */
    public int awaitExit(Duration patience) {
        // somebody else may start it anew as soon as it has ended
        Process ending = process;
        try {
            assertThat(ending.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as("%s ended within %s", name, patience)
                    .isTrue();
            return ending.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Its children and theirs. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    @Override
    public String toString() {
        return name + " (" + pid() + ")";
    }
}
