package dev.alarum.flow;

import static dev.alarum.flow.IntakeHouse.PVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.heartbeat.Beat;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code docs/beat-without-java.md}, as printed there, run against the real intake. */
class BeatWithoutJavaTest {
    private static final Path DOCUMENT = Path.of("docs", "beat-without-java.md");

    @TempDir
    private Path folder;

    private IntakeHouse house;

    @BeforeEach
    void opens() throws Exception {
        house = IntakeHouse.open();
    }

    @AfterEach
    void closes() {
        house.close();
    }

    @Test
    void the_script_has_ten_lines_and_beats() throws Exception {
        assertThat(script().lines()).hasSize(10);
        Process beating = start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(house.beats).hasSizeGreaterThanOrEqualTo(3));
        } finally {
            stop(beating);
        }

        assertThat(house.beats).extracting(Beat::sender).containsOnly(Sender.node(PVE));
        assertThat(house.beats).extracting(Beat::path).containsOnly(Beat.DIRECT);
    }

    @Test
    void the_script_follows_a_hub_that_knows_a_later_boot() throws Exception {
        long later = 8_000_000_000_000_000L;
        house.ledger.hear(Sender.node(PVE), Beat.DIRECT, new Stamp(later, 1));

        Process beating = start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(house.beats).hasSizeGreaterThanOrEqualTo(2));
        } finally {
            stop(beating);
        }

        assertThat(house.beats).extracting(beat -> beat.stamp().boot()).containsOnly(later + 1);
    }

    private Process start() throws Exception {
        Path script = Files.writeString(folder.resolve("beat.sh"), script());
        Path key = Files.writeString(folder.resolve("key"), house.nodeKey().encoded() + "\n");
        return new ProcessBuilder(
                        List.of("sh", script.toString(), "pve-01", key.toString(), "http://127.0.0.1:" + house.port()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void stop(Process process) throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static String script() throws Exception {
        Matcher fence = Pattern.compile("(?ms)^```sh\n(.*?)^```$").matcher(Files.readString(DOCUMENT));
        assertThat(fence.find()).as("script in %s", DOCUMENT).isTrue();
        return fence.group(1);
    }
}
