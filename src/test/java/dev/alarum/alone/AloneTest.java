package dev.alarum.alone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.node.Name;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayWords.Known;
import dev.alarum.plan.ShutdownRules;
import dev.alarum.ups.PowerState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay whose hubs do not answer, in virtual time. */
class AloneTest {
    private final LoneRelay relay = LoneRelay.withOneUps();

    /** The power is out and the modem with it. */
    private static LoneRelay dark(LoneRelay relay) {
        relay.hubAnswers = false;
        return relay.power(PowerState.CRITICAL);
    }

    private static Known known(long number, String ups, Outcome... outcomes) {
        List<String> nodes = List.of("a2", "a3", "a1");
        return new Known(
                number,
                new Name(ups),
                "default",
                java.util.stream.IntStream.range(0, outcomes.length)
                        .mapToObj(i -> new NodeOutcome(nodes.get(i), outcomes[i]))
                        .toList());
    }

    @Nested
    class ItBegins {
        @Test
        void once_the_battery_is_nearly_empty_and_no_hub_has_answered_for_a_minute() {
            dark(relay).seconds(59);
            assertThat(relay.orders).isEmpty();

            relay.seconds(10);

            assertThat(relay.ordered()).startsWith("a2", "a3");
            assertThat(relay.alone.toTell(LoneRelay.HUB)).singleElement().satisfies(plan -> {
                assertThat(plan.origin()).isEqualTo("1764.1");
                assertThat(plan.number()).isZero();
                assertThat(plan.mains()).isFalse();
            });
        }

        @Test
        void not_while_a_hub_answers() {
            relay.power(PowerState.CRITICAL).seconds(600);

            assertThat(relay.orders).isEmpty();
            assertThat(relay.alone.toTell(LoneRelay.HUB)).isEmpty();
        }

        @Test
        void not_if_a_hub_answered_in_that_minute() {
            dark(relay).seconds(55);
            relay.contact.answered(LoneRelay.HUB, 204);
            relay.seconds(55);
            relay.contact.answered(LoneRelay.HUB, 204);
            relay.seconds(55);

            assertThat(relay.orders).isEmpty();
        }

        @Test
        void not_on_a_battery_that_lasts_however_long_nobody_answers() {
            relay.hubAnswers = false;
            relay.power(PowerState.ON_BATTERY).seconds(1_800);
            assertThat(relay.orders).isEmpty();

            relay.charge = 29;
            relay.seconds(10);

            assertThat(relay.ordered()).startsWith("a2", "a3");
        }

        @ParameterizedTest
        @EnumSource(
                value = PowerState.class,
                names = {"MAINS", "TEST", "LOST", "SHUTTING_DOWN"})
        void not_without_an_outage_that_is_certain(PowerState state) {
            relay.hubAnswers = false;
            relay.charge = 10;

            relay.power(state).seconds(600);

            assertThat(relay.orders).isEmpty();
        }

        @Test
        void not_for_a_blip_of_a_second_on_a_weak_battery() {
            relay.hubAnswers = false;
            relay.seconds(120);

            relay.power(PowerState.CRITICAL).look("apc");
            relay.seconds(1).look("apc");
            relay.seconds(1).power(PowerState.MAINS).look("apc");
            relay.seconds(30);

            assertThat(relay.orders).isEmpty();
        }

        @Test
        void when_nothing_more_is_known_of_the_ups_in_an_outage_that_is_certain() {
            relay.hubAnswers = false;
            relay.power(PowerState.ON_BATTERY).seconds(120);
            assertThat(relay.orders).isEmpty();

            relay.power(PowerState.LOST).seconds(59);
            assertThat(relay.orders).isEmpty();
            relay.seconds(15);

            assertThat(relay.ordered()).startsWith("a2", "a3");
        }

        @Test
        void not_because_it_stood_still_itself_for_two_minutes() {
            relay.power(PowerState.CRITICAL).seconds(30);

            relay.now = relay.now.plus(Duration.ofMinutes(2));
            relay.hubAnswers = false;
            relay.seconds(50);
            assertThat(relay.orders).isEmpty();
            relay.hubAnswers = true;
            relay.seconds(60);

            assertThat(relay.orders).isEmpty();
        }

        @Test
        void only_by_a_hub_and_not_by_who_answers_in_its_stead() {
            dark(relay);
            relay.contact.doubted(LoneRelay.HUB);
            for (int i = 0; i < 70; i++) {
                relay.contact.answered(LoneRelay.HUB, 204);
                relay.seconds(1);
            }

            assertThat(relay.ordered()).startsWith("a2", "a3");
        }

        @Test
        void not_while_the_hub_itself_speaks_again_after_who_answered_in_its_stead() {
            dark(relay);
            relay.contact.doubted(LoneRelay.HUB);
            for (int i = 0; i < 120; i++) {
                relay.contact.proven(LoneRelay.HUB);
                relay.seconds(1);
            }

            assertThat(relay.orders).isEmpty();
        }
    }

    @Nested
    class APlan {
        @Test
        void is_ended_by_the_relay_though_a_hub_answers_again() {
            relay.proxmox = order -> order.node().equals("a2") ? Outcome.ACCEPTED : null;
            dark(relay).seconds(62);
            assertThat(relay.ordered()).contains("a2");

            relay.hubAnswers = true;
            relay.proxmox = order -> Outcome.ACCEPTED;
            relay.goesDown("a2");
            relay.seconds(30);

            assertThat(relay.ordered()).containsExactly("a2", "a3", "a1");
        }

        @Test
        void orders_nobody_twice_in_one_outage() {
            dark(relay).seconds(1_200);

            assertThat(relay.ordered()).containsExactlyInAnyOrder("a2", "a3", "a1");
            assertThat(relay.alone.toTell(LoneRelay.HUB)).hasSize(1);
        }

        @Test
        void lets_the_last_node_wait_for_the_others_while_the_battery_lasts() {
            relay.hubAnswers = false;
            relay.charge = 29;
            relay.power(PowerState.ON_BATTERY).seconds(70);
            assertThat(relay.ordered()).containsExactly("a2", "a3");

            relay.goesDown("a2");
            relay.goesDown("a3");
            relay.seconds(30);

            assertThat(relay.ordered()).containsExactly("a2", "a3", "a1");
        }

        @Test
        void is_on_disk_with_each_order_before_that_leaves() {
            dark(relay).seconds(70);

            assertThat(relay.diskAtOrder).hasSize(3);
            assertThat(relay.diskAtOrder.get(0)).containsPattern("\"node\":\"a2\",\"outcome\":\"PENDING\"");
            assertThat(relay.diskAtOrder.get(1)).containsPattern("\"node\":\"a3\",\"outcome\":\"PENDING\"");
        }

        @Test
        void goes_on_although_the_disk_fails() {
            relay.diskWorks = false;

            dark(relay).seconds(70);

            assertThat(relay.ordered()).containsExactly("a2", "a3", "a1");
        }

        @Test
        void sends_nothing_more_when_readings_stay_out() {
            relay.proxmox = order -> null;
            dark(relay).seconds(61);
            int before = relay.orders.size();
            relay.looksAtUps = false;
            relay.now = relay.now.plus(Duration.ofSeconds(4));
            relay.seconds(12);
            int out = relay.orders.size();

            relay.seconds(120);

            assertThat(relay.orders).hasSize(out);
            assertThat(out).isGreaterThanOrEqualTo(before);
        }

        @Test
        void ends_with_the_first_look_that_shows_mains() {
            relay.proxmox = order -> null;
            dark(relay).seconds(60);
            assertThat(relay.ordered()).containsExactly("a2");

            relay.power(PowerState.MAINS).look("apc");

            assertThat(relay.alone.isVoid(relay.orders.get(0))).isTrue();
            assertThat(relay.outcomes())
                    .containsEntry("a2", Outcome.PENDING)
                    .containsEntry("a3", Outcome.STOPPED)
                    .containsEntry("a1", Outcome.STOPPED);
            relay.seconds(300);
            assertThat(relay.ordered()).containsExactly("a2");
            assertThat(relay.alone.toTell(LoneRelay.HUB)).singleElement().matches(RelayPlan::mains);
        }

        @Test
        void of_the_next_outage_is_a_new_one() {
            dark(relay).seconds(70);
            relay.power(PowerState.MAINS).seconds(60);

            relay.power(PowerState.CRITICAL).seconds(70);

            assertThat(relay.ordered()).containsExactly("a2", "a3", "a1", "a2", "a3", "a1");
            assertThat(relay.alone.toTell(LoneRelay.HUB))
                    .extracting(RelayPlan::origin)
                    .containsExactly("1764.1", "1764.2");
        }
    }

    @Nested
    class WhatAHubDid {
        @Test
        void is_not_done_again_and_its_plan_goes_on_under_its_number() {
            relay.power(PowerState.CRITICAL)
                    .seconds(1)
                    .told(known(7, "apc", Outcome.DOWN, Outcome.PENDING, Outcome.PLANNED));

            dark(relay).seconds(70);

            assertThat(relay.ordered()).startsWith("a3").doesNotContain("a2");
            assertThat(relay.alone.toTell(LoneRelay.HUB))
                    .extracting(RelayPlan::number)
                    .containsExactly(7L);
            assertThat(relay.alone.toTell("another"))
                    .extracting(RelayPlan::number)
                    .containsExactly(0L);
        }

        @ParameterizedTest
        @EnumSource(
                value = Outcome.class,
                names = {"ACCEPTED", "DOWN", "STILL_UP", "ALREADY_OFF"})
        void counts_as_done_if_it_was_taken(Outcome outcome) {
            relay.power(PowerState.CRITICAL).seconds(1).told(known(7, "apc", outcome, outcome, Outcome.REFUSED));

            dark(relay).seconds(120);

            assertThat(relay.ordered()).containsExactly("a1");
        }

        @Test
        void leaves_nothing_to_do_if_all_are_down() {
            relay.power(PowerState.CRITICAL)
                    .seconds(1)
                    .told(known(7, "apc", Outcome.DOWN, Outcome.DOWN, Outcome.ALREADY_OFF));

            dark(relay).seconds(300);

            assertThat(relay.orders).isEmpty();
            assertThat(relay.alone.toTell(LoneRelay.HUB)).isEmpty();
        }

        @Test
        void that_a_person_stopped_stays_stopped() {
            relay.power(PowerState.CRITICAL)
                    .seconds(1)
                    .told(known(7, "apc", Outcome.STOPPED, Outcome.STOPPED, Outcome.STOPPED));

            dark(relay).seconds(300);

            assertThat(relay.orders).isEmpty();
        }

        @Test
        void that_a_person_began_after_all_is_gone_on_with() {
            relay.power(PowerState.CRITICAL)
                    .seconds(1)
                    .told(
                            known(7, "apc", Outcome.STOPPED, Outcome.STOPPED, Outcome.STOPPED),
                            known(8, "apc", Outcome.ACCEPTED, Outcome.PENDING, Outcome.PLANNED));

            dark(relay).seconds(120);

            assertThat(relay.ordered()).startsWith("a3");
            assertThat(relay.alone.toTell(LoneRelay.HUB))
                    .extracting(RelayPlan::number)
                    .containsExactly(8L);
        }

        @Test
        void in_an_outage_before_is_history() {
            relay.power(PowerState.CRITICAL).seconds(1).told(known(7, "apc", Outcome.DOWN, Outcome.DOWN, Outcome.DOWN));
            relay.power(PowerState.MAINS).seconds(10).told(known(7, "apc", Outcome.DOWN, Outcome.DOWN, Outcome.DOWN));

            dark(relay).seconds(70);

            assertThat(relay.ordered()).containsExactly("a2", "a3", "a1");
        }

        @Test
        void is_known_after_a_restart() {
            relay.power(PowerState.CRITICAL)
                    .seconds(1)
                    .told(known(7, "apc", Outcome.DOWN, Outcome.PENDING, Outcome.PLANNED))
                    .seconds(1);

            dark(relay.killed(Duration.ofSeconds(3))).seconds(90);

            assertThat(relay.ordered()).startsWith("a3").doesNotContain("a2");
        }
    }

    @Nested
    class AfterKill9 {
        @Test
        void nobody_is_ordered_twice_that_had_taken_the_order() {
            relay.proxmox = order -> order.node().equals("a2") ? Outcome.ACCEPTED : null;
            dark(relay).seconds(61);
            assertThat(relay.ordered()).containsExactly("a2", "a3");

            relay.proxmox = order -> Outcome.ACCEPTED;
            relay.killed(Duration.ofSeconds(4)).seconds(90);

            assertThat(relay.ordered().stream().filter("a2"::equals)).hasSize(1);
            assertThat(relay.ordered()).startsWith("a2", "a3").endsWith("a3");
            assertThat(relay.alone.toTell(LoneRelay.HUB))
                    .extracting(RelayPlan::origin)
                    .containsExactly("1764.1");
        }

        @Test
        void one_whose_order_arrived_unanswered_is_found_out_and_not_ordered_again() {
            relay.proxmox = order -> null;
            dark(relay).seconds(60);
            assertThat(relay.ordered()).containsExactly("a2");

            relay.goesDown("a2");
            relay.killed(Duration.ofSeconds(4)).seconds(40);

            assertThat(relay.ordered().stream().filter("a2"::equals)).hasSize(1);
            assertThat(relay.outcomes()).containsEntry("a2", Outcome.DOWN);
        }

        @Test
        void nothing_is_ordered_before_the_outage_is_certain_anew() {
            relay.proxmox = order -> order.node().equals("a2") ? Outcome.ACCEPTED : null;
            dark(relay).seconds(61);

            relay.power(PowerState.ON_BATTERY).killed(Duration.ofSeconds(4));
            int before = relay.orders.size();
            relay.seconds(14);
            assertThat(relay.orders).hasSize(before);
            relay.seconds(40);

            assertThat(relay.orders).hasSizeGreaterThan(before);
        }

        @Test
        void nothing_is_ordered_if_mains_came_back_meanwhile() {
            relay.proxmox = order -> order.node().equals("a2") ? Outcome.ACCEPTED : null;
            dark(relay).seconds(61);
            int before = relay.orders.size();

            relay.power(PowerState.MAINS).killed(Duration.ofMinutes(20)).seconds(120);

            assertThat(relay.orders).hasSize(before);
            assertThat(relay.outcomes()).containsEntry("a1", Outcome.STOPPED);
        }

        @Test
        void a_plan_that_was_over_stays_over_and_the_next_one_has_another_number() {
            dark(relay).seconds(70);
            relay.power(PowerState.MAINS).seconds(60);
            relay.killed(Duration.ofSeconds(4)).seconds(10);
            int before = relay.orders.size();

            dark(relay).seconds(70);

            assertThat(relay.orders.subList(before, relay.orders.size()))
                    .extracting(order -> order.plan())
                    .containsOnly(2L);
        }

        @Test
        void a_file_that_is_none_is_refused() {
            assertThatThrownBy(() -> relay.alone.restore("{\"plans\":")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** UPS {@code one} feeds a2 and a3, UPS {@code other} feeds a3 and a1. */
    @Nested
    class TwoUpses {
        private final LoneRelay two = new LoneRelay(PlainRules.NODES_ONLY, feeds(), "a2", "a3", "a1");

        private static Map<String, List<String>> feeds() {
            Map<String, List<String>> feeds = new LinkedHashMap<>();
            feeds.put("one", List.of("a2", "a3"));
            feeds.put("other", List.of("a3", "a1"));
            return feeds;
        }

        @Test
        void a_node_of_both_stays_up_while_one_of_them_has_mains() {
            two.hubAnswers = false;
            two.ups.put("one", PowerState.CRITICAL);

            two.seconds(300);

            assertThat(two.ordered()).containsExactly("a2");
        }

        @Test
        void a_node_of_both_goes_when_both_are_nearly_empty_and_once() {
            two.hubAnswers = false;
            two.ups.put("one", PowerState.CRITICAL);
            two.ups.put("other", PowerState.ON_BATTERY);
            two.seconds(120);
            assertThat(two.ordered()).containsExactly("a2");

            two.ups.put("other", PowerState.CRITICAL);
            two.seconds(600);

            assertThat(two.ordered()).containsExactlyInAnyOrder("a2", "a3", "a1");
        }

        @ParameterizedTest
        @ValueSource(strings = {"one", "other"})
        void mains_of_either_spares_the_node_of_both_that_was_not_told_yet(String back) {
            two.hubAnswers = false;
            two.proxmox = order -> null;
            two.ups.put("one", PowerState.CRITICAL);
            two.ups.put("other", PowerState.CRITICAL);
            two.seconds(60);
            assertThat(two.ordered()).containsExactly("a2", "a1");

            two.ups.put(back, PowerState.MAINS);
            two.look(back);
            two.proxmox = order -> Outcome.ACCEPTED;
            two.seconds(300);

            assertThat(two.ordered()).doesNotContain("a3").startsWith("a2", "a1");
        }
    }

    @Nested
    class WhomNobodyReached {
        private void reachesTheFirstOnly() {
            relay.proxmox = order -> order.node().equals("a2") ? Outcome.ACCEPTED : Outcome.UNREACHABLE;
            relay.clusterAnswers = false;
            dark(relay).seconds(70);
        }

        @Test
        void is_asked_again_while_no_hub_answers() {
            reachesTheFirstOnly();
            int had = relay.orders.size();

            relay.seconds(35);

            assertThat(relay.ordered().subList(had, relay.orders.size())).contains("a3", "a1");
        }

        @Test
        void is_left_to_a_hub_that_answers_and_told_to_it_as_such() {
            reachesTheFirstOnly();
            relay.hubAnswers = true;
            relay.seconds(5);
            int had = relay.orders.size();

            relay.seconds(100);

            assertThat(relay.ordered().subList(had, relay.orders.size())).doesNotContain("a3", "a1");
            assertThat(relay.outcomes()).containsEntry("a2", Outcome.ACCEPTED).doesNotContainValue(Outcome.PENDING);
        }
    }

    @Nested
    class BeatsOfTheLan {
        private final ShutdownRules forcing =
                new ShutdownRules(false, false, Duration.ZERO, Duration.ofSeconds(30), true, List.of());

        @Test
        void that_end_show_that_a_node_is_down_while_another_is_heard() {
            relay.clusterAnswers = false;
            dark(relay).seconds(65);
            relay.beating.remove("a2");
            relay.seconds(21);

            assertThat(relay.outcomes()).containsEntry("a2", Outcome.DOWN);
        }

        @Test
        void that_all_end_show_nothing() {
            relay.clusterAnswers = false;
            dark(relay).seconds(65);
            relay.beating.clear();
            relay.seconds(60);

            assertThat(relay.outcomes()).containsEntry("a2", Outcome.ACCEPTED);
        }

        @Test
        void that_anybody_may_feign_force_no_node() {
            LoneRelay forced = new LoneRelay(forcing, Map.of("apc", List.of()), "a2", "a3", "a1");
            forced.clusterAnswers = false;

            dark(forced).seconds(600);

            assertThat(forced.ordered()).containsExactlyInAnyOrder("a2", "a3", "a1");
        }
    }
}
