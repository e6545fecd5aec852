package dev.alarum.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.camel.util.TimeUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, 500",
        "20s, 20000",
        "15m, 900000",
        "1h, 3600000",
        "2d, 172800000",
        "1h30m, 5400000",
        "1m500ms, 60500",
        "1d2h3m4s5ms, 93784005",
        "0s, 0"
    })
    void a_duration_is_read_and_written_with_its_units_and_camel_reads_it_the_same(String text, long millis) {
        Duration duration = Durations.parse(text);

        assertThat(duration.toMillis()).isEqualTo(millis);
        assertThat(Durations.text(duration)).isEqualTo(text);
        assertThat(TimeUtils.toMilliSeconds(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "20", "20 s", "-1s", "1.5h", "20S", "3sec", "m", "30m1h", "1s1s", "9999999s", "٢٠s"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with its unit");
    }
}
