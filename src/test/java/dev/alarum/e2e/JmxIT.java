package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.call.Saying;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator at the JMX of a real hub whose nodes live: whatever is suspended or stopped, nobody falsely fails. */
@ExtendWith(Houses.class)
@TestMethodOrder(OrderAnnotation.class)
class JmxIT {
    private static final String ADA = "+15005550006";
    private static final String PROXMOX_SECRET = "7d1c0000-cafe-4000-8000-00000000c0de";
    private static final String MAIL_SECRET = "mail-password-0c7a";
    private static final String WEBHOOK_SECRET = "webhook-token-51fe";
    private static final String NTFY_SECRET = "ntfy-topic-9d3b";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration OUTAGE = TIMEOUT.plusSeconds(2);

    private static final List<List<String>> GROUPS = List.of(
            List.of("beat-intake"),
            List.of("heartbeat-watch"),
            List.of("silence-watch"),
            List.of("tick"),
            List.of("heartbeat-arm", "decisions"),
            List.of("store", "reading-intake"));
    /** Suspended in a test of its own, with a notice on its way. */
    private static final String NOTICES = "notice-intake";

    private static TelephoneExchange exchange;
    private static House house;
    private static Jmx hub;
    private static Set<Integer> portsBefore;

    @BeforeAll
    static void three_nodes_and_a_relay_live() throws IOException {
        exchange = TelephoneExchange.open();
        HousePlan plan = House.plan()
                .relays("r1")
                .agents("a1", "a2", "a3")
                .hub("alarum.heartbeat.timeout", TIMEOUT.toSeconds() + "s")
                .hub("alarum.proxmox.urls", "https://127.0.0.1:1")
                .hub("alarum.proxmox.token-id", "alarum@pve!hub")
                .hub("alarum.proxmox.token-secret", PROXMOX_SECRET)
                .hub("alarum.proxmox.nodes", "a1")
                // the flow of the timetable is there, and never rings while this runs
                .hub("alarum.drill.schedule", "0 0 4 29 2 ?")
                .hub("alarum.mail.host", "127.0.0.1")
                .hub("alarum.mail.port", "1")
                .hub("alarum.mail.user", "alarum@example.org")
                .hub("alarum.mail.password", MAIL_SECRET)
                .hub("alarum.mail.from", "alarum@example.org")
                .hub("alarum.mail.to", "ada@example.org")
                .hub("alarum.sms.to", "+14155550123")
                .hub("alarum.webhook.url", "http://127.0.0.1:1/hook")
                .hub("alarum.webhook.token", WEBHOOK_SECRET)
                .hub("alarum.ntfy.url", "http://127.0.0.1:1")
                .hub("alarum.ntfy.topic", NTFY_SECRET);
        exchange.settings().forEach(plan::hub);
        house = plan.start().awaitUp("a1", "a2", "a3");
        await().until(() -> house.status().relay("r1").path("state").asText().equals("UP"));
        portsBefore = listeningPorts(house.hub().pid());
        hub = Jmx.of(house.hub());
    }

    @AfterAll
    static void everything_ends() throws IOException {
        hub.close();
        house.close();
        exchange.close();
    }

    @Test
    @Order(1)
    void nothing_but_the_http_port_listens_before_an_operator_attaches() {
        assertThat(portsBefore).isNotEmpty().allMatch(port -> house.hubUrl().endsWith(":" + port));
    }

    @Test
    @Order(2)
    void every_flow_of_hub_and_relay_is_listed_with_a_description() throws IOException {
        assertThat(hub.flows().keySet()).containsAll(routeIdsIn("routes"));
        assertThat(hub.flows())
                .allSatisfy((id, description) ->
                        assertThat(description).as(id).isNotBlank().isNotEqualTo("null"));
        try (Jmx relay = Jmx.of(house.program("r1"))) {
            assertThat(relay.flows().keySet()).contains("beat-collect", "beat-carry", "notice-relay", "reading-send");
            assertThat(relay.flows())
                    .allSatisfy((id, description) ->
                            assertThat(description).as(id).isNotBlank().isNotEqualTo("null"));
            assertThat(relay.threads()).contains("\"timer-beat-carry\"").doesNotContain("timer://");
        }
        assertThat(hub.threads()).contains("\"timer-tick\"").doesNotContain("timer://");
    }

    @Test
    @Order(3)
    void no_secret_can_be_read() throws IOException {
        Map<String, String> all = hub.all();
        List<String> secrets = List.of(
                house.adminToken(),
                TelephoneExchange.TOKEN,
                PROXMOX_SECRET,
                MAIL_SECRET,
                WEBHOOK_SECRET,
                NTFY_SECRET,
                Files.readString(house.dataFolder("hub").resolve("fleet.secret"))
                        .strip());

        assertThat(all).hasSizeGreaterThan(1000);
        assertThat(all.values()).anyMatch(value -> value.contains("proxmox-order") && value.contains("<route"));
        assertThat(all).allSatisfy((what, value) -> assertThat(value).doesNotContain(secrets));
    }

    /** Each outage is tried on a fresh hub: added up they are more than a hub holds still for. */
    private static void freshHub() throws IOException {
        hub.close();
        house.restartHub().awaitUp("a1", "a2", "a3");
        hub = Jmx.of(house.hub());
    }

    static List<List<String>> groups() throws IOException {
        List<List<String>> groups = new ArrayList<>(GROUPS);
        Set<String> others = new TreeSet<>(routeIdsIn("routes"));
        GROUPS.forEach(others::removeAll);
        others.remove(NOTICES);
        groups.add(List.copyOf(others));
        return groups;
    }

    @ParameterizedTest
    @MethodSource("groups")
    @Order(4)
    void flows_suspended_and_stopped_while_nodes_live_fail_nobody(List<String> flows) throws IOException {
        boolean hasStatus = !flows.contains("status-json");
        freshHub();

        hub.ask("suspend", flows);
        assertThat(flows).allMatch(flow -> hub.stateOf(flow).equals("Suspended"));
        staysWell(hasStatus, flows);
        hub.ask("resume", flows);
        everyoneIsUp();

        hub.ask("stop", flows);
        assertThat(flows).allMatch(flow -> hub.stateOf(flow).equals("Stopped"));
        staysWell(hasStatus, flows);
        hub.ask("start", flows);
        everyoneIsUp();
    }

    /** For longer than the timeout: nobody fails, and the page names what does not run. */
    private static void staysWell(boolean hasStatus, List<String> flows) {
        await().pollInterval(Duration.ofMillis(500))
                .during(OUTAGE)
                .atMost(OUTAGE.plusSeconds(5))
                .untilAsserted(() -> {
                    if (hasStatus) {
                        assertThat(stopped(house.status())).containsAll(flows);
                        nobodyFailed(house.status());
                    }
                });
    }

    private static void everyoneIsUp() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Status status = house.status();
            nobodyFailed(status);
            assertThat(stopped(status)).isEmpty();
            assertThat(status.list("nodes"))
                    .allMatch(node -> node.path("state").asText().equals("UP"))
                    .allMatch(node -> node.path("lastBeatSeconds").asDouble() < 3);
        });
    }

    private static void nobodyFailed(Status status) {
        assertThat(status.incidents()).isEmpty();
        assertThat(status.list("nodes"))
                .allMatch(node -> node.path("failedAfterSeconds").isMissingNode()
                        || node.path("failedAfterSeconds").isNull());
    }

    private static List<String> stopped(Status status) {
        return status.problems().stream()
                .filter(problem -> problem.path("code").asText().equals("flow-stopped"))
                .map(problem -> problem.path("subject").asText())
                .toList();
    }

    @Test
    @Order(5)
    void nobody_was_rung_and_no_detector_was_late_in_all_that() {
        exchange.staysSilent(TIMEOUT.plusSeconds(1));

        assertThat(house.status().incidents()).isEmpty();
        assertThat(house.status().problems())
                .extracting(problem -> problem.path("code").asText())
                .doesNotContain("backstop", "store-failed", "cannot-call");
        assertThat(house.hub().log()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @MethodSource("pauses")
    @Order(6)
    void a_notice_sent_while_its_intake_does_not_run_arrives_in_the_end(String pause, String goOn) throws IOException {
        freshHub();
        hub.ask(pause, List.of(NOTICES));
        assertThat(house.program("a2").stop()).isZero();
        await().pollInterval(Duration.ofMillis(500))
                .during(OUTAGE)
                .atMost(OUTAGE.plusSeconds(5))
                .untilAsserted(() -> assertThat(house.status().incidents()).isEmpty());

        hub.ask(goOn, List.of(NOTICES));

        house.awaitState("a2", "OFF");
        nobodyFailed(house.status());
        house.program("a2").restart().awaitReady();
        house.awaitUp("a2");
    }

    static Stream<Arguments> pauses() {
        return Stream.of(Arguments.of("suspend", "resume"), Arguments.of("stop", "start"));
    }

    @Test
    @Order(7)
    void one_that_died_while_beats_could_not_come_in_is_reported_afterwards() throws IOException {
        freshHub();
        hub.ask("suspend", List.of("beat-intake"));
        house.program("a2").kill9();
        await().pollDelay(OUTAGE).until(() -> house.status().incidents().isEmpty());

        hub.ask("resume", List.of("beat-intake"));

        house.awaitState("a2", "FAILED");
        exchange.expectsCall().to(ADA).saying(Saying.name("a2"));
    }

    @Test
    @Order(8)
    void what_was_decided_while_its_flows_were_suspended_comes_out_afterwards() throws SQLException {
        List<String> flows = List.of("decisions", "store", "news", "phone-call");
        hub.ask("suspend", flows);
        await().until(() -> stopped(house.status()).containsAll(flows));
        house.program("r1").kill9();
        house.program("a3").kill9();
        house.awaitState("a3", "FAILED");
        await().until(() -> house.status().relay("r1").path("state").asText().equals("FAILED"));
        assertThat(house.hub().log()).doesNotContain("code=relay-gone");
        assertThat(kept("SELECT count(*) FROM decision WHERE subject = 'a3' AND done = 'failed'"))
                .isZero();

        hub.ask("resume", flows);

        exchange.expectsCall().to(ADA).saying(Saying.name("a3"));
        await().until(() -> house.hub().log().contains("code=relay-gone"));
        await().until(() -> kept("SELECT count(*) FROM decision WHERE subject = 'a3' AND done = 'failed'") == 1);
        await().until(() -> kept("SELECT count(*) FROM news WHERE code = 'relay-gone'") == 1);
    }

    private static int kept(String question) throws SQLException {
        try (Connection store = DriverManager.getConnection(
                        "jdbc:sqlite:" + house.dataFolder("hub").resolve("alarum.db"));
                ResultSet answer = store.createStatement().executeQuery(question)) {
            return answer.getInt(1);
        }
    }

    private static Set<String> routeIdsIn(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            Set<String> ids = new TreeSet<>();
            for (Path file : files.toList()) {
                String[] entries = Files.readString(file).split("(?m)^- route:\\s*\\n");
                Arrays.stream(entries)
                        .skip(1)
                        .map(entry -> entry.replaceFirst("(?s)\\s*id: (\\S+).*", "$1"))
                        .forEach(ids::add);
            }
            return ids;
        }
    }

    /** The TCP ports on which a process listens, as the kernel knows them. */
    private static Set<Integer> listeningPorts(long pid) throws IOException {
        Set<String> sockets;
        try (Stream<Path> handles = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            sockets = handles.map(JmxIT::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] cells = line.strip().split("\\s+");
                if (cells.length > 9 && cells[3].equals("0A") && sockets.contains(cells[9])) {
                    ports.add(Integer.parseInt(cells[1].substring(cells[1].lastIndexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
