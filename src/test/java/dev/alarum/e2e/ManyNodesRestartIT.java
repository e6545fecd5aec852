package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.FleetSecret;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that knows 10,000 nodes is started; they beat all the time, except one that died while no hub ran. */
class ManyNodesRestartIT {
    private static final int NODES = 10_000;
    private static final String DEAD = "node-04711";

    @TempDir
    Path folder;

    @Test
    void nobody_is_failed_who_lives_and_the_dead_one_is_found_within_25_s_of_ready() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        FleetSecret.in(data);
        ManySenders.makeKnown(data, NODES);
        int port = FreePort.take();
        Path config = Files.writeString(folder.resolve("hub.properties"), """
                alarum.hub.host=127.0.0.1
                alarum.hub.port=%d
                alarum.data.dir=%s
                """.formatted(port, data));
        String url = "http://127.0.0.1:" + port;

        try (ManySenders senders = new ManySenders(url, data, NODES, Set.of(DEAD)).begin()) {
            long started = System.nanoTime();
            Program hub = Program.alarum("hub", folder, List.of("-Xmx256m"), "hub", "--config", config.toString());
            try {
                hub.awaitReady();
                assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(30));
                String token = Files.readString(data.resolve("admin.token")).strip();
                Status status = Awaitility.await("the dead one is failed")
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofSeconds(3))
                        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                        .until(
                                () -> Status.of(url, token),
                                seen -> stateOf(DEAD, seen).equals("FAILED"));

                Instant failed = Instant.parse(status.node(DEAD).path("since").asText());
                assertThat(failed).isBetween(readyOf(hub), readyOf(hub).plusSeconds(25));
                assertThat(status.list("nodes")).hasSize(NODES);
                assertThat(status.list("nodes"))
                        .filteredOn(node ->
                                !node.path("state").asText().equals("UP") || node.hasNonNull("failedAfterSeconds"))
                        .extracting(node -> node.path("name").asText())
                        .containsExactly(DEAD);
                assertThat(status.incidents()).hasSize(1);
                assertThat(status.incidents().get(0).path("nodes").toString()).isEqualTo("[\"" + DEAD + "\"]");
                assertThat(senders.answers())
                        .containsKey("204")
                        .allSatisfy((answer, times) -> assertThat(answer).matches("204|503.*|none"));
            } finally {
                assertThat(hub.endKindly()).isTrue();
            }
        }
    }

    private static String stateOf(String name, Status status) {
        return status.node(name).path("state").asText();
    }

    /** When it said so. */
    private static Instant readyOf(Program hub) {
        String line = hub.log()
                .lines()
                .filter(one -> one.contains("event=ready"))
                .findFirst()
                .orElseThrow();
        return Instant.parse(line.split(" ", 2)[0]);
    }
}
