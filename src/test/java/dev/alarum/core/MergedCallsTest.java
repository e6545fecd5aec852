package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a call of before a restart told, and of whom, where one call spoke of several incidents. */
class MergedCallsTest {
    private static String told(World w) {
        StringBuilder s = new StringBuilder();
        w.calls.forEach(c -> c.facts()
                .forEach(f -> s.append(f.cause())
                        .append(f.failed())
                        .append(f.site())
                        .append(' ')
                        .append(f.impaired())
                        .append("; ")));
        return s.toString();
    }

    private static void alive(World world, boolean alive, String... nodes) {
        for (String node : nodes) {
            world.node(node).alive = alive;
        }
    }

    private static CoreSettings twoSites() {
        CoreSettings base = World.settings(1);
        return new CoreSettings(
                new NodeSettings(
                        Map.of(
                                new Name("x"),
                                new Name("x"),
                                new Name("y"),
                                new Name("x"),
                                new Name("z"),
                                new Name("x"),
                                new Name("k"),
                                new Name("k"),
                                new Name("l"),
                                new Name("k")),
                        Map.of(),
                        Set.of()),
                base.heartbeat(),
                base.incident(),
                base.notice(),
                base.call(),
                base.ups(),
                base.clusters());
    }

    @Test
    void a_call_about_another_site_does_not_tell_of_one_that_came_and_went_once_restarted() {
        World world = new World(twoSites());
        List.of("a", "b", "c", "x", "y", "z", "k", "l").forEach(world::node);
        world.seconds(30);
        alive(world, false, "a", "x", "y"); // one call tells of home and x
        world.seconds(60);
        assertThat(world.calls).hasSize(1);
        assertThat(world.calls.get(0).facts()).hasSize(2);
        alive(world, true, "x");
        world.seconds(10);
        alive(world, false, "x"); // comes and goes, and stays down: counts anew after five minutes
        world.seconds(30);
        alive(world, false, "k"); // another site
        world.seconds(40);
        assertThat(world.calls).hasSize(2);
        world.restart(Duration.ofSeconds(2));
        world.minutes(20);
        assertThat(world.calls.size()).isGreaterThan(2);
    }

    @Test
    void what_another_incidents_call_acknowledged_does_not_ring_again_after_a_restart() {
        World world = new World(twoSites());
        List.of("a", "b", "c", "x", "y", "z").forEach(world::node);
        world.phone = order -> world.calls.size() == 1 ? World.missed(order) : World.heard(order);
        world.seconds(30);
        alive(world, false, "a");
        world.seconds(5);
        alive(world, false, "b");
        world.seconds(3);
        alive(world, false, "x");
        world.seconds(60);
        assertThat(world.calls).hasSize(2);
        assertThat(world.status().incidents()).extracting(one -> one.state()).containsOnly("ACKNOWLEDGED");
        assertThat(told(world)).contains("[a, b]");
        int calls = world.calls.size();
        world.minutes(30);
        world.restart(Duration.ofSeconds(2));
        world.minutes(5);
        assertThat(world.calls).hasSize(calls);
    }
}
