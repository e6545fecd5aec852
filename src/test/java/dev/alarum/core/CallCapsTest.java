package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.Contact;
import dev.alarum.call.QuietHours;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.store.Memory;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What holds the calls back: caps, quiet hours, recovery. */
class CallCapsTest {
    /** When a {@link World} begins. */
    private static final Instant BEGIN = Instant.parse("2026-01-31T23:59:00Z");

    private static CoreSettings with(CallSettings calls, UpsSettings... ups) {
        CoreSettings base = World.settings(1, ups);
        return new CoreSettings(
                base.nodes(), base.heartbeat(), base.incident(), base.notice(), calls, base.ups(), List.of());
    }

    private static CallSettings calls(int perHour, int perMonth, boolean stops) {
        return World.settings(1).call().bounded(perHour, perMonth, stops);
    }

    private static World three(World world) {
        List.of("a", "b", "c").forEach(world::node);
        world.relay("pi");
        world.phone = World::missed;
        return world.seconds(30);
    }

    private static Memory spent(int calls, Duration ago) {
        long at = BEGIN.minus(ago).toEpochMilli();
        return new Memory(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                0,
                LongStream.range(0, calls).mapToObj(i -> at + i).toList(),
                List.of());
    }

    @Test
    void no_more_calls_than_the_cap_of_a_month_and_a_warning_at_four_fifths() {
        World world = three(new World(with(calls(1000, 20, true))));
        world.node("a").alive = false;

        world.seconds(400);
        assertThat(world.calls).hasSizeBetween(16, 19);
        assertThat(world.told("call-cap-near")).hasSize(1).first().asString().contains("16 of the 20");
        assertThat(world.told("call-cap")).isEmpty();

        world.minutes(60 * 24);
        assertThat(world.calls).hasSize(20);
        assertThat(world.told("call-cap")).hasSize(1).first().asString().contains("20 were made within 30 days");
        assertThat(world.told("call-cap-near")).hasSize(1);
    }

    @Test
    void the_last_call_of_an_hour_is_announced_each_time() {
        World world = three(new World(with(calls(5, 1000, true))));
        world.node("a").alive = false;

        world.minutes(50);
        assertThat(world.calls).hasSize(5);
        assertThat(world.told("call-cap-near")).hasSize(1).first().asString().contains("One call is left of the 5");

        world.minutes(50);
        assertThat(world.calls).hasSizeGreaterThan(5);
        assertThat(world.told("call-cap-near")).hasSize(2);
    }

    @Test
    void what_was_spent_before_a_restart_counts() {
        World world = three(new World(with(calls(1000, 20, true))));
        world.node("a").alive = false;
        world.minutes(30);
        assertThat(world.calls).hasSize(20);

        world.restart(Duration.ofSeconds(5));
        world.minutes(60);

        assertThat(world.calls).hasSize(20);
    }

    @Test
    void calls_of_incidents_that_are_long_over_count_for_30_days_and_then_no_more() {
        World late = three(new World(with(calls(1000, 20, true)), spent(20, Duration.ofDays(29))));
        World later = three(new World(with(calls(1000, 20, true)), spent(20, Duration.ofDays(30))));
        late.node("a").alive = false;
        later.node("a").alive = false;

        late.minutes(10);
        later.minutes(10);

        assertThat(late.calls).as("the first call of an incident only").hasSize(1);
        assertThat(later.calls).hasSize(20);
    }

    @Test
    void the_first_call_of_an_incident_and_the_first_of_a_worse_cause_go_out_although_the_month_is_spent() {
        World world = three(new World(
                with(calls(1000, 20, true), UpsSettings.named(new Name("ups"))), spent(20, Duration.ofDays(3))));
        world.reading("pi", PowerState.MAINS).seconds(5);
        world.node("a").alive = false;
        world.minutes(5);

        for (int i = 0; i < 60; i++) {
            world.reading("pi", PowerState.ON_BATTERY).seconds(1);
        }

        assertThat(world.calls)
                .extracting((CallOrder order) -> order.facts().get(0).cause())
                .containsExactly(Cause.NODE, Cause.POWER);
    }

    @Test
    void who_sleeps_is_not_rung_while_somebody_is_awake() {
        QuietHours night = QuietHours.parse("22:00-07:00");
        Contact sleeper = new Contact(1, "Ada", "+14155550101", "en", night, null);
        Contact awake = new Contact(2, "Bob", "+14155550102", "en");
        CallSettings settings = new CallSettings(
                        List.of(sleeper, awake), 3, Duration.ofSeconds(25), Duration.ofSeconds(15), 30)
                .in(ZoneOffset.UTC);
        World world = three(new World(with(settings)));
        world.node("a").alive = false;

        world.minutes(3);

        assertThat(world.calls).extracting(order -> order.contact().order()).containsOnly(2);
    }

    @Test
    void what_is_over_is_rung_for_no_more() {
        World world = three(new World(with(calls(30, 500, true))));
        world.node("a").alive = false;
        world.seconds(30);
        int before = world.calls.size();
        assertThat(before).isPositive();
        world.node("a").alive = true;

        world.minutes(5);

        assertThat(world.calls).hasSize(before);
        assertThat(world.status().incidents().get(0).state()).isEqualTo("RECOVERED");
    }

    @Test
    void what_is_over_is_rung_for_until_somebody_is_reached_if_so_set() {
        World world = three(new World(with(calls(30, 500, false))));
        world.node("a").alive = false;
        world.seconds(30);
        int before = world.calls.size();
        world.node("a").alive = true;
        world.minutes(2);
        assertThat(world.calls).hasSizeGreaterThan(before + 1);
        assertThat(world.calls.get(world.calls.size() - 1).facts().get(0).failed())
                .isEmpty();

        world.phone = World::heard;
        world.minutes(1);
        int reached = world.calls.size();
        world.minutes(5);

        assertThat(world.calls).hasSize(reached);
        assertThat(world.status().incidents().get(0).state()).isEqualTo("RECOVERED");
        assertThat(world.told("recovered")).hasSize(1);
    }
}
