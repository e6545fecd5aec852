package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    @TempDir
    Path folder;

    private final List<Program> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.stream().flatMap(program -> program.descendants().stream()).forEach(ProcessHandle::destroyForcibly);
        started.forEach(Program::endKindly);
    }

    @Test
    void stops_when_asked_and_its_output_is_kept() {
        Program program = beacon().awaitReady();

        assertThat(program.stop()).isEqualTo(143);
        assertThat(program.log()).contains("event=ready role=beacon").contains("event=stopping");
    }

    @Test
    void dies_at_once_when_killed_and_may_start_again() {
        Program program = beacon().awaitReady();

        program.kill9();
        assertThat(program.log()).doesNotContain("event=stopping");

        program.restart().awaitReady();
        assertThat(program.isAlive()).isTrue();
    }

    @Test
    void freezes_and_goes_on() {
        Program program = beacon().awaitReady();

        program.sigstop();
        awaitKernelState(program, "T");
        program.sigcont();
        awaitKernelState(program, "S");
    }

    @Test
    void its_children_are_seen() {
        Program program = beacon("with-child").awaitReady();

        assertThat(program.descendants()).hasSize(1);
    }

    private Program beacon(String... arguments) {
        Program program = Program.java("beacon", folder, List.of(), "dev.alarum.e2e.Beacon", arguments);
        started.add(program);
        return program;
    }

    private void awaitKernelState(Program program, String letter) {
        Path stat = Path.of("/proc", Long.toString(program.pid()), "stat");
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Files.readString(stat)).contains(") " + letter + " "));
    }
}
