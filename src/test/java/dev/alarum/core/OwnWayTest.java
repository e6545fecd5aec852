package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.heartbeat.WayUpdate.Result;
import dev.alarum.incident.Cause;
import dev.alarum.status.StatusView.DecisionView;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hub looks at its own network before it speaks of a silence. */
class OwnWayTest {
    private static final List<String> NODES = List.of("a1", "a2", "a3");
    private static final Supplier<WayUpdate> LOST = () -> new WayUpdate(Result.LOST, "none of probe can be reached");
    private static final Supplier<WayUpdate> WORKS = () -> new WayUpdate(Result.WORKS, "probe can be reached");

    private static World site() {
        World world = new World(World.settings(1));
        NODES.forEach(world::node);
        world.relay("pi");
        return world.seconds(30);
    }

    private static void all(World world, boolean alive) {
        NODES.forEach(node -> world.node(node).alive = alive);
        world.relay("pi").alive = alive;
    }

    private static List<String> problems(World world) {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    private static List<Cause> causes(World world) {
        return world.calls.stream().map(call -> call.facts().get(0).cause()).toList();
    }

    @Test
    void nobody_looks_while_anybody_is_heard() {
        World world = site();
        world.node("a1").alive = false;

        world.minutes(5);

        assertThat(world.looks).isZero();
        assertThat(world.calls).hasSize(1);
    }

    @Test
    void a_silent_site_is_told_once_the_own_way_was_looked_at() {
        World world = site();
        all(world, false);

        world.minutes(1);

        assertThat(causes(world)).containsExactly(Cause.INTERNET);
        assertThat(world.looks).isPositive();
        assertThat(world.status().decisions()).extracting(DecisionView::rule).contains("law 2: own way");
    }

    @Test
    void a_site_that_stays_down_is_not_looked_at_for_ever() {
        World world = site();
        all(world, false);
        world.minutes(1);
        int before = world.looks;

        world.minutes(30);

        assertThat(world.looks).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 19, 21, 23, 27, 40, 55})
    void a_hub_that_was_cut_off_itself_fails_nobody(int seconds) {
        World world = site();
        world.ownWay = LOST;
        all(world, false);
        world.seconds(seconds);
        world.ownWay = WORKS;
        world.seconds(2);
        all(world, true);

        world.minutes(5);

        assertThat(world.calls).isEmpty();
        assertThat(world.status().incidents()).isEmpty();
        assertThat(world.status().nodes()).allMatch(node -> node.state().equals("UP"));
    }

    @Test
    void while_it_is_cut_off_it_says_so() {
        World world = site();
        world.ownWay = LOST;
        all(world, false);

        world.seconds(30);

        assertThat(world.status().hub().health()).isEqualTo("DOWN");
        assertThat(world.status().hub().holdReason()).isEqualTo("the hub's own network is lost");
        assertThat(world.status().hub().holdSeconds()).isPositive();
        assertThat(problems(world)).contains("own-network-lost");
        assertThat(world.stateOf("a1")).isEqualTo("SILENT");
    }

    @Test
    void one_that_died_meanwhile_is_reported_one_timeout_after_it_hears_again() {
        World world = site();
        world.ownWay = LOST;
        all(world, false);
        world.seconds(40);
        all(world, true);
        world.node("a2").alive = false;
        world.ownWay = WORKS;

        world.seconds(30);

        assertThat(world.stateOf("a2")).isEqualTo("FAILED");
        assertThat(causes(world)).containsExactly(Cause.NODE);
    }

    @Test
    void cut_off_for_longer_than_holds_may_last_it_rings_about_itself_and_names_no_node() {
        World world = site();
        world.ownWay = LOST;
        all(world, false);

        world.minutes(3);

        assertThat(causes(world)).containsExactly(Cause.WATCH);
        assertThat(world.calls.get(0).facts().get(0).failed()).isEmpty();
        assertThat(world.calls.get(0).facts().get(0).impaired()).hasToString("the hub's own network is lost");
    }

    @Test
    void an_outage_at_home_that_outlasts_the_own_one_is_told() {
        World world = site();
        world.ownWay = LOST;
        all(world, false);
        world.seconds(30);
        world.ownWay = WORKS;

        world.minutes(1);

        assertThat(causes(world)).containsExactly(Cause.INTERNET);
    }

    @Test
    void a_look_that_is_never_answered_holds_nothing_up() {
        World world = site();
        world.ownWay = () -> null;
        all(world, false);

        world.seconds(35);

        assertThat(causes(world)).containsExactly(Cause.INTERNET);
    }

    @Test
    void without_a_probe_it_judges_and_says_why() {
        World world = site();
        world.ownWay = () -> new WayUpdate(Result.UNKNOWN, "no probe is set");
        all(world, false);

        world.seconds(30);

        assertThat(causes(world)).containsExactly(Cause.INTERNET);
        assertThat(world.status().decisions()).anyMatch(one -> one.known().contains("no probe is set"));
    }

    @Test
    void what_was_open_when_the_way_was_lost_waits_for_one_timeout_after_it() {
        World world = site();
        all(world, false);
        world.seconds(17);
        world.ownWay = () -> null;
        world.pass(Duration.ofMillis(4250));
        assertThat(world.status().incidents()).hasSize(1);
        world.way(LOST.get()).seconds(10);
        world.way(WORKS.get()).seconds(5);
        all(world, true);

        world.minutes(2);

        assertThat(world.calls).isEmpty();
    }

    @Test
    void one_that_is_heard_is_proof_enough() {
        World world = site();
        world.ownWay = LOST;
        world.node("far").boot++;
        world.seconds(5);
        all(world, false);

        world.minutes(1);

        assertThat(world.looks).isZero();
    }

    @Test
    void beats_that_came_long_ago_are_no_proof_of_the_own_way() {
        World world = site();
        world.ownWay = LOST;
        world.stall(20);

        world.seconds(10);

        assertThat(problems(world)).contains("own-network-lost");
    }
}
