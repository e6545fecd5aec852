package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.call.Saying;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real hub that is killed again and again while incidents are told: each time a node dies, and then the hub, at some
 * instant between the node's last beat and the end of the call. Each node has a site, and so an incident, of its own.
 */
final class KilledHub implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** From a node's last beat until its call is over: the timeout, the settling, the call, and how it is asked about. */
    private static final Duration INCIDENT = TIMEOUT.plusSeconds(4);

    private static final int NAMED_IN_ONE_CALL = 3;

    private final Random random;
    private final int rounds;
    private final TelephoneExchange exchange = TelephoneExchange.open().faster(5);
    private final House house;
    private final Set<HandSender> alive = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService beating = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong seq = new AtomicLong();
    private final long boot = System.currentTimeMillis();
    private final List<String> died = new ArrayList<>();

    /** @param seed of which the instants are made */
    KilledHub(long seed, int rounds) {
        this.random = new Random(seed);
        this.rounds = rounds;
        HousePlan plan = House.plan()
                .phone(exchange)
                .hub("alarum.heartbeat.timeout", TIMEOUT.toSeconds() + "s")
                .hub("alarum.incident.settle", "1s")
                .hub("alarum.call.pause", "1s")
                .hub("alarum.call.max-per-hour", "1000");
        names().forEach(name -> plan.hub("alarum.node." + name + ".site", "site-of-" + name));
        house = plan.start();
        names().map(name -> house.byHand(Sender.node(new Name(name)))).forEach(alive::add);
        alive.add(house.byHand(Sender.node(new Name("stays"))));
        beating.scheduleAtFixedRate(this::beat, 0, 500, TimeUnit.MILLISECONDS);
        house.awaitUp(names().toArray(String[]::new));
    }

    private Stream<String> names() {
        return IntStream.rangeClosed(1, rounds).mapToObj(number -> "n%02d".formatted(number));
    }

    private void beat() {
        Stamp stamp = new Stamp(boot, seq.incrementAndGet());
        StringBuilder lines = new StringBuilder();
        alive.forEach(node -> lines.append(node.line(stamp)).append('\n'));
        try {
            alive.iterator().next().beats("", lines.toString());
        } catch (UncheckedIOException notAnswered) {
            // a hub that was killed answers nobody; the next beat goes all the same
            assertThat(notAnswered).isNotNull();
        }
    }

    /** Kills it so often; so many incidents as one call names one by one may go on at once. */
    void kill() {
        for (int i = 1; i <= rounds; i++) {
            killOnce();
            if (i % NAMED_IN_ONE_CALL == 0) {
                awaitAcknowledged();
            }
        }
    }

    /** A node dies, and then the hub; it is started again at once. */
    private void killOnce() {
        String name = "n%02d".formatted(died.size() + 1);
        alive.removeIf(node -> node.sender().name().text().equals(name));
        died.add(name);
        pass(Duration.ofMillis(random.nextLong(INCIDENT.toMillis())));
        house.hub().kill9();
        house.hub().restart().awaitReady();
    }

    private static void pass(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Instant.now().isAfter(end));
    }

    private void awaitAcknowledged() {
        await("every death is an incident that somebody was reached about")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> assertThat(house.status().incidents())
                        .filteredOn(incident -> incident.path("state").asText().equals("ACKNOWLEDGED"))
                        .flatExtracting(KilledHub::nodes)
                        .containsAll(died));
    }

    /**
     * Waits until somebody was reached about each death, by a call that was accepted and names it.
     *
     * @return how many calls were accepted
     */
    int awaitAllTold() {
        awaitAcknowledged();
        List<PlacedCall> calls = exchange.takeAll();
        for (String name : died) {
            assertThat(calls)
                    .as("calls that name " + name)
                    .anyMatch(call -> call.text().contains(Saying.name(name)));
        }
        return calls.size();
    }

    private static List<String> nodes(JsonNode incident) {
        List<String> nodes = new ArrayList<>();
        incident.path("nodes").forEach(node -> nodes.add(node.asText()));
        return nodes;
    }

    /** Nobody who lives has failed, and nobody is rung any more. */
    void isQuiet() {
        assertThat(house.stateOf("stays")).isEqualTo("UP");
        exchange.staysSilent(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        beating.shutdownNow();
        house.close();
        exchange.close();
    }
}
