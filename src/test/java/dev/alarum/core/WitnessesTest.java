package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WitnessesTest {
    private static List<Cause> causes(World world) {
        return world.calls.stream().map(call -> call.facts().get(0).cause()).toList();
    }

    private static List<String> problems(World world) {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    private static void alive(World world, boolean alive, String... nodes) {
        for (String node : nodes) {
            world.node(node).alive = alive;
        }
    }

    @Nested
    class ARelayThatTakesItsNodesAlong {
        /** The relay {@code cellar} alone carries a and b; c is heard directly and through the relay {@code attic}. */
        private World site() {
            World world = new World(World.settings(1));
            List.of("a", "b").forEach(name -> through(world, name, "relay:cellar"));
            world.node("c").ways.add("relay:attic");
            world.relay("cellar");
            world.relay("attic");
            return world.seconds(30);
        }

        private void through(World world, String node, String... ways) {
            world.node(node).ways.clear();
            world.node(node).ways.addAll(Set.of(ways));
        }

        private void cellarGoes(World world) {
            world.relay("cellar").alive = false;
            alive(world, false, "a", "b");
        }

        @Test
        void is_one_event_that_is_told_and_not_the_failure_of_its_nodes() {
            World world = site();

            cellarGoes(world);
            world.seconds(60);

            assertThat(world.stateOf("a")).isEqualTo("SILENT");
            assertThat(world.stateOf("b")).isEqualTo("SILENT");
            assertThat(world.calls).isEmpty();
            assertThat(world.news).extracting(piece -> piece.code()).containsOnlyOnce("relay-gone");
            assertThat(world.status().problems())
                    .filteredOn(problem -> problem.code().equals("witness-lost"))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.subject()).isEqualTo("site home");
                        assertThat(problem.text()).isEqualTo("relay cellar is gone, and nothing else hears a, b");
                    });
        }

        @Test
        void is_rung_for_once_as_a_gap_in_the_watching_when_it_lasts() {
            World world = site();

            cellarGoes(world);
            world.seconds(20 + 60 + 3 + 3);

            assertThat(causes(world)).containsExactly(Cause.WATCH);
            assertThat(world.calls.get(0).facts().get(0).impaired())
                    .hasToString("relay cellar is gone, and nothing else hears a, b");
            assertThat(world.calls.get(0).facts().get(0).failed()).isEmpty();
            world.minutes(90);
            assertThat(world.calls).hasSize(1);
            assertThat(world.stateOf("a")).isEqualTo("SILENT");
        }

        @Test
        void gives_its_nodes_a_full_timeout_when_it_is_back_and_then_no_more() {
            World world = site();
            cellarGoes(world);
            // not a whole number of timeouts: what is held is looked at once a timeout
            world.seconds(310);
            int calls = world.calls.size();

            world.relay("cellar").alive = true;
            world.seconds(10);
            alive(world, true, "a");
            world.seconds(9);
            assertThat(world.stateOf("b")).isEqualTo("SILENT");
            world.seconds(6);

            assertThat(world.stateOf("a")).isEqualTo("UP");
            assertThat(world.stateOf("b")).isEqualTo("FAILED");
            assertThat(problems(world)).doesNotContain("witness-lost");
            world.minutes(1);
            assertThat(causes(world)).hasSize(calls + 1).endsWith(Cause.NODE);
            assertThat(world.calls.get(calls).facts().get(0).failed()).containsExactly("b");
        }

        @Test
        void and_comes_and_goes_is_rung_for_once_in_five_minutes() {
            World world = site();

            for (int i = 0; i < 3; i++) {
                cellarGoes(world);
                world.seconds(90);
                world.relay("cellar").alive = true;
                alive(world, true, "a", "b");
                world.seconds(5);
            }

            assertThat(causes(world)).containsExactly(Cause.WATCH);
        }

        @Test
        void does_not_hide_a_node_that_was_heard_directly_too() {
            World world = site();
            through(world, "b", "relay:cellar", "direct");
            world.seconds(5);

            cellarGoes(world);
            world.seconds(30);

            assertThat(world.stateOf("a")).isEqualTo("SILENT");
            assertThat(world.stateOf("b")).isEqualTo("FAILED");
            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void does_not_hide_a_node_that_another_relay_carried_too() {
            World world = site();
            through(world, "b", "relay:cellar", "relay:attic");
            world.seconds(5);

            cellarGoes(world);
            world.seconds(30);

            assertThat(world.stateOf("b")).isEqualTo("FAILED");
        }

        @Test
        void does_not_hide_a_node_that_died_before_it() {
            World world = site();

            alive(world, false, "a");
            world.seconds(4);
            world.relay("cellar").alive = false;
            alive(world, false, "b");
            world.seconds(30);

            assertThat(world.stateOf("a")).isEqualTo("FAILED");
            assertThat(world.stateOf("b")).isEqualTo("SILENT");
        }

        @Test
        void is_part_of_a_site_that_falls_silent_after_it() {
            World world = site();

            cellarGoes(world);
            world.seconds(5);
            world.relay("attic").alive = false;
            alive(world, false, "c");
            world.minutes(3);

            assertThat(causes(world)).containsExactly(Cause.INTERNET);
            assertThat(world.stateOf("a")).isEqualTo("FAILED");
        }
    }

    @Nested
    class AWholeSite {
        /** Node {@code slow} may be silent for a minute. */
        private World site() {
            CoreSettings base = World.settings(1);
            HeartbeatSettings patient = new HeartbeatSettings(
                    World.TIMEOUT, Duration.ofSeconds(1), Map.of(new Name("slow"), Duration.ofMinutes(1)));
            World world = new World(new CoreSettings(
                    base.nodes(), patient, base.incident(), base.notice(), base.call(), base.ups(), base.clusters()));
            List.of("a", "b", "slow").forEach(world::node);
            world.relay("pi");
            return world.seconds(30);
        }

        private void all(World world, boolean alive) {
            alive(world, alive, "a", "b", "slow");
            world.relay("pi").alive = alive;
        }

        @Test
        void that_falls_silent_at_once_is_told_as_a_site_at_the_first_timeout() {
            World world = site();

            all(world, false);
            world.seconds(26);

            assertThat(causes(world)).containsExactly(Cause.INTERNET);
            assertThat(world.stateOf("slow")).isEqualTo("UP");
            world.minutes(5);
            assertThat(world.calls).hasSize(1);
        }

        @Test
        void is_not_silent_as_long_as_one_was_heard_more_than_two_seconds_later() {
            World world = site();

            alive(world, false, "a", "b");
            world.relay("pi").alive = false;
            world.seconds(4);
            alive(world, false, "slow");
            world.seconds(24);

            assertThat(causes(world)).containsExactly(Cause.NODE);
        }

        @Test
        void that_is_heard_again_before_the_call_is_not_told_as_one_but_those_that_stay_away_are() {
            World world = site();
            all(world, false);
            world.seconds(21);

            alive(world, true, "b", "slow");
            world.relay("pi").alive = true;
            world.minutes(2);

            assertThat(causes(world)).containsExactly(Cause.NODE);
            assertThat(world.calls.get(0).facts().get(0).failed()).containsExactly("a");
        }
    }

    @Nested
    class OneThatComesAndGoes {
        @Test
        void is_named_on_the_page_and_in_the_news_once_within_the_window() {
            World world = new World(World.settings(1));
            List.of("a", "b").forEach(world::node);
            world.relay("pi");
            world.seconds(30);

            for (int i = 0; i < 5; i++) {
                alive(world, false, "a");
                world.seconds(40);
                alive(world, true, "a");
                world.seconds(40);
            }

            assertThat(world.calls).hasSize(1);
            assertThat(world.news).extracting(piece -> piece.code()).containsOnlyOnce("flapping");
            assertThat(problems(world)).containsOnlyOnce("flapping");
            world.minutes(61);
            assertThat(problems(world)).doesNotContain("flapping");
        }
    }
}
