package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Sequences of events that broke a law once. */
class LawsTest {
    private static final List<String> NODES = List.of("a1", "a2", "a3");

    private static World three(CoreSettings settings) {
        World world = new World(settings);
        NODES.forEach(world::node);
        world.relay("pi");
        return world.seconds(30);
    }

    private static World three(int threshold) {
        return three(World.settings(threshold));
    }

    private static List<Cause> causes(World world) {
        return world.calls.stream().map(call -> call.facts().get(0).cause()).toList();
    }

    private static void all(World world, boolean alive) {
        NODES.forEach(node -> world.node(node).alive = alive);
        world.relay("pi").alive = alive;
    }

    private static void readings(World world, PowerState state, int seconds) {
        for (int i = 0; i < seconds; i += 5) {
            world.reading("pi", state).seconds(5);
        }
    }

    private static CallUpdate notPlaced(CallOrder order) {
        return new CallUpdate(
                order.incident(), order.attempt(), CallUpdate.Status.NOT_PLACED, null, null, 0, "unreachable");
    }

    @Nested
    class Restarts {
        @Test
        void an_acknowledged_incident_rings_nobody_again() {
            World world = three(1);
            world.node("a1").alive = false;
            world.minutes(2);

            world.restart(Duration.ofSeconds(5)).minutes(10);

            assertThat(world.calls).hasSize(1);
        }

        @Test
        void one_that_died_while_the_hub_was_away_is_rung_for() {
            World world = three(1);
            world.node("a1").alive = false;

            world.restart(Duration.ofSeconds(5)).minutes(1);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void a_failure_whose_incident_was_not_kept_is_rung_for() {
            World world = three(1);
            world.node("a1").alive = false;
            world.seconds(21);
            world.rows.removeIf(row -> row instanceof dev.alarum.store.Row.IncidentRow);

            world.restart(Duration.ofSeconds(1)).minutes(1);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void a_hub_that_was_deaf_before_it_is_not_said_to_be_deaf_for_ever() {
            World world = three(1);
            world.phone = World::missed;
            world.suspended = Set.of("beat-intake");
            world.seconds(80);
            int before = world.calls.size();

            world.suspended = Set.of();
            world.restart(Duration.ofSeconds(5)).minutes(30);

            assertThat(world.calls).hasSize(before);
            assertThat(world.status().incidents())
                    .noneMatch(one -> List.of("OPEN", "CALLING", "ACKNOWLEDGED").contains(one.state()));
        }

        @Test
        void a_site_lost_within_the_settling_time_is_still_told_as_internet() {
            World world = three(1);
            NODES.forEach(node -> world.node(node).alive = false);
            world.seconds(2);
            world.relay("pi").alive = false;
            world.seconds(19);

            world.restart(Duration.ofSeconds(1)).minutes(3);

            assertThat(causes(world)).containsExactly(Cause.INTERNET);
        }

        @Test
        void a_lease_kept_by_a_clock_that_was_set_back_does_not_last_longer() {
            World world = three(1);
            world.notice("a1", Notice.Kind.REBOOT, null);
            world.node("a1").alive = false;
            world.minutes(1);

            world.clockJump(Duration.ofDays(-30)).restart(Duration.ofSeconds(1)).minutes(17);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void a_failure_kept_by_a_clock_that_was_set_back_does_not_excuse_the_next_one() {
            World world = three(1);
            world.node("a1").alive = false;
            world.minutes(1);
            world.node("a1").alive = true;
            world.minutes(1);

            world.clockJump(Duration.ofDays(-30)).restart(Duration.ofSeconds(1)).minutes(1);
            world.node("a1").alive = false;
            world.minutes(7);

            assertThat(world.calls).hasSize(2);
        }

        @Test
        void a_node_lost_to_the_internet_before_it_counts_at_once_after_it() {
            World world = three(1);
            all(world, false);
            world.minutes(3);
            all(world, true);
            world.minutes(1);

            world.restart(Duration.ofSeconds(1)).minutes(1);
            world.node("a1").alive = false;
            world.minutes(1);

            assertThat(causes(world)).containsExactly(Cause.INTERNET, Cause.NODE);
        }
    }

    @Nested
    class CallsOverARestart {
        @Test
        void one_that_was_heard_covers_only_what_had_failed_when_it_was_made() {
            World world = three(1);
            world.phone = order ->
                    new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.QUEUED, "CA1", null, 0, null);
            world.node("a1").alive = false;
            world.seconds(30);
            world.node("a2").alive = false;
            world.seconds(22);
            CallOrder before = world.calls.get(0);

            world.phone = World::heard;
            world.restart(Duration.ofSeconds(1)).update(World.heard(before)).minutes(2);

            assertThat(world.calls).hasSize(2);
            assertThat(world.calls.get(1).facts().get(0).failed()).containsExactly("a1", "a2");
        }
    }

    @Nested
    class Flapping {
        @Test
        void beside_an_acknowledged_failure_it_rings_once_and_anew_when_it_stays_down() {
            World world = three(1);
            world.node("a1").alive = false;
            world.minutes(2);
            world.node("a2").alive = false;
            world.minutes(2);
            assertThat(world.calls).hasSize(2);

            for (int i = 0; i < 4; i++) {
                world.node("a2").alive = true;
                world.minutes(1);
                world.node("a2").alive = false;
                world.minutes(1);
            }
            assertThat(world.calls).hasSize(2);
            world.minutes(7);

            assertThat(world.calls).hasSize(3);
        }

        @Test
        void one_that_was_up_when_the_others_were_rung_for_is_rung_for_at_once_when_it_fails() {
            World world = three(1);
            world.phone = World::missed;
            world.node("a1").alive = false;
            world.seconds(30);
            world.node("a2").alive = false;
            world.seconds(22);
            world.node("a2").alive = true;
            world.seconds(3);
            world.calls.clear();
            world.phone = World::heard;
            world.minutes(2);
            assertThat(world.calls)
                    .allSatisfy(
                            order -> assertThat(order.facts().get(0).failed()).containsExactly("a1"));
            world.calls.clear();

            world.node("a2").alive = false;
            world.minutes(1);

            assertThat(world.calls).hasSize(1);
        }

        @Test
        void one_that_was_up_when_a_call_was_placed_and_fails_during_it_is_told_by_the_next() {
            World world = three(1);
            world.phone = World::missed;
            world.node("a1").alive = false;
            world.seconds(30);
            world.node("a2").alive = false;
            world.seconds(22);
            world.node("a2").alive = true;
            world.seconds(3);
            world.phone = order ->
                    new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.QUEUED, "CA1", null, 0, null);
            world.minutes(1);
            CallOrder onTheLine = world.calls.get(world.calls.size() - 1);
            assertThat(onTheLine.facts().get(0).failed()).containsExactly("a1");
            world.node("a2").alive = false;
            world.seconds(25);
            world.phone = World::heard;
            world.calls.clear();

            world.update(World.heard(onTheLine)).minutes(2);

            assertThat(world.calls).hasSize(1);
            assertThat(world.calls.get(0).facts().get(0).failed()).contains("a2");
        }

        @Test
        void one_that_was_told_of_with_the_others_is_not_told_again_when_it_counts_anew() {
            World world = three(1);
            world.node("a2").alive = false;
            world.minutes(1);
            world.node("a2").alive = true;
            world.minutes(1);
            world.phone = World::missed;
            world.node("a1").alive = false;
            world.seconds(30);
            world.node("a2").alive = false;
            world.seconds(30);
            world.phone = World::heard;
            world.minutes(2);
            assertThat(world.calls.get(world.calls.size() - 1).facts().get(0).failed())
                    .containsExactly("a1", "a2");
            world.calls.clear();

            world.minutes(10);

            assertThat(world.calls).isEmpty();
        }

        @Test
        void a_failure_that_nobody_was_rung_for_does_not_excuse_the_next_one() {
            World world = three(1);
            world.node("a1").alive = false;
            world.seconds(21);
            world.node("a1").alive = true;
            world.minutes(1);

            world.node("a1").alive = false;
            world.minutes(1);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }
    }

    @Nested
    class Internet {
        @Test
        void one_whose_relay_returns_for_moments_is_one_incident() {
            World world = three(1);
            all(world, false);
            world.minutes(3);

            world.relay("pi").alive = true;
            world.seconds(3);
            world.relay("pi").alive = false;
            world.minutes(5);

            assertThat(causes(world)).containsExactly(Cause.INTERNET);
        }

        @Test
        void one_whose_senders_were_all_forgotten_explains_nothing_more() {
            World world = new World(World.settings(1));
            world.node("a1");
            world.node("a2");
            world.seconds(10);
            world.node("a1").alive = false;
            world.node("a2").alive = false;
            world.minutes(2);
            world.forget("a1").forget("a2");

            world.node("b1");
            world.node("b2");
            world.minutes(2);
            world.node("b1").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.INTERNET, Cause.NODE);
        }
    }

    @Nested
    class Watching {
        @Test
        void intake_suspended_again_and_again_is_told_once() {
            World world = three(1);
            for (int i = 0; i < 12; i++) {
                world.suspended = Set.of("beat-intake");
                world.seconds(15);
                world.suspended = Set.of();
                world.seconds(10);
            }

            assertThat(causes(world)).containsExactly(Cause.WATCH);
        }

        @Test
        void a_hub_whose_clock_does_not_tick_says_so_although_it_hears() {
            World world = three(1);
            world.ticking = false;

            world.seconds(40);

            assertThat(world.status().hub().health()).isEqualTo("DOWN");
        }

        @Test
        void a_site_named_like_the_hub_is_a_site() {
            CoreSettings base = World.settings(1);
            Name hub = new Name("hub");
            CoreSettings settings = new CoreSettings(
                    new dev.alarum.node.NodeSettings(
                            java.util.Map.of(new Name("a1"), hub, new Name("a2"), hub), java.util.Map.of(), Set.of()),
                    base.heartbeat(),
                    base.incident(),
                    base.notice(),
                    base.call(),
                    base.ups(),
                    base.clusters());
            World world = new World(settings);
            NODES.forEach(world::node);
            world.seconds(30);
            world.suspended = Set.of("beat-intake");
            world.seconds(70);
            world.suspended = Set.of();
            world.seconds(5);

            world.node("a1").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.WATCH, Cause.NODE);
        }
    }

    @Nested
    class Calling {
        @Test
        void a_provider_that_takes_no_call_is_told_loudly_and_tried_at_least_once_a_minute() {
            World world = three(1);
            world.phone = LawsTest::notPlaced;
            world.node("a1").alive = false;
            world.minutes(30);

            assertThat(world.calls).hasSizeGreaterThan(25);
            assertThat(world.status().hub().health()).isEqualTo("DOWN");
            world.phone = World::heard;
            int before = world.calls.size();
            world.seconds(61);
            assertThat(world.calls).hasSize(before + 1);
        }

        @Test
        void the_cap_holds_however_many_calls_it_allows() {
            CoreSettings base = World.settings(1);
            CoreSettings settings = new CoreSettings(
                    base.nodes(),
                    base.heartbeat(),
                    base.incident(),
                    base.notice(),
                    new dev.alarum.call.CallSettings(
                            base.call().contacts(), 3, Duration.ofSeconds(5), Duration.ofSeconds(1), 150),
                    base.ups(),
                    base.clusters());
            World world = three(settings);
            world.phone = World::missed;
            world.node("a1").alive = false;

            world.minutes(55);

            assertThat(world.calls).hasSize(150);
            assertThat(world.news).extracting(piece -> piece.code()).containsOnlyOnce("call-cap");
        }

        @Test
        void the_cap_does_not_hide_that_the_power_goes_out_after_a_node() {
            CoreSettings base = World.settings(1, UpsSettings.named(new Name("ups")));
            CoreSettings settings = new CoreSettings(
                    base.nodes(),
                    base.heartbeat(),
                    base.incident(),
                    base.notice(),
                    new dev.alarum.call.CallSettings(
                            base.call().contacts(), 3, Duration.ofSeconds(5), Duration.ofSeconds(1), 2),
                    base.ups(),
                    base.clusters());
            World world = three(settings);
            world.reading("pi", PowerState.MAINS).seconds(5);
            world.phone = World::missed;
            world.node("a1").alive = false;
            world.minutes(5);
            assertThat(causes(world)).containsExactly(Cause.NODE, Cause.NODE);

            readings(world, PowerState.ON_BATTERY, 60);

            assertThat(causes(world)).endsWith(Cause.POWER).hasSize(3);
        }
    }

    @Nested
    class Power {
        private final UpsSettings ups = UpsSettings.named(new Name("ups"));

        private World world(ClusterSettings... clusters) {
            World world = three(World.with(World.settings(1, ups), clusters));
            return world.reading("pi", PowerState.MAINS).seconds(5);
        }

        private ClusterSettings cluster() {
            return new ClusterSettings(
                    "default",
                    List.of(URI.create("https://a3:8006")),
                    "alarum@pve!shutdown",
                    "01234567-89ab-cdef-0123-456789abcdef",
                    List.of(),
                    List.of(new Name("a1"), new Name("a2")),
                    true,
                    PlainRules.NODES_ONLY,
                    ReturnRules.DEFAULT);
        }

        @Test
        void a_node_that_had_failed_before_it_and_that_nobody_knows_of_is_rung_for_as_soon_as_mains_is_back() {
            World world = world();
            world.phone = World::missed;
            world.node("a1").alive = false;
            readings(world, PowerState.MAINS, 180);
            assertThat(causes(world)).contains(Cause.NODE);
            readings(world, PowerState.ON_BATTERY, 60);
            int calls = world.calls.size();
            world.phone = World::heard;

            readings(world, PowerState.MAINS, 30);

            assertThat(causes(world).subList(calls, world.calls.size())).containsExactly(Cause.NODE);
            assertThat(world.calls.get(calls).facts().get(0).failed()).containsExactly("a1");
        }

        @Test
        void what_it_took_is_no_part_of_the_incident_of_a_node_that_had_failed_before_it() {
            World world = world();
            world.phone = World::missed;
            world.node("a1").alive = false;
            readings(world, PowerState.MAINS, 180);
            readings(world, PowerState.ON_BATTERY, 30);
            world.node("a2").alive = false;
            readings(world, PowerState.ON_BATTERY, 60);
            int calls = world.calls.size();
            world.phone = World::heard;

            readings(world, PowerState.MAINS, 60);

            assertThat(causes(world).subList(calls, world.calls.size())).containsExactly(Cause.NODE);
            assertThat(world.status().incidents())
                    .filteredOn(incident ->
                            incident.cause().equals("node") && !incident.state().equals("CLOSED"))
                    .singleElement()
                    .satisfies(incident -> assertThat(incident.nodes()).containsExactly("a1"));
        }

        @Test
        void what_it_took_does_not_count_towards_the_threshold_when_mains_is_back() {
            World world = three(World.settings(2, ups))
                    .reading("pi", PowerState.MAINS)
                    .seconds(5);
            world.phone = World::missed;
            world.node("a1").alive = false;
            readings(world, PowerState.MAINS, 180);
            assertThat(world.calls).isEmpty();
            readings(world, PowerState.ON_BATTERY, 30);
            world.node("a2").alive = false;
            readings(world, PowerState.ON_BATTERY, 60);
            int calls = world.calls.size();

            readings(world, PowerState.MAINS, 300);
            assertThat(causes(world).subList(calls, world.calls.size())).isEmpty();

            world.node("a2").alive = true;
            readings(world, PowerState.MAINS, 1200);
            assertThat(causes(world).subList(calls, world.calls.size())).isEmpty();
        }

        @Test
        void a_node_that_had_failed_before_it_and_was_told_is_not_told_again_when_mains_is_back() {
            World world = world();
            world.node("a1").alive = false;
            readings(world, PowerState.MAINS, 60);
            readings(world, PowerState.ON_BATTERY, 60);
            assertThat(causes(world)).containsExactly(Cause.NODE, Cause.POWER);

            readings(world, PowerState.MAINS, 600);

            assertThat(world.calls).hasSize(2);
        }

        @Test
        void a_node_that_stays_away_after_it_is_a_failed_node_and_the_next_failure_rings_too() {
            World world = world();
            readings(world, PowerState.ON_BATTERY, 30);
            world.node("a3").alive = false;
            readings(world, PowerState.ON_BATTERY, 60);
            readings(world, PowerState.MAINS, 1000);
            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);

            world.node("a1").alive = false;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE, Cause.NODE);
        }

        @Test
        void a_node_that_failed_just_before_mains_came_back_does_not_excuse_later_ones() {
            World world = world();
            readings(world, PowerState.ON_BATTERY, 30);
            world.node("a3").alive = false;
            readings(world, PowerState.ON_BATTERY, 5);
            readings(world, PowerState.MAINS, 3600);
            int before = world.calls.size();

            world.node("a1").alive = false;
            readings(world, PowerState.MAINS, 120);

            assertThat(world.calls).hasSize(before + 1);
        }

        @Test
        void one_failure_after_it_is_one_incident() {
            World world = world();
            readings(world, PowerState.ON_BATTERY, 30);
            readings(world, PowerState.MAINS, 300);
            world.node("a3").alive = false;
            readings(world, PowerState.MAINS, 1200);

            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);
        }

        @Test
        void a_node_that_came_back_from_our_shutdown_is_watched_after_a_restart() {
            World world = world(cluster());
            readings(world, PowerState.ON_BATTERY, 30);
            world.node("a1").alive = false;
            world.node("a2").alive = false;
            readings(world, PowerState.ON_BATTERY, 60);
            readings(world, PowerState.MAINS, 60);
            List.of("a1", "a2").forEach(node -> {
                world.node(node).boot = 2000;
                world.node(node).alive = true;
            });
            readings(world, PowerState.MAINS, 60);
            assertThat(causes(world)).containsExactly(Cause.POWER);

            world.restart(Duration.ofSeconds(5)).seconds(30);
            world.node("a1").alive = false;
            readings(world, PowerState.MAINS, 60);

            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);
        }

        @Test
        void a_node_that_stays_away_after_our_shutdown_is_rung_for_15_minutes_after_mains_also_after_a_restart() {
            World world = world(cluster());
            readings(world, PowerState.ON_BATTERY, 30);
            world.node("a1").alive = false;
            world.node("a2").alive = false;
            readings(world, PowerState.ON_BATTERY, 60);
            world.restart(Duration.ofSeconds(5));
            readings(world, PowerState.MAINS, 840);
            assertThat(causes(world)).containsExactly(Cause.POWER);

            readings(world, PowerState.MAINS, 120);

            assertThat(causes(world)).startsWith(Cause.POWER, Cause.NODE);
        }

        @Test
        void a_node_that_stays_away_after_our_shutdown_is_rung_for_once() {
            World world = world(cluster());
            readings(world, PowerState.ON_BATTERY, 30);
            world.node("a1").alive = false;
            readings(world, PowerState.ON_BATTERY, 60);
            readings(world, PowerState.MAINS, 1020);
            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);

            readings(world, PowerState.MAINS, 3600);

            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);
        }

        @Test
        void a_goodbye_of_a_node_that_we_shut_down_does_not_excuse_it_for_ever() {
            World world = world(cluster());
            readings(world, PowerState.ON_BATTERY, 30);
            world.notice("a1", Notice.Kind.SHUTDOWN, null).node("a1").alive = false;
            readings(world, PowerState.ON_BATTERY, 60);
            readings(world, PowerState.MAINS, 1020);

            assertThat(causes(world)).containsExactly(Cause.POWER, Cause.NODE);
        }
    }

    @Nested
    class Notices {
        @Test
        void the_goodbye_of_a_relay_is_no_news_of_its_loss() {
            World world = three(1);
            world.notice(world.relay("pi"), Notice.Kind.REBOOT, null);
            world.relay("pi").alive = false;
            world.minutes(10);

            assertThat(world.news).extracting(piece -> piece.code()).doesNotContain("relay-gone");
        }

        @Test
        void a_late_goodbye_ends_the_ringing_also_if_the_hub_stops_before_it_keeps_the_change() {
            World world = three(1);
            world.phone = World::missed;
            world.node("a1").alive = false;
            world.minutes(1);
            world.notice("a1", Notice.Kind.SHUTDOWN, null);
            world.rows.removeIf(row -> row instanceof dev.alarum.store.Row.SenderRow sender
                    && sender.sender().equals("a1")
                    && sender.state().equals("OFF"));
            int before = world.calls.size();

            world.restart(Duration.ofSeconds(1)).minutes(10);

            assertThat(world.calls).hasSize(before);
            assertThat(world.stateOf("a1")).isEqualTo("OFF");
        }
    }
}
