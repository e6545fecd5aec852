package dev.alarum.ups;

import static dev.alarum.ups.PowerState.LOST;
import static dev.alarum.ups.PowerState.MAINS;
import static dev.alarum.ups.PowerState.ON_BATTERY;
import static dev.alarum.ups.Reading.Flag.WAS_ON_BATTERY;
import static dev.alarum.ups.UpsScript.AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerEvent.MainsBack;
import dev.alarum.ups.PowerEvent.ShutdownDue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PowerWatchRestartTest {
    private static final Moment RESTART = new Moment(77_000_000_000L, UpsScript.START.wall());
    private final UpsScript ups = new UpsScript(AT_ONCE);

    @Test
    void nothing_is_due_before_a_fresh_reading_says_that_the_outage_stands() {
        restart(Duration.ofSeconds(5), false);
        assertThat(ups.watch.confirmed()).isTrue();

        tick(120);
        assertThat(ups.shutdowns()).isZero();
        assertThat(ups.watch.mayCommand(ups.now)).isFalse();

        ups.says(LOST);
        assertThat(ups.shutdowns()).isZero();

        ups.says(ON_BATTERY);
        assertThat(ups.shutdowns()).isEqualTo(1);
    }

    @Test
    void nothing_is_due_before_the_site_is_silent() {
        restart(Duration.ofSeconds(5), false);
        tick(20);
        assertThat(ups.shutdowns()).isZero();

        ups.events.addAll(ups.watch.silent(ups.now));

        assertThat(ups.shutdowns()).isEqualTo(1);
    }

    @Test
    void a_ups_that_stays_lost_on_its_battery_shuts_down_when_it_was_lost_for_too_long() {
        restart(Duration.ofSeconds(5), false);
        ups.watch = patient(Duration.ofSeconds(5), "ON_BATTERY");

        lost(59, WAS_ON_BATTERY);
        assertThat(ups.shutdowns()).isZero();
        lost(2, WAS_ON_BATTERY);

        assertThat(ups.events).contains(new ShutdownDue("nothing was known of the UPS for 60 s in the outage"));
        assertThat(ups.watch.mayCommand(ups.now)).isTrue();
    }

    @Test
    void a_ups_that_was_lost_before_has_its_time_from_the_restart_too() {
        restart(Duration.ofSeconds(5), false);
        ups.watch = patient(Duration.ofMinutes(20), "LOST");

        lost(59, WAS_ON_BATTERY);
        assertThat(ups.shutdowns()).isZero();
        lost(2, WAS_ON_BATTERY);

        assertThat(ups.shutdowns()).isEqualTo(1);
    }

    @Test
    void a_ups_that_is_lost_and_does_not_say_that_it_was_on_battery_shuts_nothing_down() {
        restart(Duration.ofSeconds(5), false);

        lost(3600);

        assertThat(ups.shutdowns()).isZero();
        assertThat(ups.watch.mayCommand(ups.now)).isFalse();
    }

    @Test
    void a_test_that_explained_the_battery_before_explains_it_after_the_restart_too() {
        restart(Duration.ofSeconds(5), false);
        ups.watch = patient(Duration.ofSeconds(5), "TEST");

        lost(3600, WAS_ON_BATTERY);

        assertThat(ups.shutdowns()).isZero();
    }

    @Test
    void what_was_begun_before_is_not_begun_again() {
        restart(Duration.ofSeconds(5), true);

        ups.says(ON_BATTERY);
        tick(60);
        ups.says(ON_BATTERY);

        assertThat(ups.shutdowns()).isZero();
        assertThat(ups.watch.mayCommand(ups.now)).isTrue();
    }

    @Test
    void mains_as_the_first_reading_ends_the_outage_of_before() {
        restart(Duration.ofSeconds(5), true);

        ups.says(MAINS);

        assertThat(ups.events).containsExactly(new MainsBack(true));
        assertThat(ups.watch.confirmedAt()).isNull();
    }

    @Test
    void an_outage_of_yesterday_is_history() {
        restart(Duration.ofHours(25), false);

        ups.events.addAll(ups.watch.silent(ups.now));

        assertThat(ups.watch.confirmed()).isFalse();
        assertThat(ups.shutdowns()).isZero();
    }

    @Test
    void it_is_kept_and_comes_back_the_same() {
        ups.says(ON_BATTERY, 0, 5, 10, 15);
        Row.UpsRow row = ups.watch.row();

        PowerWatch back = PowerWatch.restored(AT_ONCE, row, null, true, ups.now);

        assertThat(row.confirmedAt()).isEqualTo(ups.now.wall().toEpochMilli());
        assertThat(back.confirmedAt()).isEqualTo(ups.now);
        assertThat(back.state()).isEqualTo(ON_BATTERY);
        assertThat(back.shutdownWasDue()).isTrue();
    }

    @Test
    void a_reading_of_before_is_not_taken_again() {
        restart(Duration.ofSeconds(5), false);

        ups.events.addAll(ups.watch.reading(ups.reading(MAINS, Duration.ZERO, 1), ups.now));

        assertThat(ups.watch.confirmed()).isTrue();
        assertThat(ups.events).isEmpty();
    }

    /** It is lost from now on, at each poll. */
    private void lost(int seconds, Reading.Flag... flags) {
        for (int second = 0; second < seconds; second++) {
            if (ups.now.since(RESTART).toSeconds() % 5 == 0) {
                ups.says(LOST, flags);
            }
            tick(1);
        }
    }

    /** One that is to be shut down an hour after the outage is certain. @param state the last that was known of it */
    private static PowerWatch patient(Duration ago, String state) {
        long then = RESTART.wall().minus(ago).toEpochMilli();
        var row = new Row.UpsRow("apc", "pi", state, then - 15_000, then);
        var reading = new Row.ReadingRow("apc", "pi", 1, 1, state, "", 90.0, 2400L, 20.0, null, 0, then);
        return PowerWatch.restored(UpsScript.settings("15s", "1h", "60s"), row, reading, false, RESTART);
    }

    private void restart(Duration ago, boolean planned) {
        long then = RESTART.wall().minus(ago).toEpochMilli();
        var row = new Row.UpsRow("apc", "pi", "ON_BATTERY", then - 15_000, then);
        var reading = new Row.ReadingRow("apc", "pi", 1, 1, "ON_BATTERY", "", 90.0, 2400L, 20.0, null, 0, then);
        ups.says(ON_BATTERY);
        ups.now = RESTART;
        ups.watch = PowerWatch.restored(AT_ONCE, row, reading, planned, RESTART);
    }

    private void tick(int seconds) {
        for (int i = 0; i < seconds; i++) {
            ups.now = ups.now.plus(Duration.ofSeconds(1));
            ups.events.addAll(ups.watch.tick(ups.now));
        }
    }
}
