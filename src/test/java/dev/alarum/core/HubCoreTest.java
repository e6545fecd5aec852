package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.Beat;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.StepOrder;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubCoreTest {
    private static World three(int threshold) {
        World world = new World(World.settings(threshold));
        List.of("a1", "a2", "a3").forEach(world::node);
        world.relay("pi");
        return world.seconds(30);
    }

    private static List<Cause> causes(World world) {
        return world.calls.stream().map(call -> call.facts().get(0).cause()).toList();
    }

    @Nested
    class Detecting {
        @Test
        void a_dead_node_is_failed_after_the_timeout_and_one_call_names_it() {
            World world = three(1);

            world.node("a2").alive = false;
            world.seconds(21);

            assertThat(world.stateOf("a2")).isEqualTo("FAILED");
            world.seconds(60);
            assertThat(world.calls).hasSize(1);
            assertThat(world.calls.get(0).facts().get(0).failed()).containsExactly("a2");
            assertThat(world.calls.get(0).facts().get(0).up()).containsExactly("a1", "a3");
            assertThat(world.calls.get(0).facts().get(0).relaysUp()).isEqualTo(1);
        }

        @Test
        void a_node_that_is_back_is_up_and_told() {
            World world = three(1);
            world.node("a2").alive = false;
            world.minutes(2);

            world.node("a2").alive = true;
            world.seconds(2);

            assertThat(world.stateOf("a2")).isEqualTo("UP");
            assertThat(world.news).extracting(piece -> piece.code()).contains("node-back", "recovered");
        }

        @Test
        void a_node_back_within_the_settling_time_rings_nobody() {
            World world = three(1);
            world.node("a2").alive = false;
            world.seconds(21);

            world.node("a2").alive = true;
            world.minutes(2);

            assertThat(world.calls).isEmpty();
        }

        @Test
        void one_path_lost_is_told_and_never_phoned() {
            World world = new World(World.settings(1));
            world.node("a1").ways.add("relay:pi");
            world.relay("pi");
            world.seconds(10);

            world.node("a1").ways.remove(Beat.DIRECT);
            world.minutes(5);

            assertThat(world.calls).isEmpty();
            assertThat(world.news).extracting(piece -> piece.code()).containsOnlyOnce("path-degraded");
            assertThat(world.status().nodes().get(0).paths().get(0).degraded()).isTrue();
        }

        @Test
        void a_relay_missing_alone_is_news_and_no_call() {
            World world = three(1);

            world.relay("pi").alive = false;
            world.minutes(10);

            assertThat(world.calls).isEmpty();
            assertThat(world.news).extracting(piece -> piece.code()).containsOnlyOnce("relay-gone");
        }
    }

    @Nested
    class Counting {
        @Test
        void one_dead_under_a_threshold_of_two_rings_nobody() {
            World world = three(2);

            world.node("a1").alive = false;
            world.minutes(40);

            assertThat(world.calls).isEmpty();
        }

        @Test
        void a_second_one_50_minutes_later_rings() {
            World world = three(2);

            world.node("a1").alive = false;
            world.minutes(50);
            world.node("a2").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.NODE);
            assertThat(world.calls.get(0).facts().get(0).failed()).containsExactly("a1", "a2");
        }

        @Test
        void the_first_back_and_the_second_70_minutes_later_rings_nobody() {
            World world = three(2);

            world.node("a1").alive = false;
            world.minutes(5);
            world.node("a1").alive = true;
            world.minutes(65);
            world.node("a2").alive = false;
            world.minutes(2);

            assertThat(world.calls).isEmpty();
        }

        @Test
        void the_first_back_and_the_second_50_minutes_later_rings() {
            World world = three(2);

            world.node("a1").alive = false;
            world.minutes(5);
            world.node("a1").alive = true;
            world.minutes(45);
            world.node("a2").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void the_first_still_down_and_the_second_70_minutes_later_rings() {
            World world = three(2);

            world.node("a1").alive = false;
            world.minutes(70);
            world.node("a2").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void a_flapping_node_rings_once_and_anew_when_it_stays_down() {
            World world = three(1);
            for (int i = 0; i < 5; i++) {
                world.node("a1").alive = false;
                world.minutes(1);
                world.node("a1").alive = true;
                world.minutes(1);
            }
            assertThat(world.calls).hasSize(1);

            world.node("a1").alive = false;
            world.minutes(7);

            assertThat(world.calls).hasSize(2);
        }
    }

    @Nested
    class Causes {
        @Test
        void all_nodes_and_the_relay_silent_is_internet_and_one_call() {
            World world = three(1);

            List.of("a1", "a2", "a3").forEach(node -> world.node(node).alive = false);
            world.relay("pi").alive = false;
            world.minutes(5);

            assertThat(causes(world)).containsExactly(Cause.INTERNET);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 9})
        void a_silent_site_rings_whatever_the_threshold(int threshold) {
            World world = three(threshold);

            List.of("a1", "a2", "a3").forEach(node -> world.node(node).alive = false);
            world.seconds(2);
            world.relay("pi").alive = false;
            world.minutes(5);

            assertThat(causes(world)).containsExactly(Cause.INTERNET);
        }

        @Test
        void all_nodes_silent_while_the_relay_lives_is_node() {
            World world = three(1);

            List.of("a1", "a2", "a3").forEach(node -> world.node(node).alive = false);
            world.minutes(5);

            assertThat(causes(world)).containsExactly(Cause.NODE);
            assertThat(world.calls.get(0).facts().get(0).failed()).hasSize(3);
        }

        @Test
        void a_lone_node_without_a_relay_is_node() {
            World world = new World(World.settings(1));
            world.node("a1");
            world.seconds(5);

            world.node("a1").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void two_nodes_without_a_relay_both_silent_are_internet() {
            World world = new World(World.settings(1));
            world.node("a1");
            world.node("a2");
            world.seconds(5);

            world.node("a1").alive = false;
            world.node("a2").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.INTERNET);
        }

        @Test
        void a_node_that_stays_away_after_the_internet_is_back_is_rung_for() {
            World world = three(1);
            List.of("a1", "a2", "a3").forEach(node -> world.node(node).alive = false);
            world.relay("pi").alive = false;
            world.minutes(5);

            List.of("a1", "a2").forEach(node -> world.node(node).alive = true);
            world.relay("pi").alive = true;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.INTERNET, Cause.NODE);
            assertThat(world.calls.get(1).facts().get(0).failed()).containsExactly("a3");
        }

        @Test
        void a_further_failure_after_the_acknowledgement_rings_again() {
            World world = three(1);
            world.node("a1").alive = false;
            world.minutes(2);

            world.node("a2").alive = false;
            world.minutes(2);

            assertThat(world.calls).hasSize(2);
            assertThat(world.calls.get(1).facts().get(0).failed()).containsExactly("a1", "a2");
        }
    }

    @Nested
    class Notices {
        @Test
        void a_notice_before_the_silence_rings_nobody() {
            World world = three(1);

            world.notice("a1", Notice.Kind.SHUTDOWN, null).seconds(3);
            world.node("a1").alive = false;
            world.minutes(60);

            assertThat(world.stateOf("a1")).isEqualTo("OFF");
            assertThat(world.calls).isEmpty();
        }

        @Test
        void a_late_beat_after_the_notice_does_not_undo_it() {
            World world = three(1);
            world.notice("a1", Notice.Kind.SHUTDOWN, null);
            world.node("a1").alive = false;
            world.seconds(25);

            world.beat(Sender.node(new Name("a1")), Beat.DIRECT, new Stamp(1000, 5000));
            world.minutes(60);

            assertThat(world.stateOf("a1")).isEqualTo("OFF");
            assertThat(world.calls).isEmpty();
        }

        @Test
        void the_end_of_the_lease_without_return_rings() {
            World world = three(1);
            world.notice("a1", Notice.Kind.REBOOT, null);
            world.node("a1").alive = false;

            world.minutes(14);
            assertThat(world.calls).isEmpty();
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void a_new_boot_ends_the_notice() {
            World world = three(1);
            world.notice("a1", Notice.Kind.REBOOT, null);
            world.node("a1").alive = false;
            world.minutes(2);

            world.node("a1").boot = 2000;
            world.node("a1").alive = true;
            world.seconds(5);
            assertThat(world.stateOf("a1")).isEqualTo("UP");
            world.node("a1").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void a_lease_that_ends_while_it_still_beats_means_it_stayed() {
            World world = three(1);
            world.notice("a1", Notice.Kind.STOP, Duration.ofSeconds(40)).minutes(3);

            assertThat(world.stateOf("a1")).isEqualTo("UP");
            assertThat(world.calls).isEmpty();
        }
    }

    @Nested
    class SelfDoubt {
        @ParameterizedTest
        @ValueSource(ints = {4, 15, 19, 20, 21, 30, 60, 600})
        void a_frozen_hub_fails_nobody_who_lives(int seconds) {
            World world = three(1);

            world.freeze(Duration.ofSeconds(seconds)).minutes(3);

            assertThat(world.calls).isEmpty();
            assertThat(world.status().nodes()).allMatch(node -> node.state().equals("UP"));
        }

        @Test
        void one_that_died_while_the_hub_was_frozen_is_found() {
            World world = three(1);
            world.node("a3").alive = false;

            world.freeze(Duration.ofSeconds(45)).seconds(30);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @ParameterizedTest
        @ValueSource(ints = {-3600, -30, 30, 3600})
        void a_jump_of_the_wall_clock_fails_nobody(int seconds) {
            World world = three(1);

            world.clockJump(Duration.ofSeconds(seconds)).minutes(3);

            assertThat(world.calls).isEmpty();
        }

        @Test
        void a_suspended_intake_fails_nobody_and_after_a_minute_the_flow_is_named() {
            World world = three(1);

            world.suspended = Set.of("beat-intake");
            world.seconds(50);
            assertThat(world.calls).isEmpty();
            world.seconds(30);

            assertThat(causes(world)).containsExactly(Cause.WATCH);
            assertThat(world.calls.get(0).facts().get(0).impaired()).hasToString("the flow beat-intake is suspended");
            world.suspended = Set.of();
            world.minutes(3);
            assertThat(world.calls).hasSize(1);
            assertThat(world.status().nodes()).allMatch(node -> node.state().equals("UP"));
        }

        @Test
        void one_that_died_while_the_intake_was_suspended_is_found() {
            World world = three(1);
            world.suspended = Set.of("beat-intake");
            world.seconds(30);
            world.node("a1").alive = false;
            world.seconds(5);

            world.suspended = Set.of();
            world.seconds(26);

            assertThat(causes(world)).containsExactly(Cause.NODE);
            assertThat(world.status().problems())
                    .noneMatch(problem -> problem.code().equals("backstop"));
        }

        @Test
        void a_stopped_tick_is_seen_though_beats_come() {
            World world = three(1);

            world.ticking = false;
            world.seconds(30);

            assertThat(world.status().hub().health()).isEqualTo("DOWN");
            assertThat(world.calls).isEmpty();
            world.ticking = true;
            world.seconds(30);
            assertThat(world.status().hub().health()).isEqualTo("UP");
            assertThat(world.calls).isEmpty();
        }

        @Test
        void holds_are_bounded() {
            World world = three(1);
            world.node("a1").alive = false;

            for (int i = 0; i < 12; i++) {
                world.freeze(Duration.ofSeconds(4)).seconds(15);
            }

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }
    }

    @Nested
    class Calling {
        @Test
        void nobody_reached_rings_again_until_somebody_is() {
            World world = three(1);
            world.phone = World::missed;
            world.node("a1").alive = false;
            world.minutes(3);
            int missed = world.calls.size();
            assertThat(missed).isGreaterThan(3);

            world.phone = World::heard;
            world.minutes(10);

            assertThat(world.calls).hasSize(missed + 1);
            assertThat(world.calls).extracting(call -> call.attempt()).doesNotHaveDuplicates();
        }

        @Test
        void recovery_stops_the_ringing() {
            World world = three(1);
            world.phone = World::missed;
            world.node("a1").alive = false;
            world.minutes(1);
            world.node("a1").alive = true;
            world.seconds(2);
            int before = world.calls.size();

            world.minutes(10);

            assertThat(world.calls).hasSize(before);
        }
    }

    @Nested
    class PowerFailures {
        private final UpsSettings ups = UpsSettings.named(new Name("ups"));

        private World world() {
            World world = new World(World.settings(2, ups));
            List.of("a1", "a2", "a3").forEach(world::node);
            world.relay("pi");
            return world.reading("pi", PowerState.MAINS).seconds(30);
        }

        private void onBattery(World world, int seconds) {
            for (int i = 0; i < seconds; i += 5) {
                world.reading("pi", PowerState.ON_BATTERY).seconds(5);
            }
        }

        @Test
        void a_confirmed_outage_rings_once_with_power() {
            World world = world();

            onBattery(world, 120);

            assertThat(causes(world)).containsExactly(Cause.POWER);
            assertThat(world.calls.get(0).facts().get(0).battery()).isNotNull();
        }

        @Test
        void an_order_still_waiting_in_its_flow_is_void_once_mains_is_back() {
            ClusterSettings cluster = new ClusterSettings(
                    "default",
                    List.of(URI.create("https://pve.example:8006")),
                    "alarum@pve!hub",
                    "secret",
                    List.of(),
                    List.of(new Name("a1")),
                    true,
                    PlainRules.NODES_ONLY,
                    ReturnRules.DEFAULT);
            World world = new World(World.with(World.settings(2, ups), cluster));
            List.of("a1", "a2", "a3").forEach(world::node);
            world.relay("pi");
            world.reading("pi", PowerState.MAINS).seconds(30);
            onBattery(world, 60);
            StepOrder order = world.orders.get(0);

            assertThat(world.isVoid(order)).isFalse();
            world.reading("pi", PowerState.MAINS);

            assertThat(world.isVoid(order)).isTrue();
        }

        @Test
        void a_blip_rings_nobody() {
            World world = world();

            onBattery(world, 10);
            world.reading("pi", PowerState.MAINS).minutes(3);

            assertThat(world.calls).isEmpty();
        }

        @Test
        void the_site_going_silent_after_it_rings_nobody_again() {
            World world = world();
            onBattery(world, 60);

            List.of("a1", "a2", "a3").forEach(node -> world.node(node).alive = false);
            world.relay("pi").alive = false;
            world.minutes(10);

            assertThat(causes(world)).containsExactly(Cause.POWER);
        }
    }

    @Nested
    class Problems {
        @Test
        void a_stopped_flow_is_told_with_the_moment_it_stopped() {
            World world = three(1);
            world.suspended = Set.of("call-follow");
            world.seconds(1);
            String since = world.now().wall().toString();

            world.minutes(2);

            assertThat(world.status().problems())
                    .filteredOn(problem -> problem.code().equals("flow-stopped"))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.since()).isEqualTo(since));
            world.suspended = Set.of();
            world.seconds(1);
            assertThat(world.status().problems()).isEmpty();
        }

        @Test
        void a_lost_network_of_the_hubs_own_is_told_with_the_moment_it_was_found_lost() {
            World world = three(1);
            world.ownWay = () -> new dev.alarum.heartbeat.WayUpdate(dev.alarum.heartbeat.WayUpdate.Result.LOST, "x");
            List.of("a1", "a2", "a3").forEach(node -> world.node(node).alive = false);
            world.relay("pi").alive = false;
            world.seconds(10);
            String first = sinceOf(world);

            world.seconds(20);

            assertThat(sinceOf(world)).isEqualTo(first);
        }

        private String sinceOf(World world) {
            return world.status().problems().stream()
                    .filter(problem -> problem.code().equals("own-network-lost"))
                    .map(problem -> problem.since())
                    .findFirst()
                    .orElseThrow();
        }
    }
}
