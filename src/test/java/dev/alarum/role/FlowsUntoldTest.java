package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Contact;
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
import dev.alarum.store.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which flows run must be known when a silence is judged, even if the flow {@code tick}, which looks, is suspended. */
class FlowsUntoldTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Sender NODE = Sender.node(new Name("a"));
    private static final Sender OTHER = Sender.node(new Name("b"));

    private final DefaultCamelContext context = new DefaultCamelContext();
    private Moment now = new Moment(5_000_000_000L, Instant.parse("2026-01-31T12:00:00Z"));
    private final HubBinding hub = new HubBinding(new HubCore(settings(), Memory.empty(), now), () -> now);
    private long seq;

    @BeforeEach
    void start() throws Exception {
        hub.setCamelContext(context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:beats").routeId("beat-intake").to("log:beats?level=TRACE");
                from("direct:tick").routeId("tick").to("log:tick?level=TRACE");
                from("seda:decided").routeId("decisions").to("log:decided?level=TRACE");
            }
        });
        context.start();
        hub.begin();
        context.getRouteController().suspendRoute("tick");
        useUpTheHolds();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    /** Without its tick the hub doubts itself, but not for ever. */
    private void useUpTheHolds() {
        for (int i = 0; i < 40; i++) {
            pass(4);
            beats();
        }
    }

    private void pass(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }

    private void beats() {
        for (Sender sender : List.of(NODE, OTHER)) {
            seq++;
            hub.heard(new Beat(sender, Beat.DIRECT, new Stamp(1000, seq)), null);
        }
    }

    private String state() {
        return hub.status().nodes().get(0).state();
    }

    @Test
    void a_flow_of_the_operators_own_that_stands_still_is_none_of_the_hubs_trouble() throws Exception {
        context.getRouteController().resumeRoute("tick");
        hub.countFlows();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:mine").routeId("mine").to("log:mine?level=TRACE");
            }
        });

        context.getRouteController().suspendRoute("mine");

        assertThat(hub.status().problems())
                .noneMatch(problem -> problem.subject().equals("mine"));
    }

    @Test
    void who_fell_silent_while_everything_but_the_tick_ran_is_judged() {
        pass(20);

        hub.silent(NODE);

        assertThat(state()).isEqualTo("FAILED");
    }

    @Test
    void who_fell_silent_while_its_last_beat_waited_at_the_door_is_judged_by_when_that_came() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:counted").routeId("counted").bean(hub, "heard");
            }
        });
        pass(10);
        try (FluentProducerTemplate counted = context.createFluentProducerTemplate()) {
            counted.to("direct:counted")
                    .withBody(new Beat(NODE, Beat.DIRECT, new Stamp(1000, ++seq)))
                    .withExchangeProperty(
                            DoorConsumer.ARRIVED,
                            System.nanoTime() - Duration.ofSeconds(8).toNanos())
                    .send();
        }

        pass(11);
        hub.silent(NODE);
        assertThat(state()).isEqualTo("UP");
        pass(1);
        hub.silent(NODE);
        assertThat(state()).isEqualTo("FAILED");
    }

    @Test
    void who_fell_silent_because_the_intake_is_suspended_is_not_judged() throws Exception {
        context.getRouteController().suspendRoute("beat-intake");
        pass(20);

        hub.silent(NODE);

        assertThat(state()).isNotEqualTo("FAILED");
    }

    @Test
    void who_could_not_be_heard_until_just_now_is_not_judged_yet() throws Exception {
        context.getRouteController().suspendRoute("beat-intake");
        pass(19);
        context.getRouteController().resumeRoute("beat-intake");
        pass(1);

        hub.silent(NODE);

        assertThat(state()).isNotEqualTo("FAILED");
    }

    @Test
    void who_is_still_silent_one_timeout_after_the_intake_runs_again_is_judged() throws Exception {
        context.getRouteController().suspendRoute("beat-intake");
        pass(19);
        context.getRouteController().resumeRoute("beat-intake");
        pass(1);
        hub.silent(NODE);
        pass(20);

        hub.silent(NODE);

        assertThat(state()).isEqualTo("FAILED");
    }

    private static CoreSettings settings() {
        return new CoreSettings(
                new NodeSettings(Map.of(), Map.of(), Set.of()),
                new HeartbeatSettings(TIMEOUT, Duration.ofMillis(100), Map.of()),
                new IncidentSettings(1, Duration.ofHours(1), Duration.ofSeconds(3)),
                new NoticeSettings(null, Duration.ofMinutes(15), Duration.ofMinutes(5)),
                new CallSettings(
                        List.of(new Contact(1, "Ada", "+14155550101", "en")),
                        3,
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(15),
                        30),
                List.of(),
                List.of());
    }
}
