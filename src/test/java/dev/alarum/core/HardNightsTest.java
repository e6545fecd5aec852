package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.Key;
import dev.alarum.call.KeyAnswer;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.ShutdownRules;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.status.News;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outages in which something else fails as well: hosts, nodes, networks, relays. */
class HardNightsTest {
    private static final List<String> NODES = List.of("a2", "a3", "a1");
    private static final ShutdownRules WITH_HA =
            new ShutdownRules(true, false, Duration.ZERO, Duration.ofMinutes(3), false, List.of());

    private static ClusterSettings cluster(String name, ShutdownRules rules, ReturnRules.Wake wake, String... nodes) {
        return new ClusterSettings(
                name,
                List.of(URI.create("https://" + name + ":8006")),
                "alarum@pve!hub",
                "secret-of-the-test",
                List.of(),
                Arrays.stream(nodes).map(Name::new).toList(),
                true,
                rules,
                new ReturnRules(Duration.ofMinutes(5), 30, wake));
    }

    private static ClusterSettings cluster(ShutdownRules rules, ReturnRules.Wake wake) {
        return cluster("default", rules, wake, "a2", "a3", "a1");
    }

    private static UpsSettings ups(String name, Duration after, String... nodes) {
        return new UpsSettings(
                new Name(name),
                new Name("home"),
                Arrays.stream(nodes).map(Name::new).toList(),
                Duration.ofSeconds(15),
                after,
                30,
                Duration.ofMinutes(10),
                Duration.ofSeconds(60));
    }

    private static World world(List<UpsSettings> ups, ClusterSettings... clusters) {
        World world = new World(World.with(World.settings(1, ups.toArray(UpsSettings[]::new)), clusters));
        NODES.forEach(world::node);
        world.relay("pi");
        ups.forEach(one -> world.reading("pi", one.name().text(), PowerState.MAINS));
        return world.seconds(30);
    }

    private static World world(ShutdownRules rules, ReturnRules.Wake wake) {
        return world(List.of(ups("ups", Duration.ZERO)), cluster(rules, wake));
    }

    private static World plain() {
        return world(PlainRules.NODES_ONLY, ReturnRules.Wake.OFF);
    }

    private static World patient() {
        return world(List.of(ups("ups", Duration.ofMinutes(5))), cluster(PlainRules.NODES_ONLY, ReturnRules.Wake.OFF));
    }

    private static void power(World world, PowerState state, int seconds) {
        for (int i = 0; i < seconds; i += 5) {
            world.reading("pi", state).seconds(5);
        }
    }

    private static void onBattery(World world, int seconds) {
        power(world, PowerState.ON_BATTERY, seconds);
    }

    private static void onMains(World world, int seconds) {
        for (int i = 0; i < seconds; i += 30) {
            world.reading("pi", PowerState.MAINS).seconds(30);
        }
    }

    private static void die(World world) {
        NODES.forEach(node -> world.node(node).alive = false);
    }

    private static void comeUp(World world, String... nodes) {
        for (String node : nodes) {
            world.off.remove(node);
            world.node(node).boot++;
            world.node(node).alive = true;
        }
    }

    private static List<String> ordered(World world) {
        return world.orders.stream()
                .map(order -> (order.kind() + " " + order.node()).strip())
                .toList();
    }

    private static List<String> outcomes(World world, int plan) {
        return world.status().plans().get(plan).steps().stream()
                .map(step -> (step.node() + " " + step.outcome()).strip())
                .toList();
    }

    private static List<String> sorts(World world) {
        return world.status().plans().stream().map(plan -> plan.sort()).toList();
    }

    private static List<String> codes(World world) {
        return world.news.stream().map(News::code).toList();
    }

    private static ClusterLook look(LookOrder order, Boolean quorate, Set<String> off, Ha ha) {
        Set<String> on = new HashSet<>(NODES);
        on.removeAll(off);
        return new ClusterLook(
                order.plan(),
                order.cluster(),
                true,
                quorate,
                null,
                on,
                Set.copyOf(off),
                List.of(),
                ha,
                ha == Ha.UNUSED ? Set.of() : Set.of(100),
                null,
                List.of());
    }

    private static void hostsAreAway(World world) {
        world.proxmox = order -> World.result(order, Outcome.UNREACHABLE);
        world.cluster = order -> ClusterLook.unanswered(order.plan(), order.cluster(), List.of("refused"));
    }

    private static void hostsAnswer(World world) {
        world.proxmox = order -> World.result(order, Outcome.ACCEPTED);
        world.cluster = order -> look(order, true, world.off, Ha.UNUSED);
    }

    private static RelayPlan.Line line(String node, Outcome outcome) {
        return new RelayPlan.Line(StepKind.NODE, node, outcome, null, null, Set.of());
    }

    private static RelayPlan told(String cluster, RelayPlan.Line... lines) {
        return new RelayPlan("1764.7", 0, new Name("ups"), cluster, List.of(lines));
    }

    @Nested
    class HostsAndNodes {
        @Test
        void that_cannot_be_reached_for_a_while_are_ordered_as_soon_as_they_can() {
            World world = plain();
            hostsAreAway(world);
            onBattery(world, 40);
            hostsAnswer(world);
            onBattery(world, 60);

            assertThat(ordered(world))
                    .containsExactly("NODE a2", "NODE a3", "NODE a1", "NODE a2", "NODE a3", "NODE a1");
            assertThat(outcomes(world, 0)).contains("a2 DOWN", "a3 DOWN");
        }

        @Test
        void are_told_of_when_their_results_change_and_not_at_each_try() {
            World world = plain();
            hostsAreAway(world);
            onBattery(world, 300);
            assertThat(world.told("plan-results")).hasSize(1);

            hostsAnswer(world);
            onBattery(world, 60);
            world.off.addAll(NODES);
            die(world);
            onBattery(world, 90);

            assertThat(world.told("plan-results")).hasSize(2).last().asString().contains("a2 down", "a3 down");
        }

        @Test
        void that_boot_when_the_power_fails_again_are_ordered_once_they_are_up() {
            World world = plain();
            onBattery(world, 60);
            die(world);
            onBattery(world, 300);
            onMains(world, 30);
            hostsAreAway(world);
            onMains(world, 30);
            onBattery(world, 60);
            int tried = world.orders.size();

            comeUp(world, "a2", "a3", "a1");
            hostsAnswer(world);
            onBattery(world, 300);

            assertThat(ordered(world).subList(tried, world.orders.size())).contains("NODE a2", "NODE a3");
        }

        @Test
        void cut_off_from_their_cluster_but_alive_are_ordered_too() {
            World world = plain();
            world.cluster = order -> look(order, true, Set.of("a2"), Ha.UNUSED);
            onBattery(world, 60);

            assertThat(ordered(world)).startsWith("NODE a2", "NODE a3");
        }

        @Test
        void behind_a_switch_without_power_are_not_taken_for_down() {
            World world = plain();
            die(world);
            world.cluster = order -> ClusterLook.unanswered(order.plan(), order.cluster(), List.of("no connection"));
            Map<StepOrder, Integer> out = new HashMap<>();
            int[] second = {0};
            world.proxmox = order -> {
                out.put(order, second[0]);
                return null;
            };
            for (; second[0] < 90; second[0]++) {
                if (second[0] % 5 == 0) {
                    world.reading("pi", PowerState.ON_BATTERY);
                }
                world.seconds(1);
                List.copyOf(out.keySet()).stream()
                        .filter(order -> second[0] - out.get(order) >= 10)
                        .forEach(order -> {
                            out.remove(order);
                            world.answer(order, Outcome.UNREACHABLE);
                        });
            }

            assertThat(world.told("plan-results")).singleElement().asString().doesNotContain("a2 down");
        }

        @Test
        void that_were_silent_before_the_order_prove_nothing_by_their_silence() {
            World world = plain();
            world.node("a2").alive = false;
            onMains(world, 60);
            world.proxmox = order -> order.node().equals("a2") ? null : World.result(order, Outcome.ACCEPTED);
            world.cluster = order -> look(order, true, Set.of(), Ha.UNUSED);

            onBattery(world, 30);

            assertThat(outcomes(world, 0)).startsWith("a2 PENDING");
        }

        @Test
        void that_a_host_without_its_cluster_calls_offline_are_not_down() {
            World world = plain();
            world.proxmox = order -> null;
            world.cluster = order -> look(order, false, Set.of("a2", "a3"), Ha.UNUSED);

            onBattery(world, 45);

            assertThat(outcomes(world, 0)).startsWith("a2 PENDING", "a3 PENDING");
        }

        @Test
        void whose_answer_was_lost_are_brought_back_when_they_went() {
            World world = world(PlainRules.NODES_ONLY, ReturnRules.Wake.RELAY);
            world.proxmox = order -> {
                world.off.add(order.node());
                return World.result(order, order.node().equals("a2") ? Outcome.UNREACHABLE : Outcome.ACCEPTED);
            };
            world.cluster = order -> look(order, true, world.off, Ha.UNUSED);
            onBattery(world, 20);
            die(world);
            onBattery(world, 60);

            onMains(world, 400);

            assertThat(world.toWake("pi")).contains("a2");
        }

        @Test
        void of_which_one_ignores_its_order_and_force_do_not_keep_the_others_from_returning() {
            ShutdownRules force =
                    new ShutdownRules(false, false, Duration.ZERO, Duration.ofMinutes(3), true, List.of());
            World world = world(force, ReturnRules.Wake.OFF);
            world.proxmox = order -> {
                if (!order.node().equals("a3")) {
                    world.off.add(order.node());
                }
                return World.result(order, Outcome.ACCEPTED);
            };
            world.cluster = order -> look(order, true, world.off, Ha.UNUSED);
            onBattery(world, 20);
            world.node("a2").alive = false;
            onBattery(world, 30);
            onMains(world, 300);
            comeUp(world, "a2");

            onMains(world, 3600);

            assertThat(sorts(world)).contains("return");
            assertThat(codes(world)).contains("all-back");
        }
    }

    @Nested
    class HighAvailability {
        @Test
        void is_disarmed_where_every_ups_feeds_a_minority_and_all_are_out() {
            World world = world(
                    List.of(
                            ups("u1", Duration.ZERO, "a1"),
                            ups("u2", Duration.ZERO, "a2"),
                            ups("u3", Duration.ZERO, "a3")),
                    cluster(WITH_HA, ReturnRules.Wake.OFF));
            world.cluster = order -> look(order, true, Set.of(), Ha.ARMED);
            for (int i = 0; i < 30; i += 5) {
                List.of("u1", "u2", "u3").forEach(one -> world.reading("pi", one, PowerState.ON_BATTERY));
                world.seconds(5);
            }

            assertThat(ordered(world)).first().isEqualTo("HA_OFF");
        }

        @Test
        void that_is_only_frozen_does_not_let_the_last_node_wait_for_the_others() {
            World world = world(WITH_HA, ReturnRules.Wake.OFF);
            world.proxmox = order -> order.kind() == StepKind.HA_OFF
                    ? new StepResult(order.plan(), order.position(), Outcome.ACCEPTED, null, StepOrder.NO_POLICY)
                    : World.result(order, Outcome.ACCEPTED);
            world.cluster = order -> look(order, true, Set.of(), Ha.ARMED);

            onBattery(world, 60);

            assertThat(ordered(world)).containsExactly("HA_OFF", "NODE a2", "NODE a3", "NODE a1");
        }

        @Test
        void is_not_left_out_because_the_first_look_takes_four_seconds() {
            World world = world(WITH_HA, ReturnRules.Wake.OFF);
            LookOrder[] asked = new LookOrder[1];
            world.cluster = order -> {
                asked[0] = order.plan() > 0 && asked[0] == null ? order : asked[0];
                return null;
            };
            onBattery(world, 15);
            world.reading("pi", PowerState.ON_BATTERY).seconds(4);
            assertThat(world.orders).isEmpty();

            world.seen(look(asked[0], true, Set.of(), Ha.ARMED));

            assertThat(ordered(world)).first().isEqualTo("HA_OFF");
        }
    }

    @Nested
    class ARelayThatActedByItself {
        @ParameterizedTest
        @EnumSource(names = {"NOT_ARMED", "UNREACHABLE", "REFUSED"})
        void without_success_leaves_the_nodes_to_the_hub(Outcome outcome) {
            World world = patient();
            onBattery(world, 20);
            world.relayPlan(told("default", line("a2", outcome), line("a3", outcome), line("a1", outcome)));
            assertThat(world.orders).isEmpty();

            onBattery(world, 600);

            assertThat(ordered(world)).startsWith("NODE a2", "NODE a3").contains("NODE a1");
            assertThat(sorts(world)).containsExactly("shutdown");
        }

        @Test
        void and_tells_on_of_its_refusals_keeps_no_node_from_being_ordered_by_the_hub() {
            World world = patient();
            onBattery(world, 20);
            RelayPlan plan =
                    told("default", line("a2", Outcome.DOWN), line("a3", Outcome.REFUSED), line("a1", Outcome.REFUSED));
            for (int i = 0; i < 900; i += 5) {
                world.relayPlan(plan);
                onBattery(world, 5);
            }

            assertThat(ordered(world)).containsExactly("NODE a3", "NODE a1");
        }

        @Test
        void for_one_node_does_not_halt_the_plan_for_all() {
            World world = plain();
            world.cluster = order -> look(order, true, Set.of(), Ha.UNUSED);
            world.proxmox = order -> order.node().equals("a1") ? World.result(order, Outcome.ACCEPTED) : null;
            onBattery(world, 20);

            world.relayPlan(told("default", line("a2", Outcome.ACCEPTED)));
            onBattery(world, 400);

            assertThat(ordered(world)).contains("NODE a1");
            assertThat(ordered(world)).containsOnlyOnce("NODE a2");
        }

        @Test
        void for_one_cluster_leaves_the_other_to_the_hub() {
            World world = world(
                    List.of(ups("ups", Duration.ofMinutes(5))),
                    cluster("one", PlainRules.NODES_ONLY, ReturnRules.Wake.OFF, "a2"),
                    cluster("two", PlainRules.NODES_ONLY, ReturnRules.Wake.OFF, "a3", "a1"));
            onBattery(world, 30);
            world.relayPlan(told("one", line("a2", Outcome.DOWN)));

            onBattery(world, 600);

            assertThat(ordered(world)).containsExactly("NODE a3", "NODE a1");
        }

        @Test
        void and_is_heard_no_more_leaves_what_it_had_not_done_to_the_hub_after_a_minute() {
            World world = patient();
            onBattery(world, 20);
            world.relayPlan(told(
                    "default", line("a2", Outcome.ACCEPTED), line("a3", Outcome.PLANNED), line("a1", Outcome.PLANNED)));

            onBattery(world, 900);

            assertThat(ordered(world)).containsExactly("NODE a3", "NODE a1");
        }

        @Test
        void that_tells_of_an_earlier_outage_once_more_does_not_swallow_the_plan_of_this_one() {
            World world = plain();
            RelayPlan old = new RelayPlan(
                    "1764.7",
                    0,
                    new Name("ups"),
                    "default",
                    NODES.stream().map(node -> line(node, Outcome.DOWN)).toList(),
                    true);
            world.relayPlan(old);
            world.proxmox = order -> null;
            onBattery(world, 20);

            world.relayPlan(old);
            world.proxmox = order -> World.result(order, Outcome.ACCEPTED);
            onBattery(world, 300);

            assertThat(ordered(world)).contains("NODE a2", "NODE a3", "NODE a1");
        }

        @Test
        void is_stopped_by_a_key_only_while_it_is_in_touch() {
            World world = plain();
            world.proxmox = order -> null;
            world.cluster = order -> null;
            world.phone = World::waits;
            onBattery(world, 16);
            RelayPlan plan = told(
                    "default", line("a2", Outcome.ACCEPTED), line("a3", Outcome.PLANNED), line("a1", Outcome.PLANNED));
            world.relayPlan(plan);
            onBattery(world, 15);

            assertThat(world.press(world.calls.get(0), Key.KEEP_RUNNING)).isEqualTo(KeyAnswer.PLAN_OUT);
        }

        @Test
        void learns_from_the_hub_what_a_person_has_stopped() {
            World world = plain();
            world.proxmox = order -> null;
            world.cluster = order -> null;
            world.phone = World::waits;
            onBattery(world, 20);
            RelayPlan plan = told(
                    "default", line("a2", Outcome.ACCEPTED), line("a3", Outcome.PLANNED), line("a1", Outcome.PLANNED));
            world.relayPlan(plan);
            world.seconds(4);

            assertThat(world.press(world.calls.get(0), Key.KEEP_RUNNING)).isEqualTo(KeyAnswer.PLAN_STOPPED);

            world.relayPlan(plan);
            assertThat(world.wordsFor("pi").plans().get(0).nodes())
                    .extracting(one -> one.node() + " " + one.outcome())
                    .containsExactly("a2 ACCEPTED", "a3 STOPPED", "a1 STOPPED");
        }
    }

    @Nested
    class AfterARestart {
        @Test
        void what_a_person_stopped_stays_stopped_though_nobody_had_been_reached() {
            World world = plain();
            world.phone = World::waits;
            hostsAreAway(world);
            onBattery(world, 50);
            assertThat(world.press(world.calls.get(0), Key.KEEP_RUNNING)).isEqualTo(KeyAnswer.PLAN_STOPPED);
            int tried = world.orders.size();

            world.restart(Duration.ofSeconds(5));
            hostsAnswer(world);
            onBattery(world, 300);

            assertThat(world.orders).hasSize(tried);
            assertThat(world.wordsFor("pi").plans().get(0).nodes()).allMatch(one -> one.outcome() == Outcome.STOPPED);
        }

        @Test
        void what_was_taken_over_from_a_relay_is_asked_again() {
            World world = patient();
            onBattery(world, 20);
            world.relayPlan(told(
                    "default",
                    line("a2", Outcome.DOWN),
                    line("a3", Outcome.UNREACHABLE),
                    line("a1", Outcome.UNREACHABLE)));
            hostsAreAway(world);
            onBattery(world, 600);
            int tried = world.orders.size();
            assertThat(tried).isPositive();

            world.restart(Duration.ofSeconds(5));
            hostsAnswer(world);
            onBattery(world, 300);

            assertThat(ordered(world).subList(tried, world.orders.size())).contains("NODE a3");
        }

        @Test
        void a_node_that_has_power_by_its_other_ups_again_is_let_be() {
            World world = two();
            hostsAreAway(world);
            both(world, PowerState.ON_BATTERY, 40);
            both(world, PowerState.MAINS, 40);
            long tried = count(world, "NODE a2");

            world.restart(Duration.ofSeconds(5));
            hostsAnswer(world);
            both(world, PowerState.MAINS, 120);

            assertThat(count(world, "NODE a2")).isEqualTo(tried);
            assertThat(ordered(world)).contains("NODE a3");
        }
    }

    @Nested
    class TwoPlans {
        @Test
        void never_ask_the_same_node_when_a_person_begins_what_a_relay_left() {
            World world = patient();
            world.phone = World::waits;
            onBattery(world, 25);
            world.relayPlan(told(
                    "default",
                    line("a2", Outcome.DOWN),
                    line("a3", Outcome.UNREACHABLE),
                    line("a1", Outcome.UNREACHABLE)));

            world.press(world.calls.get(0), Key.SHUT_DOWN);
            onBattery(world, 600);

            assertThat(count(world, "NODE a3")).isEqualTo(1);
            assertThat(count(world, "NODE a1")).isEqualTo(1);
        }

        @Test
        void never_ask_the_same_node_when_a_relay_has_it_in_the_outage_of_the_other_ups() {
            World world = two();
            hostsAreAway(world);
            both(world, PowerState.ON_BATTERY, 40);

            world.relayPlan(
                    new RelayPlan("1764.7", 0, new Name("u2"), "default", List.of(line("a2", Outcome.ACCEPTED))));
            long tried = count(world, "NODE a2");
            both(world, PowerState.ON_BATTERY, 70);

            assertThat(count(world, "NODE a2")).isEqualTo(tried);
        }
    }

    private static long count(World world, String what) {
        return ordered(world).stream().filter(what::equals).count();
    }

    /** All nodes hang on one UPS, and a2 on another one, too. */
    private static World two() {
        return world(
                List.of(ups("u1", Duration.ZERO, "a1", "a2", "a3"), ups("u2", Duration.ZERO, "a2")),
                cluster(PlainRules.NODES_ONLY, ReturnRules.Wake.OFF));
    }

    private static void both(World world, PowerState other, int seconds) {
        for (int i = 0; i < seconds; i += 5) {
            world.reading("pi", "u2", other);
            world.reading("pi", "u1", PowerState.ON_BATTERY);
            world.seconds(5);
        }
    }

    @Nested
    class TheWayBack {
        @Test
        void is_not_begun_on_battery_by_a_node_that_never_went() {
            World world = world(PlainRules.NODES_ONLY, ReturnRules.Wake.PROXMOX);
            onBattery(world, 60);
            die(world);
            onBattery(world, 60);
            onMains(world, 60);
            comeUp(world, "a2", "a3", "a1");
            onMains(world, 900);
            int before = world.orders.size();

            world.proxmox =
                    order -> World.result(order, order.node().equals("a3") ? Outcome.REFUSED : Outcome.ACCEPTED);
            onBattery(world, 60);
            world.node("a2").alive = false;
            world.node("a1").alive = false;
            onBattery(world, 300);
            world.relay("pi").alive = false;
            world.minutes(10);

            assertThat(ordered(world).subList(before, world.orders.size())).noneMatch(one -> one.startsWith("WAKE"));
        }

        @Test
        void makes_up_for_steps_that_a_crash_kept_from_the_disk() {
            World world = world(PlainRules.NODES_ONLY, ReturnRules.Wake.PROXMOX);
            onBattery(world, 60);
            die(world);
            onBattery(world, 60);
            onMains(world, 300);
            while (!ordered(world).contains("WAKE a1")) {
                world.reading("pi", PowerState.MAINS).seconds(1);
            }
            world.rows.removeIf(row -> row instanceof Row.StepRow step
                    && step.kind().equals("WAKE")
                    && !step.node().equals("a1"));

            world.restart(Duration.ofSeconds(3));
            comeUp(world, "a1");
            onMains(world, 60);

            assertThat(ordered(world)).contains("WAKE a3", "WAKE a2");
        }

        @Test
        void starts_no_guest_while_the_outage_may_go_on() {
            ShutdownRules guests =
                    new ShutdownRules(false, false, Duration.ofMinutes(1), Duration.ofMinutes(3), false, List.of());
            World world = world(guests, ReturnRules.Wake.OFF);
            boolean[] runs = {true};
            world.proxmox = order -> {
                runs[0] = runs[0] && order.kind() != StepKind.GUESTS;
                return World.result(order, order.kind() == StepKind.NODE ? Outcome.REFUSED : Outcome.ACCEPTED);
            };
            world.cluster = order -> {
                ClusterLook plain = look(order, true, world.off, Ha.UNUSED);
                return new ClusterLook(
                        plain.plan(),
                        plain.cluster(),
                        true,
                        true,
                        null,
                        plain.online(),
                        plain.offline(),
                        runs[0] ? List.of(new ClusterLook.Guest(100, "web", "a2")) : List.of(),
                        Ha.UNUSED,
                        Set.of(),
                        null,
                        List.of());
            };
            onBattery(world, 300);
            world.relay("pi").alive = false;

            world.minutes(10);

            assertThat(ordered(world)).contains("GUESTS a2").doesNotContain("START a2");
        }

        @Test
        void is_found_without_the_relay_that_died_once_nodes_have_come_up() {
            World world = plain();
            onBattery(world, 60);
            die(world);
            onBattery(world, 60);
            world.relay("pi").alive = false;
            world.minutes(60);

            comeUp(world, "a2", "a3", "a1");
            world.minutes(30);

            assertThat(codes(world)).contains("all-back");
        }

        @Test
        void is_opened_by_one_node_for_the_others_that_must_be_woken() {
            World world = world(PlainRules.NODES_ONLY, ReturnRules.Wake.PROXMOX);
            onBattery(world, 60);
            die(world);
            onBattery(world, 60);
            world.relay("pi").alive = false;
            world.minutes(60);

            comeUp(world, "a1");
            world.minutes(10);

            assertThat(ordered(world)).contains("WAKE a2", "WAKE a3");
        }

        @Test
        void that_nobody_can_see_to_is_told_of_after_an_hour_once() {
            World world = world(PlainRules.NODES_ONLY, ReturnRules.Wake.PROXMOX);
            onBattery(world, 60);
            die(world);
            onBattery(world, 60);
            world.relay("pi").alive = false;

            world.minutes(60 * 13);

            assertThat(world.told("return-incomplete"))
                    .singleElement()
                    .asString()
                    .contains("a2", "a3", "a1", "nothing is known of their power");
        }

        @Test
        void is_not_held_up_for_ever_by_a_ups_that_is_lost_afterwards() {
            ShutdownRules ceph = new ShutdownRules(false, true, Duration.ZERO, Duration.ofMinutes(3), false, List.of());
            World world = world(ceph, ReturnRules.Wake.OFF);
            boolean[] noout = {false};
            world.proxmox = order -> {
                if (order.kind() == StepKind.NODE) {
                    world.off.add(order.node());
                }
                noout[0] = order.kind() == StepKind.NOOUT || (noout[0] && order.kind() != StepKind.NOOUT_OFF);
                return World.result(order, Outcome.ACCEPTED);
            };
            world.cluster = order -> {
                ClusterLook plain = look(order, true, world.off, Ha.UNUSED);
                return new ClusterLook(
                        plain.plan(),
                        plain.cluster(),
                        true,
                        true,
                        null,
                        plain.online(),
                        plain.offline(),
                        List.of(),
                        Ha.UNUSED,
                        Set.of(),
                        noout[0],
                        List.of());
            };
            onBattery(world, 60);
            die(world);
            onBattery(world, 60);
            onMains(world, 60);
            comeUp(world, "a2", "a3", "a1");
            assertThat(noout[0]).isTrue();

            power(world, PowerState.LOST, 900);

            assertThat(noout[0]).isFalse();
            assertThat(codes(world)).contains("all-back");
        }

        @Test
        void starts_guests_that_were_seen_before_the_outage_only() {
            World world = world(PlainRules.NODES_ONLY, ReturnRules.Wake.OFF);
            boolean[] runs = {true};
            world.cluster = order -> new ClusterLook(
                    order.plan(),
                    order.cluster(),
                    true,
                    true,
                    null,
                    Set.copyOf(NODES),
                    Set.of(),
                    runs[0] ? List.of(new ClusterLook.Guest(100, "web", "a2")) : List.of(),
                    Ha.UNUSED,
                    Set.of(),
                    null,
                    List.of());
            onMains(world, 6 * 60);
            hostsAreAway(world);
            world.proxmox = order -> World.result(order, Outcome.ACCEPTED);
            onBattery(world, 60);
            die(world);
            onBattery(world, 120);
            runs[0] = false;
            hostsAnswer(world);
            onMains(world, 30);
            comeUp(world, "a2", "a3", "a1");

            onMains(world, 900);

            assertThat(ordered(world)).contains("START a2");
        }

        @Test
        void starts_guests_though_the_token_may_not_see_the_quorum() {
            ShutdownRules guests =
                    new ShutdownRules(true, true, Duration.ofMinutes(1), Duration.ofMinutes(3), false, List.of());
            World world = world(guests, ReturnRules.Wake.OFF);
            boolean[] runs = {true};
            world.proxmox = order -> {
                if (order.kind() == StepKind.NODE) {
                    world.off.add(order.node());
                }
                runs[0] = runs[0] && order.kind() != StepKind.GUESTS;
                return World.result(order, Outcome.ACCEPTED);
            };
            world.cluster = order -> {
                ClusterLook plain = look(order, null, world.off, Ha.UNKNOWN);
                return new ClusterLook(
                        plain.plan(),
                        plain.cluster(),
                        true,
                        null,
                        null,
                        plain.online(),
                        plain.offline(),
                        runs[0] ? List.of(new ClusterLook.Guest(100, "web", "a2")) : List.of(),
                        Ha.UNKNOWN,
                        Set.of(),
                        null,
                        List.of("quorum: 403"));
            };
            onBattery(world, 120);
            die(world);
            onBattery(world, 120);
            onMains(world, 30);
            comeUp(world, "a2", "a3", "a1");

            onMains(world, 900);

            assertThat(ordered(world)).contains("START a2");
        }
    }
}
