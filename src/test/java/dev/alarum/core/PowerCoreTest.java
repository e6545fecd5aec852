package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.StepOrder;
import dev.alarum.status.News;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outages and the plans they begin, in virtual time. */
class PowerCoreTest {
    private static final List<String> NODES = List.of("a2", "a3", "a1");
    private static final ClusterSettings CLUSTER = new ClusterSettings(
            "default",
            List.of(URI.create("https://pve:8006")),
            "alarum@pve!hub",
            "secret-of-the-test",
            List.of(),
            NODES.stream().map(Name::new).toList(),
            true,
            PlainRules.NODES_ONLY,
            ReturnRules.DEFAULT);

    private static UpsSettings ups(String name, Duration shutdownAfter, String... nodes) {
        return new UpsSettings(
                new Name(name),
                new Name("home"),
                List.of(nodes).stream().map(Name::new).toList(),
                Duration.ofSeconds(15),
                shutdownAfter,
                30,
                Duration.ofMinutes(10),
                Duration.ofSeconds(60));
    }

    private static CoreSettings settings(UpsSettings... ups) {
        return World.with(World.settings(1, ups), CLUSTER);
    }

    private static CoreSettings atOnce() {
        return settings(ups("ups", Duration.ZERO));
    }

    private static World world(CoreSettings settings) {
        World world = new World(settings);
        NODES.forEach(world::node);
        world.relay("pi");
        return world.reading("pi", PowerState.MAINS).seconds(30);
    }

    private static void onBattery(World world, int seconds) {
        for (int i = 0; i < seconds; i += 5) {
            world.reading("pi", PowerState.ON_BATTERY).seconds(5);
        }
    }

    /** On battery until that is certain, and not a second longer. */
    private static void confirm(World world) {
        onBattery(world, 15);
        world.reading("pi", PowerState.ON_BATTERY);
        assertThat(codes(world)).contains("on-battery");
    }

    private static void die(World world, String... nodes) {
        for (String node : nodes) {
            world.node(node).alive = false;
        }
    }

    private static List<String> ordered(World world) {
        return world.orders.stream().map(StepOrder::node).toList();
    }

    private static List<String> codes(World world) {
        return world.news.stream().map(News::code).toList();
    }

    private static List<Cause> causes(World world) {
        return world.calls.stream().map(call -> call.facts().get(0).cause()).toList();
    }

    private static List<Outcome> outcomes(World world) {
        return world.calls.get(0).facts().get(0).shutdown().stream()
                .map(NodeOutcome::outcome)
                .toList();
    }

    private static List<String> failedIn(World world, int call) {
        return world.calls.get(call).facts().get(0).failed();
    }

    @Nested
    class APlan {
        @Test
        void orders_go_out_in_the_settings_order_and_the_call_tells_what_became_of_them() {
            World world = world(atOnce());

            confirm(world);
            assertThat(ordered(world)).containsExactly("a2", "a3");
            onBattery(world, 5);
            assertThat(ordered(world)).containsExactlyElementsOf(NODES);

            assertThat(causes(world)).containsExactly(Cause.POWER);
            assertThat(world.calls.get(0).facts().get(0).shutdown())
                    .containsExactly(
                            new NodeOutcome("a2", Outcome.ACCEPTED),
                            new NodeOutcome("a3", Outcome.ACCEPTED),
                            new NodeOutcome("a1", Outcome.PLANNED));
        }

        @Test
        void is_on_disk_before_the_first_order_leaves() {
            World world = world(atOnce());
            List<List<String>> keptAtOrder = new java.util.ArrayList<>();
            world.proxmox = order -> {
                keptAtOrder.add(lastOf(world, Row.StepRow.class, row -> true).stream()
                        .map(row -> row.node() + " " + row.outcome() + " " + row.detail())
                        .toList());
                return null;
            };

            confirm(world);

            assertThat(lastOf(world, Row.PlanRow.class, row -> row.state().equals("RUNNING")))
                    .hasSize(1);
            assertThat(keptAtOrder).containsExactly(List.of("a2 PENDING null", "a3 PLANNED null", "a1 PLANNED null"));
        }

        @Test
        void the_call_waits_for_results_at_most_10_s() {
            World world = world(atOnce());
            world.proxmox = order -> null;

            confirm(world);
            world.seconds(9);
            assertThat(world.calls).isEmpty();
            world.seconds(2);

            assertThat(causes(world)).containsExactly(Cause.POWER);
            assertThat(outcomes(world)).containsExactly(Outcome.PENDING, Outcome.PENDING, Outcome.PLANNED);
        }

        @Test
        void results_after_the_call_are_news_and_no_second_call() {
            World world = world(atOnce());
            world.proxmox = order -> null;
            confirm(world);
            onBattery(world, 30);
            assertThat(codes(world)).doesNotContain("plan-results");

            List.copyOf(world.orders).forEach(order -> world.answer(order, Outcome.REFUSED));
            assertThat(ordered(world)).containsExactlyElementsOf(NODES);
            world.answer(world.orders.get(2), Outcome.REFUSED);
            onBattery(world, 60);

            assertThat(codes(world)).containsOnlyOnce("plan-results");
            assertThat(world.calls).hasSize(1);
        }

        @Test
        void mains_back_stops_what_was_not_ordered_yet() {
            World world = world(atOnce());
            world.proxmox = order -> null;
            confirm(world);
            world.seconds(3);
            assertThat(ordered(world)).containsExactly("a2", "a3");

            world.reading("pi", PowerState.MAINS).minutes(2);

            assertThat(ordered(world)).containsExactly("a2", "a3");
            assertThat(world.status().plans().get(0).state()).isEqualTo("STOPPED");
            assertThat(world.status().plans().get(0).steps().get(2).outcome()).isEqualTo("STOPPED");
            assertThat(codes(world)).contains("mains-back");
        }

        @Test
        void it_begins_once_in_an_outage_and_anew_in_the_next() {
            World world = world(atOnce());
            onBattery(world, 600);
            assertThat(ordered(world)).hasSize(3);

            world.reading("pi", PowerState.MAINS).minutes(1);
            onBattery(world, 60);

            assertThat(ordered(world)).hasSize(6);
        }

        @Test
        void only_nodes_that_the_ups_feeds_are_ordered() {
            World world = world(settings(ups("ups", Duration.ZERO, "a3", "a1")));

            onBattery(world, 60);

            assertThat(ordered(world)).containsExactly("a3", "a1");
        }

        @Test
        void a_ups_that_the_settings_do_not_know_beside_those_they_do_shuts_nothing_down() {
            World world = world(settings(ups("rack", Duration.ZERO)));

            onBattery(world, 60);

            assertThat(causes(world)).containsExactly(Cause.POWER);
            assertThat(world.orders).isEmpty();
        }

        @Test
        void the_only_ups_needs_no_settings() {
            World world = world(settings());

            onBattery(world, 60);

            assertThat(ordered(world)).containsExactlyElementsOf(NODES);
        }
    }

    @Nested
    class LawFive {
        private final Duration later = Duration.ofMinutes(2);

        @Test
        void a_site_lost_after_it_was_certain_counts_on() {
            World world = world(settings(ups("ups", later)));
            confirm(world);

            die(world, "a1", "a2", "a3");
            world.relay("pi").alive = false;
            world.seconds(50);
            assertThat(world.orders).isEmpty();
            world.seconds(20);

            assertThat(ordered(world)).containsExactlyElementsOf(NODES);
            assertThat(causes(world)).containsExactly(Cause.POWER);
        }

        @Test
        void a_relay_that_says_goodbye_after_it_was_certain_counts_on() {
            World world = world(settings(ups("ups", later)));
            confirm(world);

            world.goodbye("pi", Notice.Kind.SHUTDOWN);
            world.relay("pi").alive = false;
            world.minutes(3);

            assertThat(ordered(world)).containsExactlyElementsOf(NODES);
        }

        @Test
        void a_site_lost_before_it_was_certain_shuts_nothing_down() {
            World world = world(atOnce());
            onBattery(world, 10);

            die(world, "a1", "a2", "a3");
            world.relay("pi").alive = false;
            world.minutes(10);

            assertThat(world.orders).isEmpty();
            assertThat(causes(world)).containsExactly(Cause.INTERNET);
        }

        @Test
        void nothing_is_ordered_on_a_stale_reading_and_all_on_the_next_fresh_one() {
            World world = world(settings(ups("ups", later)));
            confirm(world);

            world.minutes(10);
            assertThat(world.orders).isEmpty();
            world.reading("pi", PowerState.ON_BATTERY).seconds(5);

            assertThat(ordered(world)).containsExactlyElementsOf(NODES);
        }

        @Test
        void a_reading_that_grew_stale_holds_the_rest_of_the_plan() {
            World world = world(atOnce());
            world.proxmox = order -> null;
            confirm(world);
            world.seconds(8);
            assertThat(ordered(world)).containsExactly("a2", "a3");

            world.freeze(Duration.ofSeconds(10)).minutes(1);
            assertThat(ordered(world)).containsExactly("a2", "a3");
            world.reading("pi", PowerState.ON_BATTERY).seconds(2);

            assertThat(ordered(world)).containsExactlyElementsOf(NODES);
        }

        @Test
        void a_test_of_the_battery_holds_the_rest_of_the_plan() {
            World world = world(atOnce());
            world.proxmox = order -> null;
            confirm(world);
            world.seconds(3);

            world.reading("pi", PowerState.TEST).minutes(1);

            assertThat(ordered(world)).containsExactly("a2", "a3");
        }

        @Test
        void a_relay_heard_again_holds_the_rest_until_it_reads_the_ups() {
            World world = world(settings(ups("ups", later)));
            world.proxmox = order -> null;
            confirm(world);
            world.relay("pi").alive = false;
            while (world.orders.size() < 2) {
                world.seconds(1);
            }

            world.relay("pi").alive = true;
            world.minutes(2);

            assertThat(ordered(world)).containsExactly("a2", "a3");
        }

        @ParameterizedTest
        @EnumSource(
                value = PowerState.class,
                names = {"LOST", "TEST", "MAINS"})
        void no_other_state_ever_shuts_down_or_rings(PowerState state) {
            World world = world(atOnce());

            for (int i = 0; i < 60; i++) {
                world.reading("pi", state).seconds(5);
            }

            assertThat(world.orders).isEmpty();
            assertThat(world.calls).isEmpty();
        }

        @Test
        void an_expected_ups_that_is_never_read_is_lost() {
            World world = new World(atOnce());
            world.node("a1");
            world.relay("pi");

            world.minutes(3);

            assertThat(world.status().ups())
                    .singleElement()
                    .satisfies(ups -> assertThat(ups.state()).isEqualTo("LOST"));
            assertThat(codes(world)).containsOnlyOnce("ups-lost");
            assertThat(world.calls).isEmpty();
        }
    }

    @Nested
    class Silence {
        @Test
        void of_nodes_that_accepted_is_expected() {
            World world = world(atOnce());
            confirm(world);

            die(world, "a1", "a2", "a3");
            onBattery(world, 600);

            assertThat(NODES).allMatch(node -> world.stateOf(node).equals("OFF"));
            assertThat(world.calls).hasSize(1);
        }

        @Test
        void of_a_node_that_the_ups_does_not_feed_rings() {
            World world = world(settings(ups("ups", Duration.ZERO, "a1", "a2")));
            confirm(world);
            onBattery(world, 30);

            die(world, "a3");
            onBattery(world, 60);

            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.POWER);
            assertThat(failedIn(world, 1)).containsExactly("a3");
        }

        @Test
        void of_a_listed_node_that_refused_rings_nobody_while_the_outage_lasts() {
            World world = world(atOnce());
            world.proxmox = order -> World.result(order, Outcome.REFUSED);
            confirm(world);
            onBattery(world, 30);

            die(world, "a3");
            onBattery(world, 300);

            assertThat(world.stateOf("a3")).isEqualTo("FAILED");
            assertThat(world.calls).hasSize(1);
        }

        @Test
        void fifteen_minutes_after_mains_those_still_silent_are_rung_for_once() {
            World world = world(atOnce());
            world.proxmox =
                    order -> World.result(order, order.node().equals("a3") ? Outcome.REFUSED : Outcome.ACCEPTED);
            confirm(world);
            die(world, "a1", "a2", "a3");
            onBattery(world, 60);

            world.reading("pi", PowerState.MAINS);
            world.node("a2").alive = true;
            world.seconds(14 * 60 + 50);
            assertThat(world.calls).hasSize(1);
            world.minutes(10);

            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);
            assertThat(failedIn(world, 1)).containsExactlyInAnyOrder("a1", "a3");
            assertThat(world.status().incidents()).hasSize(2);
        }

        @Test
        void of_one_that_accepted_only_after_mains_was_back_is_expected_for_15_minutes() {
            World world = world(atOnce());
            world.proxmox = order -> null;
            confirm(world);
            world.reading("pi", PowerState.MAINS).seconds(1);

            world.answer(world.orders.get(0), Outcome.ACCEPTED);
            die(world, "a2");
            world.minutes(14);
            assertThat(world.stateOf("a2")).isEqualTo("OFF");
            world.minutes(3);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void of_one_that_said_goodbye_because_of_the_plan_is_expected_no_longer_than_the_plan() {
            World world = world(atOnce());
            confirm(world);
            world.reading("pi", PowerState.MAINS);

            world.notice("a2", Notice.Kind.SHUTDOWN, null);
            die(world, "a2");
            world.minutes(17);

            assertThat(causes(world)).contains(Cause.NODE);
            assertThat(world.calls.get(world.calls.size() - 1).facts().get(0).failed())
                    .containsExactly("a2");
        }
    }

    @Nested
    class AfterARestart {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void the_plan_goes_on_in_order_from_where_it_was_and_whoever_accepted_is_told_no_more(int answered) {
            World world = world(atOnce());
            world.proxmox = order -> order.position() <= answered ? World.result(order, Outcome.ACCEPTED) : null;
            confirm(world);
            onBattery(world, 5);
            world.orders.clear();

            world.proxmox = order -> World.result(order, Outcome.ACCEPTED);
            world.restart(atOnce(), memory(world));
            onBattery(world, 30);

            assertThat(ordered(world)).containsExactlyElementsOf(NODES.subList(answered, 3));
        }

        @Test
        void steps_that_a_crash_kept_from_the_disk_are_made_up_for() {
            World world = world(atOnce());
            world.proxmox = order -> null;
            confirm(world);
            world.rows.removeIf(row -> row instanceof Row.StepRow step && step.position() > 1);
            world.orders.clear();

            world.proxmox = order -> World.result(order, Outcome.ACCEPTED);
            world.restart(atOnce(), memory(world));
            onBattery(world, 30);

            assertThat(ordered(world)).containsExactlyElementsOf(NODES);
        }

        @Test
        void an_earlier_outage_of_the_same_ups_does_not_count_as_the_plan_of_this_one() {
            CoreSettings later = settings(ups("ups", Duration.ofMinutes(2)));
            World world = world(later);
            onBattery(world, 180);
            assertThat(world.orders).hasSize(3);
            world.reading("pi", PowerState.MAINS).minutes(5);
            onBattery(world, 30);

            world.restart(later, memory(world));
            onBattery(world, 180);

            assertThat(world.orders).hasSize(6);
        }

        @Test
        void a_node_that_came_back_from_the_plan_is_watched_like_any_other() {
            World world = world(atOnce());
            confirm(world);
            die(world, NODES.toArray(String[]::new));
            onBattery(world, 60);
            world.reading("pi", PowerState.MAINS);
            for (String node : NODES) {
                world.node(node).boot = 2000;
                world.node(node).alive = true;
            }
            world.minutes(5);

            world.restart(atOnce(), memory(world));
            world.minutes(1);
            die(world, "a2");
            world.minutes(1);

            assertThat(world.stateOf("a2")).isEqualTo("FAILED");
            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);
        }

        @Test
        void a_node_that_accepted_and_died_meanwhile_is_expected_to_be_silent() {
            World world = world(atOnce());
            confirm(world);
            onBattery(world, 15);

            die(world, NODES.toArray(String[]::new));
            world.restart(atOnce(), memory(world));
            onBattery(world, 120);

            assertThat(NODES).allMatch(node -> world.stateOf(node).equals("OFF"));
            assertThat(world.calls).hasSize(1);
        }

        @Test
        void those_that_mains_did_not_bring_back_are_still_rung_for() {
            World world = world(atOnce());
            world.proxmox = order -> World.result(order, Outcome.REFUSED);
            confirm(world);
            die(world, "a3");
            onBattery(world, 60);
            world.reading("pi", PowerState.MAINS).minutes(5);

            world.restart(atOnce(), memory(world));
            world.minutes(8);
            assertThat(world.calls).hasSize(1);
            world.minutes(5);

            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);
            assertThat(failedIn(world, 1)).containsExactly("a3");
        }
    }

    /** What the store would give back: the newest row of each thing. */
    private static Memory memory(World world) {
        List<Row.IncidentRow> incidents = lastOf(world, Row.IncidentRow.class, row -> true);
        List<Row.PlanRow> plans = lastOf(world, Row.PlanRow.class, row -> true);
        return new Memory(
                lastOf(world, Row.SenderRow.class, row -> true),
                List.of(),
                lastOf(world, Row.UpsRow.class, row -> true),
                List.of(),
                incidents,
                lastOf(world, Row.AttemptRow.class, row -> true),
                plans,
                lastOf(world, Row.StepRow.class, row -> true),
                List.of(),
                incidents.stream().mapToLong(Row.IncidentRow::id).max().orElse(0),
                plans.stream().mapToLong(Row.PlanRow::id).max().orElse(0));
    }

    private static <R extends Row> List<R> lastOf(World world, Class<R> kind, Predicate<R> wanted) {
        Map<Object, R> last = new LinkedHashMap<>();
        world.rows.stream().filter(kind::isInstance).map(kind::cast).forEach(row -> last.put(row.key(), row));
        return last.values().stream().filter(wanted).toList();
    }
}
