package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.ReturnRules.Wake;
import dev.alarum.plan.ShutdownRules;
import dev.alarum.status.News;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nights in which the power comes and goes at random, with a whole cluster in virtual time: in the end all is as it was
 * before, no node was ordered twice in an outage, and nothing was ordered without one.
 */
class PowerNightsTest {
    private static final List<String> NODES = List.of("a2", "a3", "a1");

    /** An outage in seconds in which everything has its time: settings, guests, nodes. */
    private static final int LONG = 900;

    static IntStream seeds() {
        return IntStream.range(0, 120);
    }

    static IntStream moreSeeds() {
        return IntStream.range(120, 3_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void end_with_all_as_it_was(int seed) {
        new Night(seed).play();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("moreSeeds")
    void end_with_all_as_it_was_however_many(int seed) {
        new Night(seed).play();
    }

    private static final class Night {
        private final int seed;
        private final Random random;
        private final World world;
        private final ClusterModel cluster;
        private final Wake wake;
        private final List<String> script = new ArrayList<>();
        private boolean out;
        private long seconds;
        private int restarts;
        /** For how many seconds hosts can be reached again, or cannot be. */
        private int reachable;

        private int unreachable;

        Night(int seed) {
            this.seed = seed;
            random = new Random(seed * 0x9E3779B97F4A7C15L);
            wake = List.of(Wake.OFF, Wake.PROXMOX, Wake.RELAY, Wake.BOTH).get(random.nextInt(4));
            world = new World(settings());
            NODES.forEach(world::node);
            world.relay("pi");
            cluster = new ClusterModel(world, random, NODES);
            if (random.nextBoolean()) {
                cluster.ha = Ha.ARMED;
            }
            if (random.nextBoolean()) {
                cluster.noout = false;
            }
            for (int id = 100; id < 100 + random.nextInt(7); id++) {
                cluster.guest(id, NODES.get(random.nextInt(3)), random.nextBoolean());
            }
        }

        private CoreSettings settings() {
            ClusterSettings one = new ClusterSettings(
                    "default",
                    List.of(URI.create("https://pve:8006")),
                    "alarum@pve!hub",
                    "secret-of-the-test",
                    List.of(),
                    NODES.stream().map(Name::new).toList(),
                    true,
                    new ShutdownRules(
                            true, true, Duration.ofMinutes(2), Duration.ofMinutes(2), random.nextBoolean(), List.of()),
                    // an order that arrived without an answer has its time before anybody is woken
                    new ReturnRules(Duration.ofSeconds((isTroubled() ? 120 : 0) + 30L * random.nextInt(10)), 30, wake));
            UpsSettings ups = new UpsSettings(
                    new Name("ups"),
                    new Name("home"),
                    List.of(),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(random.nextBoolean() ? 0 : random.nextInt(200)),
                    30,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(60));
            return World.with(World.settings(1, ups), one);
        }

        void play() {
            Ha ha = cluster.ha;
            Boolean noout = cluster.noout;
            Set<Integer> running = cluster.running();
            mains(60);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                outage(random.nextInt(4) == 0 ? 3 + random.nextInt(12) : 20 + random.nextInt(900));
                mains(random.nextInt(3) == 0 ? 5 + random.nextInt(60) : 60 + random.nextInt(900));
            }
            mains(2 * 60 * 60);

            String what = "seed " + seed + " " + wake + " " + script + " orders " + cluster.orders + " plans "
                    + world.status().plans();
            assertThat(cluster.up()).as(what).containsExactlyInAnyOrderElementsOf(NODES);
            assertThat(cluster.running()).as(what).isEqualTo(running);
            assertThat(cluster.ha).as(what).isEqualTo(ha);
            assertThat(cluster.noout).as(what).isEqualTo(noout);
            assertThat(world.status().incidents().stream()
                            .filter(one -> !one.cause().equals("power") && cluster.lostAnswers == 0)
                            .toList())
                    .as(what)
                    .isEmpty();
            assertThat(world.calls.stream().map(call -> call.facts().get(0).cause()))
                    .as(what)
                    // nobody knows of an order that arrived without an answer and took its node down after mains was
                    // back
                    .allMatch(cause -> cause == Cause.POWER || cluster.lostAnswers > 0);
            assertThat(world.status().nodes())
                    .as(what)
                    .allMatch(node -> node.state().equals("UP"));
            if (!cluster.orders.isEmpty()) {
                assertThat(world.news.stream()
                                .map(News::code)
                                .filter(Set.of("all-back", "return-incomplete")::contains))
                        .as(what)
                        .isNotEmpty()
                        .last()
                        .isEqualTo("all-back");
            }
        }

        private void outage(int length) {
            script.add("out " + length);
            out = true;
            cluster.downOrders.clear();
            int before = cluster.orders.size();
            int restartsBefore = restarts;
            int lostBefore = cluster.lostAnswers;
            pass(length);
            if (length >= LONG && reachable >= LONG / 2) {
                assertThat(cluster.leftOn())
                        .as("without an order, seed " + seed + " " + script + " orders " + cluster.orders)
                        .isEmpty();
            }
            if (length < 15) {
                assertThat(cluster.orders.subList(before, cluster.orders.size()).stream()
                                .filter(order -> order.startsWith("NODE")))
                        .as("seed " + seed + " " + script)
                        .isEmpty();
            }
            int most = 1 + restarts - restartsBefore + cluster.lostAnswers - lostBefore;
            assertThat(cluster.downOrders.values())
                    .as("seed " + seed + " " + script)
                    .allMatch(count -> count <= most + (forces() ? 1 : 0));
        }

        private boolean forces() {
            return cluster.orders.stream().anyMatch(order -> order.startsWith("FORCE"));
        }

        private void mains(int length) {
            script.add("mains " + length);
            out = false;
            Set<String> before = new HashSet<>(cluster.orders);
            int size = cluster.orders.size();
            pass(length);
            assertThat(cluster.orders.subList(size, cluster.orders.size()))
                    .as("seed " + seed + " " + script + " " + before)
                    .noneMatch(order -> order.startsWith("NODE")
                            || order.startsWith("GUESTS")
                            || order.startsWith("HA_OFF")
                            || order.startsWith("FORCE"));
        }

        private void pass(int length) {
            for (int i = 0; i < length; i++) {
                if (i == 0 || (out ? seconds % 5 == 0 : seconds % 30 == 0)) {
                    world.reading("pi", out ? PowerState.ON_BATTERY : PowerState.MAINS);
                }
                boolean later = !out && i % 30 == 20;
                if (later && wake == Wake.OFF) {
                    NODES.forEach(cluster::start);
                } else if (later && wake == Wake.PROXMOX) {
                    // nodes wake each other: the first one must come up without that
                    cluster.start("a1");
                }
                if (wake == Wake.RELAY || wake == Wake.BOTH) {
                    wakeByRelay();
                }
                cluster.tick(world.now());
                comeAndGo();
                if (random.nextInt(400) == 0) {
                    script.add("restart at " + i);
                    restarts++;
                    world.restart(Duration.ofSeconds(1 + random.nextInt(5)));
                }
                world.seconds(1);
                seconds++;
            }
        }

        private boolean isTroubled() {
            return seed % 2 == 1;
        }

        /** In every other night hosts are out of reach now and then. */
        private void comeAndGo() {
            if (unreachable > 0) {
                unreachable--;
                reachable = 0;
            } else {
                reachable++;
                if (out && isTroubled() && random.nextInt(150) == 0) {
                    unreachable = 5 + random.nextInt(90);
                    script.add("away for " + unreachable);
                }
            }
            cluster.away = unreachable > 0;
        }

        private void wakeByRelay() {
            world.toWake("pi").forEach(node -> {
                cluster.wake(node);
                world.woken("pi", node);
            });
        }
    }
}
