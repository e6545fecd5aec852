package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link KillIT} with 500 kills, 20 on each of 25 hubs. */
@Tag("long")
@ExtendWith(Houses.class)
class KillCampaignIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(KillCampaignIT.class);
    private static final int KILLS = 20;

    static LongStream seeds() {
        return LongStream.rangeClosed(2, 26);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_call_is_lost_and_at_most_one_is_doubled_by_each_kill(long seed) {
        try (KilledHub hub = new KilledHub(seed, KILLS)) {
            hub.kill();

            int calls = hub.awaitAllTold();
            LOGGER.info("event=kills seed={} kills={} incidents={} calls={}", seed, KILLS, KILLS, calls);
            assertThat(calls).as("accepted calls").isLessThanOrEqualTo(2 * KILLS);
            hub.isQuiet();
        }
    }
}
