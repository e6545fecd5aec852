package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallUpdate.Status;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom the ladder rings, by the hour. */
class LadderTest {
    private static final String NIGHT = "22:00-07:00";

    private Moment now = at("2026-11-23T23:00:00Z");

    private static Moment at(String wall) {
        return new Moment(0, Instant.parse(wall));
    }

    private static Contact contact(int order, @Nullable String quiet) {
        return new Contact(
                order, "C" + order, "+1415555010" + order, "en", quiet == null ? null : QuietHours.parse(quiet), null);
    }

    private Ladder ladder(int attempts, Contact... contacts) {
        return ladder(ZoneOffset.UTC, attempts, contacts);
    }

    private Ladder ladder(ZoneId zone, int attempts, Contact... contacts) {
        CallSettings settings =
                new CallSettings(List.of(contacts), 2, Duration.ofSeconds(25), Duration.ofSeconds(15), 30);
        return new Ladder(settings.in(zone), attempts, now);
    }

    /** Who is rung by the next attempts, that end so. */
    private List<Integer> rung(Ladder ladder, int attempts, Status end) {
        List<Integer> orders = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            Contact contact = ladder.contact(now);
            assertThat(contact).isNotNull();
            orders.add(contact.order());
            int number = ladder.begin(now);
            ladder.missed(new CallUpdate(1, number, end, null, null, 0, null), false, now);
            now = now.plus(Duration.ofSeconds(15));
        }
        return orders;
    }

    @Test
    void each_contact_is_rung_so_often_and_then_the_next_and_then_anew() {
        assertThat(rung(ladder(0, contact(1, null), contact(2, null)), 6, Status.BUSY))
                .containsExactly(1, 1, 2, 2, 1, 1);
    }

    @Test
    void who_is_in_quiet_hours_is_passed_over() {
        assertThat(rung(ladder(0, contact(1, NIGHT), contact(2, null), contact(3, NIGHT)), 5, Status.NO_ANSWER))
                .containsExactly(2, 2, 2, 2, 2);
    }

    @Test
    void quiet_hours_count_for_nobody_when_it_is_night_for_all() {
        assertThat(rung(ladder(0, contact(1, NIGHT), contact(2, NIGHT)), 5, Status.NO_ANSWER))
                .containsExactly(1, 1, 2, 2, 1);
    }

    @Test
    void quiet_hours_count_for_nobody_when_who_is_awake_has_a_number_that_nobody_rings() {
        Ladder ladder = ladder(0, contact(1, NIGHT), contact(2, null));

        assertThat(rung(ladder, 1, Status.BAD_NUMBER)).containsExactly(2);

        assertThat(rung(ladder, 2, Status.NO_ANSWER)).containsExactly(1, 1);
    }

    @Test
    void quiet_hours_begin_and_end_during_an_incident() {
        now = at("2026-11-24T06:59:40Z");
        Ladder ladder = ladder(0, contact(1, NIGHT), contact(2, null));

        assertThat(rung(ladder, 4, Status.NO_ANSWER)).containsExactly(2, 2, 1, 1);
    }

    @Test
    void quiet_hours_are_those_of_the_hubs_time_zone() {
        now = at("2026-11-23T12:00:00Z");

        assertThat(rung(ladder(ZoneOffset.UTC, 0, contact(1, NIGHT), contact(2, null)), 1, Status.BUSY))
                .containsExactly(1);
        assertThat(rung(ladder(ZoneOffset.ofHours(12), 0, contact(1, NIGHT), contact(2, null)), 1, Status.BUSY))
                .containsExactly(2);
    }

    @Test
    void the_place_after_a_restart_follows_from_the_number_of_attempts_alone() {
        Contact[] contacts = {contact(1, NIGHT), contact(2, null), contact(3, null)};
        Ladder before = ladder(0, contacts);
        assertThat(rung(before, 2, Status.BUSY)).containsExactly(2, 2);

        Ladder after = ladder(before.attempts(), contacts);

        assertThat(rung(after, 3, Status.BUSY)).containsExactly(3, 3, 2);
    }
}
