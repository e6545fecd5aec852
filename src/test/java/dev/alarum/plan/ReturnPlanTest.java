package dev.alarum.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook.Guest;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.plan.ReturnRules.Wake;
import dev.alarum.plan.ShutdownPlan.State;
import dev.alarum.store.Row;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReturnPlanTest {
    private static final Moment START = new Moment(5, Instant.parse("2026-01-01T00:00:00Z"));
    private static final Aftermath ALL = new Aftermath(
            "default",
            names("pve1", "pve2", "pve3"),
            StepOrder.ARM_HA,
            true,
            Map.of("pve1", Set.of(100, 101), "pve3", Set.of(300)));
    private static final Aftermath NODES =
            new Aftermath("default", names("pve1", "pve2", "pve3"), null, false, Map.of());

    private final Trial trial = new Trial(Wake.PROXMOX, NODES);

    @Nested
    class Waking {
        @Test
        void begins_with_the_node_that_went_last() {
            trial.pass(0);

            assertThat(trial.ordered()).containsExactly("WAKE pve3");
        }

        @Test
        void of_the_others_waits_until_the_first_is_back_because_it_wakes_them() {
            trial.pass(60);
            assertThat(trial.ordered()).containsOnly("WAKE pve3");

            trial.up("pve3").pass(20);

            assertThat(trial.ordered()).containsSubsequence("WAKE pve3", "WAKE pve2", "WAKE pve1");
        }

        @Test
        void of_the_others_waits_for_it_three_minutes_at_most() {
            trial.pass(179);
            assertThat(trial.ordered()).doesNotContain("WAKE pve2");

            trial.pass(1);

            assertThat(trial.ordered()).contains("WAKE pve2");
        }

        @Test
        void goes_ten_seconds_apart_where_the_relay_does_it() {
            Trial relay = new Trial(Wake.RELAY, NODES);

            relay.pass(9);
            assertThat(relay.plan.toWakeByRelay(relay.mayCome::contains)).containsExactly("pve3");
            relay.pass(1);
            assertThat(relay.plan.toWakeByRelay(relay.mayCome::contains)).containsExactly("pve3", "pve2");
            relay.pass(10);

            assertThat(relay.plan.toWakeByRelay(relay.mayCome::contains)).containsExactly("pve3", "pve2", "pve1");
            assertThat(relay.orders).isEmpty();
        }

        @Test
        void by_both_asks_both() {
            Trial both = new Trial(Wake.BOTH, NODES);

            both.pass(30);

            assertThat(both.ordered()).contains("WAKE pve3", "WAKE pve2", "WAKE pve1");
            assertThat(both.plan.toWakeByRelay(both.mayCome::contains)).containsExactly("pve3", "pve2", "pve1");
        }

        @Test
        void is_done_by_nobody_where_nodes_come_by_themselves() {
            Trial off = new Trial(Wake.OFF, NODES);

            off.pass(600);

            assertThat(off.orders).isEmpty();
            assertThat(off.plan.toWakeByRelay(off.mayCome::contains)).isEmpty();
        }

        @Test
        void is_tried_again_every_minute_until_the_node_is_back() {
            trial.pass(121);
            assertThat(trial.ordered()).containsExactly("WAKE pve3", "WAKE pve3", "WAKE pve3");

            trial.up("pve3").pass(120);

            assertThat(trial.ordered().stream().filter("WAKE pve3"::equals)).hasSize(3);
        }

        @Test
        void holds_back_nodes_that_have_no_power_that_stays() {
            trial.mayCome.clear();
            trial.pass(3600);
            assertThat(trial.orders).isEmpty();
            assertThat(trial.plan.isHeldBack(new Name("pve3"))).isTrue();

            trial.mayCome.add("pve3");
            trial.pass(1);

            assertThat(trial.ordered()).containsExactly("WAKE pve3");
            assertThat(trial.plan.isHeldBack(new Name("pve3"))).isFalse();
            assertThat(trial.plan.isHeldBack(new Name("pve2"))).isTrue();
        }

        @Test
        void is_told_by_the_relay_that_did_it() {
            Trial relay = new Trial(Wake.RELAY, NODES);
            relay.pass(1);

            relay.plan.woken("pve3", "pi", relay.now);

            assertThat(relay.line(StepKind.WAKE, "pve3"))
                    .satisfies(line -> assertThat(line.outcome()).isEqualTo(Outcome.ACCEPTED))
                    .satisfies(line -> assertThat(line.words()).isEqualTo("woken by relay pi"));
        }

        @Test
        void leaves_alone_who_is_up_already() {
            trial.up("pve3").up("pve2").up("pve1").pass(5);

            assertThat(trial.orders).isEmpty();
            assertThat(trial.plan.state()).isEqualTo(State.DONE);
        }
    }

    @Nested
    class ANode {
        @Test
        void that_does_not_come_is_missing_after_15_minutes_from_when_it_was_woken() {
            trial.up("pve2").up("pve1").pass(899);
            assertThat(trial.outcome(StepKind.WAKE, "pve3")).isEqualTo(Outcome.PENDING);

            trial.pass(1);

            assertThat(trial.outcome(StepKind.WAKE, "pve3")).isEqualTo(Outcome.MISSING);
            assertThat(trial.plan.state()).isEqualTo(State.DONE);
        }

        @Test
        void that_comes_by_itself_has_15_minutes_from_when_it_had_power() {
            Trial off = new Trial(Wake.OFF, NODES);
            off.mayCome.clear();
            off.pass(3600);
            off.mayCome.addAll(List.of("pve1", "pve2", "pve3"));

            off.pass(899);
            assertThat(off.plan.isAwaitingNodes()).isTrue();
            off.pass(2);

            assertThat(off.plan.isAwaitingNodes()).isFalse();
        }

        @Test
        void that_was_never_watched_is_back_when_its_cluster_says_so() {
            trial.watched.clear();
            trial.online.add("pve3");
            trial.pass(4);

            assertThat(trial.outcome(StepKind.WAKE, "pve3")).isEqualTo(Outcome.BACK);
        }

        @Test
        void that_is_watched_is_back_when_it_beats_whatever_its_cluster_says() {
            trial.online.add("pve3");
            trial.pass(4);
            assertThat(trial.outcome(StepKind.WAKE, "pve3")).isNotEqualTo(Outcome.BACK);

            trial.back.add("pve3");
            trial.pass(1);

            assertThat(trial.outcome(StepKind.WAKE, "pve3")).isEqualTo(Outcome.BACK);
        }

        @Test
        void that_comes_late_is_back_all_the_same_while_the_rest_waits_for_the_quorum() {
            Trial all = new Trial(Wake.OFF, ALL);
            all.quorate = false;
            all.pass(901);
            assertThat(all.outcome(StepKind.WAKE, "pve1")).isEqualTo(Outcome.MISSING);

            all.up("pve1").pass(1);

            assertThat(all.outcome(StepKind.WAKE, "pve1")).isEqualTo(Outcome.BACK);
        }
    }

    @Nested
    class TheCluster {
        private final Trial all = new Trial(Wake.OFF, ALL);

        @Test
        void gets_ceph_and_high_availability_back_when_all_nodes_are_then_its_guests() {
            all.ha = Ha.DISARMED;
            all.noout = true;
            all.up("pve1").up("pve2").pass(10);
            assertThat(all.orders).isEmpty();

            all.up("pve3").pass(4);
            assertThat(all.ordered()).containsExactly("NOOUT_OFF", "HA_ON");
            all.answer(StepKind.NOOUT_OFF, "", Outcome.ACCEPTED);
            all.answer(StepKind.HA_ON, "", Outcome.ACCEPTED);
            all.pass(61);

            assertThat(all.ordered()).containsExactly("NOOUT_OFF", "HA_ON", "START pve1", "START pve3");
            assertThat(all.order(StepKind.HA_ON, "").requests().get(0))
                    .hasToString("POST /api2/json/cluster/ha/status/arm-ha");
            assertThat(all.order(StepKind.START, "pve1").requests().get(0))
                    .hasToString("POST /api2/json/nodes/pve1/startall vms=100,101 force=1");
        }

        @Test
        void waits_until_the_power_of_all_its_nodes_stays() {
            all.noout = true;
            all.isSettled = false;
            all.up("pve1").up("pve2").up("pve3").pass(3600);
            assertThat(all.orders).isEmpty();

            all.isSettled = true;
            all.pass(4);

            assertThat(all.ordered()).contains("NOOUT_OFF");
        }

        @Test
        void waits_for_its_quorum() {
            all.noout = true;
            all.quorate = false;
            all.up("pve1").up("pve2").up("pve3").pass(3600);
            assertThat(all.orders).isEmpty();

            all.quorate = true;
            all.pass(60);

            assertThat(all.ordered()).contains("NOOUT_OFF", "HA_ON");
        }

        @Test
        void is_looked_at_every_three_seconds_for_half_an_hour_and_then_each_minute() {
            all.quorate = false;
            all.up("pve1").up("pve2").up("pve3").pass(1800);
            int often = all.looks;
            all.pass(3600);

            assertThat(often).isBetween(550, 601);
            assertThat(all.looks - often).isBetween(59, 61);
        }

        @Test
        void that_has_no_quorum_for_a_day_is_given_up() {
            all.quorate = false;
            all.up("pve1").up("pve2").up("pve3").pass(24 * 3600 + 5);

            assertThat(all.plan.state()).isEqualTo(State.DONE);
            assertThat(all.line(StepKind.HA_ON, "").words()).isEqualTo("the cluster had no quorum within 24 hours");
        }

        @Test
        void is_put_right_although_a_node_is_missing_and_its_guests_are_left_out() {
            all.noout = true;
            all.up("pve2").up("pve3").pass(905);
            all.answer(StepKind.NOOUT_OFF, "", Outcome.ACCEPTED);
            all.answer(StepKind.HA_ON, "", Outcome.ACCEPTED);
            all.pass(4);

            assertThat(all.ordered()).contains("START pve3").doesNotContain("START pve1");
            assertThat(all.outcome(StepKind.START, "pve1")).isEqualTo(Outcome.SKIPPED);
        }

        @Test
        void where_nothing_is_amiss_any_more_is_left_alone_but_for_high_availability_which_may_still_disarm() {
            all.noout = false;
            all.ha = Ha.ARMED;
            all.guests.addAll(
                    List.of(new Guest(100, "", "pve1"), new Guest(101, "", "pve1"), new Guest(300, "", "pve3")));
            all.up("pve1").up("pve2").up("pve3").pass(4);
            all.answer(StepKind.HA_ON, "", Outcome.ACCEPTED);
            all.pass(70);

            assertThat(all.ordered()).containsExactly("HA_ON");
            assertThat(all.plan.state()).isEqualTo(State.DONE);
        }

        @Test
        void gives_guests_a_minute_to_start_by_themselves() {
            Trial guests = new Trial(
                    Wake.OFF, new Aftermath("default", names("pve1"), null, false, Map.of("pve1", Set.of(100))));
            guests.pass(5);
            guests.up("pve1").pass(59);
            assertThat(guests.orders).isEmpty();

            guests.pass(5);

            assertThat(guests.ordered()).containsExactly("START pve1");
        }

        @Test
        void of_which_no_host_is_heard_is_asked_120_times_and_guests_wait_for_five_tries_only() {
            all.noout = true;
            all.up("pve1").up("pve2").up("pve3").pass(4);
            for (int i = 0; i < 220; i++) {
                assertThat(all.ordered().contains("START pve1")).isEqualTo(i >= 4);
                all.answer(StepKind.NOOUT_OFF, "", Outcome.UNREACHABLE);
                all.answer(StepKind.HA_ON, "", Outcome.ACCEPTED);
                all.pass(31);
            }

            assertThat(all.ordered().stream().filter("NOOUT_OFF"::equals)).hasSize(120);
        }

        @Test
        void that_refuses_an_order_is_asked_five_times() {
            all.noout = true;
            all.up("pve1").up("pve2").up("pve3").pass(4);
            for (int i = 0; i < 8; i++) {
                all.answer(StepKind.NOOUT_OFF, "", Outcome.REFUSED);
                all.answer(StepKind.HA_ON, "", Outcome.ACCEPTED);
                all.pass(31);
            }

            assertThat(all.ordered().stream().filter("NOOUT_OFF"::equals)).hasSize(5);
            assertThat(all.ordered()).contains("START pve1");
        }

        @Test
        void gets_back_the_policy_that_it_had() {
            Trial policy = new Trial(
                    Wake.OFF, new Aftermath("default", List.of(), StepOrder.POLICY + "migrate", false, Map.of()));

            policy.pass(4);

            assertThat(policy.order(StepKind.HA_ON, "").requests().get(0))
                    .hasToString("PUT /api2/json/cluster/options ha=shutdown_policy=migrate");
        }
    }

    @Nested
    class Stopped {
        @Test
        void by_a_new_outage_wakes_nobody_more_and_knows_what_is_left() {
            Trial all = new Trial(Wake.RELAY, ALL);
            all.up("pve3").pass(15);

            all.plan.stop(all.now);
            all.pass(600);

            assertThat(all.plan.toWakeByRelay(all.mayCome::contains)).isEmpty();
            assertThat(all.plan.state()).isEqualTo(State.STOPPED);
            assertThat(all.plan.left().down()).containsExactly(new Name("pve1"), new Name("pve2"));
            assertThat(all.plan.left().ha()).isEqualTo(StepOrder.ARM_HA);
            assertThat(all.plan.left().noout()).isTrue();
            assertThat(all.plan.left().guests()).isEqualTo(ALL.guests());
        }

        @Test
        void after_part_of_it_was_done_leaves_only_the_rest() {
            Trial all = new Trial(Wake.OFF, ALL);
            all.noout = true;
            all.up("pve1").up("pve2").up("pve3").pass(4);
            all.answer(StepKind.NOOUT_OFF, "", Outcome.ACCEPTED);
            all.answer(StepKind.HA_ON, "", Outcome.ACCEPTED);

            all.plan.stop(all.now);

            assertThat(all.plan.left().down()).isEmpty();
            assertThat(all.plan.left().ha()).isNull();
            assertThat(all.plan.left().noout()).isFalse();
            assertThat(all.plan.left().guests()).isEqualTo(ALL.guests());
        }

        @Test
        void when_it_is_over_leaves_nothing() {
            trial.up("pve1").up("pve2").up("pve3").pass(2);

            assertThat(trial.plan.left().isEmpty()).isTrue();
        }
    }

    @Nested
    class AfterARestart {
        @Test
        void goes_on_where_it_was() {
            Trial all = new Trial(Wake.RELAY, ALL);
            all.up("pve3").pass(15);

            all.restart();
            all.pass(15);

            assertThat(all.outcome(StepKind.WAKE, "pve3")).isEqualTo(Outcome.BACK);
            assertThat(all.plan.toWakeByRelay(all.mayCome::contains)).containsExactly("pve2", "pve1");
            assertThat(all.plan.left().guests()).isEqualTo(ALL.guests());
        }

        @Test
        void sends_what_was_not_answered_again() {
            Trial all = new Trial(Wake.OFF, ALL);
            all.noout = true;
            all.up("pve1").up("pve2").up("pve3").pass(4);

            all.restart();
            all.pass(4);

            assertThat(all.ordered()).containsExactly("NOOUT_OFF", "HA_ON", "NOOUT_OFF", "HA_ON");
        }
    }

    private static List<Name> names(String... names) {
        return Stream.of(names).map(Name::new).toList();
    }

    /** A return in virtual time. */
    private static final class Trial implements Signs {
        final Set<String> mayCome = new HashSet<>(Set.of("pve1", "pve2", "pve3"));
        final Set<String> watched = new HashSet<>(Set.of("pve1", "pve2", "pve3"));
        final Set<String> back = new HashSet<>();
        final Set<String> online = new HashSet<>();
        final List<Guest> guests = new ArrayList<>();
        final List<StepOrder> orders = new ArrayList<>();
        private final ReturnRules rules;
        private final Map<Integer, Row.StepRow> kept = new TreeMap<>();
        boolean isSettled = true;
        boolean quorate = true;
        int looks;
        Ha ha = Ha.UNUSED;

        @Nullable
        Boolean noout;

        Moment now = START;
        ReturnPlan plan;
        private Row.@Nullable PlanRow row;

        Trial(Wake wake, Aftermath after) {
            rules = new ReturnRules(Duration.ofMinutes(5), 30, wake);
            ClusterSettings cluster = new ClusterSettings(
                    "default",
                    List.of(URI.create("https://127.0.0.1:8006")),
                    "alarum@pve!hub",
                    "secret",
                    List.of(),
                    names("pve1", "pve2", "pve3"),
                    true,
                    ShutdownRules.DEFAULT,
                    rules);
            plan = ReturnPlan.begin(8, 7, 3, new Name("apc"), after, cluster, START);
            keep();
        }

        Trial up(String node) {
            back.add(node);
            online.add(node);
            return this;
        }

        Trial pass(long seconds) {
            tick();
            for (long i = 0; i < seconds; i++) {
                now = now.plus(Duration.ofSeconds(1));
                tick();
            }
            return this;
        }

        private void tick() {
            plan.judge(now, this);
            List<StepOrder> out = plan.next(now, mayCome::contains, isSettled);
            orders.addAll(out);
            out.forEach(order -> kept.put(order.position(), order.intent()));
            boolean look = plan.wantsLook(now);
            keep();
            if (look) {
                looks++;
                plan.seen(
                        new ClusterLook(
                                8, "default", true, quorate, null, online, Set.of(), guests, ha, Set.of(), noout,
                                List.of()),
                        now);
            }
        }

        private void keep() {
            for (Row changed : plan.unsaved()) {
                if (changed instanceof Row.PlanRow planRow) {
                    row = planRow;
                } else if (changed instanceof Row.StepRow step) {
                    kept.put(step.position(), step);
                }
            }
        }

        void restart() {
            now = now.plus(Duration.ofSeconds(2));
            plan = ReturnPlan.restored(row, List.copyOf(kept.values()), rules, now);
        }

        void answer(StepKind kind, String node, Outcome outcome) {
            plan.result(new StepResult(8, line(kind, node).position(), outcome, null, null), now);
            tick();
        }

        StepLine line(StepKind kind, String node) {
            return plan.lines().stream()
                    .filter(line -> line.kind() == kind && line.node().equals(node))
                    .findFirst()
                    .orElseThrow();
        }

        Outcome outcome(StepKind kind, String node) {
            return line(kind, node).outcome();
        }

        List<String> ordered() {
            return orders.stream()
                    .map(order -> (order.kind() + " " + order.node()).strip())
                    .toList();
        }

        StepOrder order(StepKind kind, String node) {
            return orders.stream()
                    .filter(order -> order.kind() == kind && order.node().equals(node))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public boolean isWatched(String node) {
            return watched.contains(node);
        }

        @Override
        public boolean beats(String node) {
            return false;
        }

        @Override
        public boolean isBack(String node) {
            return back.contains(node);
        }

        @Override
        public boolean left(String node, Moment since) {
            return false;
        }

        @Override
        public boolean isSilent(String node, Moment since) {
            return false;
        }

        @Override
        public boolean isGoing(String node) {
            return false;
        }
    }
}
