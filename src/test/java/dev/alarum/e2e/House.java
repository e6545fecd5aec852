package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.node.FleetSecret;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A whole installation on loopback: a hub, relays and agents as processes with enrolled keys, and between any two of
 * them a wire that may be cut. Closing it ends every process, and fails if one was left over or printed a secret.
 *
 * <pre>{@code
 * try (House house = House.plan().relays("r1").agents("a1", "a2").hub("alarum.heartbeat.timeout", "5s").start()) {
 *     house.awaitUp("a1", "a2");
 *     house.wire("a1", "hub").cut();
 *     house.program("a2").kill9();
 *     …
 * }
 * }</pre>
 */
public final class House implements AutoCloseable {
    /** The name of the hub among the programs and the ends of wires. */
    public static final String HUB = "hub";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int hubPort;
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final Map<String, Integer> relayPorts = new LinkedHashMap<>();
    private final Map<String, Wire> wires = new LinkedHashMap<>();
    private final Set<String> secrets = new TreeSet<>();
    private boolean closed;

    private House(Path folder, int hubPort) {
        this.folder = folder;
        this.hubPort = hubPort;
    }

    /** Describes an installation: to begin with a hub alone, with one contact and the console phone. */
    public static HousePlan plan() {
        return new HousePlan();
    }

    static House start(HousePlan plan) {
        House house = new House(Houses.folder(), FreePort.take());
        Houses.opened(house);
        try {
            house.startAll(plan);
            return house;
        } catch (RuntimeException | AssertionError e) {
            house.endAll();
            throw e;
        }
    }

    private void startAll(HousePlan plan) {
        secrets.addAll(plan.secrets());
        makeFleetSecret();
        plan.relays().forEach(relay -> relayPorts.put(relay, FreePort.take()));
        programs.put(HUB, launchHub(plan));
        for (String relay : plan.relays()) {
            Map<String, String> settings = plan.relaySettings(
                    relay,
                    relayPorts.getOrDefault(relay, 0),
                    lay(relay, HUB, hubPort),
                    keyOf(Sender.relay(new Name(relay))).encoded(),
                    dataFolder(relay));
            programs.put(relay, launch(relay, "relay", settings));
        }
        for (String agent : plan.agents()) {
            List<String> relayUrls = new ArrayList<>();
            relayPorts.forEach((relay, port) -> relayUrls.add(lay(agent, relay, port)));
            Map<String, String> settings = plan.agentSettings(
                    agent,
                    lay(agent, HUB, hubPort),
                    relayUrls,
                    keyOf(Sender.node(new Name(agent))).encoded(),
                    dataFolder(agent));
            programs.put(agent, launch(agent, "agent", settings));
        }
        programs.values().forEach(Program::awaitReady);
    }

    private Program launchHub(HousePlan plan) {
        String config = configured(HUB, plan.hubSettings(hubPort, dataFolder(HUB)));
        return Program.alarum(HUB, folder, plan.hubOptions(), plan.hubEnvironment(), "hub", "--config", config);
    }

    private Program launch(String name, String role, Map<String, String> settings) {
        return Program.alarum(name, folder, List.of(), role, "--config", configured(name, settings));
    }

    private String configured(String name, Map<String, String> settings) {
        Path config = configOf(name);
        write(
                config,
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n", "", "\n")));
        return config.toString();
    }

    private String lay(String from, String to, int port) {
        Wire wire = Wire.to(port);
        wires.put(from + ">" + to, wire);
        return wire.url();
    }

    /** Before the hub could make it, so that the keys of all are known when they start. */
    private void makeFleetSecret() {
        try {
            FleetSecret.in(Files.createDirectories(dataFolder(HUB)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key of that sender, as the hub would derive it, whether or not such a sender exists. */
    SenderKey keyOf(Sender sender) {
        try {
            SenderKey key = FleetSecret.in(dataFolder(HUB)).keyOf(sender, 1);
            secrets.add(key.encoded());
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node played by the test, with that node's own key. */
    HandSender byHand(Sender sender) {
        return new HandSender(hubUrl(), sender, keyOf(sender));
    }

    /** The hub. */
    public Program hub() {
        return program(HUB);
    }

    /** The hub, a relay or an agent by its name. */
    public Program program(String name) {
        return Objects.requireNonNull(programs.get(name), () -> "no program is called " + name);
    }

    /** The wire from a client (agent, relay) to a server (relay, {@link #HUB}), by name. */
    public Wire wire(String from, String to) {
        String name = from + ">" + to;
        return Objects.requireNonNull(wires.get(name), () -> "no wire " + name + " among " + wires.keySet());
    }

    /** Every wire that ends or begins at that program. */
    public List<Wire> wiresOf(String name) {
        return wires.entrySet().stream()
                .filter(entry -> List.of(entry.getKey().split(">")).contains(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The hub's own address, by no wire. */
    public String hubUrl() {
        return "http://127.0.0.1:" + hubPort;
    }

    /** Where a relay listens, by no wire. */
    public int relayPort(String relay) {
        return Objects.requireNonNull(relayPorts.get(relay), () -> "no relay is called " + relay);
    }

    /** The data folder of a program; settings and logs lie beside it. */
    public Path dataFolder(String name) {
        return folder.resolve(name);
    }

    /** The settings file of a program. */
    public Path configOf(String name) {
        return folder.resolve(name + ".properties");
    }

    /** The hub's admin token. */
    public String adminToken() {
        try {
            String token =
                    Files.readString(dataFolder(HUB).resolve("admin.token")).strip();
            secrets.add(token);
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code GET /v1/status} answers now. */
    public Status status() {
        return Status.of(hubUrl(), adminToken());
    }

    /** Any JSON the hub answers to a GET with the admin token. */
    public JsonNode json(String path) {
        return Status.get(hubUrl() + path, adminToken());
    }

    /** Waits until these nodes are UP. */
    public House awaitUp(String... nodes) {
        for (String node : nodes) {
            awaitState(node, "UP");
        }
        return this;
    }

    /** Waits until that node is in that state, at most a minute. */
    public House awaitState(String node, String state) {
        Awaitility.await(node + " is " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> assertThat(stateOf(node)).isEqualTo(state));
        return this;
    }

    /** The state of that node now. */
    public String stateOf(String node) {
        return status().node(node).path("state").asText();
    }

    /** Waits until every incident is in one of these states, at most a minute, and there is one. */
    public House awaitIncidents(String... states) {
        Awaitility.await("incidents are " + List.of(states))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> assertThat(status().incidents())
                        .isNotEmpty()
                        .extracting(incident -> incident.path("state").asText())
                        .isSubsetOf(states));
        return this;
    }

    /**
     * Waits until the hub's disk, too, has every incident in that state: what it decided in the moments before a kill may
     * be lost, and is told once more.
     */
    public House awaitKeptIncidents(String state) {
        String url = "jdbc:sqlite:file:" + dataFolder(HUB).resolve("alarum.db") + "?mode=ro";
        Awaitility.await("incidents on disk are " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> assertThat(keptStates(url)).isNotEmpty().containsOnly(state));
        return this;
    }

    private static List<String> keptStates(String url) throws SQLException {
        List<String> states = new ArrayList<>();
        try (Connection db = DriverManager.getConnection(url);
                Statement query = db.createStatement();
                ResultSet rows = query.executeQuery("SELECT state FROM incident")) {
            while (rows.next()) {
                states.add(rows.getString(1));
            }
        }
        return states;
    }

    /** Restores every wire and starts again whoever has ended; does not wait until they are ready. */
    public House mend() {
        wires.values().forEach(Wire::restore);
        programs.values().stream().filter(program -> !program.isAlive()).forEach(Program::restart);
        return this;
    }

    /** Kills the hub as a power cut would and starts it again at the same address; returns when it is ready. */
    public House restartHub() {
        hub().kill9();
        hub().restart().awaitReady();
        return this;
    }

    /** Asks every program to stop, agents first; fails if one has to be killed, left a child or printed a secret. */
    @Override
    public void close() {
        closed = true;
        List<ProcessHandle> everyone = everyone();
        List<String> stubborn = endAll();
        assertThat(stubborn).as("programs that did not stop when asked").isEmpty();
        Awaitility.await("no process is left over")
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(everyone).noneMatch(ProcessHandle::isAlive));
        programs.values().forEach(this::assertThatNoSecretWasPrinted);
    }

    boolean isClosed() {
        return closed;
    }

    private List<ProcessHandle> everyone() {
        return programs.values().stream()
                .flatMap(program -> program.descendants().stream())
                .toList();
    }

    private List<String> endAll() {
        List<String> stubborn = new ArrayList<>();
        List<Program> last = new ArrayList<>(programs.values());
        Collections.reverse(last);
        for (Program program : last) {
            if (!program.endKindly()) {
                stubborn.add(program.name());
            }
        }
        wires.values().forEach(Wire::close);
        return stubborn;
    }

    private void assertThatNoSecretWasPrinted(Program program) {
        for (String secret : secrets) {
            assertThat(program.log().contains(secret))
                    .as(program.name() + " printed a secret")
                    .isFalse();
        }
    }

    /** The ends of all logs, for the eyes of whom a test fails. */
    String logs() {
        return programs.values().stream()
                .map(program -> "---- " + program + "\n" + tail(program.log()))
                .collect(Collectors.joining("\n", folder + "\n", ""));
    }

    private static String tail(String log) {
        List<String> lines = log.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 80), lines.size()));
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
