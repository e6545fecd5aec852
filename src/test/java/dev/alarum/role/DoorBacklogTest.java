package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.role.DoorBacklog.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DoorBacklogTest {
    private long nanos = Long.MAX_VALUE - 5_000_000_000L;
    private final DoorBacklog backlog = new DoorBacklog(() -> nanos);

    private void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    private Waiting taken() {
        Waiting one = backlog.enter();
        one.take();
        return one;
    }

    @Test
    void the_oldest_that_is_not_counted_tells_the_age() {
        assertThat(backlog.age()).isZero();
        Waiting first = taken();
        pass(Duration.ofSeconds(4));
        Waiting second = taken();
        pass(Duration.ofSeconds(4));
        assertThat(backlog.age()).isEqualTo(Duration.ofSeconds(8));

        first.counted();
        assertThat(backlog.age()).isEqualTo(Duration.ofSeconds(4));
        second.counted();
        assertThat(backlog.age()).isZero();
    }

    @Test
    void that_its_sender_has_gone_ends_only_what_no_flow_took() {
        Waiting refused = backlog.enter();
        refused.ended();
        assertThat(backlog.age()).isZero();

        taken().ended();
        pass(Duration.ofSeconds(1));
        assertThat(backlog.age()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void one_that_never_ends_is_given_up_even_if_nothing_comes_after_it() {
        taken();
        pass(DoorBacklog.GIVEN_UP);
        assertThat(backlog.age()).isEqualTo(DoorBacklog.GIVEN_UP);

        pass(Duration.ofMillis(1));

        assertThat(backlog.age()).isZero();
    }

    @Test
    void one_that_was_overtaken_by_far_is_lost_and_holds_nobody_up() {
        taken();
        pass(DoorBacklog.OVERTAKEN);
        taken().counted();
        assertThat(backlog.age()).isEqualTo(DoorBacklog.OVERTAKEN);

        pass(Duration.ofMillis(1));
        taken().counted();

        assertThat(backlog.age()).isZero();
    }
}
