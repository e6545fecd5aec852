package dev.alarum.command;

import dev.alarum.node.FleetSecret;
import dev.alarum.node.Name;
import dev.alarum.node.PrivateFile;
import dev.alarum.node.Sender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The demo's installation: a hub, a relay and three agents on loopback with a data folder that is thrown away. */
final class DemoHouse implements AutoCloseable {
    static final List<String> AGENTS = List.of("pve-1", "pve-2", "nas");
    private static final String RELAY = "pi";
    private static final String HUB = "hub";
    private static final long LAST_WORDS_MILLIS = 1000;
    private static final String MAIN = "dev.alarum.Alarum";

    private final Path home;
    private final Path folder;
    private final int hubPort;
    private final int relayPort;
    private final Map<String, DemoProgram> programs = new LinkedHashMap<>();
    private @Nullable Thread phone;
    private boolean closed;

    private DemoHouse(Path home, Path folder, int hubPort, int relayPort) {
        this.home = home;
        this.folder = folder;
        this.hubPort = hubPort;
        this.relayPort = relayPort;
    }

    /**
     * Starts everything; returns without waiting until it is ready.
     *
     * @param phone takes what the hub's console phone says
     */
    static DemoHouse open(Path home, PrintStream phone) throws IOException {
        DemoHouse house = new DemoHouse(home, Files.createTempDirectory("alarum-demo-"), freePort(), freePort());
        try {
            house.start(phone);
            return house;
        } catch (IOException e) {
            house.close();
            throw e;
        }
    }

    private void start(PrintStream phone) throws IOException {
        FleetSecret secret = FleetSecret.in(folder.resolve(HUB));
        DemoProgram hub = start(HUB, "hub", hubSettings());
        this.phone = new Thread(() -> copy(hub, phone), "demo-phone");
        this.phone.setDaemon(true);
        this.phone.start();
        start(RELAY, "relay", relaySettings(secret));
        for (String agent : AGENTS) {
            start(agent, "agent", agentSettings(secret, agent));
        }
    }

    private DemoProgram start(String name, String role, Map<String, String> settings) throws IOException {
        Path config = folder.resolve(name + ".properties");
        PrivateFile.create(
                config,
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
        DemoProgram program = DemoProgram.start(name, home, log(name), MAIN, role, "--config", config.toString());
        programs.put(name, program);
        return program;
    }

    private Map<String, String> hubSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("alarum.hub.host", "127.0.0.1");
        settings.put("alarum.hub.port", Integer.toString(hubPort));
        settings.put("alarum.data.dir", folder.resolve(HUB).toString());
        settings.put("alarum.phone.provider", "console");
        settings.put("alarum.contact.1.name", "Ada");
        settings.put("alarum.contact.1.phone", "+15005550006");
        settings.put("alarum.relay." + RELAY + ".site", "home");
        AGENTS.forEach(agent -> settings.put("alarum.node." + agent + ".site", "home"));
        return settings;
    }

    private Map<String, String> relaySettings(FleetSecret secret) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("alarum.relay.name", RELAY);
        settings.put(
                "alarum.relay.key",
                secret.keyOf(Sender.relay(new Name(RELAY)), 1).encoded());
        settings.put("alarum.relay.host", "127.0.0.1");
        settings.put("alarum.relay.port", Integer.toString(relayPort));
        settings.put("alarum.hubs", hubUrl());
        settings.put("alarum.data.dir", folder.resolve(RELAY).toString());
        return settings;
    }

    private Map<String, String> agentSettings(FleetSecret secret, String agent) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("alarum.node.name", agent);
        settings.put(
                "alarum.node.key", secret.keyOf(Sender.node(new Name(agent)), 1).encoded());
        settings.put("alarum.hubs", hubUrl());
        settings.put("alarum.relays", "http://127.0.0.1:" + relayPort);
        settings.put("alarum.data.dir", folder.resolve(agent).toString());
        return settings;
    }

    private static void copy(DemoProgram hub, PrintStream phone) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(hub.process().getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(phone::println);
        } catch (IOException | UncheckedIOException hubEnded) {
            phone.flush();
        }
    }

    String hubUrl() {
        return "http://127.0.0.1:" + hubPort;
    }

    Path folder() {
        return folder;
    }

    Path adminToken() {
        return folder.resolve(HUB).resolve("admin.token");
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    List<DemoProgram> programs() {
        return List.copyOf(programs.values());
    }

    Optional<DemoProgram> program(String name) {
        return Optional.ofNullable(programs.get(name));
    }

    /** Whether a program other than these has ended. */
    boolean hasEnded(Set<String> expected) {
        return programs.values().stream().anyMatch(program -> !program.isAlive() && !expected.contains(program.name()));
    }

    /** Stops every program, agents first so that they can say goodbye, and throws the folder away; once is enough. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        programs.values().parallelStream()
                .filter(program -> !program.name().equals(HUB))
                .forEach(DemoProgram::stop);
        program(HUB).ifPresent(DemoProgram::stop);
        awaitLastWords();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitLastWords() {
        try {
            if (phone != null) {
                phone.join(LAST_WORDS_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
