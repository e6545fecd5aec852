package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.node.Name;
import dev.alarum.notice.Notice;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds by witness and judged sites must withstand: deafness, outages, restarts, goodbyes, relays that come and go. */
class WitnessesInTroubleTest {
    private static String told(World w) {
        StringBuilder s = new StringBuilder();
        w.calls.forEach(c -> c.facts()
                .forEach(f -> s.append(f.cause())
                        .append(f.failed())
                        .append(f.site())
                        .append(' ')
                        .append(f.impaired())
                        .append("; ")));
        return s.toString();
    }

    private static List<String> problems(World world) {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    private static void alive(World world, boolean alive, String... nodes) {
        for (String node : nodes) {
            world.node(node).alive = alive;
        }
    }

    private static void through(World world, String node, String... ways) {
        world.node(node).ways.clear();
        world.node(node).ways.addAll(Set.of(ways));
    }

    /** a, b only by cellar; d only by attic; c direct. */
    private static World site(CoreSettings settings) {
        World world = new World(settings);
        List.of("a", "b").forEach(name -> through(world, name, "relay:cellar"));
        through(world, "d", "relay:attic");
        world.node("c");
        world.relay("cellar");
        world.relay("attic");
        return world.seconds(30);
    }

    private static CoreSettings patient(int threshold, Map<Name, Duration> timeouts, UpsSettings... ups) {
        CoreSettings base = World.settings(threshold, ups);
        return new CoreSettings(
                base.nodes(),
                new HeartbeatSettings(World.TIMEOUT, Duration.ofSeconds(1), timeouts),
                base.incident(),
                base.notice(),
                base.call(),
                base.ups(),
                base.clusters());
    }

    private static void cellar(World world, boolean alive) {
        world.relay("cellar").alive = alive;
        alive(world, alive, "a", "b");
    }

    private static UpsSettings ups(String... nodes) {
        return new UpsSettings(
                new Name("ups"),
                new Name("home"),
                java.util.Arrays.stream(nodes).map(Name::new).toList(),
                Duration.ofSeconds(15),
                Duration.ofHours(5),
                1,
                Duration.ofSeconds(1),
                Duration.ofHours(5));
    }

    @Test
    void second_relay_lost_while_the_first_is_told_is_told_too() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.minutes(10);
        assertThat(told(world)).contains("nothing else hears a, b");
        world.relay("attic").alive = false;
        alive(world, false, "d");
        world.minutes(30);
        assertThat(world.stateOf("d")).isEqualTo("SILENT");
        assertThat(told(world)).contains(" d");
    }

    @Test
    void a_relay_heard_for_one_second_does_not_make_its_nodes_failed() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.seconds(50);
        world.relay("cellar").alive = true;
        world.seconds(1);
        world.relay("cellar").alive = false;
        world.seconds(40);
        assertThat(told(world)).doesNotContain("NODE");
    }

    @Test
    void intake_suspended_amid_a_hold_does_not_ring_for_a_relay_that_is_back() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.seconds(30);
        world.suspended = Set.of("beat-intake");
        world.seconds(5);
        cellar(world, true); // back, but nobody can hear it
        world.seconds(52); // 57 s suspended, below a minute
        world.suspended = Set.of();
        world.minutes(2);
        assertThat(told(world)).isEmpty();
    }

    @Test
    void own_network_lost_amid_a_hold_rings_for_no_relay_that_is_back() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.seconds(30);
        world.ownWay = () -> new WayUpdate(WayUpdate.Result.LOST, "x");
        alive(world, false, "c", "d");
        world.relay("attic").alive = false;
        world.seconds(55);
        alive(world, true, "c", "d");
        world.relay("attic").alive = true;
        cellar(world, true);
        world.ownWay = () -> new WayUpdate(WayUpdate.Result.WORKS, "x");
        world.minutes(2);
        assertThat(told(world)).isEmpty();
    }

    @Test
    void own_network_lost_and_the_relay_back_five_seconds_after_it_rings_nobody() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.seconds(30);
        world.ownWay = () -> new WayUpdate(WayUpdate.Result.LOST, "x");
        alive(world, false, "c", "d");
        world.relay("attic").alive = false;
        world.seconds(40);
        alive(world, true, "c", "d");
        world.relay("attic").alive = true;
        world.ownWay = () -> new WayUpdate(WayUpdate.Result.WORKS, "x");
        world.seconds(15);
        cellar(world, true);
        world.minutes(2);
        assertThat(told(world)).isEmpty();
    }

    @Test
    void a_freeze_amid_a_hold_rings_for_no_relay_that_is_back() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.seconds(25);
        world.freeze(Duration.ofSeconds(60));
        world.seconds(10);
        cellar(world, true);
        world.minutes(2);
        assertThat(told(world)).isEmpty();
    }

    @Test
    void a_maintenance_that_ends_amid_the_loss_of_its_witness_is_no_failure() {
        World world = site(World.settings(1));
        world.notice("a", Notice.Kind.MAINTENANCE, Duration.ofMinutes(2));
        world.seconds(90);
        cellar(world, false);
        world.seconds(50);
        assertThat(world.stateOf("b")).isEqualTo("SILENT");
        assertThat(told(world)).doesNotContain("NODE");
    }

    @Test
    void a_relay_that_reboots_by_notice_is_not_the_failure_of_its_nodes() {
        World world = site(World.settings(1));
        world.goodbye("cellar", Notice.Kind.REBOOT);
        world.seconds(2);
        cellar(world, false);
        world.seconds(45);
        world.relay("cellar").boot++;
        cellar(world, true);
        world.minutes(2);
        assertThat(told(world)).isEmpty();
    }

    @Test
    void what_an_acknowledged_outage_takes_down_does_not_ring_again_as_watch() {
        World world = site(World.settings(1, ups("a", "b")));
        for (int i = 0; i < 20; i++) {
            world.reading("cellar", PowerState.ON_BATTERY).seconds(5);
        }
        assertThat(world.calls).hasSize(1);
        cellar(world, false); // the battery is empty
        world.minutes(10);
        assertThat(told(world)).doesNotContain("WATCH");
        assertThat(world.calls).hasSize(1);
    }

    @Test
    void a_dropout_of_the_others_amid_a_hold_does_not_make_the_held_failed_nodes() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.minutes(5);
        assertThat(world.calls).hasSize(1);
        alive(world, false, "c", "d");
        world.relay("attic").alive = false;
        world.seconds(40);
        alive(world, true, "c", "d");
        world.relay("attic").alive = true;
        world.minutes(5);
        assertThat(told(world)).contains("INTERNET").doesNotContain("NODE");
    }

    @Test
    void a_restart_amid_a_silent_site_with_a_patient_node_is_one_call() {
        World world = new World(patient(1, Map.of(new Name("slow"), Duration.ofMinutes(5))));
        List.of("a", "b", "slow").forEach(world::node);
        world.relay("pi");
        world.seconds(30);
        alive(world, false, "a", "b", "slow");
        world.relay("pi").alive = false;
        world.seconds(40);
        assertThat(told(world)).contains("INTERNET");
        world.restart(Duration.ofSeconds(2));
        world.minutes(10);
        assertThat(world.calls).hasSize(1);
    }

    @Test
    void flapping_below_the_threshold_is_named() {
        World world = new World(World.settings(2));
        List.of("a", "b", "c").forEach(world::node);
        world.seconds(30);
        for (int i = 0; i < 5; i++) {
            alive(world, false, "a");
            world.seconds(40);
            alive(world, true, "a");
            world.seconds(40);
        }
        assertThat(world.calls).isEmpty();
        assertThat(problems(world)).contains("flapping");
    }

    @Test
    void a_patient_node_lost_with_the_relay_is_told_too() {
        World world = new World(patient(1, Map.of(new Name("b"), Duration.ofMinutes(5))));
        List.of("a", "b").forEach(name -> through(world, name, "relay:cellar"));
        world.node("c");
        world.relay("cellar");
        world.seconds(30);
        cellar(world, false);
        world.minutes(60);
        assertThat(told(world)).contains("b");
    }

    @Test
    void an_impatient_node_does_not_make_its_site_silent_before_the_hub_could_hear_for_a_timeout() {
        World world = new World(patient(1, Map.of(new Name("fast"), Duration.ofSeconds(5))));
        List.of("a", "b", "fast").forEach(world::node);
        world.relay("pi");
        world.seconds(30);
        world.ownWay = () -> new WayUpdate(WayUpdate.Result.LOST, "x");
        alive(world, false, "a", "b", "fast");
        world.relay("pi").alive = false;
        world.seconds(50);
        world.ownWay = () -> new WayUpdate(WayUpdate.Result.WORKS, "x");
        world.seconds(18);
        alive(world, true, "a", "b", "fast");
        world.relay("pi").alive = true;
        world.minutes(2);
        assertThat(told(world)).doesNotContain("INTERNET");
    }

    @Test
    void beats_that_come_each_ten_seconds_fall_silent_together_too() {
        CoreSettings base = World.settings(1);
        World world = new World(new CoreSettings(
                base.nodes(),
                new HeartbeatSettings(Duration.ofSeconds(60), Duration.ofSeconds(10), Map.of()),
                base.incident(),
                base.notice(),
                base.call(),
                base.ups(),
                base.clusters()));
        // a is heard by cellar four seconds after each of cellar's own beats; c directly
        dev.alarum.node.Sender a = dev.alarum.node.Sender.node(new Name("a"));
        dev.alarum.node.Sender cellar = dev.alarum.node.Sender.relay(new Name("cellar"));
        world.node("c");
        for (long i = 1; i <= 6; i++) {
            world.beat(a, "relay:cellar", new dev.alarum.node.Stamp(1000, i));
            world.seconds(4);
            world.beat(cellar, "direct", new dev.alarum.node.Stamp(1000, i));
            world.seconds(6);
        }
        world.minutes(2);
        assertThat(told(world)).doesNotContain("NODE");
    }

    @Test
    void after_mains_is_back_relay_late() {
        World world = site(World.settings(1));
        // the whole site drops for 40 s; cellar needs two minutes more to come back, its nodes live
        cellar(world, false);
        alive(world, false, "c", "d");
        world.relay("attic").alive = false;
        world.seconds(40);
        alive(world, true, "c", "d");
        world.relay("attic").alive = true;
        world.minutes(2);
        cellar(world, true);
        world.minutes(5);
        assertThat(told(world)).doesNotContain("NODE");
    }

    @Test
    void what_an_outage_took_down_with_its_relay_may_stay_away_for_a_quarter_of_an_hour() {
        World world = site(World.settings(1, ups("a", "b")));
        for (int i = 0; i < 10; i++) {
            world.reading("cellar", PowerState.ON_BATTERY).seconds(5);
        }
        assertThat(world.calls).hasSize(1);
        cellar(world, false); // the battery is empty
        world.seconds(50);
        world.relay("cellar").boot++; // mains is back, the relay boots faster than its nodes
        world.relay("cellar").alive = true;
        world.seconds(2);
        world.reading("cellar", PowerState.MAINS);
        world.minutes(3);
        alive(world, true, "a", "b");
        world.minutes(20);
        assertThat(world.calls).hasSize(1);
    }

    @Test
    void power_unlisted_text() {
        // flapping relay, dead node: is it told?
        World world = site(World.settings(1));
        cellar(world, false);
        for (int i = 0; i < 40; i++) {
            world.seconds(14);
            world.relay("cellar").alive = true;
            world.seconds(1);
            world.relay("cellar").alive = false;
        }
        assertThat(told(world)).contains("NODE");
    }

    @Test
    void the_call_for_one_relay_does_not_delay_the_next_ones() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.seconds(100);
        assertThat(world.calls).hasSize(1);
        cellar(world, true);
        world.seconds(5);
        world.relay("attic").alive = false; // another relay, its node truly died with it
        alive(world, false, "d");
        world.seconds(20 + 60 + 10);
        assertThat(world.calls).hasSize(2);
    }

    @Test
    void a_silent_site_is_not_said_to_have_nodes_that_are_up() {
        World world = new World(patient(1, Map.of(new Name("slow"), Duration.ofMinutes(5))));
        List.of("a", "b", "slow").forEach(world::node);
        world.relay("pi");
        world.seconds(30);
        alive(world, false, "a", "b", "slow");
        world.relay("pi").alive = false;
        world.seconds(40);
        assertThat(world.calls.get(0).facts().get(0).up()).isEmpty();
    }

    @Test
    void a_site_is_not_judged_silent_by_what_a_hub_that_just_stood_still_did_not_hear() {
        World world = new World(World.settings(1));
        List.of("a", "b").forEach(world::node);
        world.relay("pi");
        world.seconds(30);
        for (int i = 0; i < 3; i++) {
            world.freeze(Duration.ofSeconds(10)).seconds(22); // uses the holds up
        }
        world.freeze(Duration.ofSeconds(52));
        world.suspended = Set.of("beat-intake");
        world.seconds(8);
        world.suspended = Set.of();
        world.minutes(2);
        assertThat(told(world)).doesNotContain("INTERNET");
    }

    @Test
    void a_site_that_returns_while_the_intake_is_suspended_before_the_call_rings_nobody() {
        World world = new World(World.settings(1));
        List.of("a", "b").forEach(world::node);
        world.relay("pi");
        world.seconds(30);
        alive(world, false, "a", "b");
        world.relay("pi").alive = false;
        world.seconds(21);
        world.suspended = Set.of("beat-intake");
        alive(world, true, "a", "b");
        world.relay("pi").alive = true;
        world.seconds(8);
        world.suspended = Set.of();
        world.minutes(2);
        assertThat(told(world)).isEmpty();
    }

    @Test
    void a_restart_amid_a_hold_does_not_make_the_held_failed_nodes() {
        World world = site(World.settings(1));
        cellar(world, false);
        world.minutes(5);

        world.restart(Duration.ofSeconds(2)).minutes(5);

        assertThat(told(world)).doesNotContain("NODE");
        assertThat(problems(world)).contains("witness-lost");
        world.relay("cellar").alive = true;
        world.minutes(1);
        assertThat(told(world)).contains("NODE[a, b]");
    }
}
