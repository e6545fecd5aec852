package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallSettings;
import dev.alarum.core.CoreSettings;
import dev.alarum.core.HubCore;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.role.HubBinding;
import dev.alarum.role.HubParts;
import dev.alarum.status.StatusView.NodeView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.processor.aggregate.AggregateProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real flows of the detector in virtual time. */
class VirtualRoutesTest {
    private static final int NODES = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final VirtualTime time = new VirtualTime();
    private final Set<String> dead = new TreeSet<>();
    private final Set<String> failed = new TreeSet<>();
    private final List<Sender> senders = IntStream.range(0, NODES)
            .mapToObj(number -> Sender.node(new Name("n" + number)))
            .toList();
    private HubBinding hub;
    private VirtualRoutes routes;
    private long seq;
    private int steps;

    @BeforeEach
    void start() throws Exception {
        CoreSettings settings = new CoreSettings(
                new NodeSettings(Map.of(), Map.of(), Set.of()),
                HeartbeatSettings.DEFAULT,
                new IncidentSettings(1, Duration.ofHours(1), Duration.ofSeconds(3)),
                new NoticeSettings(null, Duration.ofMinutes(15), Duration.ofMinutes(5)),
                new CallSettings(List.of(), 3, Duration.ofSeconds(25), Duration.ofSeconds(15), 30),
                List.of(),
                List.of());
        hub = HubParts.hub(new HubCore(settings, Memory.empty(), time.now()), time);
        routes = new VirtualRoutes(time, "heartbeat-watch", "decisions", "tick")
                .bean("hub", hub)
                .beans(HubParts.watch(settings.heartbeat()))
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("seda:store")
                                .process(exchange -> note(exchange.getMessage().getBody()));
                        from("seda:news").to("log:unseen?level=TRACE");
                        from("seda:phone-call").to("log:unseen?level=TRACE");
                        from("seda:proxmox-order").to("log:unseen?level=TRACE");
                        from("seda:own-way").to("log:unseen?level=TRACE");
                    }
                })
                .start();
        hub.setCamelContext(routes.context());
        hub.begin();
        routes.settle();
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void each_dead_node_is_found_between_its_timeout_and_the_next_check() throws Exception {
        pass(Duration.ofSeconds(5));
        IntStream.range(0, 100).forEach(number -> dead.add("n" + number * 7));

        pass(TIMEOUT.plusSeconds(2));

        assertThat(failed).isEqualTo(dead);
        assertThat(silences()).allSatisfy(after -> assertThat(after).isBetween(20.0, 20.1));
    }

    @Test
    void a_clock_that_jumps_ahead_completes_every_group_and_the_core_lets_none_fail() throws Exception {
        pass(Duration.ofSeconds(5));

        time.stepWall(Duration.ofSeconds(30));
        pass(TIMEOUT.plusSeconds(2));

        assertThat(completed()).isGreaterThan(NODES * 9 / 10);
        assertThat(failed).isEmpty();
    }

    private void pass(Duration duration) throws Exception {
        Moment end = time.now().plus(duration);
        while (!time.now().isAtOrAfter(end)) {
            routes.step();
            steps++;
            beat(steps % 10);
        }
    }

    /** A tenth of the nodes beat in each tenth of a second. */
    private void beat(int tenth) throws Exception {
        seq++;
        for (int number = tenth; number < NODES; number += 10) {
            Sender sender = senders.get(number);
            if (!dead.contains(sender.toString())) {
                routes.send("direct:heartbeat-watch", new Beat(sender, Beat.DIRECT, new Stamp(1, seq)));
            }
        }
    }

    private long completed() {
        return routes.context()
                .getProcessor("watch", AggregateProcessor.class)
                .getStatistics()
                .getCompletedByTimeout();
    }

    /** Remembers each failure, also of one that was back at once. */
    private void note(Object row) {
        if (row instanceof Row.SenderRow sender && sender.state().equals("FAILED")) {
            failed.add(sender.sender());
        }
    }

    private List<Double> silences() {
        return hub.status().nodes().stream()
                .filter(node -> dead.contains(node.name()))
                .map(NodeView::failedAfterSeconds)
                .toList();
    }
}
