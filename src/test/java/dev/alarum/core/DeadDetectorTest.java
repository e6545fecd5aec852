package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.status.News;
import dev.alarum.status.StatusView.NodeView;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The aggregator dies, and the hub neither misses a death nor keeps it to itself. */
class DeadDetectorTest {
    private static World two() {
        World world = new World(World.settings(1));
        world.node("a1");
        world.node("a2");
        return world.seconds(30);
    }

    private static List<String> problems(World world) {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    private static List<String> news(World world) {
        return world.news.stream().map(News::code).toList();
    }

    private static double failedAfter(World world, String node) {
        return world.status().nodes().stream()
                .filter(one -> one.name().equals(node))
                .map(NodeView::failedAfterSeconds)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void in_normal_runs_the_canary_is_found_every_minute_and_nothing_is_said() {
        World world = two().minutes(30);

        assertThat(world.status().hub().health()).isEqualTo("UP");
        assertThat(world.status().hub().canary().found()).isEqualTo(30);
        assertThat(world.status().hub().canary().lateSeconds()).isBetween(0.0, 1.0);
        assertThat(problems(world)).isEmpty();
        assertThat(world.canFire()).isTrue();
    }

    @Test
    void a_canary_that_a_small_step_of_the_clock_completes_early_is_watched_on() {
        World world = two();

        for (int i = 0; i < 60; i++) {
            world.seconds(61).clockJump(Duration.ofSeconds(1));
        }

        assertThat(news(world)).doesNotContain("canary-missed", "backstop");
        assertThat(world.canFire()).isTrue();
    }

    @Test
    void a_dead_checker_is_made_up_for_by_force_and_is_a_problem() {
        World world = two();
        world.checking = false;
        world.node("a1").alive = false;

        world.minutes(1);

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        assertThat(failedAfter(world, "a1")).isBetween(22.0, 23.5);
        assertThat(world.stateOf("a2")).isEqualTo("UP");
        assertThat(world.calls).hasSize(1);
        assertThat(problems(world)).contains("backstop");
        assertThat(world.status().hub().health()).isEqualTo("DEGRADED");
    }

    @Test
    void an_aggregator_that_answers_to_nothing_is_made_up_for_by_the_tick() {
        World world = two();
        world.checking = false;
        world.forcing = false;
        world.node("a1").alive = false;

        world.minutes(1);

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        assertThat(failedAfter(world, "a1")).isBetween(23.5, 24.5);
        assertThat(world.stateOf("a2")).isEqualTo("UP");
    }

    @Test
    void a_wait_that_flickers_at_the_door_does_not_put_the_backstop_off() {
        World world = two();
        world.checking = false;
        world.forcing = false;
        world.node("a1").alive = false;

        for (int i = 0; i < 20; i++) {
            world.backlog = Duration.ofMillis(1_200);
            world.seconds(1);
            world.backlog = Duration.ZERO;
            world.seconds(1);
        }

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        // law 8, the wait at the door, and the tick of the other half of the flicker
        assertThat(failedAfter(world, "a1")).isBetween(20.0, 27.2);
        assertThat(world.stateOf("a2")).isEqualTo("UP");
    }

    @Test
    void a_canary_that_is_not_found_takes_the_hub_down_within_ninety_seconds() {
        World world = two();
        world.checking = false;
        world.forcing = false;

        world.seconds(90);

        assertThat(world.status().hub().health()).isEqualTo("DOWN");
        assertThat(problems(world)).contains("canary-missed");
        assertThat(news(world)).containsOnlyOnce("canary-missed");
        assertThat(world.canFire()).isFalse();
    }

    @Test
    void a_canary_that_is_found_again_is_told() {
        World world = two();
        world.checking = false;
        world.forcing = false;
        world.seconds(90);
        world.checking = true;

        world.seconds(90);

        assertThat(problems(world)).doesNotContain("canary-missed");
        assertThat(news(world)).contains("canary-found");
        assertThat(world.canFire()).isTrue();
    }

    @Test
    void a_backstop_that_is_not_needed_any_more_is_no_problem_for_ever() {
        World world = two();
        world.checking = false;
        world.seconds(90);
        world.checking = true;

        world.minutes(15);

        assertThat(world.status().hub().health()).isEqualTo("UP");
    }

    @Test
    void what_fails_at_every_tick_keeps_no_other_part_of_the_hub_from_its_work() {
        World world = two();
        world.broken.addAll(Set.of("power", "plans", "returns", "previews", "witnesses", "relays", "drills"));
        world.node("a1").alive = false;

        world.minutes(1);

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        assertThat(world.calls).hasSize(1);
        assertThat(problems(world)).contains("tick-failed");
        assertThat(world.canFire()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"guard", "canary", "own-way", "roster", "incidents", "calls"})
    void a_hub_that_fails_at_every_tick_in_what_finds_failures_and_rings_is_not_well(String desk) {
        World world = two();
        world.broken.add(desk);
        world.seconds(2);
        assertThat(world.status().hub().health()).isEqualTo("DEGRADED");

        world.seconds(26);

        assertThat(world.status().hub().health()).isEqualTo("DOWN");
        assertThat(world.canFire()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"power", "plans"})
    void a_hub_that_can_shut_nothing_down_says_so_and_is_not_started_anew(String desk) {
        World world = two();
        world.broken.add(desk);

        world.seconds(28);

        assertThat(world.status().hub().health()).isEqualTo("DOWN");
        assertThat(world.canFire()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"returns", "previews", "power-after", "witnesses", "unwatched", "relays", "drills", "record"})
    void a_hub_that_fails_in_anything_else_works_but_not_as_it_should(String desk) {
        World world = two();
        world.broken.add(desk);

        world.minutes(2);

        assertThat(world.status().hub().health()).isEqualTo("DEGRADED");
        assertThat(world.canFire()).isTrue();
        world.broken.clear();
        world.seconds(1);
        assertThat(problems(world)).isEmpty();
        assertThat(world.status().hub().health()).isEqualTo("UP");
    }

    @Test
    void flows_that_an_operator_stopped_are_no_dead_detector() {
        World world = two();
        world.suspended = Set.of("decisions");
        world.checking = false;
        world.forcing = false;

        world.minutes(3);

        assertThat(world.canFire()).isTrue();
        assertThat(world.status().hub().health()).isEqualTo("DEGRADED");
        assertThat(problems(world)).doesNotContain("canary-missed");
    }

    @Test
    void a_tick_that_an_operator_stopped_degrades_and_one_that_died_takes_the_hub_down() {
        World world = two();
        world.suspended = Set.of("tick");
        world.seconds(1);
        world.ticking = false;

        world.minutes(2);

        assertThat(world.canFire()).isTrue();
        assertThat(world.status().hub().health()).isEqualTo("DEGRADED");

        world.ticking = true;
        world.suspended = Set.of();
        world.seconds(60);
        world.ticking = false;
        world.seconds(30);

        assertThat(world.canFire()).isFalse();
        assertThat(world.status().hub().health()).isEqualTo("DOWN");
    }
}
