package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.core.World.Machine;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.incident.Cause;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.notice.Notice;
import dev.alarum.replay.Backtest;
import dev.alarum.replay.Outcome;
import dev.alarum.replay.Outcome.Kind;
import dev.alarum.store.Past;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a hub recorded of its past leads, decided once more, to the same calls; with other settings to others. */
class ReplayTest {
    private static final CoreSettings AS_IT_WAS = World.settings(1);
    private static final List<String> NODES = List.of("a1", "a2", "a3");

    private final World world = world();

    @Test
    void a_death_rings_in_the_replay_when_it_rang() {
        world.node("a1").alive = false;
        world.minutes(10);

        List<Outcome> outcomes = replay(world, AS_IT_WAS);

        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Kind.SAME);
        assertThat(outcomes.get(0).alarm().nodes()).containsExactly("a1");
        assertThat(outcomes.get(0).alarm().cause()).isEqualTo(Cause.NODE);
        assertThat(outcomes.get(0).alarm().at() - outcomes.get(0).alarm().firstSilence())
                .isBetween(23_000L, 25_000L);
    }

    @Test
    void a_blip_that_rang_nobody_rings_with_a_shorter_timeout() {
        blip("a1", 9);

        assertThat(replay(world, AS_IT_WAS)).isEmpty();
        assertThat(replay(world, withTimeout("5s"))).extracting(Outcome::kind).containsExactly(Kind.NEW);
        assertThat(replay(world, withTimeout("12s"))).isEmpty();
    }

    @Test
    void a_blip_down_to_three_periods_is_recorded() {
        blip("a1", 3);

        assertThat(replay(world, withSettle("3s"))).extracting(Outcome::kind).containsExactly(Kind.NEW);
    }

    @Test
    void with_a_longer_timeout_a_blip_that_rang_rings_nobody() {
        blip("a2", 40);

        assertThat(replay(world, AS_IT_WAS)).extracting(Outcome::kind).containsExactly(Kind.SAME);
        assertThat(replay(world, withTimeout("1m"))).extracting(Outcome::kind).containsExactly(Kind.MISSING);
        assertThat(replay(world, withTimeout("30s"))).extracting(Outcome::kind).containsExactly(Kind.LATER);
        assertThat(replay(world, withTimeout("10s"))).extracting(Outcome::kind).containsExactly(Kind.EARLIER);
    }

    @Test
    void a_death_while_beats_waited_at_the_door_rings_in_the_replay_when_it_rang() {
        world.stall(10);
        world.node("a1").alive = false;
        world.stall(40);
        world.catchUp().minutes(5);
        assertThat(world.calls).hasSize(1);

        assertThat(replay(world, AS_IT_WAS)).extracting(Outcome::kind).containsExactly(Kind.SAME);
    }

    @Test
    void a_death_in_a_long_wait_rings_in_the_replay_and_its_return_does_not_hide_it() {
        world.backlog = Duration.ofSeconds(4);
        world.minutes(10);
        world.node("a1").alive = false;
        world.minutes(2);
        world.node("a1").alive = true;
        world.minutes(2).catchUp().minutes(2);

        List<Outcome> outcomes = replay(world, AS_IT_WAS);

        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Kind.SAME, Kind.SAME);
        assertThat(outcomes).extracting(one -> one.alarm().cause()).containsExactly(Cause.WATCH, Cause.NODE);
    }

    @Test
    void a_higher_threshold_rings_nobody_for_a_lone_failure() {
        world.node("a1").alive = false;
        world.minutes(5);

        assertThat(replay(world, World.settings(2))).extracting(Outcome::kind).containsExactly(Kind.MISSING);
    }

    @Test
    void an_announced_absence_rings_nobody_until_its_lease_ends() {
        world.notice("a1", Notice.Kind.REBOOT, null);
        world.node("a1").alive = false;
        world.minutes(12);
        comeBack("a1");
        world.minutes(20);
        world.notice("a2", Notice.Kind.REBOOT, null);
        world.node("a2").alive = false;
        world.minutes(30);

        List<Outcome> outcomes = replay(world, AS_IT_WAS);

        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Kind.SAME);
        assertThat(outcomes.get(0).alarm().nodes()).containsExactly("a2");
    }

    @Test
    void a_reboot_with_a_goodbye_and_no_gap_leaves_the_node_watched() {
        world.notice("a1", Notice.Kind.STOP, null);
        world.node("a1").boot += 7;
        world.seconds(60);
        world.node("a1").alive = false;
        world.minutes(10);

        assertThat(replay(world, AS_IT_WAS)).extracting(Outcome::kind).containsExactly(Kind.SAME);
    }

    @Test
    void a_power_failure_rings_in_the_replay_when_it_rang() {
        World power = new World(World.settings(1, dev.alarum.ups.UpsSettings.named(new dev.alarum.node.Name("ups"))));
        NODES.forEach(power::node);
        power.relay("pi");
        outage(power);

        List<Outcome> outcomes =
                replay(power, World.settings(1, dev.alarum.ups.UpsSettings.named(new dev.alarum.node.Name("ups"))));

        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Kind.SAME);
        assertThat(outcomes.get(0).alarm().cause()).isEqualTo(Cause.POWER);
    }

    @Test
    void a_freeze_and_a_set_clock_ring_nobody_in_the_replay_either() {
        world.freeze(Duration.ofSeconds(30));
        world.minutes(5);
        world.clockJump(Duration.ofHours(1));
        world.minutes(5);
        world.freeze(Duration.ofSeconds(50));
        world.node("a1").alive = false;
        world.minutes(5);

        List<Outcome> outcomes = replay(world, AS_IT_WAS);

        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Kind.SAME);
        assertThat(history(world, "stall")).isEqualTo(2);
        assertThat(history(world, "gap")).as("a freeze is no gap of the nodes").isEqualTo(NODES.size() + 1 + 1);
    }

    @Test
    void a_freeze_does_ring_where_the_hub_does_not_hold_and_a_replay_of_a_shorter_timeout_holds_too() {
        world.freeze(Duration.ofSeconds(30));
        world.minutes(5);

        assertThat(replay(world, withTimeout("3s"))).isEmpty();
    }

    @Test
    void a_notice_at_the_very_moment_of_a_set_clock_is_in_force_after_a_restart_too() {
        world.clockJump(Duration.ofHours(1));
        world.notice("a2", Notice.Kind.REBOOT, null);
        world.node("a2").alive = false;
        world.minutes(5);
        world.restart(Duration.ofSeconds(10));
        world.minutes(20);

        assertThat(replay(world, AS_IT_WAS)).extracting(Outcome::kind).containsExactly(Kind.SAME);
    }

    @Test
    void a_notice_in_the_last_second_of_a_hub_that_was_killed_is_in_force_after_its_restart() {
        world.notice("a3", Notice.Kind.SHUTDOWN, null);
        world.node("a3").alive = false;
        world.restart(Duration.ofSeconds(10));
        world.minutes(5);

        assertThat(replay(world, AS_IT_WAS)).isEmpty();
    }

    @Test
    void a_suspended_intake_rings_as_it_did() {
        world.suspended = Set.of("beat-intake");
        world.minutes(3);
        world.suspended = Set.of();
        world.minutes(5);

        List<Outcome> outcomes = replay(world, AS_IT_WAS);

        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Kind.SAME);
        assertThat(outcomes.get(0).alarm().cause()).isEqualTo(Cause.WATCH);
    }

    @Test
    void a_day_and_the_hours_after_begin_from_the_roll_of_that_day() {
        world.node("a1").alive = false;
        world.minutes(60 * 30);
        comeBack("a1");
        world.minutes(10);
        world.node("a2").alive = false;
        world.minutes(10);

        Past whole = past(world);
        List<Row.HistoryRow> rolls = whole.history().stream()
                .filter(row -> row.kind().equals("roll"))
                .toList();
        long day = rolls.get(1).since();
        Past part = new Past(
                whole.history().stream()
                        .filter(row -> row.since() >= day || (row.kind().equals("gap") && lasts(row, day)))
                        .toList(),
                whole.notices(),
                whole.incidents(),
                whole.attempts());

        List<Outcome> outcomes = Backtest.of(part).outcomes(AS_IT_WAS, day, Long.MAX_VALUE);

        assertThat(rolls).hasSize(2);
        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Kind.SAME);
        assertThat(outcomes.get(0).alarm().nodes()).containsExactly("a2");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_same_settings_give_the_same_calls(long seed) {
        Random random = new Random(seed);
        List<String> script = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            script.add(something(random));
            world.seconds(random.nextInt(300));
        }
        world.minutes(30);

        List<Outcome> outcomes = replay(world, AS_IT_WAS);

        assertThat(outcomes).as("%s in %s", outcomes, script).allMatch(one -> one.kind() == Kind.SAME);
        assertThat(outcomes).hasSize((int)
                world.calls.stream().map(call -> call.incident()).distinct().count());
    }

    private String something(Random random) {
        String node = NODES.get(random.nextInt(NODES.size()));
        Machine machine = world.node(node);
        int seconds = random.nextInt(90);
        int what = random.nextInt(12);
        switch (what) {
            case 0 -> machine.alive = false;
            case 1, 2 -> comeBack(node);
            case 3 -> blip(node, seconds);
            case 4 -> {
                if (machine.alive) {
                    world.notice(node, random.nextBoolean() ? Notice.Kind.REBOOT : Notice.Kind.SHUTDOWN, null);
                    machine.alive = false;
                }
            }
            case 5 -> world.freeze(Duration.ofSeconds(seconds));
            case 6 -> world.restart(Duration.ofSeconds(seconds));
            case 7 -> world.relay("pi").alive = !world.relay("pi").alive;
            case 8 -> world.clockJump(Duration.ofSeconds(random.nextInt(3_600)));
            case 9 -> {
                world.suspended = Set.of("beat-intake");
                world.seconds(seconds);
                world.suspended = Set.of();
            }
            case 10 -> ownNetworkLost(seconds);
            default -> {
                NODES.forEach(one -> world.node(one).alive = false);
                world.relay("pi").alive = false;
                world.seconds(seconds);
                NODES.forEach(one -> world.node(one).alive = true);
                world.relay("pi").alive = true;
            }
        }
        return world.now().wall() + " " + what + " " + node + " " + seconds;
    }

    private void ownNetworkLost(int seconds) {
        Set<Machine> alive = new java.util.HashSet<>();
        for (String node : NODES) {
            if (world.node(node).alive) {
                alive.add(world.node(node));
            }
        }
        alive.forEach(one -> one.alive = false);
        boolean relay = world.relay("pi").alive;
        world.relay("pi").alive = false;
        world.ownWay = () -> new WayUpdate(WayUpdate.Result.LOST, "no probe answered");
        world.seconds(seconds);
        world.ownWay = () -> new WayUpdate(WayUpdate.Result.WORKS, "a probe answered");
        alive.forEach(one -> one.alive = true);
        world.relay("pi").alive = relay;
    }

    private void blip(String node, int seconds) {
        if (world.node(node).alive) {
            world.node(node).alive = false;
            world.seconds(seconds);
            world.node(node).alive = true;
            world.minutes(2);
        }
    }

    private void comeBack(String node) {
        if (!world.node(node).alive) {
            world.node(node).alive = true;
            world.node(node).boot++;
        }
    }

    private static void outage(World world) {
        for (int i = 0; i < 10; i++) {
            world.reading("pi", PowerState.MAINS).seconds(30);
        }
        for (int i = 0; i < 24; i++) {
            world.reading("pi", PowerState.ON_BATTERY).seconds(5);
        }
        for (int i = 0; i < 60; i++) {
            world.reading("pi", PowerState.MAINS).seconds(30);
        }
    }

    private static World world() {
        World world = new World(AS_IT_WAS);
        NODES.forEach(world::node);
        world.relay("pi");
        return world.minutes(5);
    }

    private static CoreSettings withTimeout(String timeout) {
        return with(timeout, "3s");
    }

    private static CoreSettings withSettle(String timeout) {
        return with(timeout, "0s");
    }

    private static CoreSettings with(String timeout, String settle) {
        return new CoreSettings(
                AS_IT_WAS.nodes(),
                new HeartbeatSettings(dev.alarum.node.Durations.parse(timeout), Duration.ofSeconds(1), Map.of()),
                new IncidentSettings(1, Duration.ofHours(1), dev.alarum.node.Durations.parse(settle)),
                AS_IT_WAS.notice(),
                AS_IT_WAS.call(),
                AS_IT_WAS.ups(),
                AS_IT_WAS.clusters());
    }

    private static List<Outcome> replay(World world, CoreSettings settings) {
        return Backtest.of(past(world)).outcomes(settings, 0, Long.MAX_VALUE);
    }

    private static long history(World world, String kind) {
        return past(world).history().stream()
                .filter(row -> row.kind().equals(kind))
                .count();
    }

    private static boolean lasts(Row.HistoryRow row, long at) {
        Long until = row.until();
        return until == null || until >= at;
    }

    /** What the store would give back of the rows it was given. */
    private static Past past(World world) {
        Map<Object, Row> kept = new LinkedHashMap<>();
        world.rows.forEach(row -> kept.put(row.key(), row));
        List<Row.HistoryRow> history = new ArrayList<>(of(kept, Row.HistoryRow.class));
        history.sort(Comparator.comparingLong(Row.HistoryRow::since));
        return new Past(
                history,
                of(kept, Row.NoticeRow.class),
                of(kept, Row.IncidentRow.class),
                of(kept, Row.AttemptRow.class));
    }

    private static <T extends Row> List<T> of(Map<Object, Row> kept, Class<T> kind) {
        return kept.values().stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
