package dev.alarum.e2e;

import dev.alarum.node.SenderKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An agent as a process of its own, on a host whose systemctl says what a test wants. */
final class AgentProcess implements AutoCloseable {
    static final SenderKey KEY = SenderKey.parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    private final Path folder;
    private final List<URI> targets;
    private final List<String> prefix;
    private final Process process;

    AgentProcess(Path folder, URI... targets) throws IOException {
        this(folder, List.of(), targets);
    }

    /** @param prefix words before java, {@code ip netns exec NAME} for instance */
    AgentProcess(Path folder, List<String> prefix, URI... targets) throws IOException {
        this.folder = folder;
        this.prefix = prefix;
        this.targets = List.of(targets);
        if (!Files.exists(folder.resolve("bin"))) {
            hostIs(folder, "running", "");
        }
        this.process = start(List.of());
    }

    /** Lets systemctl print that. */
    static void hostIs(Path folder, String state, String jobs) throws IOException {
        systemctl(
                folder,
                "case $1 in is-system-running) echo " + state + "; exit 1;; list-jobs) printf '%s\\n' '" + jobs
                        + "';; esac");
    }

    /** Lets systemctl do that. */
    static void systemctl(Path folder, String script) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path program = bin.resolve("systemctl.new");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.move(
                program, bin.resolve("systemctl"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Runs {@code notice} with these words in the agent's place and waits for its end. */
    static Ended notice(Path folder, List<URI> targets, String... words) throws IOException, InterruptedException {
        if (!Files.exists(folder.resolve("bin"))) {
            hostIs(folder, "running", "");
        }
        Process command = launch(folder, List.of(), targets, List.of(words));
        if (!command.waitFor(40, TimeUnit.SECONDS)) {
            command.destroyForcibly();
        }
        return new Ended(command.exitValue(), Files.readString(folder.resolve("notice.log")));
    }

    /** How a process ended. */
    record Ended(int exitCode, String output) {}

    Ended notice(String... words) throws IOException, InterruptedException {
        return notice(folder, targets, words);
    }

    Path socket() {
        return folder.resolve("data/agent.sock");
    }

    boolean isUp() throws IOException {
        return Files.readString(folder.resolve("agent.log")).contains("event=ready");
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("agent.log"));
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** SIGTERM; how long the end took. */
    Duration terminate() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        signal("TERM");
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the agent did not end: " + log());
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    private Process start(List<String> words) throws IOException {
        return launch(folder, prefix, targets, words);
    }

    private static Process launch(Path folder, List<String> prefix, List<URI> targets, List<String> words)
            throws IOException {
        String urls = targets.stream().map(URI::toString).collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-Xss256k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dtest.key=" + KEY.encoded(),
                "-Dtest.hubs=" + urls,
                "-Dtest.data=" + folder.resolve("data"),
                "-cp",
                classPath(),
                AgentMain.class.getName()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                folder.resolve(words.isEmpty() ? "agent.log" : "notice.log").toFile());
        return builder.start();
    }

    /** Maven gives the forked JVM a jar that only points to the class path. */
    static String classPath() {
        String ofTests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.concat(Stream.of("target/classes", "target/test-classes"), Arrays.stream(ofTests.split(":")))
                .distinct()
                .collect(Collectors.joining(":"));
    }
}
