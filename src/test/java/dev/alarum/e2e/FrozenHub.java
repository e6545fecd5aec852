package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A real hub that is stopped and continued by signals, while three real agents and thirty nodes of the test beat. */
final class FrozenHub implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final double SHORTEST = 1.2;
    private static final double LONGEST = 2.5;
    /** A freeze that is shorter than this cannot be told from a busy machine. */
    private static final Duration NOTICED = Duration.ofSeconds(3);

    private final Random random;
    private final House house;
    private final List<HandSender> light;
    private final ScheduledExecutorService beating = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong seq = new AtomicLong();
    private final long boot = System.currentTimeMillis();
    private final List<String> deaths = new ArrayList<>();

    private FrozenHub(long seed) {
        random = new Random(seed);
        house = House.plan()
                .agents("a1", "a2", "a3")
                .hub("alarum.heartbeat.timeout", TIMEOUT.toSeconds() + "s")
                .start();
        light = IntStream.rangeClosed(1, 30)
                .mapToObj(number -> house.byHand(Sender.node(new Name("light-" + number))))
                .toList();
        beating.scheduleAtFixedRate(this::beat, 0, 500, TimeUnit.MILLISECONDS);
        await().until(this::everyoneIsUp);
    }

    /** @param seed of which the lengths of the freezes and the pauses between them are made */
    static FrozenHub start(long seed) {
        return new FrozenHub(seed);
    }

    private void beat() {
        Stamp stamp = new Stamp(boot, seq.incrementAndGet());
        StringBuilder lines = new StringBuilder();
        light.forEach(node -> lines.append(node.line(stamp)).append('\n'));
        try {
            light.get(0).beats("", lines.toString());
        } catch (UncheckedIOException notAnswered) {
            // a hub that is frozen for long answers nobody; the next beat goes all the same
            assertThat(notAnswered).isNotNull();
        }
    }

    private boolean everyoneIsUp() {
        List<JsonNode> nodes = house.status().list("nodes");
        return nodes.size() == 33
                && nodes.stream().allMatch(node -> node.path("state").asText().equals("UP"));
    }

    /** One freeze, and a pause that may end before the hold does. */
    void freeze() {
        Duration length = randomLength();
        house.hub().sigstop();
        pass(length);
        house.hub().sigcont();
        saysThatItDoubtsItself();
        pass(Duration.ofMillis(random.nextLong(TIMEOUT.toMillis())));
    }

    /** One freeze in which that agent dies, and its report; afterwards it is back. */
    void freezeInWhichDies(String victim) {
        Duration length = randomLength();
        house.hub().sigstop();
        pass(length.dividedBy(2));
        house.program(victim).kill9();
        pass(length.dividedBy(2));
        Instant thawed = Instant.now();
        house.hub().sigcont();
        deaths.add(victim);
        saysThatItDoubtsItself();

        house.awaitState(victim, "FAILED");

        JsonNode dead = house.status().node(victim);
        assertThat(dead.path("failedAfterSeconds").asDouble()).isBetween(4.0, 6.0);
        assertThat(Instant.parse(dead.path("since").asText()))
                .isBetween(thawed.plus(TIMEOUT), thawed.plus(TIMEOUT).plusSeconds(3));
        house.program(victim).restart().awaitReady();
        house.awaitUp(victim);
    }

    private void saysThatItDoubtsItself() {
        await("the hub doubts itself").pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            JsonNode hub = house.status().json().path("hub");
            assertThat(hub.path("holdReason").asText()).startsWith("the hub stood still for ");
            assertThat(hub.path("holdSeconds").asDouble()).isBetween(0.1, 4.0);
        });
    }

    /** After all freezes: those who died were reported, each once, and nobody else ever was. */
    void onlyTheDeadHaveFailed(int freezes) throws SQLException {
        pass(TIMEOUT.plusSeconds(2));
        await("all are up").until(this::everyoneIsUp);
        assertThat(kept("SELECT subject FROM decision WHERE done = 'failed'")).containsExactlyElementsOf(deaths);
        List<String> named = new ArrayList<>();
        house.status().incidents().forEach(one -> one.path("nodes").forEach(node -> named.add(node.asText())));
        assertThat(named).containsExactlyInAnyOrderElementsOf(deaths);
        assertThat(house.hub().log().split("code=self-doubt subject=hub .*text=\"the hub stood still for ", -1))
                .hasSizeGreaterThan(freezes);
    }

    private List<String> kept(String question) throws SQLException {
        String database = "jdbc:sqlite:" + house.dataFolder(House.HUB).resolve("alarum.db");
        try (Connection store = DriverManager.getConnection(database);
                Statement statement = store.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            List<String> found = new ArrayList<>();
            while (answer.next()) {
                found.add(answer.getString(1));
            }
            return found;
        }
    }

    private Duration randomLength() {
        double timeouts = SHORTEST + random.nextDouble() * (LONGEST - SHORTEST);
        Duration length = Duration.ofMillis((long) (timeouts * TIMEOUT.toMillis()));
        assertThat(length).isGreaterThan(NOTICED);
        return length;
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> System.nanoTime() - until >= 0);
    }

    @Override
    public void close() {
        beating.shutdownNow();
        house.close();
    }
}
