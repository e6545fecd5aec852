package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.core.World.Machine;
import dev.alarum.notice.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random scripts of deaths, returns, goodbyes, freezes, restarts and busy phones: no law breaks in any of them. */
class ScriptsTest {
    private static final List<String> NODES = List.of("a1", "a2", "a3");
    private static final int EVENTS = 60;
    private static final List<Function<CallOrder, CallUpdate>> PHONES =
            List.of(World::heard, World::missed, ScriptsTest::notPlaced);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 150);
    }

    private static World world() {
        World world = new World(World.settings(1));
        NODES.forEach(world::node);
        world.relay("pi");
        return world.seconds(30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoever_is_dead_is_rung_for_and_nobody_is_rung_for_without_a_death(long seed) {
        Random random = new Random(seed);
        World world = world();
        List<String> script = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            script.add(dead(world, random));
            world.seconds(random.nextInt(90));
        }
        world.phone = World::heard;
        world.suspended = Set.of();

        world.minutes(50);

        List<String> dead = NODES.stream()
                .filter(node -> !world.node(node).alive)
                .filter(node -> !List.of("OFF", "MAINTENANCE").contains(world.stateOf(node)))
                .toList();
        for (String node : dead) {
            assertThat(world.stateOf(node)).as("%s after %s", node, script).isEqualTo("FAILED");
            assertThat(world.status().incidents())
                    .as("%s after %s", node, script)
                    .anyMatch(one ->
                            one.state().equals("ACKNOWLEDGED") && one.nodes().contains(node));
        }
        assertThat(world.calls.stream().map(order -> List.of(order.incident(), order.attempt())))
                .as("after %s", script)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nobody_is_rung_for_the_living(long seed) {
        Random random = new Random(seed);
        World world = world();
        List<String> script = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            script.add(troubled(world, random));
            world.seconds(random.nextInt(60));
        }

        world.suspended = Set.of();
        world.minutes(30);

        assertThat(world.calls.stream()
                        .filter(order -> !order.facts().get(0).failed().isEmpty()))
                .as("after %s", script)
                .isEmpty();
        assertThat(world.status().nodes())
                .as("after %s", script)
                .allMatch(node -> node.state().equals("UP"));
    }

    private static String dead(World world, Random random) {
        Machine node = world.node(NODES.get(random.nextInt(NODES.size())));
        switch (random.nextInt(8)) {
            case 0, 1 -> node.alive = false;
            case 2, 3 -> comeBack(node, random);
            case 4 -> world.relay("pi").alive = !world.relay("pi").alive;
            case 5 -> {
                Notice.Kind kind = random.nextBoolean() ? Notice.Kind.REBOOT : Notice.Kind.STOP;
                if (node.alive) {
                    world.notice(node.sender.name().text(), kind, null);
                    node.alive = false;
                    return "notice " + kind + " " + node.sender;
                }
            }
            case 6 -> world.phone = PHONES.get(random.nextInt(PHONES.size()));
            default -> {
                return troubled(world, random);
            }
        }
        return node.sender + " " + node.alive + " relay " + world.relay("pi").alive;
    }

    private static void comeBack(Machine node, Random random) {
        if (!node.alive) {
            node.alive = true;
            node.boot += 1 + random.nextInt(5);
        }
    }

    private static String troubled(World world, Random random) {
        int seconds = random.nextInt(80);
        switch (random.nextInt(5)) {
            case 0 -> world.freeze(Duration.ofSeconds(seconds));
            case 1 -> world.restart(Duration.ofSeconds(seconds));
            case 2 -> world.clockJump(Duration.ofSeconds(random.nextInt(7200) - 3600));
            case 3 -> {
                world.suspended = Set.of("beat-intake");
                world.seconds(seconds);
                world.suspended = Set.of();
            }
            default -> world.relay("pi").alive = !world.relay("pi").alive;
        }
        return "trouble " + seconds;
    }

    private static CallUpdate notPlaced(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.NOT_PLACED, null, null, 0, null);
    }
}
