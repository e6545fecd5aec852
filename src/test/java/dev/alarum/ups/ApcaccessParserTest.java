package dev.alarum.ups;

import static dev.alarum.ups.PowerState.CRITICAL;
import static dev.alarum.ups.PowerState.LOST;
import static dev.alarum.ups.PowerState.MAINS;
import static dev.alarum.ups.PowerState.ON_BATTERY;
import static dev.alarum.ups.PowerState.SHUTTING_DOWN;
import static dev.alarum.ups.PowerState.TEST;
import static dev.alarum.ups.Reading.Flag.BATTERY_BAD;
import static dev.alarum.ups.Reading.Flag.WAS_ON_BATTERY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApcaccessParserTest {
    private static final List<String> WORDS = List.of(
            "CAL",
            "TRIM",
            "BOOST",
            "ONLINE",
            "ONBATT",
            "OVERLOAD",
            "LOWBATT",
            "REPLACEBATT",
            "NOBATT",
            "SLAVE",
            "SLAVEDOWN",
            "COMMLOST",
            "WHATEVER");

    private final ApcaccessParser parser = new ApcaccessParser();

    @Test
    void no_combination_of_words_makes_an_outage_without_onbatt_or_with_online() {
        Random random = new Random(1);
        for (int set = 0; set < 1 << WORDS.size(); set++) {
            List<String> words = new ArrayList<>();
            for (int bit = 0; bit < WORDS.size(); bit++) {
                if ((set >> bit & 1) == 1) {
                    words.add(WORDS.get(bit));
                }
            }
            Collections.shuffle(words, random);

            Observation seen = parser.parse(status(String.join(" ", words) + " "), 0);

            assertThat(seen.state()).as("%s", words).isEqualTo(expected(words));
            assertThat(seen.flags().contains(BATTERY_BAD))
                    .as("%s", words)
                    .isEqualTo(words.contains("REPLACEBATT") || words.contains("NOBATT"));
        }
    }

    private static PowerState expected(List<String> words) {
        if (words.contains("COMMLOST") || (!words.contains("ONLINE") && !words.contains("ONBATT"))) {
            return LOST;
        }
        if (words.contains("CAL")) {
            return TEST;
        }
        if (words.contains("ONLINE")) {
            return MAINS;
        }
        return words.contains("LOWBATT") ? CRITICAL : ON_BATTERY;
    }

    @Test
    void no_combination_of_bits_and_words_makes_an_outage_unless_both_say_onbatt() {
        String[] texts = {"ONLINE", "ONBATT", "ONBATT LOWBATT", "TRIM ONLINE", "", "COMMLOST", "SHUTTING DOWN", "FOO"};
        for (String words : texts) {
            for (int bits = 0; bits < 1 << 10; bits++) {
                Observation seen = parser.parse(status(words, "STATFLAG : 0x%08X".formatted(bits)), 0);

                boolean bitsSayOutage = (bits & 0x10) != 0 && (bits & 0x8) == 0;
                if (seen.state() == ON_BATTERY || seen.state() == CRITICAL) {
                    assertThat(bitsSayOutage && words.startsWith("ONBATT"))
                            .as("%s %x", words, bits)
                            .isTrue();
                }
                if (seen.state() == MAINS) {
                    assertThat((bits & 0x8) != 0 && words.contains("ONLINE"))
                            .as("%s %x", words, bits)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COMMLOST, 0x05060110, LOST, true",
        "COMMLOST, 0x05000108, LOST, false",
        "SHUTTING DOWN, 0x052E0210, SHUTTING_DOWN, true",
        "SHUTTING DOWN, 0x05000208, SHUTTING_DOWN, false",
        "ONLINE, 0x05000010, LOST, true",
        "ONBATT, 0x05000008, LOST, false",
        "'', 0x05000010, LOST, true"
    })
    void the_bits_tell_what_the_words_hide(String words, String bits, PowerState state, boolean wasOnBattery) {
        Observation seen = parser.parse(status(words, "STATFLAG : " + bits), 0);

        assertThat(seen.state()).isEqualTo(state);
        assertThat(seen.flags().contains(WAS_ON_BATTERY)).isEqualTo(wasOnBattery);
    }

    @ParameterizedTest
    @CsvSource({
        "Automatic or explicit self test, 7 Seconds, TEST",
        "Automatic or explicit self test, 40 Seconds, TEST",
        "Automatic or explicit self test, 41 Seconds, ON_BATTERY",
        "Low line voltage, 7 Seconds, ON_BATTERY"
    })
    void a_self_test_is_no_outage_for_forty_seconds(String reason, String onBattery, PowerState state) {
        String output = status("ONBATT", "LASTXFER : " + reason, "TONBATT  : " + onBattery);

        assertThat(parser.parse(output, 0).state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "ONBATT, N/A, ON_BATTERY",
        "ONBATT LOWBATT, N/A, CRITICAL",
        "ONBATT, 7 Seconds,",
        "CAL ONBATT, N/A,",
        "ONLINE, N/A,"
    })
    void a_self_test_of_unknown_length_says_what_it_is_if_it_is_none(String words, String time, PowerState otherwise) {
        String output = status(words, "LASTXFER : Automatic or explicit self test", "TONBATT  : " + time);

        assertThat(parser.parse(output, 0).unlessTest()).isEqualTo(otherwise);
    }

    @Test
    void a_self_test_long_ago_does_not_hide_mains() {
        String output = status("ONLINE", "LASTXFER : Automatic or explicit self test", "TONBATT  : 0 Seconds");

        assertThat(parser.parse(output, 0).state()).isEqualTo(MAINS);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23 03:53:49 +0000, 0, MAINS",
        "2026-11-23 03:50:49 +0000, 180, MAINS",
        "2026-11-23 03:50:48 +0000, 181, LOST",
        "2026-11-23 04:10:49 +0000, 0, MAINS",
        "Mon Nov 23 1998, 0, MAINS"
    })
    void old_data_is_lost(String date, long ageSeconds, PowerState state) {
        Observation seen = parser.parse(status("ONLINE", "DATE     : " + date), 0);

        assertThat(seen.state()).isEqualTo(state);
        assertThat(seen.age()).isEqualTo(Duration.ofSeconds(ageSeconds));
    }

    @Test
    void a_failed_program_is_lost_whatever_it_printed() {
        assertThat(parser.parse(status("ONLINE"), 1)).isEqualTo(Observation.lost());
    }

    @ParameterizedTest
    @ValueSource(strings = {"APC      ", "END APC  ", "STATUS   "})
    void an_incomplete_answer_is_lost(String key) {
        String output =
                status("ONLINE").lines().filter(line -> !line.startsWith(key)).reduce("", (a, b) -> a + b + "\n");

        assertThat(parser.parse(output, 0)).isEqualTo(Observation.lost());
    }

    @Test
    void what_the_ups_does_not_give_is_absent() {
        String output = status(
                "ONBATT",
                "TIMELEFT : N/A",
                "BCHARGE  : -5 Percent",
                "LOADPCT  : abc",
                "LASTXFER : No transfers since turnon");

        Observation seen = parser.parse(output, 0);

        assertThat(seen)
                .isEqualTo(new Observation(ON_BATTERY, java.util.Set.of(), null, null, null, null, Duration.ZERO));
    }

    @Test
    void leading_zeros_units_old_units_and_windows_line_ends_are_understood() {
        String output = status(
                        "ONBATT",
                        "BCHARGE  : 032.7",
                        "LOADPCT  :  19.0 Percent Load Capacity",
                        "TIMELEFT : 1.5 Minutes")
                .replace("\n", "\r\n");

        Observation seen = parser.parse(output, 0);

        assertThat(seen.state()).isEqualTo(ON_BATTERY);
        assertThat(seen.chargePercent()).isEqualTo(32.7);
        assertThat(seen.loadPercent()).isEqualTo(19.0);
        assertThat(seen.runtime()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void a_key_given_twice_counts_unless_it_contradicts_itself() {
        assertThat(parser.parse(status("ONLINE", "STATUS   : ONLINE"), 0).state())
                .isEqualTo(MAINS);
        assertThat(parser.parse(status("ONLINE", "STATUS   : ONBATT"), 0).state())
                .isEqualTo(LOST);
        assertThat(parser.parse(status("ONBATT", "BCHARGE  : 10", "BCHARGE  : 90"), 0)
                        .chargePercent())
                .isNull();
    }

    @Test
    void ten_megabytes_are_lost() {
        String output = status("ONLINE") + "X".repeat(10 << 20);

        assertThat(parser.parse(output, 0)).isEqualTo(Observation.lost());
    }

    @Test
    void words_for_people_are_printable_and_bounded() {
        String output = status("ONBATT", "LASTXFER : Low\u001b[31m \u202eline" + "x".repeat(500));

        assertThat(parser.parse(output, 0).lastTransfer())
                .startsWith("Low?[31m ?line")
                .hasSize(200);
    }

    @Test
    void noise_never_throws_and_never_decides() {
        Random random = new Random(2);
        byte[] whole = status("ONBATT LOWBATT", "STATFLAG : 0x05060050").getBytes(StandardCharsets.ISO_8859_1);
        for (int run = 0; run < 20_000; run++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            assertThat(parser.parse(new String(noise, StandardCharsets.ISO_8859_1), 0)
                            .state())
                    .isEqualTo(LOST);

            byte[] damaged = whole.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertThat(parser.parse(new String(damaged, StandardCharsets.ISO_8859_1), 0)
                            .state())
                    .isIn(LOST, CRITICAL, ON_BATTERY, SHUTTING_DOWN, TEST);
        }
    }

    private static String status(String words, String... lines) {
        return "APC      : 001,050,1124\nSTATUS   : " + words + "\n" + String.join("\n", lines)
                + "\nEND APC  : 2026-11-23 03:53:49 +0000  \n";
    }
}
