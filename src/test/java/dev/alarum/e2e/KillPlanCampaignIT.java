package dev.alarum.e2e;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link KillPlanIT} with 108 kills in shutdowns, 12 on each of 9 hubs. */
@Tag("long")
@ExtendWith(Houses.class)
class KillPlanCampaignIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(KillPlanCampaignIT.class);

    static LongStream seeds() {
        return LongStream.rangeClosed(2, 10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_node_gets_one_command_in_order_and_all_come_back(long seed) {
        try (KilledPlans plans = new KilledPlans(seed)) {
            int kills = plans.killInOutages();
            plans.assertThatAllWentDownByOneCommandEach();
            plans.assertThatEachWasTold();
            plans.killInReturns();
            plans.assertThatAllCameBack();
            LOGGER.info("event=plan-kills seed={} kills={}", seed, kills);
        }
    }
}
