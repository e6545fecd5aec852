package dev.alarum.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SaidGoodbyeTest {
    private static final Duration REBOOT = Duration.ofMinutes(15);

    private Moment now = new Moment(0, Instant.EPOCH);
    private final SaidGoodbye said = new SaidGoodbye(() -> now);

    @Test
    void says_stop_when_nothing_was_said_before() {
        assertThat(said.whenStopping()).map(Farewell::kind).contains(Notice.Kind.STOP);
    }

    @Test
    void says_nothing_after_a_shutdown() {
        said.acknowledged(farewell(Notice.Kind.SHUTDOWN, null));

        assertThat(said.whenStopping()).isEmpty();
        assertThat(said.whenHostLeaves(Notice.Kind.SHUTDOWN, REBOOT)).isEmpty();
    }

    @Test
    void says_nothing_within_a_maintenance_and_stop_after_it() {
        said.acknowledged(farewell(Notice.Kind.MAINTENANCE, Duration.ofMinutes(45)));

        pass(Duration.ofMinutes(44));
        assertThat(said.whenStopping()).isEmpty();

        pass(Duration.ofMinutes(2));
        assertThat(said.whenStopping()).isPresent();
    }

    @Test
    void a_maintenance_without_end_lasts() {
        said.acknowledged(farewell(Notice.Kind.MAINTENANCE, null));

        pass(Duration.ofDays(9));

        assertThat(said.whenStopping()).isEmpty();
    }

    @Test
    void a_reboot_keeps_the_end_of_a_longer_maintenance() {
        said.acknowledged(farewell(Notice.Kind.MAINTENANCE, Duration.ofMinutes(45)));

        pass(Duration.ofMinutes(15));
        assertThat(said.whenHostLeaves(Notice.Kind.REBOOT, REBOOT))
                .map(Farewell::lease)
                .contains(Duration.ofMinutes(30));

        pass(Duration.ofMinutes(20));
        assertThat(said.whenHostLeaves(Notice.Kind.REBOOT, REBOOT).orElseThrow().lease())
                .isNull();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static Farewell farewell(Notice.Kind kind, @Nullable Duration lease) {
        return new Farewell(kind, "", lease);
    }
}
