package dev.alarum.ups;

import static dev.alarum.ups.PowerState.CRITICAL;
import static dev.alarum.ups.PowerState.LOST;
import static dev.alarum.ups.PowerState.MAINS;
import static dev.alarum.ups.PowerState.ON_BATTERY;
import static dev.alarum.ups.PowerState.SHUTTING_DOWN;
import static dev.alarum.ups.PowerState.TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.ups.Reading.Flag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpscParserTest {
    private static final List<String> WORDS = List.of(
            "OL", "OB", "LB", "HB", "RB", "CHRG", "DISCHRG", "BYPASS", "CAL", "OFF", "OVER", "TRIM", "FSD", "ECO");

    private final UpscParser parser = new UpscParser();

    @Test
    void every_set_of_words_has_the_state_it_means() {
        for (int set = 0; set < 1 << WORDS.size(); set++) {
            List<String> words = new ArrayList<>();
            for (int bit = 0; bit < WORDS.size(); bit++) {
                if ((set >> bit & 1) == 1) {
                    words.add(WORDS.get(bit));
                }
            }

            Observation seen = parser.parse("ups.status: " + String.join(" ", words) + "\n", 0);

            assertThat(seen.state()).as("%s", words).isEqualTo(expected(words));
            assertThat(seen.flags().contains(Flag.BATTERY_BAD)).as("%s", words).isEqualTo(words.contains("RB"));
            assertThat(seen.flags().contains(Flag.WAS_ON_BATTERY))
                    .as("%s", words)
                    .isEqualTo(words.contains("FSD") && words.contains("OB"));
        }
    }

    private static PowerState expected(List<String> words) {
        if (words.contains("FSD")) {
            return SHUTTING_DOWN;
        }
        if (words.contains("OL") == words.contains("OB")) {
            return LOST;
        }
        if (words.contains("CAL")) {
            return TEST;
        }
        if (words.contains("OL")) {
            return MAINS;
        }
        return words.contains("LB") ? CRITICAL : ON_BATTERY;
    }

    @ParameterizedTest
    @CsvSource({
        "OB DISCHRG, self test, TEST, ON_BATTERY",
        "OB LB, Self-Test, TEST, CRITICAL",
        "OB, low utility voltage, ON_BATTERY,",
        "OL, self test, MAINS,",
        "OB CAL, self test, TEST,",
        "OB FSD, self test, SHUTTING_DOWN,",
        "OL OB, self test, LOST,"
    })
    void a_self_test_is_told_by_the_reason_of_the_transfer(
            String words, String reason, PowerState state, PowerState otherwise) {
        Observation seen = parser.parse("ups.status: " + words + "\ninput.transfer.reason: " + reason + "\n", 0);

        assertThat(seen.state()).isEqualTo(state);
        assertThat(seen.unlessTest()).isEqualTo(otherwise);
    }

    @Test
    void a_failed_program_is_lost_whatever_it_printed() {
        assertThat(parser.parse("ups.status: OL\n", 1)).isEqualTo(Observation.lost());
    }

    @Test
    void noise_never_throws_and_is_lost() {
        Random random = new Random(3);
        for (int run = 0; run < 20_000; run++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);

            assertThat(parser.parse(new String(noise, StandardCharsets.ISO_8859_1), 0)
                            .state())
                    .isEqualTo(LOST);
        }
    }
}
