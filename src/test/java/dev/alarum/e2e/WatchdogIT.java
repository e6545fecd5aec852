package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Three hubs under a systemd played by the test, with the real {@code systemd-notify}; two of them are harmed. */
@ExtendWith(Houses.class)
class WatchdogIT {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration BLIND = Duration.ofSeconds(25);
    /** What a busy machine may add to starting a program. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Duration OBSERVED = BLIND.plus(PERIOD.multipliedBy(3));

    private static SystemdSocket sound;
    private static SystemdSocket tickless;
    private static SystemdSocket stuck;
    private static House soundHouse;
    private static House ticklessHouse;
    private static House stuckHouse;
    private static Instant harmed;

    @TempDir
    static Path folder;

    @BeforeAll
    static void two_of_three_hubs_are_harmed_and_one_is_told_to_rest() throws IOException {
        sound = SystemdSocket.in(Files.createDirectory(folder.resolve("a")));
        tickless = SystemdSocket.in(Files.createDirectory(folder.resolve("b")));
        stuck = SystemdSocket.in(Files.createDirectory(folder.resolve("c")));
        soundHouse = under(sound, House.plan());
        ticklessHouse = under(tickless, House.plan().hubHome(homeWith("killTheTick")));
        stuckHouse = under(stuck, House.plan().hubHome(homeWith("keepTheLock")));
        try (Jmx rested = Jmx.of(soundHouse.hub());
                Jmx ticking = Jmx.of(ticklessHouse.hub());
                Jmx free = Jmx.of(stuckHouse.hub())) {
            rested.ask("suspend", List.of("tick", "beat-intake"));
            ticking.ask("start", List.of("sabotage"));
            free.ask("start", List.of("sabotage"));
        }
        harmed = Instant.now();
        await().atMost(OBSERVED.plus(PERIOD)).until(() -> Instant.now().isAfter(harmed.plus(OBSERVED)));
    }

    @AfterAll
    static void everything_ends() {
        try {
            Stream.of(soundHouse, ticklessHouse, stuckHouse).forEach(House::close);
        } finally {
            Stream.of(sound, tickless, stuck).forEach(SystemdSocket::close);
        }
    }

    @Test
    void the_first_sign_says_that_the_hub_is_ready() {
        assertThat(sound.signs().get(0).words()).containsExactlyInAnyOrder("READY=1", "WATCHDOG=1");
    }

    @Test
    void a_hub_whose_flows_are_suspended_on_purpose_is_fed_all_the_time_and_says_degraded() throws Exception {
        List<Instant> fed = sound.fed();

        assertThat(sound.lastFed()).isAfter(harmed.plus(OBSERVED).minus(PERIOD).minus(SLACK));
        for (int i = 1; i < fed.size(); i++) {
            assertThat(Duration.between(fed.get(i - 1), fed.get(i))).isLessThan(PERIOD.plus(SLACK));
        }
        HttpResponse<String> health = health(soundHouse);
        assertThat(health.body()).isEqualTo("{\"status\":\"DEGRADED\"}");
        assertThat(health.statusCode()).isEqualTo(200);
    }

    @Test
    void a_hub_whose_tick_has_died_is_down_and_fed_no_more_once_it_cannot_fire_in_time() throws Exception {
        assertThat(tickless.lastFed())
                .isAfter(harmed.plus(BLIND).minus(PERIOD).minus(SLACK))
                .isBefore(harmed.plus(BLIND).plus(SLACK));
        assertThat(ticklessHouse.hub().log()).contains("event=watchdog-withheld");
        HttpResponse<String> health = health(ticklessHouse);
        assertThat(health.body()).isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(health.statusCode()).isEqualTo(503);
    }

    @Test
    void a_hub_that_stands_still_inside_is_not_fed() {
        assertThat(stuck.lastFed()).isBefore(harmed.plus(SLACK));
    }

    private static House under(SystemdSocket systemd, HousePlan plan) {
        House house = plan.hubEnvironment("NOTIFY_SOCKET", systemd.address()).start();
        systemd.awaitFed();
        return house;
    }

    /** A home folder with the flows of this one and one that does harm. */
    private static Path homeWith(String harm) throws IOException {
        Path home = Files.createDirectory(folder.resolve(harm));
        Path flows = Files.createDirectory(home.resolve("routes"));
        try (Stream<Path> ours = Files.list(Path.of("routes"))) {
            for (Path flow : ours.toList()) {
                Files.copy(flow, flows.resolve(flow.getFileName()));
            }
        }
        Files.writeString(flows.resolve("sabotage.camel.yaml"), Saboteur.FLOW.formatted(harm));
        return home;
    }

    private static HttpResponse<String> health(House house) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(house.hubUrl() + "/observe/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
