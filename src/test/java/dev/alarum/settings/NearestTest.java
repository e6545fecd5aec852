package dev.alarum.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, abc, 0", "flaw, lawn, 2", "prot, port, 2"})
    void the_distance_counts_single_letters(String one, String other, int distance) {
        assertThat(Nearest.distance(one, other)).isEqualTo(distance);
        assertThat(Nearest.distance(other, one)).isEqualTo(distance);
    }

    @Test
    void what_is_too_far_is_not_offered() {
        List<String> words = List.of("hub", "relay", "agent", "enroll");

        assertThat(Nearest.to("realy", words)).contains("relay");
        assertThat(Nearest.to("enrol", words)).contains("enroll");
        assertThat(Nearest.to("dashboard", words)).isEmpty();
    }
}
