package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real {@code bin/alarum} in an installed layout of its own, with a space in its path. */
class LauncherIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FLOW = """
            - route:
                id: tick
                description: Says which settings a flow sees.
                from:
                  uri: timer:tick
                  parameters:
                    period: "{{alarum.heartbeat.period}}"
                  steps:
                    - log:
                        loggingLevel: ERROR
                        message: "sees port {{alarum.hub.port}} and period {{alarum.heartbeat.period}}"
            """;

    /** A hub has a door; what stands behind it does not matter here. */
    private static final String DOOR = """
            - route:
                id: door
                description: Answers.
                from:
                  uri: platform-http:/door
                  parameters:
                    httpMethodRestrict: GET
                  steps:
                    - setBody:
                        constant: here
            """;

    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void install() throws IOException {
        home = folder.resolve("my alarum");
        for (String part : List.of("bin", "lib", "routes", "agent-routes", "config")) {
            Files.createDirectories(home.resolve(part));
        }
        Files.copy(Path.of("bin/alarum"), home.resolve("bin/alarum"));
        assertThat(home.resolve("bin/alarum").toFile().setExecutable(true)).isTrue();
        try (Stream<Path> jars = Files.list(Path.of("target/lib"))) {
            for (Path jar : jars.toList()) {
                Files.createSymbolicLink(home.resolve("lib").resolve(jar.getFileName()), jar.toAbsolutePath());
            }
        }
        Files.createSymbolicLink(
                home.resolve("lib/alarum.jar"), Path.of("target/alarum.jar").toAbsolutePath());
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> links = Files.list(home.resolve("lib"))) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"misspelt-key", "threshold-zero", "proxmox-token-id-doubled", "twilio-without-contact"})
    void a_hub_with_a_wrong_setting_ends_with_2_and_starts_nothing(String mistake) throws Exception {
        Path file = Path.of("src/test/resources/bad-settings/hub", mistake + ".properties");
        Files.writeString(home.resolve("routes/tick.camel.yaml"), FLOW);

        Process hub = alarum(
                Map.of(),
                "hub",
                "--config",
                file.toAbsolutePath().toString(),
                "--set",
                "alarum.data.dir=" + folder.resolve("data"));

        assertThat(exitCode(hub)).isEqualTo(2);
        String words = Files.readAllLines(file).get(0).split(": ", 2)[1];
        assertThat(stderr())
                .contains(words.split(" \\| "))
                .contains("nothing was started")
                .doesNotContain("event=");
        assertThat(stdout()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void a_hub_runs_its_flows_with_the_settings_and_stops_in_order_on_sigterm() throws Exception {
        int port = FreePort.take();
        Files.writeString(home.resolve("routes/tick.camel.yaml"), FLOW);
        Files.writeString(home.resolve("routes/door.camel.yaml"), DOOR);
        Files.writeString(home.resolve("config/hub.properties"), "alarum.heartbeat.period=100ms\nalarum.hub.port=1\n");

        Process hub = alarum(Map.of("ALARUM_HUB_PORT", "2"), "hub", "--set", "alarum.hub.port=" + port);
        await().atMost(PATIENCE).until(() -> stderr().contains("sees port"));
        hub.destroy();

        assertThat(exitCode(hub)).isZero();
        assertThat(stderr())
                .contains("event=ready role=hub flows=2", "sees port " + port + " and period 100ms")
                .containsSubsequence("event=stopping role=hub", "event=stopped role=hub");
    }

    @Test
    void a_flow_that_names_what_is_not_there_ends_with_1_and_one_line() throws Exception {
        Files.writeString(home.resolve("routes/lost.camel.yaml"), """
                - route:
                    id: lost
                    description: Names a class that is not there.
                    from:
                      uri: timer:lost
                      parameters:
                        repeatCount: 1
                      steps:
                        - bean:
                            beanType: dev.alarum.nowhere.Nothing
                """);

        Process hub = alarum(Map.of(), "hub");

        assertThat(exitCode(hub)).isEqualTo(1);
        assertThat(stderr().lines()).as("one line for people").hasSize(1);
        assertThat(stderr()).contains("event=not-started role=hub", "dev.alarum.nowhere.Nothing");
    }

    @Test
    void a_flow_that_cannot_be_read_ends_with_1_and_one_line_that_names_the_place() throws Exception {
        Files.writeString(home.resolve("routes/tick.camel.yaml"), FLOW.replace("- log:", "- lgo:"));

        Process hub = alarum(Map.of(), "hub");

        assertThat(exitCode(hub)).isEqualTo(1);
        assertThat(stderr().lines()).hasSize(1);
        assertThat(stderr()).contains("event=not-started role=hub", "lgo", "tick.camel.yaml", "line 9");
    }

    @Test
    void it_is_found_through_a_symbolic_link_and_takes_more_options_for_java() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("alarum"), Path.of("my alarum/bin/alarum"));

        Process version =
                start(Map.of("ALARUM_JAVA_OPTS", "-Xmx32m -XX:+PrintFlagsFinal"), link.toString(), "--version");

        assertThat(exitCode(version)).isZero();
        assertThat(stdout()).contains("alarum 0.").containsPattern("MaxHeapSize +\\p{Punct}?= 33554432");
    }

    @Test
    void a_wrong_java_home_is_named_with_an_example() throws Exception {
        Process version = alarum(Map.of("JAVA_HOME", "/nowhere"), "--version");

        assertThat(exitCode(version)).isEqualTo(1);
        assertThat(stderr()).contains("JAVA_HOME is '/nowhere'", "17 or newer", "for instance");
    }

    @Test
    void enroll_and_check_work_together() throws Exception {
        Process enroll = alarum(Map.of(), "enroll", "pve1");
        assertThat(exitCode(enroll)).isZero();
        String closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = "http://127.0.0.1:" + socket.getLocalPort();
        }
        Files.writeString(home.resolve("config/agent.properties"), stdout() + "alarum.hubs=" + closed + "\n");

        Process check = alarum(Map.of(), "check", "agent");

        assertThat(exitCode(check)).isEqualTo(1);
        assertThat(stdout()).contains("good  settings of the agent are right", "bad   hub " + closed);
    }

    private Process alarum(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("dash", home.resolve("bin/alarum").toString()));
        command.addAll(List.of(arguments));
        return start(environment, command.toArray(String[]::new));
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ALARUM_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ended")
                .isTrue();
        return process.exitValue();
    }

    private String stdout() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String stderr() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
