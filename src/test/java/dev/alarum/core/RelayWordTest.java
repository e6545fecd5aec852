package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayWordTest {
    private static final Name PI = new Name("pi");

    private final RelayWord word = new RelayWord();
    private Moment now = new Moment(0, Instant.parse("2026-01-31T12:00:00Z"));

    @Test
    void a_relay_that_never_tells_of_plans_is_not_waited_for() {
        word.heard(PI, now);

        assertThat(word.isAwaited(PI, now)).isFalse();
    }

    @Test
    void one_that_does_is_waited_for_ten_seconds_after_it_is_heard_again() {
        word.told(PI, now);
        pass(10);
        assertThat(word.isAwaited(PI, now)).isFalse();

        pass(60);
        word.heard(PI, now);
        assertThat(word.isAwaited(PI, now)).isTrue();
        pass(9);
        assertThat(word.isAwaited(PI, now)).isTrue();
        pass(1);
        assertThat(word.isAwaited(PI, now)).isFalse();
    }

    @Test
    void a_late_message_of_before_is_not_its_word() {
        word.told(PI, now);
        pass(60);
        word.told(PI, now);
        pass(1);

        assertThat(word.isAwaited(PI, now)).isTrue();
    }

    @Test
    void one_that_is_heard_all_the_time_is_not_waited_for() {
        word.told(PI, now);
        for (int second = 0; second < 60; second++) {
            pass(1);
            word.heard(PI, now);
        }

        assertThat(word.isAwaited(PI, now)).isFalse();
    }

    @Test
    void after_a_restart_of_the_hub_it_is_known_who_tells() {
        Memory empty = Memory.empty();
        word.restore(new Memory(
                empty.senders(),
                List.of(new Row.StampRow("relay:pi", "plan", 1, 1), new Row.StampRow("relay:attic", "reading", 1, 1)),
                empty.ups(),
                empty.readings(),
                empty.incidents(),
                empty.attempts(),
                empty.plans(),
                empty.steps(),
                empty.notices(),
                0,
                0));
        word.heard(PI, now);
        word.heard(new Name("attic"), now);

        assertThat(word.isAwaited(PI, now)).isTrue();
        assertThat(word.isAwaited(new Name("attic"), now)).isFalse();
    }

    private void pass(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }
}
