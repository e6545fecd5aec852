package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.Roll;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GapRecordTest {
    private static final Sender NODE = Sender.node(new Name("a1"));
    private static final Sender OTHER = Sender.node(new Name("a2"));
    private static final long START = 1_790_000_000_000L;

    private final Effects effects = new Effects();
    private Moment now = new Moment(7_000_000_000L, Instant.ofEpochMilli(START));
    private final GapRecord record = new GapRecord(effects, HeartbeatSettings.DEFAULT, now);
    private final List<HistoryRow> written = new ArrayList<>();
    private long seq;
    private long boot = 1;

    @BeforeEach
    void begin() {
        record.begin(List.of(), now);
        hear(NODE);
        drain();
        written.clear();
    }

    @Test
    void regular_beats_write_nothing_but_a_mark_each_minute() {
        for (int second = 0; second < 600; second++) {
            pass(Duration.ofSeconds(1));
            hear(NODE);
            record.tick(Duration.ZERO, now);
        }

        assertThat(drain()).extracting(HistoryRow::kind).containsOnly("watch").hasSize(10);
        assertThat(written.get(9).until()).isEqualTo(START + 600_000);
    }

    @Test
    void a_silence_of_three_periods_is_written_when_it_ends_and_one_of_two_is_not() {
        pass(Duration.ofSeconds(2));
        hear(NODE);
        assertThat(drain()).isEmpty();

        pass(Duration.ofSeconds(3));
        hear(NODE);

        assertThat(drain()).containsExactly(new HistoryRow("gap", "a1", START + 2_000, START + 5_000, 1, ""));
    }

    @Test
    void a_silence_that_may_be_judged_is_written_while_it_goes_on_and_once_more_when_it_ends() {
        tickFor(19);
        assertThat(gaps()).isEmpty();

        tickFor(41);
        assertThat(gaps()).containsExactly(new HistoryRow("gap", "a1", START, null, 1, ""));

        hear(NODE);
        assertThat(gaps()).last().isEqualTo(new HistoryRow("gap", "a1", START, START + 60_000, 1, ""));
        assertThat(gaps().get(0).key()).isEqualTo(gaps().get(1).key());
    }

    @Test
    void a_new_boot_is_written_however_short_the_silence() {
        pass(Duration.ofSeconds(1));
        boot = 9;
        hear(NODE);

        assertThat(drain()).containsExactly(new HistoryRow("gap", "a1", START, START + 1_000, 9, ""));
    }

    @Test
    void one_never_heard_before_begins_with_its_first_beat() {
        pass(Duration.ofSeconds(4));
        hear(OTHER);

        assertThat(drain()).containsExactly(new HistoryRow("gap", "a2", START + 4_000, START + 4_000, 1, "new"));
    }

    @Test
    void a_freeze_of_the_hub_is_written_once_and_not_as_a_gap_of_each_sender() {
        hear(OTHER);
        pass(Duration.ofSeconds(1));
        hear(NODE);
        hear(OTHER);
        record.tick(Duration.ZERO, now);
        drain();
        written.clear();

        pass(Duration.ofSeconds(30));
        record.stood(now);
        hear(NODE);
        record.tick(Duration.ZERO, now);
        tickFor(25);

        drain();
        assertThat(written.stream().filter(row -> row.kind().equals("stall")))
                .containsExactly(new HistoryRow("stall", "hub", START + 1_000, START + 31_000, 0, ""));
        assertThat(gaps().stream().filter(row -> row.subject().equals("a2")))
                .as("who was not heard after it died meanwhile")
                .containsExactly(new HistoryRow("gap", "a2", START + 1_000, null, 1, ""));
    }

    @Test
    void a_suspended_intake_is_written_as_such() {
        record.hears(Set.of("beat-intake"), now);
        record.tick(Duration.ZERO, now);
        for (int second = 0; second < 40; second++) {
            pass(Duration.ofSeconds(1));
            record.hears(Set.of("beat-intake"), now);
            record.tick(Duration.ZERO, now);
        }
        record.hears(Set.of(), now);
        hear(NODE);

        assertThat(drain())
                .filteredOn(row -> !row.kind().equals("watch"))
                .containsExactly(
                        new HistoryRow("deaf", "hub", START, null, 0, "beat-intake"),
                        new HistoryRow("deaf", "hub", START, START + 40_000, 0, "beat-intake"));
    }

    @Test
    void its_time_does_not_step_with_the_wall_clock_and_the_step_is_written() {
        pass(Duration.ofSeconds(1));
        hear(NODE);
        now = new Moment(now.nanos(), now.wall().minus(Duration.ofHours(1)));
        record.stood(now);
        pass(Duration.ofSeconds(5));
        hear(NODE);

        assertThat(drain())
                .containsExactly(
                        new HistoryRow("clock", "hub", START + 1_000, null, -3_600_000, ""),
                        new HistoryRow("gap", "a1", START + 1_000, START + 6_000, 1, ""));
    }

    @Test
    void a_long_lossy_time_writes_the_longest_gap_of_each_five_minutes_and_counts_the_others() {
        int hours = 24;
        long beats = hours * 3_600 / 5;
        for (int beat = 0; beat < beats; beat++) {
            pass(beat % 100 == 50 ? Duration.ofSeconds(15) : Duration.ofSeconds(5));
            hear(NODE);
            record.tick(Duration.ZERO, now);
        }

        List<HistoryRow> gaps = gaps();
        assertThat(gaps).hasSizeBetween(60 + hours * 12 - 5, 60 + hours * 13);
        assertThat(gaps.stream().filter(row -> length(row) == 15_000).count())
                .as("the long ones are not lost")
                .isBetween(beats / 100 - 2, beats / 100);
        long counted = gaps.stream()
                .map(HistoryRow::detail)
                .filter(detail -> detail.startsWith("thinned "))
                .mapToLong(detail -> Long.parseLong(detail.substring(8)))
                .sum();
        assertThat(counted + gaps.size()).isBetween(beats - 70, beats);
    }

    @Test
    void all_together_write_no_more_than_two_short_gaps_a_second() {
        int nodes = 2_000;
        for (int round = 0; round < 60; round++) {
            pass(Duration.ofSeconds(5));
            for (int node = 0; node < nodes; node++) {
                hear(Sender.node(new Name("n" + node)));
            }
            record.tick(Duration.ZERO, now);
        }

        assertThat(gaps().stream().filter(row -> !row.detail().equals("new"))).hasSizeLessThanOrEqualTo(600 + 2 * 300);
    }

    @Test
    void once_a_day_it_says_who_is_known_and_since_when_silent() {
        hear(OTHER);
        tickFor(10);
        for (int minute = 0; minute < 24 * 60; minute++) {
            pass(Duration.ofSeconds(60));
            hear(OTHER);
            record.tick(Duration.ZERO, now);
        }

        HistoryRow roll = drain().stream()
                .filter(row -> row.kind().equals("roll"))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(Roll.parse(roll.detail()))
                .isEqualTo(new Roll(
                        false,
                        Duration.ofSeconds(1),
                        0,
                        List.of(new Roll.Present(NODE, 1, START), new Roll.Present(OTHER, 1, -1))));
    }

    @Test
    void an_orderly_stop_writes_what_goes_on_and_that_it_was_one() {
        pass(Duration.ofSeconds(7));

        record.end(now);

        assertThat(drain())
                .containsExactly(
                        new HistoryRow("gap", "a1", START, null, 1, ""),
                        new HistoryRow("watch", "hub", START, START + 7_000, 1, ""));
    }

    @Test
    void a_forgotten_one_is_written_and_is_no_gap_afterwards() {
        record.forgotten(NODE, now);
        tickFor(60);

        assertThat(gaps()).isEmpty();
        assertThat(written)
                .anyMatch(row -> row.kind().equals("forget") && row.subject().equals("a1"));
    }

    @Test
    void readings_are_written_when_they_change_or_stop() {
        for (int i = 0; i < 20; i++) {
            record.reading(reading(PowerState.MAINS), now);
            tickFor(30);
        }
        assertThat(ups()).hasSize(1);

        for (int i = 0; i < 12; i++) {
            record.reading(reading(PowerState.ON_BATTERY), now);
            tickFor(5);
        }
        tickFor(60);

        assertThat(ups()).hasSize(6);
        assertThat(ups().get(1).until()).as("the end of the time on mains").isEqualTo(START + 570_000);
        assertThat(ups().get(5).until()).as("the last one before the silence").isEqualTo(START + 655_000);
        assertThat(ups().get(5).detail()).isEqualTo("pi ON_BATTERY - 81.0 1500 -");
    }

    private List<HistoryRow> gaps() {
        drain();
        return written.stream().filter(row -> row.kind().equals("gap")).toList();
    }

    private List<HistoryRow> ups() {
        drain();
        return written.stream().filter(row -> row.kind().equals("ups")).toList();
    }

    private static long length(HistoryRow gap) {
        Long until = gap.until();
        return until == null ? 0 : until - gap.since();
    }

    private void tickFor(int seconds) {
        for (int second = 0; second < seconds; second++) {
            pass(Duration.ofSeconds(1));
            record.tick(Duration.ZERO, now);
        }
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
    }

    private void hear(Sender sender) {
        record.heard(new Beat(sender, Beat.DIRECT, new Stamp(boot, ++seq)), now);
    }

    private static Reading reading(PowerState state) {
        return new Reading(
                new Name("ups"),
                new Name("pi"),
                new Stamp(1, 1),
                state,
                Set.of(),
                81.0,
                Duration.ofMinutes(25),
                null,
                null,
                Duration.ZERO);
    }

    /** What was written since the last time; {@link #written} holds all. */
    private List<HistoryRow> drain() {
        List<HistoryRow> fresh = new ArrayList<>();
        for (Effect effect : effects.drain()) {
            if (effect instanceof Effect.Save save && save.row() instanceof HistoryRow row) {
                fresh.add(row);
            }
        }
        written.addAll(fresh);
        return fresh;
    }
}
