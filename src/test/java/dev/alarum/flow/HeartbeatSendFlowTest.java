package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.flow.FakeTarget.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatSendFlowTest {
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    @TempDir
    Path data;

    @Test
    void sends_one_signed_line_to_every_target_each_period() throws Exception {
        try (FakeTarget one = new FakeTarget();
                FakeTarget other = new FakeTarget();
                AgentFlows flows = AgentFlows.beating(data, PERIOD, one.url(), other.url())) {
            awaitBeats(one, 8);
            awaitBeats(other, 8);

            Received beat = one.received().get(3);
            String[] words = beat.body().split(" ");
            assertThat(words).hasSize(4);
            assertThat(words[0]).isEqualTo("pve-01");
            assertThat(AgentFlows.KEY.verifies("beat pve-01 " + words[1] + " " + words[2], words[3]))
                    .isTrue();
            assertThat(beat.path()).isEqualTo("/v1/beats");
            assertThat(beat.headers()).containsEntry("content-type", "text/plain");
            assertThat(other.received()).extracting(Received::body).contains(beat.body());
            assertThat(one.received()).extracting(Received::body).doesNotHaveDuplicates();
        }
    }

    @Test
    void keeps_beating_to_a_healthy_target_beside_dead_hanging_slow_dripping_and_resetting_ones() throws Exception {
        try (FakeTarget healthy = new FakeTarget();
                Hanging hanging = new Hanging();
                FakeTarget slow = new FakeTarget();
                FakeTarget dripping = new FakeTarget();
                Resetting resetting = new Resetting();
                FakeTarget refusing = new FakeTarget()) {
            slow.manner(slow.slow(800));
            dripping.manner(dripping.drip());
            refusing.manner(FakeTarget.status(401, "{\"error\":\"mac\"}"));

            try (AgentFlows flows = AgentFlows.beating(
                    data,
                    PERIOD,
                    hanging.url(),
                    slow.url(),
                    dripping.url(),
                    resetting.url(),
                    unused(),
                    refusing.url(),
                    healthy.url())) {
                awaitBeats(healthy, 32);
            }

            List<Received> beats = healthy.received();
            assertThat(medianGapMillis(beats)).isBetween(200L, 300L);
            assertThat(missing(beats)).isLessThanOrEqualTo(beats.size() / 4);
            // three, and one that is closed already where the target has not noticed it yet
            assertThat(hanging.mostOpen()).isBetween(1, 4);
            assertThat(hanging.taken()).isGreaterThan(6);
            assertThat(dripping.received()).hasSizeGreaterThan(6);
        }
    }

    @Test
    void beats_again_at_once_when_a_hanging_target_answers() throws Exception {
        try (FakeTarget target = new FakeTarget();
                AgentFlows flows = AgentFlows.beating(data, PERIOD, target.url())) {
            awaitBeats(target, 3);
            target.manner(target.hang());
            awaitBeats(target, 12);

            long back = System.nanoTime();
            target.manner(FakeTarget.status(204, ""));

            await().atMost(AT_MOST).until(() -> target.received().stream().anyMatch(beat -> beat.nanos() > back));
            assertThat(Duration.ofNanos(firstAfter(target, back) - back)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void goes_on_beating_however_many_answers_have_a_body() throws Exception {
        try (FakeTarget starting = new FakeTarget().manner(FakeTarget.status(503, "starting: try again\n"));
                FakeTarget talkative = new FakeTarget().manner(FakeTarget.status(200, ".".repeat(10_000)));
                AgentFlows flows = AgentFlows.beating(data, PERIOD, starting.url(), talkative.url())) {
            awaitBeats(starting, 15);
            awaitBeats(talkative, 15);
        }
    }

    @Test
    void finds_a_target_again_that_was_restarted() throws Exception {
        FakeTarget first = new FakeTarget();
        int port = first.port();
        try (AgentFlows flows = AgentFlows.beating(data, PERIOD, first.url())) {
            awaitBeats(first, 3);
            first.close();

            long back = System.nanoTime();
            try (FakeTarget second = new FakeTarget(port)) {
                awaitBeats(second, 2);

                assertThat(Duration.ofNanos(second.received().get(0).nanos() - back))
                        .isLessThan(Duration.ofSeconds(3));
            }
        }
    }

    @Test
    void goes_on_after_the_boot_that_a_hub_knows() throws Exception {
        long known = System.currentTimeMillis() + 3_600_000;
        try (FakeTarget target = new FakeTarget()) {
            target.manner((exchange, beat) -> {
                boolean behind = beat.boot() <= known;
                FakeTarget.status(behind ? 409 : 204, behind ? "{\"boot\": " + known + "}" : "")
                        .answer(exchange, beat);
            });

            try (AgentFlows flows = AgentFlows.beating(data, PERIOD, target.url())) {
                awaitBeat(target, beat -> beat.boot() == known + 1);
                awaitBeat(target, beat -> beat.boot() == known + 1 && beat.seq() > 4);
            }

            assertThat(target.received())
                    .extracting(Received::boot)
                    .allMatch(boot -> boot < known || boot == known + 1);
        }
    }

    @Test
    void goes_on_after_the_boot_that_a_relay_hands_on_among_refused_lines() throws Exception {
        long known = System.currentTimeMillis() + 60_000;
        try (FakeTarget relay = new FakeTarget()) {
            relay.manner(FakeTarget.status(
                    200, "{\"refused\":[{\"line\":1,\"status\":409,\"error\":\"boot\",\"boot\":" + known + "}]}"));

            try (AgentFlows flows = AgentFlows.beating(data, PERIOD, relay.url())) {
                awaitBeat(relay, beat -> beat.boot() == known + 1);
            }
        }
    }

    private static void awaitBeats(FakeTarget target, int count) {
        await().atMost(AT_MOST).until(() -> target.received().size() >= count);
    }

    private static void awaitBeat(FakeTarget target, Predicate<Received> wanted) {
        await().atMost(AT_MOST).until(() -> target.received().stream().anyMatch(wanted));
    }

    private static long firstAfter(FakeTarget target, long nanos) {
        return target.received().stream()
                .mapToLong(Received::nanos)
                .filter(at -> at > nanos)
                .min()
                .orElseThrow();
    }

    private static long medianGapMillis(List<Received> beats) {
        List<Long> gaps = IntStream.range(1, beats.size())
                .mapToObj(i -> (beats.get(i).nanos() - beats.get(i - 1).nanos()) / 1_000_000)
                .sorted()
                .toList();
        return gaps.get(gaps.size() / 2);
    }

    /** How many beats between the first and the last never came. */
    private static long missing(List<Received> beats) {
        long first = beats.stream().mapToLong(Received::seq).min().orElseThrow();
        long last = beats.stream().mapToLong(Received::seq).max().orElseThrow();
        return last - first + 1 - beats.size();
    }

    private static URI unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
