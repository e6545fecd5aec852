package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @Test
    void takes_what_it_is_given_and_else_what_is_usual() {
        Arguments arguments = Arguments.of(new String[] {"--seeds", "20", "--years", "0.5", "--log"});

        assertThat(arguments.number("seeds", 200)).isEqualTo(20);
        assertThat(arguments.decimal("years", 1)).isEqualTo(0.5);
        assertThat(arguments.has("log")).isTrue();
        assertThat(arguments.number("from", 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--seeds 0, --seeds must be 1 or more",
        "--seeds many, --seeds 'many' is no whole number",
        "--from x, --from 'x' is no whole number",
        "--seed 1.5, --seed '1.5' is no whole number",
        "--years 0, --years must be more than 0",
        "--years NaN, --years must be more than 0",
        "--years long, --years 'long' is no number",
        "--seeds, '''--seeds'' is not understood, or its value lacks'",
        "--sed 3, '''--sed'' is not understood, or its value lacks'",
        "3, '''3'' is not understood, or its value lacks'"
    })
    void says_what_is_wrong_before_anything_runs(String words, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.of(words.split(" ")))
                .withMessage(reason);
    }
}
