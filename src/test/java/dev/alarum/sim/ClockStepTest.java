package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wall clock that is stepped, at each phase of the second between two ticks: nobody fails for it or is found late. */
class ClockStepTest {
    private static final int NODES = 50;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LATEST = TIMEOUT.plusMillis(2_500);

    @ParameterizedTest
    @ValueSource(strings = {"PT30S", "PT-30S", "PT1H", "PT-1H"})
    void nobody_fails_of_a_stepped_clock(Duration step) {
        for (Duration phase = Duration.ZERO; phase.compareTo(SECOND) < 0; phase = phase.plus(Fleet.STEP)) {
            try (Fleet fleet = begun(phase)) {
                fleet.stepClock(step);
                fleet.pass(Duration.ofSeconds(45));

                assertThat(fleet.failures()).as("phase %s", phase).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT30S", "PT-30S", "PT1H", "PT-1H"})
    void who_died_before_the_step_is_found_within_a_timeout_of_it(Duration step) {
        for (int before : new int[] {0, 7, 19}) {
            for (Duration phase = Duration.ZERO; phase.compareTo(SECOND) < 0; phase = phase.plus(Fleet.STEP)) {
                try (Fleet fleet = begun(phase)) {
                    String dead = fleet.die(17);
                    fleet.pass(Duration.ofSeconds(before));

                    fleet.stepClock(step);
                    Moment stepped = fleet.now();
                    fleet.pass(TIMEOUT.plusSeconds(4));

                    assertFound(fleet, dead, stepped, before + " s before, phase " + phase);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT30S", "PT-30S", "PT1H", "PT-1H"})
    void who_dies_after_the_step_is_found_within_a_timeout(Duration step) {
        for (int after : new int[] {1, 15}) {
            for (Duration phase = Duration.ZERO; phase.compareTo(SECOND) < 0; phase = phase.plus(Fleet.STEP)) {
                try (Fleet fleet = begun(phase)) {
                    fleet.stepClock(step);
                    fleet.pass(Duration.ofSeconds(after));

                    String dead = fleet.die(17);
                    Moment death = fleet.now();
                    fleet.pass(TIMEOUT.plusSeconds(4));

                    assertFound(fleet, dead, death, after + " s after, phase " + phase);
                }
            }
        }
    }

    private static Fleet begun(Duration phase) {
        House house = Fleet.house(NODES);
        Fleet fleet = new Fleet(new CoreHub(house.settings()), house, 1);
        fleet.pass(Duration.ofSeconds(10).plus(phase));
        return fleet;
    }

    private static void assertFound(Fleet fleet, String dead, Moment since, String when) {
        assertThat(fleet.failures().keySet()).as(when).isEqualTo(Set.of(dead));
        assertThat(fleet.failures().get(dead).since(since)).as(when).isLessThanOrEqualTo(LATEST);
    }
}
