package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.ShutdownRules;
import dev.alarum.status.StatusView.PreviewView;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shown of a shutdown before any. */
class PreviewDeskTest {
    private final List<LookOrder> looks = new ArrayList<>();
    private boolean answers = true;
    private final World world = world();

    private World world() {
        ClusterSettings cluster = new ClusterSettings(
                "default",
                List.of(URI.create("https://pve:8006")),
                "alarum@pve!hub",
                "secret-of-the-test",
                List.of(),
                Stream.of("a2", "a1").map(Name::new).toList(),
                true,
                ShutdownRules.DEFAULT,
                ReturnRules.DEFAULT);
        World fresh = new World(World.with(World.settings(1, ups("ups", "a2", "a1"), ups("other", "a1")), cluster));
        fresh.cluster = order -> {
            looks.add(order);
            return answers ? look(order) : ClusterLook.unanswered(order.plan(), order.cluster(), List.of());
        };
        fresh.node("a1");
        fresh.node("a2");
        fresh.relay("pi");
        return fresh.reading("pi", PowerState.MAINS);
    }

    private static UpsSettings ups(String name, String... nodes) {
        return new UpsSettings(
                new Name(name),
                new Name("home"),
                Stream.of(nodes).map(Name::new).toList(),
                Duration.ofSeconds(15),
                Duration.ZERO,
                30,
                Duration.ofMinutes(10),
                Duration.ofSeconds(60));
    }

    private static ClusterLook look(LookOrder order) {
        return new ClusterLook(
                order.plan(),
                order.cluster(),
                true,
                true,
                null,
                Set.of("a1", "a2"),
                Set.of(),
                List.of(new ClusterLook.Guest(100, "web", "a2")),
                ClusterLook.Ha.UNUSED,
                Set.of(),
                null,
                List.of());
    }

    private PreviewView of(String ups) {
        return world.status().previews().stream()
                .filter(one -> one.ups().equals(ups))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_clusters_are_looked_at_soon_after_the_start_and_every_five_minutes() {
        world.seconds(4);
        assertThat(looks).isEmpty();

        world.seconds(2).minutes(11);

        assertThat(looks).hasSize(3).allMatch(look -> look.plan() == PreviewDesk.NO_PLAN);
    }

    @Test
    void a_cluster_that_nobody_saw_is_looked_at_again_soon() {
        world.cluster = order -> {
            looks.add(order);
            return ClusterLook.unanswered(order.plan(), order.cluster(), List.of("refused"));
        };

        world.seconds(60);

        assertThat(looks).hasSizeBetween(4, 5);
    }

    @Test
    void the_clusters_are_not_looked_at_for_it_while_the_power_is_out() {
        world.seconds(35);
        world.reading("pi", PowerState.ON_BATTERY).seconds(10);
        world.reading("pi", PowerState.ON_BATTERY).seconds(10);
        looks.clear();
        for (int i = 0; i < 400; i++) {
            world.reading("pi", PowerState.ON_BATTERY).seconds(5);
        }

        assertThat(looks).noneMatch(look -> look.plan() == PreviewDesk.NO_PLAN);
    }

    @Test
    void each_ups_shows_what_would_be_sent_how_long_it_takes_and_what_the_battery_has() {
        world.seconds(40);

        PreviewView preview = of("ups");
        assertThat(preview.armed()).isTrue();
        assertThat(preview.needSeconds()).isEqualTo(9 * 60);
        assertThat(preview.batterySeconds()).isEqualTo(25 * 60);
        assertThat(preview.lookAgeSeconds()).isBetween(30.0, 40.0);
        assertThat(preview.shared()).containsExactly("a1");
        assertThat(preview.steps().stream().flatMap(step -> step.requests().stream()))
                .containsExactly(
                        "POST /api2/json/nodes/a2/stopall vms=100 timeout=180 force-stop=0",
                        "POST /api2/json/nodes/a2/status command=shutdown",
                        "POST /api2/json/nodes/a1/status command=shutdown");
        assertThat(of("other").batterySeconds()).isNull();
        assertThat(of("other").steps().stream().flatMap(step -> step.requests().stream()))
                .containsExactly("POST /api2/json/nodes/a1/status command=shutdown");
    }

    @Test
    void a_cluster_that_does_not_answer_is_shown_as_not_seen() {
        world.seconds(40);
        answers = false;

        world.minutes(16);

        assertThat(of("ups").lookAgeSeconds()).isNull();
        assertThat(of("ups").steps())
                .anyMatch(step -> String.valueOf(step.note()).contains("no host"));
    }
}
