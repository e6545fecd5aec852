package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.incident.Cause;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A hub to which more beats come than it can count must not take the ones that wait for silences. */
class BehindTest {
    private static World world() {
        World world = new World(World.settings(1));
        List.of("a1", "a2").forEach(world::node);
        world.relay("pi");
        return world.seconds(30);
    }

    private static List<String> problems(World world) {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    @Test
    void nobody_fails_whose_beats_wait_at_the_door_and_it_is_shown() {
        World world = world();

        world.backlog = Duration.ofSeconds(5);
        world.seconds(50);

        assertThat(world.status().nodes()).extracting(node -> node.state()).doesNotContain("FAILED");
        assertThat(problems(world)).contains("intake-behind");
        assertThat(world.status().hub().holdReason()).isEqualTo("more beats come in than the hub can count");
        assertThat(world.calls).isEmpty();
        world.backlog = Duration.ZERO;
        world.minutes(2);
        assertThat(problems(world)).isEmpty();
        assertThat(world.calls).isEmpty();
    }

    @Test
    void who_died_meanwhile_is_found_once_it_has_caught_up() {
        World world = world();
        world.backlog = Duration.ofSeconds(5);
        world.seconds(10);
        world.node("a1").alive = false;
        world.seconds(40);

        world.backlog = Duration.ZERO;
        world.seconds(2);
        assertThat(world.stateOf("a1")).isNotEqualTo("FAILED");
        world.seconds(4);

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        assertThat(world.stateOf("a2")).isEqualTo("UP");
    }

    @Test
    void that_it_lasts_is_rung_for_once() {
        World world = world();

        world.backlog = Duration.ofSeconds(5);
        world.minutes(10);

        assertThat(world.calls).hasSize(1);
        assertThat(world.calls.get(0).facts().get(0).cause()).isEqualTo(Cause.WATCH);
    }

    @Test
    void a_short_wait_is_nothing_and_one_that_has_begun_ends_only_when_it_has_caught_up() {
        World world = world();

        world.backlog = Duration.ofMillis(2_900);
        world.seconds(2);
        assertThat(problems(world)).isEmpty();

        world.backlog = Duration.ofSeconds(3);
        world.seconds(1);
        world.backlog = Duration.ofSeconds(2);
        world.seconds(2);
        assertThat(problems(world)).contains("intake-behind");

        world.backlog = Duration.ZERO;
        world.seconds(2);
        assertThat(problems(world)).contains("intake-behind");
        world.seconds(3);
        assertThat(problems(world)).isEmpty();
    }

    @Test
    void a_flow_that_was_stopped_meanwhile_makes_every_silence_count_anew() {
        World world = world();
        world.backlog = Duration.ofSeconds(5);
        world.seconds(10);
        world.node("a1").alive = false;
        world.suspended = Set.of("beat-intake");
        world.seconds(10);
        world.suspended = Set.of();
        world.seconds(20);

        world.backlog = Duration.ZERO;
        world.seconds(15);

        assertThat(world.stateOf("a1")).isNotEqualTo("FAILED");
        world.seconds(10);
        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
    }
}
