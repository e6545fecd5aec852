package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final Pattern CALLED = Pattern.compile("was called ([0-9.]+) s after the last beat of pve-1");

    @TempDir
    Path folder;

    private final List<ProcessHandle> seen = new ArrayList<>();

    @AfterEach
    void end() {
        seen.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void once_shows_the_call_that_follows_a_kill_and_leaves_nothing_behind() throws Exception {
        Process demo = demo("--once");

        awaitOutput(demo, "is killed");
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(output()).contains("All agents are UP", "pve-1 is FAILED");
        assertThat(demo.exitValue()).as(output()).isZero();
        Matcher called = CALLED.matcher(output());
        assertThat(called.find()).as(output()).isTrue();
        assertThat(Double.parseDouble(called.group(1))).isBetween(20.0, 40.0);
        assertThatNothingIsLeft();
    }

    @Test
    void ends_in_order_when_asked() throws Exception {
        Process demo = demo();
        awaitOutput(demo, "Ctrl-C ends the demo");

        demo.destroy();

        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
        assertThatNothingIsLeft();
    }

    @Test
    void leaves_no_process_behind_when_it_is_killed() throws IOException {
        Process demo = demo();
        awaitOutput(demo, "Ctrl-C ends the demo");
        assertThat(seen).hasSizeGreaterThanOrEqualTo(6);

        demo.destroyForcibly();

        assertThatNothingIsLeft();
    }

    private Process demo(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bin/alarum", "demo"));
        command.addAll(List.of(arguments));
        Process demo = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("demo.log").toFile())
                .start();
        seen.add(demo.toHandle());
        return demo;
    }

    private void awaitOutput(Process demo, String text) {
        Awaitility.await(text)
                .atMost(Duration.ofSeconds(90))
                .failFast(() -> assertThat(demo.isAlive()).as(output()).isTrue())
                .until(() -> output().contains(text));
        demo.descendants().forEach(seen::add);
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("demo.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertThatNothingIsLeft() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(seen).noneMatch(ProcessHandle::isAlive));
    }
}
