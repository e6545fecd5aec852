package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.incident.Cause;
import dev.alarum.notice.Notice;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.store.Row.HistoryRow;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A hub to which more beats come than it can count must not take the ones that wait for silences, nor lose the dead. */
class BehindTest {
    private final World world = world();

    private static World world() {
        World world = new World(World.settings(1));
        List.of("a1", "a2").forEach(world::node);
        world.relay("pi");
        return world.seconds(30);
    }

    private List<String> problems() {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    private String health() {
        return world.status().hub().health();
    }

    private List<Cause> rungFor() {
        return world.calls.stream().map(call -> call.facts().get(0).cause()).toList();
    }

    private List<HistoryRow> history(String kind) {
        return world.rows.stream()
                .filter(row ->
                        row instanceof HistoryRow history && history.kind().equals(kind))
                .map(HistoryRow.class::cast)
                .toList();
    }

    private void beatsWait(double seconds) {
        world.backlog = Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** What was counted last shows these to be alive for longer than a timeout: only what waits can. */
    private void assertThatNobodyFailed() {
        assertThat(world.status().nodes()).extracting(node -> node.state()).doesNotContain("FAILED");
        assertThat(world.status().relays()).extracting(relay -> relay.state()).doesNotContain("FAILED");
    }

    @Test
    void nobody_fails_whose_beats_wait_at_the_door_and_it_is_shown() {
        world.stall(50);

        assertThatNobodyFailed();
        assertThat(problems()).containsExactly("intake-behind");
        assertThat(world.status().hub().holdReason()).isEqualTo("more beats come in than the hub can count");

        world.catchUp().minutes(2);
        assertThat(problems()).isEmpty();
        assertThat(world.calls).isEmpty();
    }

    @Test
    void who_died_meanwhile_is_found_once_it_has_caught_up_and_that_is_no_fault_of_the_detector() {
        world.stall(10);
        world.node("a1").alive = false;
        world.stall(40);

        world.catchUp().seconds(2);
        assertThat(world.stateOf("a1")).isNotEqualTo("FAILED");
        world.seconds(4);

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        assertThat(world.stateOf("a2")).isEqualTo("UP");
        assertThat(problems()).containsExactly("node-failed", "incident");
        assertThat(health()).isEqualTo("UP");
    }

    @Test
    void a_beat_counts_from_when_it_came_and_not_from_when_it_was_counted() {
        world.stall(8);
        world.node("a1").alive = false;
        world.stall(7);

        world.catchUp().seconds(14);

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        assertThat(problems()).containsExactly("node-failed", "incident");
    }

    @Test
    void that_it_lasts_is_rung_for_once_and_who_dies_later_is_found_later_by_the_wait_alone() {
        beatsWait(12);
        world.minutes(10);
        assertThat(rungFor()).containsExactly(Cause.WATCH);
        assertThat(world.status().decisions())
                .anyMatch(one -> one.toString().contains("law 2: more beats come in than the hub can count"))
                .anyMatch(one -> one.toString().contains("so it judges, later by the wait"));
        assertThatNobodyFailed();

        world.node("a1").alive = false;
        world.seconds(20 + 11);
        assertThatNobodyFailed();
        world.seconds(3);

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        assertThat(world.stateOf("a2")).isEqualTo("UP");
        assertThat(problems()).contains("intake-behind").doesNotContain("backstop");
        world.minutes(10);
        assertThat(rungFor()).containsExactly(Cause.WATCH, Cause.NODE);
    }

    @Test
    void whoever_dies_is_found_however_the_waits_come_and_go() {
        for (double[] waits : new double[][] {{0, 0, 1.1}, {3.1, 0, 0}, {0, 2.9, 0, 0, 3.5}, {7, 1}, {30, 4, 0}}) {
            World other = world();
            other.backlog = Duration.ofMillis(3_100);
            other.seconds(1).node("a1").alive = false;
            for (int second = 0; second < 150; second++) {
                other.backlog = Duration.ofMillis(Math.round(waits[second % waits.length] * 1000));
                other.seconds(1);
            }

            assertThat(other.stateOf("a1")).as(Arrays.toString(waits)).isEqualTo("FAILED");
            assertThat(other.stateOf("a2")).as(Arrays.toString(waits)).isEqualTo("UP");
            assertThat(other.status().hub().backstops())
                    .as(Arrays.toString(waits))
                    .isZero();
        }
    }

    @Test
    void who_died_in_a_long_wait_is_found_in_time_when_it_ends() {
        beatsWait(15);
        world.minutes(5);
        world.node("a1").alive = false;
        world.seconds(16);

        world.catchUp().seconds(6);

        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
        assertThat(world.status().hub().backstops()).isZero();
    }

    @Test
    void nobody_fails_whose_beats_wait_ever_longer() {
        for (int second = 0; second < 230; second++) {
            beatsWait(second / 2.0);
            world.seconds(1);
        }

        assertThatNobodyFailed();
        assertThat(rungFor()).containsExactly(Cause.WATCH);
    }

    @Test
    void a_lease_that_ends_meanwhile_waits_for_what_is_not_counted_yet() {
        beatsWait(30);
        world.minutes(10);
        world.notice("a1", Notice.Kind.REBOOT, Duration.ofSeconds(20));
        world.node("a1").boot++;
        world.seconds(25);

        assertThatNobodyFailed();
    }

    @Test
    void a_short_wait_is_nothing_and_one_that_has_begun_ends_only_when_it_has_caught_up() {
        beatsWait(2.9);
        world.seconds(2);
        assertThat(problems()).isEmpty();

        beatsWait(3);
        world.seconds(1);
        beatsWait(2);
        world.seconds(3);
        assertThat(problems()).contains("intake-behind");
        world.seconds(1);
        assertThat(problems()).isEmpty();
    }

    @Test
    void a_detector_that_is_behind_for_too_long_is_down_and_begins_anew_only_if_nothing_is_counted() {
        beatsWait(20);
        world.seconds(20);
        assertThat(health()).isEqualTo("DEGRADED");
        world.seconds(10);
        assertThat(health()).isEqualTo("DOWN");
        world.minutes(5);
        assertThat(world.canFire()).as("it goes on counting").isTrue();

        world.stall(24);
        assertThat(world.canFire()).isTrue();
        world.stall(4);
        assertThat(world.canFire()).isFalse();

        world.catchUp().seconds(5);
        assertThat(world.canFire()).isTrue();
        assertThat(health()).isEqualTo("UP");
    }

    @Test
    void a_flow_that_was_stopped_meanwhile_makes_every_silence_count_anew() {
        world.stall(10);
        world.node("a1").alive = false;
        world.suspended = Set.of("beat-intake");
        world.seconds(10);
        world.suspended = Set.of();
        world.stall(20);

        world.catchUp().seconds(15);

        assertThat(world.stateOf("a1")).isNotEqualTo("FAILED");
        world.seconds(10);
        assertThat(world.stateOf("a1")).isEqualTo("FAILED");
    }

    @Test
    void the_record_blames_the_hub_for_the_wait_and_each_node_for_its_own_silence() {
        world.stall(10);
        world.node("a1").alive = false;
        world.stall(41);
        world.catchUp().seconds(30);

        assertThat(history("deaf"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.detail()).isEqualTo("intake-behind"));
        assertThat(history("gap"))
                .filteredOn(row -> !row.detail().equals("new"))
                .extracting(HistoryRow::subject)
                .containsOnly("a1");
        assertThat(history("gap")).last().satisfies(row -> {
            long began = history("deaf").get(0).since();
            assertThat(row.since() - began)
                    .as("its last beat, not its counting")
                    .isBetween(5_000L, 9_000L);
        });
    }

    @Test
    void a_beat_that_waited_longer_than_the_timeout_brings_nobody_back() {
        world.node("a1").alive = false;
        world.seconds(30);
        assertThat(world.stateOf("a1")).isEqualTo("FAILED");

        world.overtaken("a1", Duration.ofSeconds(25));
        assertThat(world.stateOf("a1")).isEqualTo("FAILED");

        world.overtaken("a1", Duration.ofSeconds(5));
        assertThat(world.stateOf("a1")).isEqualTo("UP");
    }
}
