package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a role's process, from its start to its stop by a signal. */
class RoleRunnerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path home;

    @BeforeEach
    void flow() throws IOException {
        Files.createDirectories(home.resolve("relay-routes"));
        Files.writeString(home.resolve("relay-routes/tick.camel.yaml"), """
                - route:
                    id: tick
                    description: Ticks.
                    from:
                      uri: timer:tick
                      steps:
                        - stop: {}
                """);
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void on_a_signal_the_role_says_goodbye_while_its_flows_still_run_and_ends_with_0(String signal) throws Exception {
        Process role = run();
        await().atMost(PATIENCE).until(() -> stderr().contains("event=ready role=relay flows=1"));

        new ProcessBuilder("kill", "-" + signal, String.valueOf(role.pid()))
                .start()
                .waitFor();

        assertThat(exitCode(role)).isZero();
        assertThat(stdout().lines())
                .containsExactly("turn beforeStart", "turn started", "turn beforeStop route=Started");
        assertThat(stderr()).contains("event=stopped role=relay");
    }

    @Test
    void a_goodbye_that_fails_does_not_hold_up_the_stop() throws Exception {
        Process role = run("beforeStop");
        await().atMost(PATIENCE).until(() -> stderr().contains("event=ready"));

        role.destroy();

        assertThat(exitCode(role)).isZero();
        assertThat(stderr()).contains("event=goodbye-failed", "trouble at beforeStop", "event=stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"beforeStart", "started"})
    void trouble_at_the_start_ends_with_1_and_one_line(String turn) throws Exception {
        Process role = run(turn);

        assertThat(exitCode(role)).isEqualTo(1);
        assertThat(stderr().lines()).hasSize(1);
        assertThat(stderr()).contains("event=not-started role=relay reason=\"trouble at " + turn + "\"");
    }

    @Test
    void without_its_folder_of_flows_nothing_is_started() throws Exception {
        Files.delete(home.resolve("relay-routes/tick.camel.yaml"));
        Files.delete(home.resolve("relay-routes"));

        Process role = run();

        assertThat(exitCode(role)).isEqualTo(1);
        assertThat(stdout()).isEmpty();
        assertThat(stderr())
                .contains("event=not-started", home.resolve("relay-routes").toString());
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Dalarum.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                HookedRole.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile())
                .start();
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
        return Files.readString(home.resolve("out"));
    }

    private String stderr() throws IOException {
        return Files.readString(home.resolve("err"));
    }
}
