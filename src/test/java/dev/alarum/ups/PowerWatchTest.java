package dev.alarum.ups;

import static dev.alarum.ups.PowerState.CRITICAL;
import static dev.alarum.ups.PowerState.LOST;
import static dev.alarum.ups.PowerState.MAINS;
import static dev.alarum.ups.PowerState.ON_BATTERY;
import static dev.alarum.ups.PowerState.SHUTTING_DOWN;
import static dev.alarum.ups.PowerState.TEST;
import static dev.alarum.ups.Reading.Flag.BATTERY_BAD;
import static dev.alarum.ups.Reading.Flag.WAS_ON_BATTERY;
import static dev.alarum.ups.UpsScript.AT_ONCE;
import static dev.alarum.ups.UpsScript.START;
import static dev.alarum.ups.UpsScript.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.ups.PowerEvent.BackFromLost;
import dev.alarum.ups.PowerEvent.BatteryBad;
import dev.alarum.ups.PowerEvent.BecameLost;
import dev.alarum.ups.PowerEvent.Confirmed;
import dev.alarum.ups.PowerEvent.MainsBack;
import dev.alarum.ups.PowerEvent.ShutdownDue;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PowerWatchTest {
    private final UpsScript ups = new UpsScript(AT_ONCE);

    @Nested
    class Confirming {
        @Test
        void an_outage_is_certain_after_the_confirm_time_and_shuts_down_at_once() {
            ups.says(ON_BATTERY, 0, 5, 10);
            assertThat(ups.events).isEmpty();
            assertThat(ups.watch.confirmed()).isFalse();

            ups.says(ON_BATTERY, 15);

            assertThat(ups.events).extracting(Object::getClass).isEqualTo(classes(Confirmed.class, ShutdownDue.class));
            assertThat(ups.watch.confirmedAt()).isEqualTo(ups.now);
            assertThat(ups.watch.state()).isEqualTo(ON_BATTERY);
        }

        @Test
        void one_reading_alone_confirms_nothing_however_long_ago_it_was() {
            ups.at(0).says(ON_BATTERY).at(600);

            assertThat(ups.watch.confirmed()).isFalse();
            assertThat(ups.shutdowns()).isZero();
        }

        @Test
        void two_flickers_with_nothing_known_between_them_are_no_outage() {
            ups.at(0).says(ON_BATTERY).at(600).says(ON_BATTERY).at(605).says(ON_BATTERY);

            assertThat(ups.watch.confirmed()).isFalse();
        }

        @Test
        void mains_between_two_readings_on_battery_begins_the_count_anew() {
            ups.says(ON_BATTERY, 0, 5, 10).says(MAINS, 12).says(ON_BATTERY, 14, 19, 24);

            assertThat(ups.watch.confirmed()).isFalse();
            ups.says(ON_BATTERY, 29);
            assertThat(ups.watch.confirmed()).isTrue();
        }

        @Test
        void a_failed_poll_in_between_does_not_stop_the_count() {
            ups.says(ON_BATTERY, 0, 5).says(LOST, 10).says(ON_BATTERY, 15);

            assertThat(ups.shutdowns()).isEqualTo(1);
        }

        @Test
        void old_data_sent_again_and_again_confirms_nothing() {
            ups.at(0).says(ON_BATTERY);
            for (int second = 5; second < 120; second += 5) {
                ups.at(second).says(ON_BATTERY, Duration.ofSeconds(second));
            }

            assertThat(ups.watch.confirmed()).isFalse();
        }

        @Test
        void a_reading_that_is_older_than_the_newest_changes_nothing() {
            ups.says(ON_BATTERY, 0, 5, 10).says(MAINS, 14);

            ups.at(15);
            ups.events.addAll(ups.watch.reading(ups.reading(ON_BATTERY, Duration.ZERO, 2), ups.now));

            assertThat(ups.watch.state()).isEqualTo(MAINS);
            assertThat(ups.events).isEmpty();
        }

        @Test
        void a_nearly_empty_battery_is_believed_at_the_second_poll() {
            ups.says(CRITICAL, 0);
            assertThat(ups.watch.confirmed()).isFalse();

            ups.says(CRITICAL, 5);
            assertThat(ups.shutdowns()).isEqualTo(1);
        }

        @Test
        void a_blip_of_a_second_on_a_weak_battery_is_no_outage() {
            ups.says(CRITICAL, 0, 1).says(MAINS, 2);

            assertThat(ups.events).isEmpty();
        }

        @Test
        void looks_that_follow_fast_are_one_poll_however_many() {
            ups.says(CRITICAL, 0, 0.25, 0.5, 1, 1.5, 2, 3, 3.9);
            assertThat(ups.watch.confirmed()).isFalse();

            ups.says(CRITICAL, 4);
            assertThat(ups.shutdowns()).isEqualTo(1);
        }

        @Test
        void the_same_critical_data_read_twice_is_one_poll() {
            ups.at(0).says(CRITICAL).at(5).says(CRITICAL, Duration.ofSeconds(5));
            assertThat(ups.watch.confirmed()).isFalse();

            ups.at(10).says(CRITICAL, Duration.ofSeconds(6));
            assertThat(ups.watch.confirmed()).isTrue();
        }

        @Test
        void a_battery_that_recovered_in_between_must_be_nearly_empty_in_two_more_polls() {
            ups.says(CRITICAL, 0).says(ON_BATTERY, 2).says(CRITICAL, 4, 5);
            assertThat(ups.watch.confirmed()).isFalse();

            ups.says(CRITICAL, 8);
            assertThat(ups.watch.confirmed()).isTrue();
        }

        @Test
        void one_critical_reading_is_enough_once_the_outage_is_certain() {
            UpsScript late = new UpsScript(settings("15s", "30m"));
            late.says(ON_BATTERY, 0, 5, 10, 15, 20);
            assertThat(late.shutdowns()).isZero();

            late.says(CRITICAL, 25);
            assertThat(late.shutdowns()).isEqualTo(1);
        }

        @Test
        void ups_software_shutting_its_host_down_counts_only_if_it_was_on_battery() {
            UpsScript without = new UpsScript(AT_ONCE);
            without.at(0).says(SHUTTING_DOWN).at(5).says(SHUTTING_DOWN).at(20).says(SHUTTING_DOWN);
            ups.at(0).says(SHUTTING_DOWN, WAS_ON_BATTERY).at(5).says(SHUTTING_DOWN, WAS_ON_BATTERY);

            assertThat(without.shutdowns()).isZero();
            assertThat(ups.shutdowns()).isEqualTo(1);
        }

        @ParameterizedTest
        @EnumSource(
                value = PowerState.class,
                names = {"MAINS", "TEST", "LOST"})
        void no_such_reading_shuts_anything_down(PowerState state) {
            for (int second = 0; second < 3600; second += 5) {
                ups.at(second).says(state, WAS_ON_BATTERY, BATTERY_BAD);
            }

            assertThat(ups.shutdowns()).isZero();
            assertThat(ups.watch.confirmed()).isFalse();
        }

        @Test
        void a_test_in_between_explains_the_battery() {
            ups.says(ON_BATTERY, 0, 5, 10).says(TEST, 14).says(ON_BATTERY, 16, 21, 26);

            assertThat(ups.watch.confirmed()).isFalse();
        }

        @Test
        void a_ups_lost_after_one_reading_on_battery_is_not_believed() {
            ups.at(0).says(ON_BATTERY);
            for (int second = 5; second < 600; second += 5) {
                ups.at(second).says(LOST, WAS_ON_BATTERY);
            }

            assertThat(ups.shutdowns()).isZero();
        }
    }

    @Nested
    class Shutting_down {
        private final UpsScript patient = new UpsScript(settings("15s", "5m"));

        @Test
        void it_waits_for_the_set_time_after_the_outage_is_certain() {
            onBattery(patient, 0, 314);
            assertThat(patient.shutdowns()).isZero();

            onBattery(patient, 315, 325);
            assertThat(patient.shutdowns()).isEqualTo(1);
        }

        @Test
        void too_little_charge_comes_first() {
            onBattery(patient, 0, 60);
            patient.charge = 29.9;

            patient.at(65).says(ON_BATTERY);

            assertThat(patient.events).contains(new ShutdownDue("charge 29.9 % is below 30.0 %"));
        }

        @Test
        void too_little_time_left_comes_first() {
            onBattery(patient, 0, 60);
            patient.runtime = Duration.ofSeconds(599);

            patient.at(65).says(ON_BATTERY);

            assertThat(patient.events).contains(new ShutdownDue("599 s left on the battery are below 600 s"));
        }

        @Test
        void a_ups_that_gives_neither_charge_nor_time_left_goes_by_the_set_time() {
            patient.charge = null;
            patient.runtime = null;

            onBattery(patient, 0, 330);

            assertThat(patient.shutdowns()).isEqualTo(1);
        }

        @Test
        void the_thresholds_mean_nothing_before_the_outage_is_certain() {
            ups.charge = 1.0;
            ups.runtime = Duration.ZERO;

            ups.says(ON_BATTERY, 0, 5, 10);

            assertThat(ups.shutdowns()).isZero();
        }

        @Test
        void mains_ends_the_outage_and_a_new_one_may_shut_down_again() {
            onBattery(ups, 0, 60);
            assertThat(ups.shutdowns()).isEqualTo(1);

            ups.says(MAINS, 61);
            assertThat(ups.events).endsWith(new MainsBack(true));
            assertThat(ups.watch.confirmed()).isFalse();
            assertThat(ups.watch.mayCommand(ups.now)).isFalse();

            onBattery(ups, 100, 160);
            assertThat(ups.shutdowns()).isEqualTo(2);
        }

        @Test
        void it_is_due_once_only_though_the_battery_gets_worse() {
            onBattery(ups, 0, 60);
            ups.charge = 3.0;

            ups.says(CRITICAL, 65, 70, 75)
                    .at(80)
                    .says(SHUTTING_DOWN, WAS_ON_BATTERY)
                    .at(600);

            assertThat(ups.shutdowns()).isEqualTo(1);
        }

        @Test
        void no_order_goes_out_on_a_reading_older_than_15_seconds() {
            onBattery(ups, 0, 20);

            assertThat(ups.at(34.9).watch.mayCommand(ups.now)).isTrue();
            assertThat(ups.at(35).watch.mayCommand(ups.now)).isFalse();
        }

        @Test
        void readings_that_stop_without_a_silence_hold_the_shutdown() {
            onBattery(patient, 0, 20);
            patient.at(1000);
            assertThat(patient.shutdowns()).isZero();

            patient.events.addAll(patient.watch.silent(patient.now));
            assertThat(patient.shutdowns()).isEqualTo(1);
        }

        @Test
        void a_site_lost_after_the_outage_was_certain_counts_on() {
            onBattery(patient, 0, 20);
            patient.at(45);
            patient.events.addAll(patient.watch.silent(patient.now));
            assertThat(patient.shutdowns()).isZero();

            assertThat(patient.at(314).shutdowns()).isZero();
            assertThat(patient.at(317).shutdowns()).isEqualTo(1);
            assertThat(patient.watch.mayCommand(patient.now)).isTrue();
        }

        @Test
        void a_site_lost_before_the_outage_was_certain_never_shuts_down() {
            ups.says(ON_BATTERY, 0, 5, 10).at(30);

            ups.events.addAll(ups.watch.silent(ups.now));

            assertThat(ups.at(3600).shutdowns()).isZero();
        }

        @Test
        void the_time_left_is_counted_down_while_nothing_newer_is_known() {
            patient.runtime = Duration.ofSeconds(700);
            onBattery(patient, 0, 20);

            for (int second = 25; second < 118; second += 5) {
                patient.at(second).says(LOST);
            }
            assertThat(patient.shutdowns()).isZero();

            patient.says(LOST, 120, 125);
            assertThat(patient.events)
                    .anyMatch(event -> event instanceof ShutdownDue due
                            && due.reason().endsWith("s left on the battery are below 600 s"));
        }

        @Test
        void a_relay_that_is_heard_again_must_first_say_that_the_outage_stands() {
            onBattery(patient, 0, 20);
            patient.at(45);
            patient.events.addAll(patient.watch.silent(patient.now));
            patient.watch.heard();

            assertThat(patient.at(400).shutdowns()).isZero();
            patient.says(ON_BATTERY, 401);
            assertThat(patient.shutdowns()).isEqualTo(1);
        }

        @Test
        void mains_as_another_relay_knew_it_before_the_outage_ends_nothing() {
            onBattery(patient, 0, 310);

            patient.at(312).saysTheOther(MAINS, Duration.ofSeconds(60));
            assertThat(patient.watch.confirmed()).isTrue();
            assertThat(patient.watch.state()).isEqualTo(ON_BATTERY);
            assertThat(patient.at(317).shutdowns()).isEqualTo(1);
            assertThat(patient.watch.mayCommand(patient.now)).isTrue();
        }

        @Test
        void mains_that_another_relay_saw_since_then_ends_it() {
            onBattery(patient, 0, 20);

            patient.at(25).saysTheOther(MAINS, Duration.ofMillis(4900));
            assertThat(patient.events).endsWith(new MainsBack(false));
            assertThat(patient.watch.confirmed()).isFalse();
        }

        @Test
        void mains_that_the_same_relay_sees_ends_it_whatever_the_age_says() {
            onBattery(patient, 0, 20);

            patient.at(21).says(MAINS, Duration.ofSeconds(60));
            assertThat(patient.watch.confirmed()).isFalse();
        }

        @Test
        void mains_of_before_still_holds_what_is_not_certain() {
            ups.says(ON_BATTERY, 0, 5, 10).at(12).saysTheOther(MAINS, Duration.ofSeconds(60));

            ups.says(ON_BATTERY, 15, 20, 25);
            assertThat(ups.watch.confirmed()).isFalse();
        }

        @Test
        void a_ups_that_is_not_known_any_more_is_taken_for_empty_after_the_set_time() {
            UpsScript blind = new UpsScript(settings("15s", "1h", "60s"));
            onBattery(blind, 0, 20);

            onPoll(blind, LOST, 25, 80);
            assertThat(blind.shutdowns()).isZero();

            blind.at(85).says(LOST);
            assertThat(blind.events).endsWith(new ShutdownDue("nothing was known of the UPS for 60 s in the outage"));
        }

        @Test
        void a_silent_site_is_taken_for_empty_after_the_set_time_from_the_last_reading() {
            UpsScript blind = new UpsScript(settings("15s", "1h", "60s"));
            onBattery(blind, 0, 20);
            blind.at(45);
            blind.events.addAll(blind.watch.silent(blind.now));

            assertThat(blind.at(79).shutdowns()).isZero();
            assertThat(blind.at(81).shutdowns()).isEqualTo(1);
        }

        @Test
        void each_look_that_shows_the_ups_begins_that_time_anew() {
            UpsScript blind = new UpsScript(settings("15s", "1h", "60s"));
            onBattery(blind, 0, 20);

            onPoll(blind, LOST, 25, 75);
            blind.says(ON_BATTERY, 80);
            onPoll(blind, LOST, 85, 140);

            assertThat(blind.shutdowns()).isZero();
        }

        @Test
        void a_ups_lost_before_the_outage_was_certain_is_not_taken_for_empty() {
            UpsScript blind = new UpsScript(settings("15s", "1h", "60s"));
            blind.says(ON_BATTERY, 0, 5, 10);

            onPoll(blind, LOST, 15, 600);

            assertThat(blind.shutdowns()).isZero();
        }

        @Test
        void a_test_during_an_outage_holds_the_orders() {
            onBattery(patient, 0, 310);

            patient.says(TEST, 314, 316, 320);
            assertThat(patient.shutdowns()).isZero();

            patient.says(ON_BATTERY, 325);
            assertThat(patient.shutdowns()).isEqualTo(1);
        }
    }

    @Nested
    class Losing_sight {
        @Test
        void three_missed_signs_of_life_on_mains_make_it_lost() {
            ups.says(MAINS, 0).at(89);
            assertThat(ups.watch.state()).isEqualTo(MAINS);

            ups.at(92);
            assertThat(ups.watch.state()).isEqualTo(LOST);
            assertThat(ups.events).containsExactly(new BecameLost(false));
        }

        @Test
        void three_missed_polls_on_battery_make_it_lost() {
            onBattery(ups, 0, 20);

            ups.at(37);

            assertThat(ups.watch.state()).isEqualTo(LOST);
            assertThat(ups.events).endsWith(new BecameLost(true));
        }

        @Test
        void a_ups_that_is_never_heard_is_told_lost() {
            assertThat(ups.at(92).events).containsExactly(new BecameLost(false));
        }

        @Test
        void readings_that_say_lost_are_told_after_three_polls_and_again_when_it_is_back() {
            ups.says(MAINS, 0).says(LOST, 5, 10);
            assertThat(ups.events).isEmpty();
            assertThat(ups.watch.state()).isEqualTo(LOST);

            ups.says(LOST, 15, 20).says(MAINS, 25);

            assertThat(ups.events).containsExactly(new BecameLost(false), new BackFromLost());
        }

        @Test
        void a_loose_plug_is_told_once_in_five_minutes() {
            for (int second = 0; second < 600; second += 60) {
                ups.says(LOST, second, second + 10, second + 20).says(MAINS, second + 40);
            }

            assertThat(ups.count(BecameLost.class)).isEqualTo(2);
        }
    }

    @Nested
    class Explaining_a_silence {
        @Test
        void a_silence_up_to_90_seconds_after_the_last_reading_on_battery_is_the_powers() {
            onBattery(ups, 0, 20);

            assertThat(ups.watch.powerCauseAt(second(110))).isTrue();
            assertThat(ups.watch.powerCauseAt(second(111))).isFalse();
        }

        @Test
        void a_silence_before_an_outage_that_is_certain_by_now_is_the_powers() {
            onBattery(ups, 10, 40);

            assertThat(ups.watch.powerCauseAt(second(8))).isTrue();
        }

        @Test
        void an_outage_that_is_not_certain_explains_nothing() {
            ups.says(ON_BATTERY, 0, 5, 10);

            assertThat(ups.watch.powerCauseAt(second(10))).isFalse();
        }

        @Test
        void an_outage_that_is_over_explains_only_what_fell_silent_in_it() {
            onBattery(ups, 100, 160);
            ups.says(MAINS, 161);

            assertThat(ups.watch.powerCauseAt(second(150))).isTrue();
            assertThat(ups.watch.powerCauseAt(second(170))).isFalse();
            assertThat(ups.watch.powerCauseAt(second(20))).isFalse();
        }
    }

    @Test
    void a_bad_battery_is_told_once_until_it_is_replaced() {
        ups.at(0)
                .says(MAINS, BATTERY_BAD)
                .at(30)
                .says(MAINS, BATTERY_BAD)
                .at(35)
                .says(LOST);
        assertThat(ups.watch.batteryBad()).isTrue();

        ups.says(MAINS, 60).at(90).says(MAINS, BATTERY_BAD);

        assertThat(ups.count(BatteryBad.class)).isEqualTo(2);
        assertThat(ups.shutdowns()).isZero();
    }

    @Test
    void the_age_of_the_newest_reading_includes_the_age_of_its_data() {
        assertThat(ups.watch.age(ups.now)).isNull();

        ups.at(10).says(MAINS, Duration.ofSeconds(40)).at(15);

        assertThat(ups.watch.age(ups.now)).isEqualTo(Duration.ofSeconds(45));
    }

    private static void onBattery(UpsScript script, int from, int to) {
        for (int second = from; second <= to; second += 5) {
            script.at(second).says(ON_BATTERY);
        }
    }

    private static void onPoll(UpsScript script, PowerState state, int from, int to) {
        for (int second = from; second <= to; second += 5) {
            script.at(second).says(state);
        }
    }

    private static Moment second(int second) {
        return START.plus(Duration.ofSeconds(second));
    }

    private static java.util.List<Class<?>> classes(Class<?>... classes) {
        return java.util.List.of(classes);
    }
}
