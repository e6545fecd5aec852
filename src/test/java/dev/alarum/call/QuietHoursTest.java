package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {
    @ParameterizedTest
    @CsvSource({
        "22:00-07:00, 21:59, false", "22:00-07:00, 22:00, true", "22:00-07:00, 00:00, true",
        "22:00-07:00, 06:59, true", "22:00-07:00, 07:00, false", "12:00-13:30, 11:59, false",
        "12:00-13:30, 13:29, true", "12:00-13:30, 13:30, false"
    })
    void hours_may_span_midnight_and_end_before_their_last_minute(String hours, String time, boolean quiet) {
        QuietHours parsed = QuietHours.parse(hours);

        assertThat(parsed.contains(LocalTime.parse(time))).isEqualTo(quiet);
        assertThat(parsed).hasToString(hours);
    }
}
