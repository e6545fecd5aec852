package dev.alarum.wake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WakeDeskTest {
    private static final WakeAddress CARD = WakeAddress.parse("3c:ec:ef:01:23:45");

    private Moment now = new Moment(0, Instant.parse("2026-01-31T12:00:00Z"));
    private final WakeDesk desk = new WakeDesk(Map.of(new Name("pve1"), CARD, new Name("pve2"), CARD), () -> now);

    @Test
    void a_node_is_sent_one_packet_in_ten_seconds_however_often_it_is_named() {
        int sent = 0;
        for (int tenth = 0; tenth < 600; tenth++) {
            sent += desk.wanted("pve1") == null ? 0 : 1;
            now = now.plus(Duration.ofMillis(100));
        }

        assertThat(sent).isEqualTo(6);
    }

    @Test
    void one_node_does_not_hold_up_another_and_case_means_nothing() {
        assertThat(desk.wanted("pve1")).isEqualTo(CARD);
        assertThat(desk.wanted("pve2")).isEqualTo(CARD);
        assertThat(desk.wanted("PVE1")).isNull();
    }

    @Test
    void a_node_without_an_address_is_never_sent_one() {
        assertThat(desk.wanted("pve3")).isNull();
        assertThat(desk.wanted("no name\n")).isNull();
    }
}
