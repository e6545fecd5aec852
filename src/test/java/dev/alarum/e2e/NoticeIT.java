package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who says goodbye is not called about until its lease ends. Each test has a node of its own at a site of its own. */
@ExtendWith(Houses.class)
class NoticeIT {
    private static final String[] NODES = {"told", "untold", "late", "gone", "worked"};
    private static final Duration LEASE = Duration.ofSeconds(60);
    /** A failure would have been called about by then: timeout 5 s, settle 3 s, and a tick. */
    private static final Duration CALLED_BY_THEN = Duration.ofSeconds(10);

    private static TelephoneExchange exchange;
    private static House house;

    @BeforeAll
    static void open() {
        exchange = TelephoneExchange.open().faster(2);
        HousePlan plan = House.plan()
                .relays("attic")
                .agents(NODES)
                .phone(exchange)
                .hub("alarum.heartbeat.timeout", "5s")
                .hub("alarum.notice.lease.stop", LEASE.toSeconds() + "s");
        for (String node : NODES) {
            plan.hub("alarum.node." + node + ".site", "site-of-" + node);
        }
        house = plan.start().awaitUp(NODES);
    }

    @AfterAll
    static void close() {
        try (TelephoneExchange last = exchange) {
            assertThat(last.violations()).isEmpty();
            house.close();
        }
    }

    @Test
    void a_notice_through_the_relay_keeps_the_phone_still_while_the_direct_way_is_cut() {
        house.wire("told", House.HUB).cut();

        assertThat(house.program("told").stop()).isZero();

        house.awaitState("told", "OFF");
        exchange.staysSilent(CALLED_BY_THEN);
        assertThat(house.stateOf("told")).isEqualTo("OFF");

        house.wire("told", House.HUB).restore();
        house.program("told").restart();
        house.awaitUp("told");
    }

    @Test
    void without_a_notice_the_same_silence_is_called_about() {
        house.wire("untold", House.HUB).cut();

        house.program("untold").kill9();

        exchange.expectsCall().to(HousePlan.PHONE).saying("Node untold has failed at site of untold.");
    }

    @Test
    void late_beats_of_the_life_that_said_goodbye_or_of_an_earlier_one_do_not_undo_it() throws IOException {
        house.program("late").stop();
        HandSender late = house.byHand(Sender.node(new Name("late")));
        long boot = bootOf("late");

        assertThat(late.beat(new Stamp(boot, 1_000))).isEqualTo(204);
        assertThat(late.beat(new Stamp(boot - 1, 2_000))).isEqualTo(409);
        assertThat(house.stateOf("late")).isEqualTo("LEAVING");

        house.awaitState("late", "OFF");
        assertThat(late.beat(new Stamp(boot, 1_001))).isEqualTo(204);
        assertThat(late.beat(new Stamp(boot - 1, 2_001))).isEqualTo(409);
        assertThat(house.stateOf("late")).isEqualTo("OFF");
        exchange.staysSilent(CALLED_BY_THEN);

        house.program("late").restart();
        house.awaitUp("late");
    }

    @Test
    void a_stopped_agent_that_does_not_return_is_called_about_when_its_lease_ends() {
        assertThat(house.program("gone").stop()).isZero();

        house.awaitState("gone", "OFF");
        assertThat(taken("gone").path("known").asText()).startsWith("stop");
        exchange.expectsCall(LEASE.plusSeconds(15)).to(HousePlan.PHONE).saying("Node gone has failed");
        assertThat(house.stateOf("gone")).isEqualTo("FAILED");
        assertThat(between(taken("gone"), judged("gone"))).isBetween(LEASE, LEASE.plusMillis(2500));
    }

    @Test
    void maintenance_keeps_the_phone_still_until_its_time_is_over() throws Exception {
        assertThat(alarum(
                        "notice",
                        "maintenance",
                        "10s",
                        "--config",
                        house.configOf("worked").toString()))
                .isZero();
        assertThat(house.stateOf("worked")).isEqualTo("MAINTENANCE");
        assertThat(house.program("worked").isAlive()).isTrue();

        house.program("worked").kill9();

        exchange.expectsCall().to(HousePlan.PHONE).saying("Node worked has failed");
        assertThat(between(taken("worked"), judged("worked")))
                .isBetween(Duration.ofSeconds(10), Duration.ofMillis(12_500));
    }

    private static long bootOf(String node) throws IOException {
        return Long.parseLong(
                Files.readString(house.dataFolder(node).resolve("boot")).strip());
    }

    /** The decision to accept that node's absence. */
    private static JsonNode taken(String node) {
        return decision(node, "law 4: notice", "its absence is accepted");
    }

    /** The decision to judge that node because its lease ended. */
    private static JsonNode judged(String node) {
        return decision(node, "law 4: lease", "judged");
    }

    private static JsonNode decision(String subject, String rule, String done) {
        return house.status().list("decisions").stream()
                .filter(one -> one.path("subject").asText().equals(subject))
                .filter(one -> one.path("rule").asText().equals(rule))
                .filter(one -> one.path("done").asText().startsWith(done))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no decision by " + rule + " about " + subject));
    }

    private static Duration between(JsonNode first, JsonNode second) {
        return Duration.between(
                Instant.parse(first.path("at").asText()),
                Instant.parse(second.path("at").asText()));
    }

    private static int alarum(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(arguments).redirectErrorStream(true);
        command.command().add(0, "bin/alarum");
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
        return process.exitValue();
    }
}
