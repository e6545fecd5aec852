package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.Contact;
import dev.alarum.call.Key;
import dev.alarum.call.KeyAnswer;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.StepOrder;
import dev.alarum.status.StatusView.CallView;
import dev.alarum.status.StatusView.IncidentView;
import dev.alarum.status.StatusView.StepView;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where keys can be pressed, nothing but a key ends the ringing. */
class KeysTest {
    private static final String ADA = "+14155550101";
    private static final String BOB = "+14155550102";

    /** Where x and y stand. */
    private static final NodeSettings ATTIC = new NodeSettings(
            Map.of(new Name("x"), new Name("attic"), new Name("y"), new Name("attic")),
            Map.of(new Name("attic-pi"), new Name("attic")),
            Set.of());

    private World world = new World(withKeys());

    private static CoreSettings withKeys(UpsSettings... ups) {
        return withKeys(new NodeSettings(Map.of(), Map.of(), Set.of()), ups);
    }

    private static CoreSettings withKeys(NodeSettings nodes, UpsSettings... ups) {
        CoreSettings base = World.settings(1, ups);
        return new CoreSettings(
                nodes,
                base.heartbeat(),
                base.incident(),
                base.notice(),
                new CallSettings(
                        List.of(new Contact(1, "Ada", ADA, "en"), new Contact(2, "Bob", BOB, "en")),
                        2,
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(15),
                        30,
                        true),
                base.ups(),
                List.of());
    }

    @BeforeEach
    void three_nodes_and_a_relay_beat() {
        List.of("a", "b", "c").forEach(world::node);
        world.relay("pi");
        world.seconds(30);
        world.phone = KeysTest::taken;
    }

    /** Somebody took the call and listens. */
    private static CallUpdate taken(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), Status.IN_PROGRESS, "CA1", "human", 0, null);
    }

    private CallOrder rung() {
        return world.calls.get(world.calls.size() - 1);
    }

    private CallOrder fails(String node) {
        world.node(node).alive = false;
        world.seconds(30);
        return rung();
    }

    private void hangsUp(CallOrder order) {
        world.update(World.heard(order));
    }

    private IncidentView incident() {
        List<IncidentView> incidents = world.status().incidents();
        return incidents.get(incidents.size() - 1);
    }

    private List<String> phonesRung() {
        return world.calls.stream().map(order -> order.contact().phone()).toList();
    }

    @Test
    void whoever_listened_to_the_end_without_pressing_a_key_is_rung_again() {
        hangsUp(fails("a"));

        world.seconds(20);

        assertThat(phonesRung()).containsExactly(ADA, ADA);
        assertThat(incident().state()).isEqualTo("CALLING");
    }

    @Test
    void acknowledged_at_once_and_nobody_is_rung_again() {
        CallOrder order = fails("a");

        KeyAnswer answer = world.press(order, Key.ACKNOWLEDGE);

        assertThat(answer).isEqualTo(KeyAnswer.ACKNOWLEDGED);
        assertThat(incident().state()).isEqualTo("ACKNOWLEDGED");
        hangsUp(order);
        world.minutes(70);
        assertThat(world.calls).hasSize(1);
        assertThat(world.status().calls()).extracting(CallView::key).containsExactly("4");
    }

    @Test
    void another_failure_after_the_acknowledgement_rings_again() {
        CallOrder order = fails("a");
        world.press(order, Key.ACKNOWLEDGE);
        hangsUp(order);

        fails("b");

        assertThat(world.calls).hasSize(2);
        assertThat(incident().state()).isEqualTo("CALLING");
    }

    @Test
    void what_grew_worse_during_the_call_is_not_acknowledged_by_it() {
        CallOrder order = fails("a");
        world.node("b").alive = false;
        world.seconds(30);

        assertThat(world.press(order, Key.ACKNOWLEDGE)).isEqualTo(KeyAnswer.GREW_WORSE);

        hangsUp(order);
        world.seconds(20);
        assertThat(world.calls).hasSize(2);
        assertThat(rung().facts().get(0).failed()).containsExactly("a", "b");
    }

    @Test
    void the_next_contact_is_rung_at_once_when_asked_for() {
        CallOrder order = fails("a");

        assertThat(world.press(order, Key.NEXT)).isEqualTo(KeyAnswer.NEXT_CONTACT);
        hangsUp(order);
        world.seconds(1);

        assertThat(phonesRung()).containsExactly(ADA, BOB);
    }

    @Test
    void who_is_alone_is_not_rung_the_moment_he_passed_it_on() {
        CoreSettings both = withKeys();
        CallSettings alone = new CallSettings(
                both.call().contacts().subList(0, 1), 2, Duration.ofSeconds(25), Duration.ofSeconds(15), 30, true);
        world = new World(new CoreSettings(
                both.nodes(), both.heartbeat(), both.incident(), both.notice(), alone, both.ups(), both.clusters()));
        three_nodes_and_a_relay_beat();
        CallOrder order = fails("a");
        world.press(order, Key.NEXT);
        hangsUp(order);

        world.seconds(10);
        assertThat(phonesRung()).containsExactly(ADA);

        world.seconds(10);
        assertThat(phonesRung()).containsExactly(ADA, ADA);
    }

    @Test
    void after_the_last_contact_passed_it_on_the_next_round_begins() {
        CallOrder first = fails("a");
        world.press(first, Key.NEXT);
        hangsUp(first);
        world.seconds(1);
        CallOrder second = rung();
        world.press(second, Key.NEXT);

        hangsUp(second);
        world.seconds(1);

        assertThat(phonesRung()).containsExactly(ADA, BOB, ADA);
    }

    @Test
    void closed_for_good_and_rung_anew_only_by_a_new_failure() {
        CallOrder order = fails("a");

        assertThat(world.press(order, Key.CLOSE)).isEqualTo(KeyAnswer.CLOSED);
        hangsUp(order);
        world.minutes(70);
        assertThat(world.calls).hasSize(1);

        fails("b");
        assertThat(world.calls).hasSize(2);
    }

    @Test
    void closed_over_a_restart_hours_later_too() {
        CallOrder order = fails("a");
        world.press(order, Key.CLOSE);
        hangsUp(order);
        world.minutes(150);

        world.restart(Duration.ofSeconds(5));
        world.minutes(5);

        assertThat(world.calls).hasSize(1);
    }

    @Test
    void closed_over_a_restart_too_as_long_as_nothing_else_fails() {
        CallOrder order = fails("a");
        world.press(order, Key.CLOSE);
        hangsUp(order);
        world.seconds(5);

        world.restart(Duration.ofSeconds(5));
        world.minutes(5);
        assertThat(world.calls).hasSize(1);

        fails("b");
        assertThat(world.calls).hasSize(2);
    }

    @Test
    void an_internet_outage_is_followed_on_although_it_was_closed() {
        List.of("a", "b", "c").forEach(node -> world.node(node).alive = false);
        world.relay("pi").alive = false;
        world.seconds(30);
        CallOrder order = rung();

        assertThat(world.press(order, Key.CLOSE)).isEqualTo(KeyAnswer.CLOSES_BY_ITSELF);
        hangsUp(order);
        List.of("a", "b").forEach(node -> world.node(node).alive = true);
        world.relay("pi").alive = true;
        world.minutes(3);

        assertThat(world.calls).as("c stayed away").hasSize(2);
        assertThat(rung().facts().get(0).failed()).containsExactly("c");
    }

    @Test
    void a_power_outage_is_followed_on_although_it_was_closed() {
        world = new World(withKeys(new UpsSettings(
                new Name("ups"),
                new Name("home"),
                List.of(),
                Duration.ofSeconds(15),
                Duration.ofHours(1),
                30,
                Duration.ofMinutes(10),
                Duration.ofSeconds(60))));
        three_nodes_and_a_relay_beat();
        for (int i = 0; i < 8; i++) {
            world.reading("pi", PowerState.ON_BATTERY).seconds(5);
        }
        CallOrder order = rung();

        assertThat(world.press(order, Key.CLOSE)).isEqualTo(KeyAnswer.CLOSES_BY_ITSELF);

        assertThat(incident().state()).isEqualTo("ACKNOWLEDGED");
    }

    @Nested
    class ThePlan {
        private final Name ups = new Name("ups");

        private void outage(boolean armed, Duration shutdownAfter) {
            CoreSettings keys = withKeys(new UpsSettings(
                    ups,
                    new Name("home"),
                    List.of(),
                    Duration.ofSeconds(15),
                    shutdownAfter,
                    30,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(60)));
            world = new World(World.with(
                    keys,
                    new ClusterSettings(
                            "default",
                            List.of(URI.create("https://c:8006")),
                            "alarum@pve!shutdown",
                            "01234567-89ab-cdef-0123-456789abcdef",
                            List.of(),
                            List.of(new Name("a"), new Name("b")),
                            armed,
                            PlainRules.NODES_ONLY,
                            ReturnRules.DEFAULT)));
            three_nodes_and_a_relay_beat();
            on(PowerState.ON_BATTERY, 60);
        }

        private void on(PowerState state, int seconds) {
            for (int i = 0; i < seconds; i += 5) {
                world.reading("pi", state).seconds(5);
            }
        }

        private List<String> ordered() {
            return world.orders.stream().map(StepOrder::node).toList();
        }

        @Test
        void is_offered_in_the_call_about_the_power_only() {
            outage(true, Duration.ofHours(1));
            assertThat(rung().facts().get(0).canShutDown()).isTrue();

            world = new World(withKeys());
            three_nodes_and_a_relay_beat();
            assertThat(fails("a").facts().get(0).canShutDown()).isFalse();
            assertThat(world.press(rung(), Key.SHUT_DOWN))
                    .as("settles all the same")
                    .isEqualTo(KeyAnswer.ACKNOWLEDGED);
        }

        @Test
        void does_not_begin_in_this_outage_once_7_was_pressed_but_in_the_next() {
            outage(true, Duration.ofMinutes(5));
            assertThat(ordered()).isEmpty();

            assertThat(world.press(rung(), Key.KEEP_RUNNING)).isEqualTo(KeyAnswer.PLAN_STOPPED);
            assertThat(incident().state()).isEqualTo("ACKNOWLEDGED");
            on(PowerState.ON_BATTERY, 600);
            assertThat(ordered()).isEmpty();
            assertThat(world.status().plans().get(0).steps())
                    .extracting(StepView::outcome)
                    .containsOnly("STOPPED");

            on(PowerState.MAINS, 60);
            on(PowerState.ON_BATTERY, 600);
            assertThat(ordered()).containsExactly("a", "b");
        }

        @Test
        void stays_stopped_when_7_is_pressed_once_more() {
            outage(true, Duration.ofHours(1));
            world.press(rung(), Key.KEEP_RUNNING);

            assertThat(world.press(rung(), Key.KEEP_RUNNING)).isEqualTo(KeyAnswer.PLAN_STOPPED);
        }

        @Test
        void is_not_decided_by_a_call_that_told_of_failed_nodes_only() {
            outage(true, Duration.ofHours(1));
            world.press(rung(), Key.ACKNOWLEDGE);
            hangsUp(rung());
            on(PowerState.MAINS, 60);
            CallOrder order = fails("a");
            assertThat(order.facts().get(0).cause()).isEqualTo(Cause.NODE);
            on(PowerState.ON_BATTERY, 40);
            assertThat(incident().cause()).isEqualTo("power");

            world.press(order, Key.SHUT_DOWN);

            assertThat(ordered()).isEmpty();
        }

        @Test
        void is_still_stopped_after_a_restart_of_the_hub() {
            outage(true, Duration.ofMinutes(5));
            world.press(rung(), Key.KEEP_RUNNING);
            world.seconds(5);

            world.restart(Duration.ofSeconds(5));
            on(PowerState.ON_BATTERY, 600);

            assertThat(ordered()).isEmpty();
        }

        @Test
        void begins_at_once_when_8_is_pressed_and_only_once() {
            outage(true, Duration.ofHours(1));

            assertThat(world.press(rung(), Key.SHUT_DOWN)).isEqualTo(KeyAnswer.PLAN_BEGUN);

            on(PowerState.ON_BATTERY, 30);
            assertThat(ordered()).containsExactly("a", "b");
            on(PowerState.ON_BATTERY, 7200);
            assertThat(ordered()).containsExactly("a", "b");
        }

        @Test
        void begins_when_8_is_pressed_after_7() {
            outage(true, Duration.ofHours(1));
            world.press(rung(), Key.KEEP_RUNNING);

            assertThat(world.press(rung(), Key.SHUT_DOWN)).isEqualTo(KeyAnswer.PLAN_BEGUN);

            on(PowerState.ON_BATTERY, 30);
            assertThat(ordered()).containsExactly("a", "b");
        }

        @Test
        void cannot_be_stopped_or_begun_when_every_order_is_out() {
            outage(true, Duration.ZERO);
            on(PowerState.ON_BATTERY, 30);
            assertThat(ordered()).containsExactly("a", "b");

            assertThat(world.press(rung(), Key.KEEP_RUNNING)).isEqualTo(KeyAnswer.PLAN_OUT);
            assertThat(world.press(rung(), Key.SHUT_DOWN)).isEqualTo(KeyAnswer.PLAN_OUT);

            assertThat(ordered()).containsExactly("a", "b");
        }

        @Test
        void is_said_not_to_be_armed() {
            outage(false, Duration.ofHours(1));

            assertThat(world.press(rung(), Key.SHUT_DOWN)).isEqualTo(KeyAnswer.PLAN_NOT_ARMED);
        }
    }

    @Test
    void a_key_that_comes_too_late_is_not_kept_as_the_one_that_was_pressed() {
        CallOrder order = fails("a");
        world.press(order, Key.ACKNOWLEDGE);

        assertThat(world.press(order, Key.CLOSE)).isEqualTo(KeyAnswer.OVER);

        assertThat(world.status().calls()).extracting(CallView::key).containsExactly("4");
    }

    @Test
    void one_key_settles_all_that_the_call_told_of() {
        world = new World(withKeys(ATTIC));
        List.of("a", "b", "x", "y").forEach(world::node);
        world.relay("pi");
        world.relay("attic-pi");
        world.seconds(30);
        world.phone = KeysTest::taken;
        world.node("a").alive = false;
        world.node("x").alive = false;
        world.seconds(30);
        assertThat(rung().facts()).hasSize(2);

        assertThat(world.press(rung(), Key.ACKNOWLEDGE)).isEqualTo(KeyAnswer.ACKNOWLEDGED);

        assertThat(world.status().incidents()).extracting(IncidentView::state).containsOnly("ACKNOWLEDGED");
    }

    @Test
    void a_key_of_a_call_that_is_over_changes_nothing() {
        CallOrder order = fails("a");
        hangsUp(order);

        assertThat(world.press(order, Key.ACKNOWLEDGE)).isEqualTo(KeyAnswer.NEXT_CALL);

        assertThat(incident().state()).isEqualTo("CALLING");
    }

    @Test
    void a_key_of_a_call_that_never_was_changes_nothing() {
        CallOrder order = fails("a");

        assertThat(world.press(new CallOrder(order.incident(), 7, order.contact(), List.of()), Key.CLOSE))
                .isEqualTo(KeyAnswer.NEXT_CALL);

        assertThat(incident().state()).isEqualTo("CALLING");
    }

    @Test
    void a_key_pressed_when_all_are_back_has_nothing_to_do() {
        CallOrder order = fails("a");
        world.node("a").alive = true;
        world.seconds(5);

        assertThat(world.press(order, Key.ACKNOWLEDGE)).isEqualTo(KeyAnswer.OVER);
    }

    @Test
    void somebody_who_was_not_rung_may_acknowledge() {
        CallOrder order = fails("a");

        assertThat(world.settle(order.incident(), false)).isEqualTo(KeyAnswer.ACKNOWLEDGED);

        hangsUp(order);
        world.minutes(70);
        assertThat(world.calls).hasSize(1);
        assertThat(world.settle(order.incident(), false)).as("twice").isNotEqualTo(KeyAnswer.ACKNOWLEDGED);
    }

    @Test
    void somebody_who_was_not_rung_may_close() {
        CallOrder order = fails("a");

        assertThat(world.settle(order.incident(), true)).isEqualTo(KeyAnswer.CLOSED);

        assertThat(incident().state()).isEqualTo("CLOSED");
        assertThat(world.settle(order.incident(), true)).isEqualTo(KeyAnswer.OVER);
        assertThat(world.settle(4711, true)).as("no such incident").isNull();
    }

    @Test
    void the_end_of_an_old_call_does_not_disturb_the_ladder_that_began_anew() {
        CallOrder old = fails("a");
        world.settle(old.incident(), false);
        fails("b");
        assertThat(world.calls).as("Ada is on the phone still").hasSize(1);

        hangsUp(old);
        world.seconds(2);

        assertThat(world.calls).hasSize(2);
        assertThat(rung().facts().get(0).failed()).containsExactly("a", "b");
    }
}
