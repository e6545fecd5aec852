package dev.alarum.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moments;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsUnderTest;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageRetryTest {
    private static final int DRAWS = 300;

    private RedeliveryPolicy policy;

    @BeforeEach
    void read() throws Exception {
        HubSettings settings = (HubSettings) SettingsUnderTest.load("hub", Map.of("alarum.messages.retry", "2s"))
                .settings();
        policy = (RedeliveryPolicy)
                MessageBinding.beans(settings, Moments.system()).get("messageRetry");
    }

    private List<Long> pausesAfter(long millis) {
        return LongStream.range(0, DRAWS)
                .map(draw -> policy.calculateRedeliveryDelay(millis, 1))
                .boxed()
                .toList();
    }

    @Test
    void the_first_pause_is_about_the_one_of_the_settings_and_rarely_the_same_twice() {
        List<Long> first = pausesAfter(0);

        assertThat(first).allMatch(pause -> pause >= 1_400 && pause <= 2_600);
        assertThat(first.stream().distinct().count()).isGreaterThan(DRAWS / 4);
        assertThat(first).anyMatch(pause -> pause < 1_900).anyMatch(pause -> pause > 2_100);
    }

    @Test
    void later_pauses_are_about_four_times_the_one_before_and_never_over_a_minute() {
        assertThat(pausesAfter(2_000)).allMatch(pause -> pause >= 5_600 && pause <= 10_400);
        assertThat(pausesAfter(14_000)).allMatch(pause -> pause >= 39_200 && pause <= 60_000);
        assertThat(pausesAfter(60_000)).containsOnly(60_000L);
    }
}
