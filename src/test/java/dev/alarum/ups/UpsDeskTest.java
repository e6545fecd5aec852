package dev.alarum.ups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.StampSource;
import dev.alarum.ups.UpsDesk.Errand;
import dev.alarum.ups.UpsDesk.Parcel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpsDeskTest {
    private static final Name RACK = new Name("rack");
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/ups/apcupsd");

    @TempDir
    Path data;

    private Moment now = new Moment(0, Instant.EPOCH);
    private UpsDesk desk;

    @BeforeEach
    void begin() {
        UpsSource source = new UpsSource(RACK, UpsSource.Kind.APCACCESS, "apcaccess", "", Duration.ofSeconds(5));
        desk = new UpsDesk(
                new Name("pi"),
                List.of(source),
                List.of("a", "b"),
                StampSource.begin(data, Clock.systemUTC()),
                () -> now);
    }

    @Test
    void nothing_is_owed_before_the_first_look() {
        assertThat(desk.due()).isEmpty();
    }

    @Test
    void a_change_is_owed_to_every_hub_at_once_and_to_each_only_once() {
        look("online");

        List<Errand> due = desk.due();

        assertThat(due).extracting(Errand::hub).containsExactly("a", "b");
        assertThat(desk.due()).isEmpty();
        due.forEach(this::acknowledged);
        assertThat(desk.due()).isEmpty();
    }

    @Test
    void on_mains_a_sign_of_life_is_owed_each_thirty_seconds() {
        look("online");
        desk.due().forEach(this::acknowledged);
        int told = 0;

        for (int second = 5; second <= 300; second += 5) {
            pass(5);
            look("online");
            List<Errand> due = desk.due();
            told += due.size();
            due.forEach(this::acknowledged);
        }

        assertThat(told).isEqualTo(2 * 10);
    }

    @Test
    void every_look_is_owed_while_not_on_mains() {
        for (int looks = 0; looks < 10; looks++) {
            pass(5);
            look("onbatt");
            List<Errand> due = desk.due();
            assertThat(due).hasSize(2);
            due.forEach(this::acknowledged);
        }
    }

    @Test
    void what_failed_is_followed_by_the_newest_under_a_fresh_stamp() {
        look("onbatt");
        Errand errand = desk.due().get(0);
        Parcel first = desk.parcel(errand);
        desk.unanswered(errand, "down");
        assertThat(desk.due()).isEmpty();

        pass(1);
        look("online");
        Parcel second = desk.parcel(desk.due().get(0));

        assertThat(second.reading().state()).isEqualTo(PowerState.MAINS);
        assertThat(second.reading().stamp().isNewerThan(first.reading().stamp()))
                .isTrue();
    }

    @Test
    void a_change_during_a_delivery_is_owed_after_it() {
        look("online");
        Errand errand = desk.due().get(0);
        Parcel parcel = desk.parcel(errand);

        look("onbatt");
        desk.answered(parcel, 204, 0);

        assertThat(desk.due()).contains(errand);
    }

    @Test
    void the_age_counts_from_the_look_of_the_ups_software() {
        look("online");
        pass(4);

        assertThat(desk.parcel(new Errand(RACK, "a")).reading().age()).isEqualTo(Duration.ofSeconds(2 + 4));
    }

    @Test
    void a_look_that_is_long_ago_tells_nothing() {
        look("online");
        pass(16);

        Parcel parcel = desk.parcel(new Errand(RACK, "a"));

        assertThat(parcel.reading().state()).isEqualTo(PowerState.LOST);
        assertThat(parcel.text()).doesNotContain("chargePercent").contains("\"state\":\"LOST\"");
    }

    @Test
    void a_refused_reading_is_not_repeated_until_the_next_is_owed() {
        look("online");
        Errand errand = desk.due().get(0);

        desk.answered(desk.parcel(errand), 401, 0);
        pass(29);
        look("online");

        assertThat(desk.due()).doesNotContain(errand);
    }

    @Test
    void a_failed_look_is_lost_and_owed_at_once() {
        look("online");
        desk.due().forEach(this::acknowledged);

        desk.unread(RACK, "no such program");

        Errand errand = desk.due().get(0);
        assertThat(desk.parcel(errand).reading().state()).isEqualTo(PowerState.LOST);
    }

    @Test
    void a_self_test_of_unknown_length_is_an_outage_after_forty_seconds() {
        tests();
        pass(40);
        tests();
        assertThat(state()).isEqualTo(PowerState.TEST);

        pass(1);
        tests();
        assertThat(state()).isEqualTo(PowerState.ON_BATTERY);
        pass(5);
        tests();
        assertThat(state()).isEqualTo(PowerState.ON_BATTERY);
    }

    @Test
    void mains_ends_a_self_test_and_a_look_that_failed_does_not() {
        tests();
        pass(30);
        desk.unread(RACK, "hung");
        pass(11);
        tests();
        assertThat(state()).isEqualTo(PowerState.ON_BATTERY);

        look("online");
        tests();
        assertThat(state()).isEqualTo(PowerState.TEST);
    }

    private void tests() {
        desk.read(RACK, """
                APC      : 001,050,1124
                STATUS   : ONBATT
                LASTXFER : Automatic or explicit self test
                END APC  : 2026-11-23 03:53:49 +0000
                """, 0, "");
    }

    private PowerState state() {
        return desk.parcel(new Errand(RACK, "a")).reading().state();
    }

    private void acknowledged(Errand errand) {
        desk.answered(desk.parcel(errand), 204, 0);
    }

    private void pass(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }

    private void look(String fixture) {
        try {
            desk.read(RACK, Files.readString(FIXTURES.resolve(fixture + ".txt")), 0, "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
