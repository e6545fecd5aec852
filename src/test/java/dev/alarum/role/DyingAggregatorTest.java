package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Contact;
import dev.alarum.core.CoreSettings;
import dev.alarum.core.HubCore;
import dev.alarum.flow.Flows;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.status.News;
import dev.alarum.status.StatusView;
import dev.alarum.status.StatusView.NodeView;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.store.Memory;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.processor.aggregate.AggregateProcessor;
import org.apache.camel.processor.aggregate.DefaultAggregateController;
import org.apache.camel.support.DefaultTimeoutMap;
import org.apache.camel.support.TimeoutMapEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The aggregator dies in the real flows around the real core: whoever dies afterwards is reported all the same. */
class DyingAggregatorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    /** How much later than its timeout a node may be reported at the latest. */
    private static final double LATEST = TIMEOUT.plusSeconds(5).toSeconds();

    private static final String VICTIM = "a1";
    private static final String SECOND = "a2";
    private static final Set<String> NODES = Set.of(VICTIM, SECOND, "a3", "a4");
    private static final HeartbeatSettings HEARTBEAT = new HeartbeatSettings(TIMEOUT, Duration.ofMillis(500), Map.of());

    private static final House SOUND = new House();
    private static final House ONE_COMPLETION_FAILS = new House();
    private static final House EVERY_COMPLETION_FAILS = new House();
    private static final House BEATS_OF_ONE_FAIL = new House();
    private static final House JUDGEMENT_FAILS = new House();
    private static final House CHECKER_IS_DEAD = new House();
    private static final House CLOCK_IS_SET_BACK = new House();
    private static final House GROUPS_ARE_TOO_LATE = new House();
    private static final List<House> ALL = List.of(
            SOUND,
            ONE_COMPLETION_FAILS,
            EVERY_COMPLETION_FAILS,
            BEATS_OF_ONE_FAIL,
            JUDGEMENT_FAILS,
            CHECKER_IS_DEAD,
            CLOCK_IS_SET_BACK,
            GROUPS_ARE_TOO_LATE);

    /** All at once, since each takes seconds of waiting. */
    @BeforeAll
    static void each_house_is_harmed_in_its_own_way_and_two_nodes_die_there() throws Exception {
        ONE_COMPLETION_FAILS.strategy = new Failing(Set.of(VICTIM));
        EVERY_COMPLETION_FAILS.strategy = new Failing(Set.of(VICTIM, SECOND, Sender.CANARY.toString()));
        BEATS_OF_ONE_FAIL.whenTimed = sender -> {
            if (sender.equals(node("a3"))) {
                throw new AssertionError("cannot count, says the test");
            }
        };
        JUDGEMENT_FAILS.whenSilent = sender -> {
            throw new AssertionError("cannot judge, says the test");
        };
        for (House house : ALL) {
            house.start();
        }
        for (House house : ALL) {
            house.awaitBeats();
        }
        CHECKER_IS_DEAD.aggregator().getTimeoutCheckerExecutorService().shutdownNow();

        ALL.forEach(house -> house.die(VICTIM));

        CLOCK_IS_SET_BACK.wall.setBack(Duration.ofHours(1));
        CLOCK_IS_SET_BACK.ageEveryGroupBy(Duration.ofHours(1));
        GROUPS_ARE_TOO_LATE.ageEveryGroupBy(Duration.ofHours(1));
        ONE_COMPLETION_FAILS.awaitFailed(VICTIM);
        ALL.forEach(house -> house.die(SECOND));
    }

    @AfterAll
    static void everything_ends() {
        ALL.forEach(House::close);
    }

    @Test
    void without_any_harm_the_backstop_is_not_needed() {
        SOUND.awaitFailed(SECOND);

        assertThat(SOUND.failedAfter(VICTIM)).isBetween(3.0, 5.0);
        assertThat(SOUND.failedAfter(SECOND)).isBetween(3.0, 5.0);
        SOUND.onlyTheDeadFailed();
        assertThat(SOUND.hub.status().hub().backstops()).isZero();
    }

    @Test
    void an_error_at_the_completion_of_one_group_hides_nobody() {
        ONE_COMPLETION_FAILS.awaitFailed(SECOND);

        ONE_COMPLETION_FAILS.isReportedByTheBackstop(VICTIM);
        ONE_COMPLETION_FAILS.isReportedByTheBackstop(SECOND);
    }

    @Test
    void an_error_at_every_completion_leaves_the_judgement_to_the_tick() {
        EVERY_COMPLETION_FAILS.awaitFailed(SECOND);

        EVERY_COMPLETION_FAILS.isReportedByTheBackstop(VICTIM);
        EVERY_COMPLETION_FAILS.isReportedByTheBackstop(SECOND);
    }

    @Test
    void an_error_while_one_node_s_beats_are_counted_touches_no_other_and_does_not_fail_it() {
        BEATS_OF_ONE_FAIL.awaitFailed(SECOND);

        assertThat(BEATS_OF_ONE_FAIL.failedAfter(VICTIM)).isBetween(3.0, 5.0);
        assertThat(BEATS_OF_ONE_FAIL.failedAfter(SECOND)).isBetween(3.0, 5.0);
        BEATS_OF_ONE_FAIL.onlyTheDeadFailed();

        BEATS_OF_ONE_FAIL.die("a3");
        BEATS_OF_ONE_FAIL.awaitFailed("a3");

        assertThat(BEATS_OF_ONE_FAIL.failedAfter("a3")).isBetween(3.0, LATEST);
    }

    @Test
    void a_silence_whose_judgement_fails_is_judged_by_the_tick() {
        JUDGEMENT_FAILS.awaitFailed(SECOND);

        JUDGEMENT_FAILS.isReportedByTheBackstop(VICTIM);
        JUDGEMENT_FAILS.isReportedByTheBackstop(SECOND);
    }

    @Test
    void a_dead_checker_is_replaced_by_force_and_leaves_no_group_behind() {
        CHECKER_IS_DEAD.awaitFailed(SECOND);

        CHECKER_IS_DEAD.isReportedByTheBackstop(VICTIM);
        CHECKER_IS_DEAD.isReportedByTheBackstop(SECOND);
        assertThat(CHECKER_IS_DEAD.failedAfter(SECOND)).isLessThan(6.4);
        assertThat(CHECKER_IS_DEAD.groups()).doesNotContain(VICTIM, SECOND).contains("a3", "a4");
    }

    @Test
    void a_wall_clock_set_back_by_an_hour_hides_nobody() {
        CLOCK_IS_SET_BACK.awaitFailed(SECOND);

        assertThat(CLOCK_IS_SET_BACK.failedAfter(VICTIM)).isBetween(3.0, LATEST);
        assertThat(CLOCK_IS_SET_BACK.failedAfter(SECOND)).isBetween(3.0, 5.0);
        CLOCK_IS_SET_BACK.onlyTheDeadFailed();
    }

    @Test
    void a_step_of_the_aggregator_s_clock_that_the_hub_did_not_see_hides_nobody() {
        GROUPS_ARE_TOO_LATE.awaitFailed(SECOND);

        GROUPS_ARE_TOO_LATE.isReportedByTheBackstop(VICTIM);
        assertThat(GROUPS_ARE_TOO_LATE.groups()).doesNotContain(VICTIM);
        GROUPS_ARE_TOO_LATE.onlyTheDeadFailed();
    }

    private static Sender node(String name) {
        return Sender.node(new Name(name));
    }

    /** The real flows of the watch around a real core, and four nodes that beat. */
    private static final class House {
        private final ScheduledExecutorService nodes = Executors.newSingleThreadScheduledExecutor();
        private final Set<String> alive = ConcurrentHashMap.newKeySet();
        private final AtomicLong seq = new AtomicLong();
        private final Wall wall = new Wall();
        private final HubBinding hub = new HubBinding(new HubCore(settings(), Memory.empty(), wall.now()), wall);
        private AggregationStrategy strategy = new LatestBeatStrategy(HEARTBEAT);
        private Consumer<Sender> whenSilent = sender -> {};
        private Consumer<Sender> whenTimed = sender -> {};
        private Flows flows =
                Flows.of("routes", "heartbeat-watch", "tick", "decisions").set("alarum.heartbeat.check", "100ms");

        void start() throws Exception {
            flows.bean("hub", new Watched(hub, whenSilent))
                    .bean("latestBeat", strategy)
                    .bean("silences", new Silences(whenTimed))
                    .bean("watchController", new DefaultAggregateController())
                    .bean(SteadyTimerComponent.NAME, new SteadyTimerComponent())
                    .start();
            hub.setCamelContext(flows.context());
            hub.begin();
            alive.addAll(NODES);
            ProducerTemplate template = flows.template();
            nodes.scheduleAtFixedRate(() -> alive.forEach(name -> beat(template, name)), 0, 200, TimeUnit.MILLISECONDS);
        }

        void awaitBeats() {
            await("all nodes beat")
                    .until(() -> hub.status().nodes().stream()
                                    .filter(one -> one.state().equals("UP"))
                                    .count()
                            == NODES.size());
        }

        void close() {
            nodes.shutdownNow();
            flows.close();
        }

        private void beat(ProducerTemplate template, String name) {
            Beat beat = new Beat(node(name), Beat.DIRECT, new Stamp(1_700_000_000_000L, seq.incrementAndGet()));
            try {
                template.sendBody("direct:heartbeat-watch", beat);
            } catch (CamelExecutionException e) {
                assertThat(e).hasRootCauseMessage("cannot count, says the test");
            }
        }

        private void die(String name) {
            alive.remove(name);
        }

        private void awaitFailed(String name) {
            await(name + " is reported").until(() -> view(name).state().equals("FAILED"));
        }

        private NodeView view(String name) {
            return hub.status().nodes().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        private double failedAfter(String name) {
            return Objects.requireNonNull(view(name).failedAfterSeconds());
        }

        void onlyTheDeadFailed() {
            assertThat(hub.status().nodes())
                    .filteredOn(one -> one.failedAfterSeconds() != null)
                    .extracting(NodeView::name)
                    .isSubsetOf(VICTIM, SECOND);
        }

        void isReportedByTheBackstop(String name) {
            StatusView status = hub.status();
            assertThat(failedAfter(name)).isBetween(5.0, LATEST);
            onlyTheDeadFailed();
            assertThat(status.hub().backstops()).isPositive();
            assertThat(status.hub().health()).isEqualTo("DEGRADED");
            assertThat(status.problems()).extracting(ProblemView::code).contains("backstop");
            assertThat(status.news()).extracting(News::code).containsOnlyOnce("backstop");
        }

        private AggregateProcessor aggregator() {
            return flows.context().getProcessor("watch", AggregateProcessor.class);
        }

        private Set<String> groups() {
            return new TreeSet<>(aggregator().getAggregationRepository().getKeys());
        }

        /** What a clock that is set back does to the aggregator, which goes by it: every group has that much more time. */
        private void ageEveryGroupBy(Duration step) throws ReflectiveOperationException {
            Object timeouts = read(AggregateProcessor.class, "timeoutMap", aggregator());
            Map<?, ?> entries = (Map<?, ?>) read(DefaultTimeoutMap.class, "map", timeouts);
            for (Object entry : entries.values()) {
                TimeoutMapEntry<?, ?> group = (TimeoutMapEntry<?, ?>) entry;
                group.setExpireTime(group.getExpireTime() + step.toMillis());
            }
            assertThat(entries).isNotEmpty();
        }

        private static Object read(Class<?> type, String field, Object of) throws ReflectiveOperationException {
            Field found = type.getDeclaredField(field);
            found.setAccessible(true);
            return found.get(of);
        }

        private static CoreSettings settings() {
            return new CoreSettings(
                    new NodeSettings(Map.of(), Map.of(), Set.of()),
                    HEARTBEAT,
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

    /** This machine's clocks, the wall clock set back as the test likes. */
    private static final class Wall implements Moments {
        private volatile Duration back = Duration.ZERO;

        void setBack(Duration step) {
            back = step;
        }

        @Override
        public Moment now() {
            Moment now = Moments.system().now();
            return new Moment(now.nanos(), now.wall().minus(back));
        }
    }

    /** What the flows ask of the hub, with a fault where the test wants one. */
    public record Watched(HubBinding hub, Consumer<Sender> whenSilent) {
        public boolean heard(Beat beat) {
            return hub.heard(beat, null);
        }

        public void silent(Sender sender) {
            whenSilent.accept(sender);
            hub.silent(sender);
        }

        public void tick() {
            hub.tick();
        }
    }

    /** The hub's own timeouts, with a fault where the test wants one. */
    public record Silences(Consumer<Sender> whenTimed) {
        private static final LatestBeatStrategy.Silences REAL = new LatestBeatStrategy(HEARTBEAT).silences();

        public Sender senderOf(Object beatOrArm) {
            return REAL.senderOf(beatOrArm);
        }

        public long timeoutOf(Object beatOrArm) {
            whenTimed.accept(REAL.senderOf(beatOrArm));
            return REAL.timeoutOf(beatOrArm);
        }
    }

    /** The hub's own strategy, with an error at the completion of some groups: it ends Camel's checker. */
    private record Failing(Set<String> atCompletion) implements AggregationStrategy {
        private static final LatestBeatStrategy REAL = new LatestBeatStrategy(HEARTBEAT);

        @Override
        public Exchange aggregate(Exchange kept, Exchange beat) {
            return REAL.aggregate(kept, beat);
        }

        @Override
        public void onCompletion(Exchange completed) {
            if (atCompletion.contains(String.valueOf(completed.getMessage().getBody()))) {
                throw new AssertionError("cannot complete, says the test");
            }
        }
    }
}
