package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The hub is killed at twelve random instants of shutdowns, and some of returns: one command per node, order kept. */
@ExtendWith(Houses.class)
class KillPlanIT {
    @Test
    void each_node_gets_one_command_in_order_and_all_come_back() {
        try (KilledPlans plans = new KilledPlans(1)) {
            assertThat(plans.killInOutages()).isEqualTo(12);
            plans.assertThatAllWentDownByOneCommandEach();
            plans.assertThatEachWasTold();

            plans.killInReturns();
            plans.assertThatAllCameBack();
        }
    }
}
