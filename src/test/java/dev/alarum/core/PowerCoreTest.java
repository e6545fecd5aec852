package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.status.News;
import dev.alarum.status.StatusView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            List<List<String>> keptAtOrder = new ArrayList<>();
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

            assertThat(ordered(world)).startsWith("a2", "a3").contains("a1");
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
        void a_plan_whose_outage_a_crash_kept_from_the_disk_is_the_plan_of_the_outage_that_goes_on() {
            World world = world(atOnce());
            world.proxmox = order -> null;
            confirm(world);
            world.rows.removeIf(row -> row instanceof Row.UpsRow ups && ups.confirmedAt() != null);
            world.orders.clear();

            world.proxmox = order -> World.result(order, Outcome.ACCEPTED);
            world.restart(Duration.ofSeconds(2));
            onBattery(world, 90);

            assertThat(world.status().plans()).hasSize(1);
            assertThat(ordered(world)).contains("a1");
        }

        @ParameterizedTest
        @CsvSource({"NODE,DOWN,x,", "GUESTS,ACCEPTED,'100,x',", "NODE,GONE,,", "NODE,DOWN,,RUMOUR", "SHUT,DOWN,,"})
        void a_plan_that_cannot_be_read_is_left_out_and_the_next_outage_has_its_own(
                String kind, String outcome, String kept, String evidence) {
            World world = world(atOnce());
            onBattery(world, 30);
            world.reading("pi", PowerState.MAINS).minutes(5);
            long at = world.now().wall().toEpochMilli();
            world.rows.add(new Row.StepRow(1, 1, kind, "a2", outcome, null, kept, evidence, at));
            world.orders.clear();

            world.restart(Duration.ofSeconds(5)).seconds(60);
            onBattery(world, 60);

            assertThat(world.status().plans())
                    .extracting(StatusView.PlanView::id)
                    .isNotEmpty()
                    .doesNotContain(1L);
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

    /** UPS {@code ups} feeds a2 and a3, UPS {@code other} feeds a3 and a1: a3 has two power supplies. */
    @Nested
    class TwoUpses {
        private final UpsSettings one = ups("ups", Duration.ZERO, "a2", "a3");
        private final UpsSettings other = ups("other", Duration.ZERO, "a3", "a1");

        private World world() {
            World world = PowerCoreTest.world(settings(one, other));
            return world.reading("pi", "other", PowerState.MAINS);
        }

        private void out(World world, int seconds, String... which) {
            for (int i = 0; i < seconds; i += 5) {
                for (String ups : which) {
                    world.reading("pi", ups, PowerState.ON_BATTERY);
                }
                world.seconds(5);
            }
        }

        @Test
        void a_node_that_another_one_feeds_stays_up_and_the_plan_says_so() {
            World world = world();

            out(world, 60, "ups");

            assertThat(ordered(world)).containsExactly("a2");
            assertThat(world.status().decisions())
                    .anyMatch(decision -> decision.known().contains("a3 have power by another UPS"));
        }

        @Test
        void a_node_whose_feeds_are_both_out_goes_with_the_second() {
            World world = world();
            out(world, 60, "ups");

            out(world, 60, "ups", "other");

            assertThat(ordered(world)).containsExactly("a2", "a3", "a1");
        }

        @Test
        void that_go_out_together_shut_each_node_down_once() {
            World world = world();

            out(world, 90, "ups", "other");

            assertThat(ordered(world)).containsExactlyInAnyOrder("a2", "a3", "a1");
        }

        @Test
        void one_of_which_is_back_spares_a_node_that_was_not_told_yet() {
            World world = world();
            world.proxmox = order -> order.node().equals("a2") ? World.result(order, Outcome.ACCEPTED) : null;
            out(world, 15, "ups", "other");
            while (!ordered(world).contains("a3") && world.status().plans().size() < 2) {
                out(world, 5, "ups", "other");
            }
            world.proxmox = order -> null;
            int before = world.orders.size();

            world.reading("pi", "ups", PowerState.MAINS);
            out(world, 60, "other");

            assertThat(ordered(world).subList(before, world.orders.size())).doesNotContain("a3");
        }

        @Test
        void of_which_one_is_out_explain_no_failure_of_a_node_that_the_other_one_feeds() {
            World world = world();
            out(world, 60, "ups");
            assertThat(world.calls).hasSize(1);

            die(world, "a3");
            out(world, 60, "ups");

            assertThat(world.calls).hasSize(2);
            assertThat(failedIn(world, 1)).containsExactly("a3");
        }

        @Test
        void that_are_lost_shut_no_node_down_which_only_one_of_them_was_seen_to_fail() {
            World world = world();

            for (int i = 0; i < 30; i++) {
                world.reading("pi", "other", PowerState.LOST);
                world.reading("pi", PowerState.ON_BATTERY).seconds(5);
            }

            assertThat(ordered(world)).containsExactly("a2");
        }
    }

    @Nested
    class ARelaysOwnPlan {
        private static RelayPlan told(long number, Outcome... outcomes) {
            List<RelayPlan.Line> lines = new ArrayList<>();
            for (int i = 0; i < outcomes.length; i++) {
                lines.add(new RelayPlan.Line(StepKind.NODE, NODES.get(i), outcomes[i], null, "10" + i, Set.of()));
            }
            return new RelayPlan("1764.7", number, new Name("ups"), "default", lines);
        }

        @Test
        void is_the_plan_of_the_outage_and_the_hub_begins_none() {
            World world = world(settings(ups("ups", Duration.ofMinutes(5))));
            confirm(world);

            for (int i = 0; i < 600; i += 30) {
                world.relayPlan(told(0, Outcome.ACCEPTED, Outcome.PENDING, Outcome.PLANNED));
                onBattery(world, 30);
            }

            assertThat(world.orders).isEmpty();
            assertThat(world.status().plans()).hasSize(1);
        }

        @Test
        void makes_the_silence_of_those_that_took_it_expected() {
            World world = world(settings(ups("ups", Duration.ofMinutes(5))));
            confirm(world);
            world.relayPlan(told(0, Outcome.DOWN, Outcome.ACCEPTED, Outcome.PLANNED));

            die(world, "a2", "a3");
            onBattery(world, 60);

            assertThat(world.stateOf("a2")).isEqualTo("OFF");
            assertThat(world.stateOf("a3")).isEqualTo("OFF");
            assertThat(world.calls).hasSize(1);
        }

        @Test
        void goes_on_with_the_hubs_own_which_sends_nothing_more() {
            World world = world(atOnce());
            world.proxmox = order -> order.node().equals("a2") ? World.result(order, Outcome.ACCEPTED) : null;
            confirm(world);
            world.seconds(2);
            long number = world.wordsFor("pi").plans().get(0).number();
            assertThat(world.wordsFor("pi").plans().get(0).nodes())
                    .containsExactly(
                            new NodeOutcome("a2", Outcome.ACCEPTED),
                            new NodeOutcome("a3", Outcome.PENDING),
                            new NodeOutcome("a1", Outcome.PLANNED));

            world.relayPlan(told(number, Outcome.PLANNED, Outcome.ACCEPTED, Outcome.ACCEPTED));
            onBattery(world, 120);

            assertThat(world.status().plans()).hasSize(1);
            assertThat(ordered(world)).containsExactly("a2", "a3");
            assertThat(world.status().plans().get(0).steps())
                    .extracting(step -> step.outcome())
                    .containsExactly("DOWN", "ACCEPTED", "ACCEPTED");
        }

        @Test
        void told_before_the_outage_is_certain_here_is_its_plan_all_the_same() {
            World world = world(atOnce());
            world.relayPlan(told(0, Outcome.DOWN, Outcome.ACCEPTED, Outcome.PENDING));

            onBattery(world, 60);

            assertThat(codes(world)).contains("on-battery");
            assertThat(world.orders).isEmpty();
            assertThat(world.status().plans())
                    .singleElement()
                    .satisfies(plan -> assertThat(plan.incident()).isZero());
            world.relayPlan(told(0, Outcome.DOWN, Outcome.DOWN, Outcome.ACCEPTED));
            assertThat(world.status().plans())
                    .singleElement()
                    .satisfies(plan -> assertThat(plan.incident()).isPositive());
        }

        /** A relay that tells of plans is away for a minute in which the power fails. */
        private static World away(World world) {
            world.wordsFor("pi");
            world.relay("pi").alive = false;
            world.seconds(60);
            world.relay("pi").alive = true;
            return world;
        }

        @Test
        void is_waited_for_where_the_relay_that_may_have_one_is_heard_again() {
            World world = away(world(atOnce()));
            world.reading("pi", PowerState.CRITICAL)
                    .seconds(4)
                    .reading("pi", PowerState.CRITICAL)
                    .seconds(4);
            assertThat(codes(world)).contains("on-battery");
            assertThat(world.orders).isEmpty();

            world.relayPlan(told(0, Outcome.DOWN, Outcome.ACCEPTED, Outcome.PENDING));
            onBattery(world, 120);

            assertThat(world.orders).isEmpty();
            assertThat(world.status().plans()).hasSize(1);
        }

        @Test
        void is_waited_for_ten_seconds_and_no_longer() {
            World world = away(world(atOnce()));
            world.reading("pi", PowerState.CRITICAL)
                    .seconds(4)
                    .reading("pi", PowerState.CRITICAL)
                    .seconds(4);
            assertThat(world.orders).isEmpty();
            world.seconds(4);

            assertThat(ordered(world)).startsWith("a2", "a3");
            assertThat(world.status().decisions())
                    .filteredOn(decision -> decision.rule().equals("one event, one plan"))
                    .hasSize(1);
        }

        @Test
        void is_not_waited_for_where_the_relay_never_tells_or_was_heard_all_the_time() {
            World never = world(atOnce());
            confirm(never);
            assertThat(ordered(never)).startsWith("a2");

            World heard = world(atOnce());
            heard.wordsFor("pi");
            heard.seconds(20);
            confirm(heard);
            assertThat(ordered(heard)).startsWith("a2");
        }

        @Test
        void is_not_waited_for_where_the_relay_is_gone() {
            World world = world(settings(ups("ups", Duration.ofSeconds(40))));
            world.wordsFor("pi");
            confirm(world);

            world.relay("pi").alive = false;
            world.seconds(70);

            assertThat(ordered(world)).startsWith("a2");
        }

        @Test
        void of_an_outage_that_is_over_leaves_the_next_one_to_the_hub() {
            World world = world(atOnce());
            RelayPlan told = told(0, Outcome.STOPPED, Outcome.STOPPED, Outcome.STOPPED);
            world.relayPlan(new RelayPlan(told.origin(), 0, told.ups(), told.cluster(), told.lines(), true));

            confirm(world);

            assertThat(ordered(world)).containsExactly("a2", "a3");
        }

        @Test
        void ends_with_the_first_reading_on_mains_though_its_relay_never_says_so() {
            World world = world(atOnce());
            world.relayPlan(told(0, Outcome.ACCEPTED, Outcome.PLANNED, Outcome.PLANNED));

            world.reading("pi", PowerState.MAINS);

            assertThat(world.status().plans())
                    .singleElement()
                    .satisfies(plan -> assertThat(plan.steps())
                            .extracting(step -> step.outcome())
                            .containsExactly("ACCEPTED", "STOPPED", "STOPPED"));
        }

        @Test
        void of_another_site_than_the_relays_own_silences_nobody() {
            World world =
                    new World(World.with(World.settings(1, elsewhere(), ups("ups", Duration.ZERO, "a1")), CLUSTER));
            NODES.forEach(world::node);
            world.relay("pi");
            world.reading("pi", PowerState.MAINS).seconds(30);

            world.relayPlan(new RelayPlan(
                    "1.1",
                    0,
                    new Name("far"),
                    "default",
                    told(0, Outcome.DOWN, Outcome.DOWN).lines()));
            die(world, "a2");
            world.seconds(40);

            assertThat(world.status().plans()).isEmpty();
            assertThat(world.stateOf("a2")).isEqualTo("FAILED");
            assertThat(world.status().decisions())
                    .filteredOn(decision -> decision.rule().startsWith("law 4"))
                    .hasSize(1);
        }

        private static UpsSettings elsewhere() {
            UpsSettings usual = UpsSettings.named(new Name("far"));
            return new UpsSettings(
                    usual.name(),
                    new Name("cabin"),
                    List.of(new Name("b1")),
                    usual.confirm(),
                    usual.shutdownAfter(),
                    usual.chargeBelow(),
                    usual.runtimeBelow(),
                    usual.lostAfter());
        }

        @Test
        void an_outage_of_yesterday_is_not_told_to_relays_in_the_one_of_today() {
            World world = world(atOnce());
            confirm(world);
            onBattery(world, 10);
            assertThat(world.wordsFor("pi").plans()).hasSize(1);
            world.reading("pi", PowerState.MAINS).minutes(30);
            assertThat(world.wordsFor("pi").plans()).isEmpty();

            world.proxmox = order -> null;
            confirm(world);
            world.seconds(1);

            assertThat(world.wordsFor("pi").plans())
                    .singleElement()
                    .satisfies(plan -> assertThat(plan.nodes())
                            .extracting(NodeOutcome::outcome)
                            .doesNotContain(Outcome.ACCEPTED, Outcome.DOWN));
        }

        @Test
        void told_again_and_again_and_after_a_restart_stays_one() {
            World world = world(settings(ups("ups", Duration.ofMinutes(5))));
            confirm(world);
            world.relayPlan(told(0, Outcome.ACCEPTED, Outcome.PENDING, Outcome.PLANNED));

            world.restart(Duration.ofSeconds(2)).relayPlan(told(0, Outcome.DOWN, Outcome.DOWN, Outcome.ACCEPTED));
            onBattery(world, 120);

            assertThat(world.orders).isEmpty();
            assertThat(world.status().plans())
                    .singleElement()
                    .satisfies(plan -> assertThat(plan.steps())
                            .extracting(step -> step.outcome())
                            .containsExactly("DOWN", "DOWN", "ACCEPTED"));
        }

        /** One that has lines for these nodes and for the cluster. */
        private static RelayPlan of(String origin, String ups, String cluster, String... nodes) {
            List<RelayPlan.Line> lines = new ArrayList<>();
            lines.add(new RelayPlan.Line(StepKind.HA_OFF, "", Outcome.ACCEPTED, null, "policy:migrate", Set.of()));
            for (String node : nodes) {
                lines.add(new RelayPlan.Line(StepKind.NODE, node, Outcome.DOWN, null, null, Set.of()));
            }
            return new RelayPlan(origin, 0, new Name(ups), cluster, lines, true);
        }

        /** Beside the house a cluster in the attic, where the relay is not. */
        private static CoreSettings twoSites() {
            CoreSettings base = atOnce();
            ClusterSettings another = new ClusterSettings(
                    "another",
                    CLUSTER.urls(),
                    CLUSTER.tokenId(),
                    CLUSTER.tokenSecret(),
                    List.of(),
                    List.of(new Name("b1")),
                    true,
                    PlainRules.NODES_ONLY,
                    ReturnRules.DEFAULT);
            return new CoreSettings(
                    new NodeSettings(Map.of(new Name("b1"), new Name("attic")), Map.of(), Set.of()),
                    base.heartbeat(),
                    base.incident(),
                    base.notice(),
                    base.call(),
                    base.ups(),
                    List.of(CLUSTER, another));
        }

        private static List<String> notBelieved(World world) {
            return world.status().decisions().stream()
                    .filter(decision -> decision.done().equals("not believed"))
                    .map(StatusView.DecisionView::rule)
                    .toList();
        }

        @Test
        void is_one_of_twenty_that_are_remembered_at_most() {
            World world = world(atOnce());
            for (int i = 0; i < 20; i++) {
                world.relayPlan(of("1764." + i, "ups", "default", "a2"));
            }
            assertThat(world.status().plans()).hasSize(20);

            for (int i = 0; i < 20; i++) {
                world.relayPlan(of("1765." + i, "ups" + i, "default", "a2"));
                world.relayPlan(of("1764.1", "ups", "cluster" + i, "a2"));
            }

            assertThat(world.status().plans()).hasSize(20);
            assertThat(notBelieved(world)).containsExactly("a relay remembers 20 shutdowns");
            world.restart(Duration.ofSeconds(2)).relayPlan(of("1765.1", "ups", "default", "a2"));
            world.relayPlan(of("1764.19", "ups", "default", "a2", "a3"));
            assertThat(world.status().plans())
                    .hasSize(20)
                    .last()
                    .satisfies(plan -> assertThat(plan.steps()).hasSize(3));
        }

        @Test
        void has_no_more_steps_than_can_be_told_at_once() {
            World world = world(atOnce());
            for (int part = 0; part < 6; part++) {
                String[] nodes = new String[1_000];
                for (int i = 0; i < nodes.length; i++) {
                    nodes[i] = "n" + part + "-" + i;
                }
                world.relayPlan(of("1764.7", "ups", "default", nodes));
            }

            assertThat(world.status().plans())
                    .singleElement()
                    .satisfies(plan -> assertThat(plan.steps()).hasSizeLessThanOrEqualTo(RelayPlan.MOST_LINES));
            assertThat(notBelieved(world)).hasSize(1);
        }

        @Test
        void is_not_believed_of_a_cluster_that_has_no_node_at_the_relays_site() {
            World world = world(twoSites());

            world.relayPlan(of("1764.7", "ups", "another"));

            assertThat(world.status().plans()).isEmpty();
            assertThat(notBelieved(world)).containsExactly("law 4: a relay tells of its own site");
        }

        @Test
        void that_is_not_believed_is_noted_twenty_times_and_no_oftener() {
            World world = world(twoSites());

            for (int i = 0; i < 60; i++) {
                world.relayPlan(of("1764." + i, "ups", "another"));
            }

            assertThat(notBelieved(world)).hasSize(20);
        }

        @Test
        void that_the_hub_hears_of_only_afterwards_is_put_right_by_the_hub() {
            World world = world(atOnce());
            die(world, "a2", "a3", "a1");
            world.relay("pi").alive = false;
            world.minutes(10);
            world.relay("pi").alive = true;
            world.reading("pi", PowerState.MAINS).relayPlan(told(0, Outcome.DOWN, Outcome.DOWN, Outcome.DOWN));

            world.minutes(2);

            assertThat(world.orders).isEmpty();
            assertThat(world.status().plans()).extracting(plan -> plan.sort()).containsExactly("shutdown", "return");
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
