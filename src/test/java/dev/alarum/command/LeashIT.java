package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeashIT {
    @TempDir
    Path folder;

    private final List<ProcessHandle> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void a_program_stops_in_order_when_its_starter_is_killed() throws IOException {
        Process starter = starterOf("obedient");
        ProcessHandle program = programOf(starter);

        starter.destroyForcibly();

        Awaitility.await().atMost(Duration.ofSeconds(8)).until(() -> !program.isAlive());
        assertThat(folder.resolve("child.log")).content().contains("event=stopping");
    }

    @Test
    void a_program_that_does_not_stop_is_ended() throws IOException {
        Process starter = starterOf("stubborn");
        ProcessHandle program = programOf(starter);

        starter.destroyForcibly();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !program.isAlive());
        assertThat(folder.resolve("child.log")).content().contains("event=stopping");
    }

    private Process starterOf(String manner) throws IOException {
        Process starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LeashHolder.class.getName(),
                        folder.toString(),
                        manner)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(starter.toHandle());
        return starter;
    }

    private ProcessHandle programOf(Process starter) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8));
        ProcessHandle program =
                ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
        started.add(program);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(folder.resolve("child.log")).contains("event=ready"));
        return program;
    }
}
