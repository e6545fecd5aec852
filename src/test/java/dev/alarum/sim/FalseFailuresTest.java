package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.sim.FalseFailures.Count;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** False failures of healthy nodes whose beats are lost: as many as the lengths of runs say, no more and no less. */
class FalseFailuresTest {
    private static final long SEED = 3;
    private static final Duration USUAL = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource({"0.2, 5, 1000000", "0.3, 5, 500000", "0.3, 8, 2000000"})
    void single_losses_fail_a_node_as_often_as_theory_says(double probability, int seconds, double beats) {
        Loss loss = Loss.independent(probability);

        Count count = FalseFailures.count(loss, Duration.ofSeconds(seconds), beats, SEED);

        assertAgreement(count, loss, seconds);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1, 5, 300000", "0.1, 1, 8, 500000", "0.1, 1, 20, 3000000", "0.1, 0.5, 5, 1000000"})
    void bursts_fail_a_node_as_often_as_theory_says(double overall, double inBurst, int seconds, double beats) {
        Loss loss = Loss.bursts(overall, 5, inBurst);

        Count count = FalseFailures.count(loss, Duration.ofSeconds(seconds), beats, SEED);

        assertAgreement(count, loss, seconds);
    }

    @ParameterizedTest
    @CsvSource({"0.4", "0.5"})
    void at_the_usual_timeout_the_rare_long_runs_alone_fail_a_node(double probability) {
        Count count = FalseFailures.countLongRuns(probability, USUAL, 1_000_000, SEED);

        assertAgreement(count, Loss.independent(probability), 20);
    }

    @Test
    void leaving_out_the_dull_stretches_changes_no_figure() {
        Duration timeout = Duration.ofSeconds(8);

        Count count = FalseFailures.countLongRuns(0.3, timeout, 500_000, SEED);

        assertAgreement(count, Loss.independent(0.3), 8);
    }

    @Test
    void nobody_fails_where_nothing_is_lost() {
        Count count = FalseFailures.count(Loss.independent(0), Duration.ofSeconds(3), 100_000, SEED);

        assertThat(count.failures()).isZero();
    }

    /** Agrees with the run that theory names, and with none that is one beat shorter or longer. */
    private static void assertAgreement(Count count, Loss loss, int lost) {
        CountInterval counted = CountInterval.of(count.failures(), CountInterval.NORMAL_9999);

        assertThat(counted.holds(loss.runsPerBeat(lost) * count.beats()))
                .as("%s, from theory %.1f", count, loss.runsPerBeat(lost) * count.beats())
                .isTrue();
        assertThat(counted.holds(loss.runsPerBeat(lost - 1) * count.beats()))
                .as("%s tells one beat less", count)
                .isFalse();
        assertThat(counted.holds(loss.runsPerBeat(lost + 1) * count.beats()))
                .as("%s tells one beat more", count)
                .isFalse();
    }
}
