package dev.alarum.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.plan.ShutdownPlan.State;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShutdownPlanTest {
    /** Everything on: guests have 3 minutes, nodes 3. */
    private static final ShutdownRules ALL =
            new ShutdownRules(true, true, Duration.ofMinutes(3), Duration.ofMinutes(3), false, List.of(105));

    private static final ShutdownRules FORCING =
            new ShutdownRules(false, false, Duration.ofMinutes(3), Duration.ofMinutes(3), true, List.of());

    private static PlanTrial plain(int nodes) {
        return new PlanTrial(PlainRules.NODES_ONLY, nodes);
    }

    @Nested
    class TheFirstLook {
        @Test
        void is_waited_for() {
            PlanTrial trial = plain(2);
            trial.answers = null;

            trial.tick().pass(9.75);
            assertThat(trial.orders).isEmpty();
            assertThat(trial.plan.isQuiet(trial.now)).isFalse();
            assertThat(trial.looks).isEqualTo(1);

            trial.answers = true;
            trial.pass(0.25);
            assertThat(trial.nodes()).containsExactly("pve1");
        }

        @Test
        void is_waited_for_three_seconds_only_if_the_battery_does_not_last() {
            PlanTrial trial = plain(2);
            trial.answers = null;
            trial.battery = Duration.ofMinutes(4);

            trial.tick().pass(2.75);
            assertThat(trial.orders).isEmpty();

            trial.pass(0.25);
            assertThat(trial.nodes()).containsExactly("pve1");
        }

        @Test
        void is_waited_for_no_longer_than_ten_seconds() {
            PlanTrial trial = new PlanTrial(ALL, 2);
            trial.answers = null;

            trial.tick().pass(10);

            assertThat(trial.ordered()).containsExactly("NODE pve1");
            assertThat(trial.outcome(StepKind.HA_OFF, "")).isEqualTo(Outcome.SKIPPED);
            assertThat(trial.outcome(StepKind.NOOUT, "")).isEqualTo(Outcome.SKIPPED);
            assertThat(trial.outcome(StepKind.GUESTS, "pve1")).isEqualTo(Outcome.SKIPPED);
        }

        @Test
        void that_no_host_answers_holds_up_nothing() {
            PlanTrial trial = new PlanTrial(ALL, 2);
            trial.answers = false;

            trial.tick();

            assertThat(trial.ordered()).containsExactly("NODE pve1");
        }

        @Test
        void shows_which_nodes_are_off_already() {
            PlanTrial trial = plain(3).off("pve2");

            trial.tick().accept("pve1").off("pve1").pass(3);

            assertThat(trial.nodes()).containsExactly("pve1", "pve3");
            assertThat(trial.outcome("pve2")).isEqualTo(Outcome.ALREADY_OFF);
            assertThat(trial.plan.taken()).containsExactly("pve1");
        }

        @Test
        void of_a_cluster_without_quorum_proves_of_no_node_that_it_is_off() {
            PlanTrial trial = plain(3).off("pve1").off("pve2");
            trial.quorate = false;

            trial.tick();

            assertThat(trial.nodes()).containsExactly("pve1");
        }

        @Test
        void is_made_whether_armed_or_not_and_every_order_is_made_too() {
            PlanTrial trial = new PlanTrial(ALL, false, 2).guest(100, "pve1");
            trial.ha = Ha.ARMED;
            trial.noout = false;
            trial.tick();
            for (String what : List.of("HA_OFF", "NOOUT", "GUESTS pve1", "NODE pve1", "NODE pve2")) {
                assertThat(trial.ordered()).contains(what);
                String[] parts = (what + " ").split(" ", -1);
                trial.answer(StepKind.valueOf(parts[0]), parts[1], Outcome.NOT_ARMED);
            }

            assertThat(trial.plan.state(trial.now)).isEqualTo(State.DONE);
            assertThat(trial.plan.aftermath().isEmpty()).isTrue();
            assertThat(trial.plan.taken()).isEmpty();
        }
    }

    @Nested
    class TheCluster {
        private final PlanTrial trial = new PlanTrial(ALL, 3).guest(100, "pve1");

        @Test
        void with_ha_and_ceph_is_told_first_both_at_once() {
            trial.ha = Ha.ARMED;
            trial.noout = false;

            trial.tick();

            assertThat(trial.ordered()).containsExactly("HA_OFF", "NOOUT");
        }

        @Test
        void without_ha_and_ceph_gets_its_guests_ordered_at_once() {
            trial.tick();

            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            assertThat(trial.outcome(StepKind.HA_OFF, "")).isEqualTo(Outcome.NOT_NEEDED);
            assertThat(trial.outcome(StepKind.NOOUT, "")).isEqualTo(Outcome.NOT_NEEDED);
        }

        @Test
        void that_disarms_is_waited_for_until_guests_can_be_shut_down_past_ha() {
            trial.ha = Ha.ARMED;
            trial.tick().answer(StepKind.HA_OFF, "", Outcome.ACCEPTED, StepOrder.ARM_HA);
            trial.pass(6);
            assertThat(trial.ordered()).containsExactly("HA_OFF");

            trial.ha = Ha.DISARMING;
            trial.pass(3);

            assertThat(trial.ordered()).containsExactly("HA_OFF", "GUESTS pve1");
        }

        @Test
        void that_never_disarms_is_waited_for_25_seconds() {
            trial.ha = Ha.ARMED;
            trial.tick().answer(StepKind.HA_OFF, "", Outcome.ACCEPTED, StepOrder.ARM_HA);

            trial.pass(24.75);
            assertThat(trial.ordered()).containsExactly("HA_OFF");
            trial.pass(0.25);

            assertThat(trial.ordered()).containsExactly("HA_OFF", "GUESTS pve1");
        }

        @Test
        void keeps_nodes_until_its_watchdogs_are_released_for_25_seconds_at_most() {
            trial.ha = Ha.ARMED;
            trial.tick().answer(StepKind.HA_OFF, "", Outcome.ACCEPTED, StepOrder.ARM_HA);
            trial.ha = Ha.DISARMING;
            trial.pass(3)
                    .answer(StepKind.GUESTS, "pve1", Outcome.ACCEPTED)
                    .down(100)
                    .pass(3);
            assertThat(trial.outcome(StepKind.GUESTS, "pve1")).isEqualTo(Outcome.DOWN);
            assertThat(trial.nodes()).isEmpty();

            trial.ha = Ha.DISARMED;
            trial.pass(3);

            assertThat(trial.nodes()).containsExactly("pve1");
        }

        @Test
        void whose_policy_was_changed_instead_has_nothing_to_wait_for() {
            trial.ha = Ha.ARMED;

            trial.tick().answer(StepKind.HA_OFF, "", Outcome.ACCEPTED, StepOrder.NO_POLICY);

            assertThat(trial.ordered()).containsExactly("HA_OFF", "GUESTS pve1");
            assertThat(trial.plan.aftermath().ha()).isEqualTo(StepOrder.NO_POLICY);
        }

        @ParameterizedTest
        @EnumSource(
                value = Outcome.class,
                names = {"SKIPPED", "REFUSED", "UNREACHABLE"})
        void that_cannot_or_may_not_never_blocks_what_follows(Outcome refusal) {
            trial.ha = Ha.ARMED;
            trial.noout = false;

            trial.tick().answer(StepKind.HA_OFF, "", refusal).answer(StepKind.NOOUT, "", refusal);

            assertThat(trial.ordered()).containsExactly("HA_OFF", "NOOUT", "GUESTS pve1");
            assertThat(trial.plan.aftermath().ha()).isNull();
            assertThat(trial.plan.aftermath().noout()).isEqualTo(refusal == Outcome.UNREACHABLE);
        }

        @Test
        void whose_order_may_have_arrived_though_nobody_answered_is_put_right_in_the_end() {
            trial.ha = Ha.ARMED;
            trial.noout = false;

            trial.tick()
                    .answer(StepKind.HA_OFF, "", Outcome.UNREACHABLE, StepOrder.ARM_HA)
                    .answer(StepKind.NOOUT, "", Outcome.UNREACHABLE)
                    .answer(StepKind.GUESTS, "pve1", Outcome.UNREACHABLE)
                    .answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE);

            assertThat(trial.plan.aftermath().ha()).isEqualTo(StepOrder.ARM_HA);
            assertThat(trial.plan.aftermath().noout()).isTrue();
            assertThat(trial.plan.aftermath().guests()).containsOnlyKeys("pve1");
            assertThat(trial.plan.aftermath().down()).containsExactly(new Name("pve1"));
        }

        @Test
        void that_does_not_answer_is_waited_for_five_seconds() {
            trial.ha = Ha.ARMED;
            trial.tick();

            trial.pass(4.75);
            assertThat(trial.ordered()).containsExactly("HA_OFF");
            trial.pass(0.25);

            assertThat(trial.ordered()).containsExactly("HA_OFF", "GUESTS pve1");
        }

        @Test
        void without_quorum_takes_no_change() {
            trial.ha = Ha.ARMED;
            trial.quorate = false;

            trial.tick();

            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            assertThat(trial.outcome(StepKind.HA_OFF, "")).isEqualTo(Outcome.SKIPPED);
        }

        @Test
        void of_which_a_majority_stays_up_keeps_ha_and_its_guests_move() {
            trial.online.addAll(List.of("other1", "other2", "other3", "other4"));
            trial.ha = Ha.ARMED;
            trial.haGuests.add(101);
            trial.guest(101, "pve1");

            trial.tick();

            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            assertThat(trial.order(StepKind.GUESTS, "pve1").guests()).containsExactly(100);
        }

        @Test
        void whose_ha_is_off_already_is_left_so_in_the_end() {
            trial.ha = Ha.DISARMED;

            trial.tick();

            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            assertThat(trial.plan.aftermath().ha()).isNull();
        }

        @Test
        void where_noout_is_set_already_is_left_so_in_the_end() {
            trial.noout = true;

            trial.tick();

            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            assertThat(trial.plan.aftermath().noout()).isFalse();
        }

        @Test
        void that_shows_nothing_of_ha_keeps_it() {
            trial.ha = Ha.UNKNOWN;

            trial.tick();

            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            assertThat(trial.outcome(StepKind.HA_OFF, "")).isEqualTo(Outcome.SKIPPED);
        }

        @Test
        void whose_ha_stays_armed_gets_its_last_node_ordered_without_waiting_lest_watchdogs_reset_it() {
            PlanTrial fenced = new PlanTrial(ALL, 2);
            fenced.ha = Ha.ARMED;
            fenced.tick().answer(StepKind.HA_OFF, "", Outcome.SKIPPED);

            fenced.accept("pve1");

            assertThat(fenced.nodes()).containsExactly("pve1", "pve2");
        }
    }

    @Nested
    class Guests {
        private final PlanTrial trial = new PlanTrial(ALL, 2, "pi")
                .guest(101, "pve1")
                .guest(100, "pve1")
                .guest(200, "pve2");

        @Test
        void go_before_all_nodes_node_by_node() {
            trial.tick();
            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            trial.answer(StepKind.GUESTS, "pve1", Outcome.ACCEPTED);
            trial.answer(StepKind.GUESTS, "pve2", Outcome.ACCEPTED);
            assertThat(trial.ordered()).containsExactly("GUESTS pve1", "GUESTS pve2");

            trial.down(100, 101).pass(3);
            assertThat(trial.nodes()).isEmpty();
            trial.down(200).pass(3);

            assertThat(trial.nodes()).containsExactly("pve1");
        }

        @Test
        void are_named_with_their_time_and_are_not_stopped_hard_unless_set() {
            trial.tick();

            assertThat(trial.order(StepKind.GUESTS, "pve1").requests())
                    .extracting(ApiRequest::toString)
                    .containsExactly("POST /api2/json/nodes/pve1/stopall vms=100,101 timeout=180 force-stop=0");
        }

        @Test
        void that_are_spared_or_bear_the_name_of_a_relay_go_down_with_their_node_only() {
            trial.guest(105, "pve1").guest(106, "Pi", "pve1");

            trial.tick();

            assertThat(trial.order(StepKind.GUESTS, "pve1").guests()).containsExactly(100, 101);
        }

        @Test
        void have_their_time_and_what_can_be_seen_of_it_and_then_the_nodes_go() {
            trial.tick()
                    .answer(StepKind.GUESTS, "pve1", Outcome.ACCEPTED)
                    .answer(StepKind.GUESTS, "pve2", Outcome.ACCEPTED)
                    .down(101, 200);

            trial.pass(194.75);
            assertThat(trial.nodes()).isEmpty();
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1");
            assertThat(trial.line(StepKind.GUESTS, "pve1"))
                    .satisfies(line -> assertThat(line.outcome()).isEqualTo(Outcome.STILL_UP))
                    .satisfies(line -> assertThat(line.words()).isEqualTo("running yet: 100"));
            assertThat(trial.outcome(StepKind.GUESTS, "pve2")).isEqualTo(Outcome.DOWN);
        }

        @ParameterizedTest
        @EnumSource(
                value = Outcome.class,
                names = {"SKIPPED", "REFUSED", "UNREACHABLE"})
        void that_may_not_be_shut_down_never_block_the_nodes(Outcome refusal) {
            trial.tick().answer(StepKind.GUESTS, "pve1", refusal).answer(StepKind.GUESTS, "pve2", refusal);

            assertThat(trial.nodes()).containsExactly("pve1");
        }

        @Test
        void that_cannot_be_seen_go_down_with_their_nodes_which_have_that_much_more_time() {
            trial.guests = null;
            trial.beating.addAll(List.of("pve1", "pve2"));
            trial.tick().accept("pve1");
            assertThat(trial.ordered()).containsExactly("NODE pve1");

            trial.pass(359.75);
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.ACCEPTED);
            trial.pass(0.25);

            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.STILL_UP);
        }

        @Test
        void that_are_left_to_their_nodes_get_no_order() {
            PlanTrial without = new PlanTrial(PlainRules.NODES_ONLY, 1).guest(100, "pve1");

            without.tick();

            assertThat(without.ordered()).containsExactly("NODE pve1");
        }

        @Test
        void that_ran_are_known_afterwards_whoever_shut_them_down() {
            trial.guest(105, "pve1");
            trial.tick()
                    .answer(StepKind.GUESTS, "pve1", Outcome.ACCEPTED)
                    .answer(StepKind.GUESTS, "pve2", Outcome.REFUSED)
                    .down(100, 101)
                    .pass(3);
            trial.accept("pve1").off("pve1").pass(3).accept("pve2");

            assertThat(trial.plan.aftermath().guests())
                    .containsEntry("pve1", java.util.Set.of(100, 101, 105))
                    .containsEntry("pve2", java.util.Set.of(200));
        }
    }

    @Nested
    class Nodes {
        private PlanTrial trial = plain(4);

        @Test
        void are_asked_one_after_the_other_as_listed() {
            trial.tick();
            assertThat(trial.nodes()).containsExactly("pve1");
            trial.tick();
            assertThat(trial.nodes()).containsExactly("pve1");

            trial.accept("pve1");

            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
        }

        @Test
        void that_refuse_have_answered_too() {
            trial.tick().answer(StepKind.NODE, "pve1", Outcome.REFUSED);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
        }

        @Test
        void that_are_slow_hold_up_no_other_for_more_than_their_share_of_two_seconds() {
            trial = plain(3);
            trial.tick();

            trial.pass(0.75);
            assertThat(trial.nodes()).containsExactly("pve1");
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
        }

        @Test
        void have_a_share_of_half_a_second_at_least() {
            trial = plain(100);
            trial.tick();

            trial.pass(0.25);
            assertThat(trial.nodes()).containsExactly("pve1");
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
        }

        @Test
        void that_answer_late_get_no_second_order() {
            trial.tick().pass(1.5);

            trial.accept("pve1");

            assertThat(trial.nodes()).doesNotHaveDuplicates();
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.ACCEPTED);
        }

        @Test
        void of_which_one_hangs_are_all_asked_within_three_seconds_at_ticks_of_one_second() {
            trial = plain(16);
            List<String> asked = new ArrayList<>();
            for (int tick = 0; tick < 4; tick++) {
                trial.tick();
                while (trial.nodes().size() > asked.size()) {
                    List<String> fresh = List.copyOf(
                            trial.nodes().subList(asked.size(), trial.nodes().size()));
                    asked.addAll(fresh);
                    fresh.stream().filter(node -> !node.equals("pve5")).forEach(trial::accept);
                }
                if (tick == 2) {
                    assertThat(asked)
                            .isEqualTo(IntStream.rangeClosed(1, 15)
                                    .mapToObj(number -> "pve" + number)
                                    .toList());
                }
                trial.now = trial.now.plus(Duration.ofSeconds(1));
            }
        }

        @Test
        void alone_are_asked_at_once() {
            trial = plain(1);

            assertThat(trial.tick().nodes()).containsExactly("pve1");
        }

        @Test
        void that_the_ups_does_not_feed_need_no_plan() {
            ShutdownPlan none = ShutdownPlan.begin(
                    7, 3, new Name("apc"), cluster(2), List.of(), java.util.Set.of(), PlanTrial.START);

            assertThat(none.isOver(PlanTrial.START)).isTrue();
        }

        @Test
        void whose_order_got_lost_are_given_up_after_a_minute() {
            trial = plain(1);
            trial.tick().pass(59.75);
            assertThat(trial.plan.isOver(trial.now)).isFalse();

            trial.pass(0.25);

            assertThat(trial.plan.state(trial.now)).isEqualTo(State.DONE);
            assertThat(trial.plan.isAskingAgain()).isTrue();
        }

        @Test
        void that_said_yes_said_it_whatever_else_is_heard() {
            trial.tick().accept("pve1").answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE);

            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.ACCEPTED);
        }

        @Test
        void are_not_touched_by_answers_of_another_plan_or_place() {
            trial.tick();

            trial.plan.result(StepResult.of(8, 1, Outcome.ACCEPTED, null), trial.now);
            trial.plan.result(StepResult.of(7, 0, Outcome.ACCEPTED, null), trial.now);
            trial.plan.result(StepResult.of(7, 5, Outcome.ACCEPTED, null), trial.now);

            assertThat(trial.plan.outcomes())
                    .extracting(NodeOutcome::outcome)
                    .containsExactly(Outcome.PENDING, Outcome.PLANNED, Outcome.PLANNED, Outcome.PLANNED);
        }

        @Test
        void are_those_of_the_list_that_the_ups_feeds_in_the_clusters_order() {
            List<Name> fed = List.of(new Name("PVE3"), new Name("pve1"), new Name("nas"));

            assertThat(ShutdownPlan.nodesOf(cluster(4), fed))
                    .extracting(Name::text)
                    .containsExactly("pve1", "pve3");
            assertThat(ShutdownPlan.nodesOf(cluster(2), List.of()))
                    .extracting(Name::text)
                    .containsExactly("pve1", "pve2");
        }
    }

    @Nested
    class TheLast {
        private final PlanTrial trial = plain(3);

        @Test
        void waits_until_the_others_are_down() {
            trial.tick().accept("pve1").accept("pve2").pass(30);
            assertThat(trial.nodes()).containsExactly("pve1", "pve2");

            trial.off("pve1").pass(3);
            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
            trial.off("pve2").pass(3);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve3");
        }

        @Test
        void waits_for_their_time_and_no_longer() {
            trial.tick().accept("pve1").accept("pve2").off("pve1");

            trial.pass(299.75);
            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve3");
            assertThat(trial.outcome("pve2")).isEqualTo(Outcome.STILL_UP);
        }

        @Test
        void does_not_wait_for_those_that_will_not_go() {
            trial.tick()
                    .answer(StepKind.NODE, "pve1", Outcome.REFUSED)
                    .answer(StepKind.NODE, "pve2", Outcome.UNREACHABLE);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve3");
        }

        @Test
        void goes_when_the_others_have_answered_if_the_battery_does_not_last_longer() {
            trial.battery = Duration.ofMinutes(5);

            trial.tick().accept("pve1").accept("pve2");

            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve3");
        }

        @Test
        void then_waits_ten_seconds_for_their_answers_and_no_longer() {
            trial.battery = Duration.ZERO;
            trial.tick().pass(1);
            assertThat(trial.nodes()).containsExactly("pve1", "pve2");

            trial.pass(9.75);
            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve3");
        }
    }

    @Nested
    class ProofThatANodeIsDown {
        private final PlanTrial trial = plain(1);

        @Test
        void is_its_cluster() {
            trial.tick().accept("pve1").off("pve1").pass(3);

            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.DOWN);
            assertThat(trial.line(StepKind.NODE, "pve1").evidence()).containsExactly("Proxmox");
            assertThat(trial.plan.state(trial.now)).isEqualTo(State.DONE);
        }

        @Test
        void is_its_silence() {
            trial.tick().accept("pve1");
            trial.silent.add("pve1");
            trial.pass(1);

            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.DOWN);
            assertThat(trial.line(StepKind.NODE, "pve1").evidence()).containsExactly("silence");
        }

        @Test
        void is_not_its_goodbye_alone() {
            trial.tick().accept("pve1");
            trial.gone.add("pve1");
            trial.pass(1);

            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.ACCEPTED);
            assertThat(trial.line(StepKind.NODE, "pve1").evidence()).containsExactly("notice");
        }

        @Test
        void is_all_of_it_together_where_there_is_all() {
            trial.tick().accept("pve1");
            trial.gone.add("pve1");
            trial.pass(1).off("pve1").pass(3);
            trial.silent.add("pve1");
            trial.pass(1);

            assertThat(trial.line(StepKind.NODE, "pve1").evidence()).containsExactly("Proxmox", "notice", "silence");
        }

        @Test
        void makes_up_for_an_answer_that_never_came() {
            trial.tick().pass(10);
            trial.gone.add("pve1");
            trial.pass(1);

            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.ACCEPTED);
            assertThat(trial.plan.taken()).containsExactly("pve1");
        }

        @Test
        void shows_that_an_unreachable_node_was_off_already() {
            PlanTrial two = plain(2);
            two.answers = false;
            two.tick().answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE);
            two.answers = true;

            two.off("pve1").pass(3);

            assertThat(two.outcome("pve1")).isEqualTo(Outcome.ALREADY_OFF);
            assertThat(two.plan.aftermath().down()).isEmpty();
        }

        @Test
        void shows_that_the_order_arrived_at_an_unreachable_node_that_was_up_when_it_left() {
            PlanTrial two = plain(2);
            two.tick()
                    .answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE)
                    .off("pve1")
                    .pass(3);

            assertThat(two.outcome("pve1")).isEqualTo(Outcome.DOWN);
            assertThat(two.plan.aftermath().down()).containsExactly(new Name("pve1"));
        }

        @Test
        void is_no_host_that_has_lost_its_cluster_while_the_order_is_not_answered_or_the_node_beats() {
            PlanTrial two = plain(2);
            two.beating.add("pve1");
            two.tick();
            two.quorate = false;
            two.off("pve1").pass(6);
            assertThat(two.outcome("pve1")).isEqualTo(Outcome.PENDING);

            two.accept("pve1").pass(6);
            assertThat(two.outcome("pve1")).isEqualTo(Outcome.ACCEPTED);

            two.beating.clear();
            two.pass(3);
            assertThat(two.outcome("pve1")).isEqualTo(Outcome.DOWN);
        }

        @Test
        void by_silence_alone_is_given_up_when_an_answer_says_that_nobody_took_the_order() {
            trial.answers = false;
            trial.tick();
            trial.silent.add("pve1");
            trial.pass(1);
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.DOWN);

            trial.answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE);

            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.UNREACHABLE);
            assertThat(trial.line(StepKind.NODE, "pve1").evidence()).isEmpty();
        }

        @Test
        void is_looked_for_every_three_seconds_until_there_is_nothing_more_to_see() {
            trial.tick().accept("pve1").pass(9);
            assertThat(trial.looks).isEqualTo(4);

            trial.off("pve1").pass(60);

            assertThat(trial.looks).isEqualTo(5);
        }

        @Test
        void is_looked_for_again_after_a_look_got_lost() {
            trial.tick().accept("pve1");
            trial.answers = null;
            trial.pass(17.75);
            int lost = trial.looks;
            trial.answers = true;

            trial.off("pve1").pass(0.25);

            assertThat(trial.looks).isEqualTo(lost + 1);
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.DOWN);
        }
    }

    @Nested
    class ANodeThatStaysUp {
        private final PlanTrial trial = new PlanTrial(FORCING, 2).guest(100, "pve1");

        private void untilLate() {
            trial.tick().answer(StepKind.GUESTS, "pve1", Outcome.ACCEPTED).pass(195);
            assertThat(trial.nodes()).containsExactly("pve1");
            trial.accept("pve1");
        }

        @Test
        void is_told_so_and_is_over() {
            PlanTrial kind = plain(1);
            kind.tick().accept("pve1").pass(299.75);
            assertThat(kind.plan.isOver(kind.now)).isFalse();

            kind.pass(0.25);

            assertThat(kind.line(StepKind.NODE, "pve1").words()).isEqualTo("up yet 300 s after it took the order");
            assertThat(kind.plan.isOver(kind.now)).isTrue();
            assertThat(kind.ordered()).containsExactly("NODE pve1");
        }

        @Test
        void that_nobody_sees_is_only_not_confirmed() {
            PlanTrial unseen = plain(1);
            unseen.tick().accept("pve1");
            unseen.answers = null;

            unseen.pass(320);

            assertThat(unseen.outcome("pve1")).isEqualTo(Outcome.ACCEPTED);
            assertThat(unseen.plan.isOver(unseen.now)).isTrue();
        }

        @Test
        void is_forced_where_that_is_set_what_runs_there_is_stopped_first() {
            untilLate();
            trial.pass(359.75);
            assertThat(trial.ordered()).doesNotContain("FORCE pve1");

            trial.pass(0.25);

            assertThat(trial.ordered()).endsWith("FORCE pve1");
            assertThat(trial.order(StepKind.FORCE, "pve1").requests())
                    .extracting(ApiRequest::toString)
                    .containsExactly(
                            "POST /api2/json/nodes/pve1/stopall vms=100 timeout=0 force-stop=1",
                            "POST /api2/json/nodes/pve1/status command=shutdown");
        }

        @Test
        void is_forced_once_and_the_last_waits_a_minute_for_it() {
            untilLate();
            trial.pass(360).answer(StepKind.FORCE, "pve1", Outcome.ACCEPTED);

            trial.pass(59.75);
            assertThat(trial.nodes()).containsExactly("pve1");
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
            assertThat(trial.ordered()).containsOnlyOnce("FORCE pve1");
        }

        @Test
        void and_goes_down_after_all_is_down() {
            untilLate();
            trial.pass(360)
                    .answer(StepKind.FORCE, "pve1", Outcome.ACCEPTED)
                    .off("pve1")
                    .pass(3);

            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.DOWN);
            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
        }
    }

    @Nested
    class TheBattery {
        private final PlanTrial trial = new PlanTrial(ALL, 3).guest(100, "pve1");

        @Test
        void that_lasts_long_enough_is_no_hurry() {
            trial.battery = Duration.ofMinutes(10);

            trial.tick();

            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            assertThat(trial.plan.shortage()).isNull();
        }

        @Test
        void that_lasts_shorter_than_the_plan_is_told() {
            trial.battery = Duration.ofMinutes(8);

            trial.tick();

            assertThat(trial.plan.shortage()).isEqualTo(new Shortage(Duration.ofMinutes(9), Duration.ofMinutes(8)));
        }

        @Test
        void cuts_the_guests_time_short_when_the_nodes_need_the_rest() {
            trial.battery = Duration.ofMinutes(8);
            trial.tick().answer(StepKind.GUESTS, "pve1", Outcome.ACCEPTED);

            trial.pass(60);
            assertThat(trial.nodes()).isEmpty();
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1");
        }

        @Test
        void that_is_nearly_empty_leaves_no_time_for_guests_and_sends_all_nodes() {
            trial.battery = Duration.ZERO;
            trial.ha = Ha.ARMED;
            trial.noout = false;

            trial.tick().accept("pve1").accept("pve2");

            assertThat(trial.ordered()).containsExactly("HA_OFF", "NOOUT", "NODE pve1", "NODE pve2", "NODE pve3");
            assertThat(trial.outcome(StepKind.GUESTS, "pve1")).isEqualTo(Outcome.SKIPPED);
        }

        @Test
        void of_which_nothing_is_known_is_no_hurry() {
            trial.tick();

            assertThat(trial.ordered()).containsExactly("GUESTS pve1");
            assertThat(trial.plan.shortage()).isNull();
        }

        @Test
        void is_not_needed_for_what_is_off_already() {
            PlanTrial two = new PlanTrial(ALL, 3).off("pve1").off("pve2");
            two.battery = Duration.ofMinutes(5);

            two.tick();

            assertThat(two.plan.shortage()).isNull();
        }
    }

    @Nested
    class ANodeThatNobodyReached {
        private final PlanTrial trial = plain(2);

        @Test
        void is_asked_again_every_thirty_seconds_until_it_takes_its_order() {
            trial.tick().answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE).accept("pve2");
            trial.pass(29.75);
            assertThat(trial.nodes()).containsExactly("pve1", "pve2");

            trial.pass(0.25).answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE).pass(30);
            trial.accept("pve1").pass(120);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve1", "pve1");
        }

        @Test
        void is_waited_for_by_nobody_and_its_plan_is_over_meanwhile() {
            trial.tick().answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE).accept("pve2");
            trial.off("pve2").pass(31);

            assertThat(trial.plan.isAskingAgain()).isTrue();
            assertThat(trial.plan.state(trial.now)).isEqualTo(State.DONE);

            trial.accept("pve1");
            assertThat(trial.plan.state(trial.now)).isEqualTo(State.RUNNING);
        }

        @Test
        void is_not_asked_again_once_mains_is_back() {
            trial.tick().answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE).pass(30);
            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve1");
            trial.answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE).pass(29);

            trial.plan.stop(trial.now);
            trial.pass(120);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve1");
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.UNREACHABLE);
        }

        @Test
        void is_not_asked_again_when_another_plan_asks_it_or_it_has_power() {
            trial.tick().answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE);
            trial.plan.letBe("pve1"::equals);

            trial.pass(120);

            assertThat(trial.nodes()).containsOnlyOnce("pve1");
        }

        @Test
        void in_a_cluster_that_is_seen_only_then_gets_what_comes_before_nodes_first() {
            PlanTrial late = new PlanTrial(ALL, 2).guest(100, "pve1");
            late.ha = Ha.ARMED;
            late.answers = false;
            late.tick()
                    .answer(StepKind.NODE, "pve1", Outcome.UNREACHABLE)
                    .answer(StepKind.NODE, "pve2", Outcome.UNREACHABLE);
            assertThat(late.ordered()).containsExactly("NODE pve1", "NODE pve2");

            late.answers = true;
            late.pass(10);
            assertThat(late.ordered()).containsExactly("NODE pve1", "NODE pve2", "HA_OFF");

            late.answer(StepKind.HA_OFF, "", Outcome.ACCEPTED, StepOrder.ARM_HA);
            late.ha = Ha.DISARMED;
            late.pass(3);
            late.answer(StepKind.GUESTS, "pve1", Outcome.ACCEPTED).pass(60);
            assertThat(late.ordered()).containsExactly("NODE pve1", "NODE pve2", "HA_OFF", "GUESTS pve1");

            late.down(100).pass(3);
            assertThat(late.ordered()).endsWith("GUESTS pve1", "NODE pve1", "NODE pve2");
        }

        @Test
        void though_it_was_off_is_ordered_when_it_is_up_again_on_battery() {
            trial.off("pve1").tick();
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.ALREADY_OFF);
            trial.accept("pve2").off("pve2").pass(3);

            trial.beating.add("pve1");
            trial.pass(1);

            assertThat(trial.nodes()).containsExactly("pve2", "pve1");
        }

        @Test
        void because_it_lost_its_cluster_is_not_taken_for_off_while_it_beats() {
            trial.beating.add("pve1");
            trial.off("pve1").tick();

            assertThat(trial.nodes()).containsExactly("pve1");
        }
    }

    @Nested
    class Stopped {
        private final PlanTrial trial = plain(4);

        @Test
        void does_not_wait_for_a_force_that_will_not_come() {
            PlanTrial forcing = new PlanTrial(FORCING, 2);
            forcing.tick().accept("pve1").answer(StepKind.NODE, "pve2", Outcome.ACCEPTED);
            forcing.beating.add("pve1");
            forcing.plan.stop(forcing.now);

            forcing.pass(300);

            assertThat(forcing.outcome("pve1")).isEqualTo(Outcome.STILL_UP);
            assertThat(forcing.plan.isOver(forcing.now)).isTrue();
        }

        @Test
        void sends_nothing_more_and_waits_for_what_is_out() {
            trial.tick().accept("pve1");

            assertThat(trial.plan.stop(trial.now)).isTrue();
            trial.pass(30).accept("pve2").off("pve1").off("pve2").pass(3);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
            assertThat(trial.plan.state(trial.now)).isEqualTo(State.STOPPED);
            assertThat(trial.plan.isOver(trial.now)).isTrue();
            assertThat(trial.plan.outcomes())
                    .containsExactly(
                            new NodeOutcome("pve1", Outcome.DOWN),
                            new NodeOutcome("pve2", Outcome.DOWN),
                            new NodeOutcome("pve3", Outcome.STOPPED),
                            new NodeOutcome("pve4", Outcome.STOPPED));
            assertThat(trial.plan.taken()).containsExactly("pve1", "pve2");
        }

        @Test
        void makes_void_what_waits_in_its_flow() {
            trial.tick();
            StepOrder order = trial.order(StepKind.NODE, "pve1");
            assertThat(trial.plan.isVoid(order)).isFalse();

            trial.plan.stop(trial.now);

            assertThat(trial.plan.isVoid(order)).isTrue();
        }

        @Test
        void before_its_guests_are_down_stops_no_node() {
            PlanTrial guests = new PlanTrial(ALL, 2).guest(100, "pve1");
            guests.tick().answer(StepKind.GUESTS, "pve1", Outcome.ACCEPTED);

            guests.plan.stop(guests.now);
            guests.pass(300);

            assertThat(guests.nodes()).isEmpty();
            assertThat(guests.plan.aftermath().guests()).containsKey("pve1");
            assertThat(guests.plan.aftermath().down()).isEmpty();
        }

        @Test
        void for_some_nodes_goes_on_for_the_others() {
            trial.tick();

            trial.plan.spare(List.of("pve2", "pve3")::contains, trial.now);
            trial.accept("pve1").off("pve1").pass(3);

            assertThat(trial.nodes()).containsExactly("pve1", "pve4");
            assertThat(trial.outcome("pve2")).isEqualTo(Outcome.STOPPED);
            assertThat(trial.plan.state(trial.now)).isEqualTo(State.RUNNING);
        }
    }

    @Nested
    class AfterARestart {
        private final PlanTrial trial = plain(3);

        @Test
        void goes_on_where_it_was() {
            trial.tick()
                    .accept("pve1")
                    .accept("pve2")
                    .off("pve1")
                    .restart(2)
                    .off("pve2")
                    .tick();

            assertThat(trial.nodes()).containsExactly("pve1", "pve2", "pve3");
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.DOWN);
        }

        @Test
        void an_order_without_an_answer_whose_node_says_goodbye_did_arrive() {
            trial.tick();
            trial.restart(2).beating.add("pve1");
            trial.tick().pass(4);
            trial.beating.remove("pve1");
            trial.gone.add("pve1");

            trial.pass(60);

            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.ACCEPTED);
        }

        @Test
        void an_order_without_an_answer_whose_node_is_off_did_arrive() {
            trial.tick().restart(2).off("pve1").tick();

            assertThat(trial.nodes()).containsExactly("pve1", "pve2");
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.DOWN);
        }

        @Test
        void an_order_whose_node_beats_on_for_ten_seconds_did_not_arrive_and_keeps_its_place() {
            trial.tick().restart(2).beating.add("pve1");
            trial.tick();

            trial.pass(9.75);
            assertThat(trial.nodes()).containsExactly("pve1");
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1", "pve1");
        }

        @Test
        void an_order_whose_node_nobody_watches_is_taken_for_lost_after_25_seconds() {
            trial.tick().restart(2).tick();

            trial.pass(24.75);
            assertThat(trial.nodes()).containsExactly("pve1");
            trial.pass(0.25);

            assertThat(trial.nodes()).containsExactly("pve1", "pve1");
        }

        @Test
        void an_order_in_doubt_does_not_go_out_again_once_mains_is_back() {
            trial.tick().restart(2);
            trial.plan.stop(trial.now);

            trial.pass(120);

            assertThat(trial.nodes()).containsExactly("pve1");
            assertThat(trial.outcome("pve1")).isEqualTo(Outcome.UNREACHABLE);
        }

        @Test
        void a_cluster_that_disarms_shows_that_it_was_told() {
            PlanTrial ha = new PlanTrial(ALL, 2).guest(100, "pve1");
            ha.ha = Ha.ARMED;
            ha.noout = false;
            ha.tick().restart(1);
            ha.ha = Ha.DISARMED;
            ha.noout = true;

            ha.tick();

            assertThat(ha.ordered()).containsExactly("HA_OFF", "NOOUT", "GUESTS pve1");
            assertThat(ha.plan.aftermath().ha()).isEqualTo(StepOrder.ARM_HA);
            assertThat(ha.plan.aftermath().noout()).isTrue();
        }

        @Test
        void guests_that_are_down_show_that_they_were_told() {
            PlanTrial guests = new PlanTrial(ALL, 2).guest(100, "pve1");
            guests.tick().restart(1).down(100).tick();

            assertThat(guests.outcome(StepKind.GUESTS, "pve1")).isEqualTo(Outcome.DOWN);
            assertThat(guests.ordered()).containsExactly("GUESTS pve1", "NODE pve1");
            assertThat(guests.plan.aftermath().guests()).containsKey("pve1");
        }

        @Test
        void a_plan_that_was_stopped_sends_nothing() {
            trial.tick();
            trial.plan.stop(trial.now);
            trial.tick().restart(2);

            trial.pass(60);

            assertThat(trial.nodes()).containsExactly("pve1");
            assertThat(trial.plan.state(trial.now)).isEqualTo(State.STOPPED);
        }

        @Test
        void steps_that_a_crash_kept_from_the_disk_are_made_up_for() {
            trial.lose(2).restart(1).tick();

            assertThat(trial.nodes()).containsExactly("pve1");
            assertThat(trial.plan.lines()).hasSize(3);
        }

        @Test
        void a_node_that_stayed_up_is_not_ordered_anew() {
            trial.tick().accept("pve1").pass(300).restart(5).pass(60);

            assertThat(trial.nodes()).containsOnlyOnce("pve1");
        }
    }

    @Nested
    class Rows {
        @Test
        void are_given_once_for_each_change_and_an_order_that_leaves_is_put_down_by_its_flow() {
            PlanTrial trial = plain(4);
            assertThat(trial.disk()).hasSize(4);
            assertThat(trial.plan.unsaved(trial.now)).isEmpty();

            trial.tick();
            assertThat(trial.plan.unsaved(trial.now)).isEmpty();
            assertThat(trial.disk().get(1).outcome()).isEqualTo("PENDING");
            trial.answer(StepKind.NODE, "pve1", Outcome.REFUSED);

            assertThat(trial.disk().get(1).outcome()).isEqualTo("REFUSED");
            assertThat(trial.disk().get(1).detail()).isEqualTo("words");
        }

        @Test
        void tell_what_was_known_of_guests_and_what_proved_a_node_down() {
            PlanTrial trial = plain(1).guest(100, "pve1");
            trial.tick().accept("pve1").off("pve1").pass(3);

            assertThat(trial.disk().get(1).kept()).isEqualTo("100");
            assertThat(trial.disk().get(1).evidence()).isEqualTo("API");
        }
    }

    private static ClusterSettings cluster(int nodes) {
        return new ClusterSettings(
                "default",
                List.of(URI.create("https://127.0.0.1:8006")),
                "alarum@pve!hub",
                "secret",
                List.of(),
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(number -> new Name("pve" + number))
                        .toList(),
                true,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT);
    }
}
