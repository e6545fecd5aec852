package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/**
 * A real hub that is killed again and again while it shuts clusters down, and then while it brings them back. The outages
 * begin one after the other, so that each kill meets several plans at different instants.
 */
final class KilledPlans implements AutoCloseable {
    private static final int KILLS_PER_OUTAGE = 2;
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Random random;
    private final TelephoneExchange exchange = TelephoneExchange.open().faster(5);
    private final List<PlayedSite> sites =
            Stream.of("a", "b", "c", "d", "e", "f").map(PlayedSite::new).toList();
    private final ScheduledExecutorService playing = Executors.newScheduledThreadPool(4);
    private final AtomicBoolean killsWithCommand = new AtomicBoolean();
    private final AtomicInteger withCommand = new AtomicInteger();
    private final House house;

    /** @param seed of which the instants are made */
    KilledPlans(long seed) {
        this.random = new Random(seed);
        HousePlan plan = House.plan()
                .phone(exchange)
                .hub("alarum.heartbeat.timeout", "5s")
                .hub("alarum.incident.settle", "1s")
                .hub("alarum.call.pause", "1s")
                .hub("alarum.call.max-per-hour", "1000");
        sites.forEach(site -> site.settings(plan));
        house = plan.start();
        sites.forEach(site -> site.play(house, playing));
        sites.forEach(site -> site.proxmox().onChange(this::commanded));
        sites.forEach(site -> house.awaitUp(site.nodes().toArray(String[]::new)));
    }

    /** The power goes out at one site after the other, and the hub is killed all the while. @return how often */
    int killInOutages() {
        for (PlayedSite site : sites) {
            site.darkens();
            kill(KILLS_PER_OUTAGE);
        }
        return sites.size() * KILLS_PER_OUTAGE;
    }

    /** The power is back everywhere, and the hub is killed a few times in the return. */
    void killInReturns() {
        sites.forEach(PlayedSite::lightens);
        kill(KILLS_PER_OUTAGE);
    }

    /** Every other time at any instant, else with the next command: it arrives, and its answer finds nobody. */
    private void kill(int times) {
        for (int i = 0; i < times; i++) {
            Duration life = Duration.ofMillis(random.nextLong(LONGEST_LIFE.toMillis()));
            if (i % 2 == 0) {
                pass(life);
            } else {
                killsWithCommand.set(true);
                Instant end = Instant.now().plus(LONGEST_LIFE);
                await().atMost(LONGEST_LIFE.plusSeconds(10))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> !killsWithCommand.get() || Instant.now().isAfter(end));
                killsWithCommand.set(false);
            }
            house.restartHub();
        }
    }

    private void commanded(ProxmoxCluster.Change change) {
        if (change.isShutdown() && killsWithCommand.compareAndSet(true, false)) {
            house.hub().kill9();
            withCommand.incrementAndGet();
        }
    }

    private static void pass(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Instant.now().isAfter(end));
    }

    /** Waits until all nodes are shown to be down; each had one command, in order, the last when the others were down. */
    void assertThatAllWentDownByOneCommandEach() {
        for (PlayedSite site : sites) {
            eventually(
                    "all of " + site.cluster() + " are down",
                    () -> assertThat(steps(site, "shutdown", "node"))
                            .containsExactlyElementsOf(site.nodes().stream()
                                    .map(node -> node + " DOWN")
                                    .toList()));
            assertThat(site.proxmox().commanded())
                    .as(
                            "commands in cluster %s: %s",
                            site.cluster(), site.proxmox().changed())
                    .containsExactlyElementsOf(site.nodes());
            assertThat(site.proxmox().commands().get(2).nanos())
                    .as("when the API's host of " + site.cluster() + " was told")
                    .isGreaterThan(site.wentDown().get(site.nodes().get(0)))
                    .isGreaterThan(site.wentDown().get(site.nodes().get(1)));
            assertThat(plans(site, "shutdown")).as("one outage, one plan").hasSize(1);
        }
        assertThat(withCommand).as("kills between a command and its answer").hasPositiveValue();
    }

    /** Waits until somebody was reached about each outage. */
    void assertThatEachWasTold() {
        eventually(
                "each is acknowledged",
                () -> assertThat(house.status().incidents())
                        .hasSameSizeAs(sites)
                        .allSatisfy(incident ->
                                assertThat(incident.path("state").asText()).isEqualTo("ACKNOWLEDGED")));
        assertThat(exchange.takeAll()).as("calls").hasSizeBetween(1, 2 * sites.size() * KILLS_PER_OUTAGE);
    }

    /** Waits until each cluster is as it was. */
    void assertThatAllCameBack() {
        for (PlayedSite site : sites) {
            eventually(
                    "all of " + site.cluster() + " is back",
                    () -> assertThat(plans(site, "return"))
                            .last()
                            .satisfies(plan ->
                                    assertThat(plan.path("state").asText()).isEqualTo("DONE")));
            assertThat(steps(site, "return", "wake")).hasSize(3).allMatch(step -> step.endsWith(" BACK"));
            assertThat(site.proxmox().running()).containsExactlyInAnyOrder(101, 102, 103);
            assertThat(site.proxmox().haState()).isEqualTo("armed");
            assertThat(site.proxmox().noout()).isFalse();
            assertThat(site.proxmox().commanded()).hasSize(3);
        }
        assertThat(exchange.takeAll()).as("calls about nothing").isEmpty();
    }

    private static void eventually(String what, ThrowingRunnable holds) {
        await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(holds);
    }

    private List<JsonNode> plans(PlayedSite site, String sort) {
        return house.status().list("plans").stream()
                .filter(plan -> plan.path("cluster").asText().equals(site.cluster()))
                .filter(plan -> plan.path("sort").asText().equals(sort))
                .sorted(Comparator.comparing(plan -> plan.path("at").asText()))
                .toList();
    }

    private List<String> steps(PlayedSite site, String sort, String kind) {
        List<String> steps = new ArrayList<>();
        List<JsonNode> plans = plans(site, sort);
        if (!plans.isEmpty()) {
            plans.get(plans.size() - 1).path("steps").forEach(step -> {
                if (step.path("kind").asText().equals(kind)) {
                    steps.add(step.path("node").asText() + " "
                            + step.path("outcome").asText());
                }
            });
        }
        return steps;
    }

    @Override
    public void close() {
        playing.shutdownNow();
        house.close();
        exchange.close();
        sites.forEach(PlayedSite::close);
    }
}
