package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.sim.Fault.Stillness;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub that stood still: nobody who lives fails for it, and whoever died meanwhile is found. */
class FreezeTest {
    private static final int FREEZES = 300;
    private static final int NODES = 50;
    private static final int STEPS_A_SECOND = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration TOLERANCE = Duration.ofMillis(1_500);

    @ParameterizedTest
    @EnumSource(Stillness.class)
    void in_300_freezes_no_living_node_fails_and_every_dead_one_is_reported(Stillness how) {
        for (long seed = 1; seed <= FREEZES; seed++) {
            freeze(how, seed);
        }
    }

    private static void freeze(Stillness how, long seed) {
        Random random = new Random(seed);
        Duration length = Fleet.STEP.multipliedBy(between(random, 5, 60));
        House house = Fleet.house(NODES);
        try (Fleet fleet = new Fleet(new CoreHub(house.settings()), house, seed)) {
            fleet.pass(Fleet.STEP.multipliedBy(between(random, 3, 23)));
            Set<String> dead = new TreeSet<>();
            for (int deaths = random.nextInt(4); deaths > 0; deaths--) {
                dead.add(fleet.die(random.nextInt(NODES)));
            }

            fleet.freeze(length, how);
            Moment thaw = fleet.now();
            fleet.pass(TIMEOUT.plusSeconds(4));

            Map<String, Moment> failures = fleet.failures();
            assertThat(failures.keySet()).as("seed %d, %s", seed, length).isEqualTo(dead);
            assertThat(failures.values())
                    .as("seed %d, %s", seed, length)
                    .allSatisfy(found -> assertThat(found.since(thaw)).isBetween(TIMEOUT, TIMEOUT.plus(TOLERANCE)));
        }
    }

    private static int between(Random random, int fromSeconds, int toSeconds) {
        return fromSeconds * STEPS_A_SECOND + random.nextInt((toSeconds - fromSeconds) * STEPS_A_SECOND + 1);
    }
}
