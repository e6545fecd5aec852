package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.BeatLine;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.role.HttpDoor;
import dev.alarum.role.IntakeBinding;
import dev.alarum.settings.ServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.processor.aggregate.DefaultAggregateController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatWatchFlowTest {
    private static final Name PVE = new Name("pve");
    private static final Name NAS = new Name("nas");
    private static final SenderKey KEY = SenderKey.parse("A".repeat(43));
    private static final long BOOT = 1_700_000_000_000L;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Hub hub = new Hub();
    private Flows flows;

    @BeforeEach
    void start() throws Exception {
        AggregationStrategy newest = (kept, beat) -> beat;
        flows = Flows.of("routes", "beat-intake", "heartbeat-watch")
                .bean("hub", hub)
                .bean("latestBeat", newest)
                .bean("silences", new Silences())
                .bean("watchController", new DefaultAggregateController())
                .set("alarum.heartbeat.check", "100ms");
        StampLedger ledger = new StampLedger(Moments.system(), sender -> {});
        IntakeBinding.beans(sender -> Optional.of(KEY), ledger, Moments.system())
                .forEach(flows::bean);
        HttpDoor.beans(new ServerSettings("127.0.0.1", 0, null, null)).forEach(flows::bean);
        flows.start();
    }

    @AfterEach
    void stop() {
        flows.close();
    }

    @Test
    void a_sender_is_silent_once_its_time_has_run_out() throws Exception {
        int answer = post(line(PVE, 1));

        assertThat(answer).isEqualTo(204);
        await().untilAsserted(() -> assertThat(hub.silent).containsExactly(Sender.node(PVE)));
    }

    @Test
    void a_beat_that_the_watch_could_not_count_is_answered_500() throws Exception {
        hub.failing.add(Sender.node(PVE));

        int answer = post(line(PVE, 1));

        assertThat(answer).isEqualTo(500);
    }

    @Test
    void a_beat_that_could_not_be_counted_takes_no_other_with_it() throws Exception {
        hub.failing.add(Sender.node(PVE));

        int answer = post(line(PVE, 1) + line(NAS, 1));

        assertThat(answer).isEqualTo(500);
        assertThat(hub.heard).containsExactly(Sender.node(NAS));
    }

    @Test
    void a_watch_that_is_stopped_is_no_success_to_the_sender() throws Exception {
        flows.context().getRouteController().stopRoute("silence-watch");

        int answer = post(line(PVE, 1));

        assertThat(answer).isEqualTo(503);
    }

    @Test
    void a_silence_that_could_not_be_judged_does_not_end_the_watch() throws Exception {
        hub.isJudging = false;
        post(line(PVE, 1));
        await().untilAsserted(() -> assertThat(hub.silent).hasSize(1));
        hub.isJudging = true;

        post(line(PVE, 2));

        await().untilAsserted(() -> assertThat(hub.silent).hasSize(2));
    }

    private static String line(Name node, long seq) {
        return BeatLine.ofNode(node, new Stamp(BOOT, seq), KEY) + "\n";
    }

    private int post(String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + HttpDoor.port(flows.context()) + "/v1/beats"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.body()).doesNotContain("says the test");
        return answer.statusCode();
    }

    /** The timeout of everyone is half a second. */
    public static final class Silences {
        public Sender senderOf(Object body) {
            return body instanceof Beat beat ? beat.sender() : (Sender) body;
        }

        public long timeoutOf(Object body) {
            return 500;
        }
    }

    /** What the flows call {@code hub}. */
    public static final class Hub {
        final List<Sender> heard = new CopyOnWriteArrayList<>();
        final List<Sender> silent = new CopyOnWriteArrayList<>();
        final Set<Sender> failing = ConcurrentHashMap.newKeySet();
        volatile boolean isJudging = true;

        public boolean heard(Beat beat) {
            if (failing.contains(beat.sender())) {
                throw new IllegalStateException("cannot count, says the test");
            }
            heard.add(beat.sender());
            return true;
        }

        public void silent(Beat beat) {
            silent.add(beat.sender());
            if (!isJudging) {
                throw new IllegalStateException("cannot judge, says the test");
            }
        }
    }
}
