package dev.alarum.flow;

import static dev.alarum.flow.RelayInTest.beat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.flow.RecordingHub.Answer;
import dev.alarum.flow.RecordingHub.Request;
import dev.alarum.heartbeat.BeatLine;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeatCarryFlowTest {
    private static final long BOOT = 1_767_225_600_000L;

    @TempDir
    Path data;

    @Test
    void lines_go_out_unchanged_and_once_under_a_right_first_line() throws Exception {
        try (RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url())).heardBy(hub)) {
            String one = beat("alpha", BOOT, 1);
            String two = beat("Beta", BOOT, 9);

            assertThat(relay.postBeats(one + "\n" + two + "\n").statusCode()).isEqualTo(204);

            await().until(() -> linesOfNodes(hub).contains(two));
            int batches = hub.requests("/v1/beats").size();
            await().until(() -> hub.requests("/v1/beats").size() > batches + 2);
            assertThat(linesOfNodes(hub)).containsExactly(one, two);
            assertThat(hub.requests("/v1/beats")).allSatisfy(BeatCarryFlowTest::hasRightFirstLine);
            assertThat(hub.requests("/v1/beats"))
                    .extracting(request -> firstLine(request).stamp().seq())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void a_hanging_and_a_dead_hub_delay_neither_the_other_hub_nor_the_agents() throws Exception {
        URI dead = URI.create("http://127.0.0.1:" + RelayInTest.freePort());
        try (RecordingHub hanging = RecordingHub.start().hanging();
                RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hanging.url(), dead, hub.url()))) {
            await().until(() -> hanging.requests().size() >= 3);
            int before = hub.requests().size();

            for (int seq = 1; seq <= 5; seq++) {
                String line = beat("alpha", BOOT, seq);
                long start = System.nanoTime();
                assertThat(relay.postBeats(line).statusCode()).isEqualTo(204);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
                await().atMost(Duration.ofMillis(1500))
                        .until(() -> linesOfNodes(hub).contains(line));
            }

            assertThat(hub.requests().size()).isGreaterThanOrEqualTo(before + 5);
            assertThat(linesOfNodes(hub)).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_hub_that_answers_503_gets_no_line_twice() throws Exception {
        try (RecordingHub hub = RecordingHub.start().answering(503, "");
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url())).heardBy(hub)) {
            relay.postBeats(beat("alpha", BOOT, 1));

            await().until(() -> !linesOfNodes(hub).isEmpty());
            int batches = hub.requests().size();
            // the client library's own repetition would come after 1 s
            await().atMost(Duration.ofSeconds(40)).until(() -> hub.requests().size() > batches + 8);
            assertThat(linesOfNodes(hub)).hasSize(1);
        }
    }

    @Test
    void a_conflict_of_a_node_is_handed_on_once_in_the_next_answer() throws Exception {
        try (RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url())).heardBy(hub)) {
            hub.answering(request -> request.body().contains("\nalpha ")
                    ? new Answer(
                            200,
                            "{\"refused\":[{\"line\":2,\"status\":409,\"error\":\"behind\",\"boot\":" + (BOOT + 7)
                                    + "}]}")
                    : new Answer(204, ""));
            relay.postBeats(beat("alpha", BOOT, 1));
            await().until(() -> linesOfNodes(hub).size() == 1);
            int batches = hub.requests().size();
            await().until(() -> hub.requests().size() > batches + 1);

            var other = relay.postBeats(beat("beta", BOOT, 1));
            var told = relay.postBeats(beat("alpha", BOOT, 2));
            hub.answering(204, "");
            var after = relay.postBeats(beat("alpha", BOOT + 8, 1));

            assertThat(other.statusCode()).isEqualTo(204);
            assertThat(told.statusCode()).isEqualTo(409);
            assertThat(told.body()).contains("\"boot\":" + (BOOT + 7));
            assertThat(after.statusCode()).isEqualTo(204);
        }
    }

    @Test
    void its_own_conflict_moves_the_relay_to_the_next_boot() throws Exception {
        long later = System.currentTimeMillis() + 60_000;
        AtomicBoolean refused = new AtomicBoolean();
        try (RecordingHub hub = RecordingHub.start()
                        .answering(request -> firstLine(request).stamp().boot() <= later && refusedNow(refused)
                                ? new Answer(409, "{\"boot\":" + later + "}")
                                : new Answer(204, ""));
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url())).heardBy(hub)) {
            await().until(() -> hub.requests().stream()
                    .anyMatch(request -> firstLine(request).stamp().boot() == later + 1));

            assertThat(refused).isTrue();
            assertThat(Files.readString(data.resolve("boot")).strip()).isEqualTo(Long.toString(later + 1));
            assertThat(relay.port()).isPositive();
        }
    }

    private static boolean refusedNow(AtomicBoolean refused) {
        refused.set(true);
        return true;
    }

    private static void hasRightFirstLine(Request request) {
        String remaining = request.body().substring(request.body().indexOf('\n') + 1);
        assertThat(firstLine(request).isMadeWith(RelayInTest.KEY, remaining.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static BeatLine firstLine(Request request) {
        return BeatLine.parse(request.body().lines().findFirst().orElseThrow());
    }

    private static List<String> linesOfNodes(RecordingHub hub) {
        return hub.requests("/v1/beats").stream()
                .flatMap(request -> request.body().lines().skip(1))
                .toList();
    }
}
