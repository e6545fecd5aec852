package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The hub is killed at random instants of incidents: no call is lost, and each kill doubles one at most. */
@ExtendWith(Houses.class)
class KillIT {
    private static final int KILLS = 20;

    @Test
    void no_call_is_lost_and_at_most_one_is_doubled_by_each_kill() {
        try (KilledHub hub = new KilledHub(1, KILLS)) {
            hub.kill();

            assertThat(hub.awaitAllTold()).as("accepted calls").isLessThanOrEqualTo(2 * KILLS);
            hub.isQuiet();
        }
    }
}
