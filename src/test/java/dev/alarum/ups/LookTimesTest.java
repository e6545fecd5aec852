package dev.alarum.ups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LookTimesTest {
    private static final Moment START = new Moment(0, Instant.EPOCH);
    private final LookTimes times = new LookTimes();

    @Test
    void four_looks_a_second_may_be_asked_for() {
        for (int i = 0; i < 4; i++) {
            assertThat(times.mayLook(at(i * 100))).isTrue();
        }
        assertThat(times.mayLook(at(999))).isFalse();
        assertThat(times.mayLook(at(1000))).isTrue();
        assertThat(times.mayLook(at(1001))).isFalse();
    }

    @Test
    void one_more_look_is_due_a_second_after_one_that_was_asked_for() {
        times.mayLook(at(0));

        assertThat(times.isDueAgain(at(999))).isFalse();
        assertThat(times.isDueAgain(at(1000))).isTrue();
        assertThat(times.isDueAgain(at(5000))).isFalse();
    }

    @Test
    void one_more_look_is_due_a_second_after_a_change_for_the_worse() {
        times.changed(PowerState.MAINS, at(0));
        assertThat(times.isDueAgain(at(2000))).isFalse();

        times.changed(PowerState.CRITICAL, at(3000));
        assertThat(times.isDueAgain(at(4000))).isTrue();
        assertThat(times.isDueAgain(at(9000))).isFalse();
    }

    private static Moment at(long millis) {
        return START.plus(Duration.ofMillis(millis));
    }
}
