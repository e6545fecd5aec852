package dev.alarum.settings;

import dev.alarum.alone.AloneSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.settings.Key.Owner;
import dev.alarum.ups.UpsSettings;
import dev.alarum.ups.UpsSource;
import dev.alarum.wake.WakeAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads the settings of those that send: agents and relays. */
final class SenderReader {
    private static final String EXAMPLE_HUB = "http://10.8.0.1:8080";
    private static final String EXAMPLE_KEY = "a".repeat(42) + "A";

    private final RoleReader reader;
    private final Supplier<String> hostName;

    SenderReader(Owner owner, Source source, Supplier<String> hostName) {
        this.reader = new RoleReader(owner, source);
        this.hostName = hostName;
    }

    Loaded<AgentSettings> agent() throws SettingsProblems {
        Name name = agentName();
        SenderKey key = key("alarum.node.key", "bin/alarum enroll NAME");
        List<URI> hubs = urls("alarum.hubs", EXAMPLE_HUB);
        List<URI> relays = urls("alarum.relays", "http://192.168.1.5:8081");
        Duration period = period();
        Path data = data();
        AgentSettings settings = reader.build(
                () -> new AgentSettings(name, key, hubs, relays, period, data),
                () -> new AgentSettings(
                        name, key, List.of(URI.create(EXAMPLE_HUB)), relays, HeartbeatSettings.DEFAULT.period(), data),
                SenderReader::keyOf);
        return reader.finish(settings);
    }

    private Name agentName() {
        if (!reader.has("alarum.node.name") && !Name.isName(hostName.get())) {
            return reader.required(
                    "alarum.node.name",
                    Form.NAME,
                    "give a name, as this machine's host name '" + hostName.get() + "' cannot be one",
                    "pve-01");
        }
        return reader.has("alarum.node.name")
                ? reader.required("alarum.node.name", Form.NAME, "", "pve-01")
                : reader.read("alarum.node.name", Form.NAME, new Name(hostName.get()), "pve-01");
    }

    Loaded<RelaySettings> relay() throws SettingsProblems {
        Name name = reader.required("alarum.relay.name", Form.NAME, "give the name of this relay", "pi-1");
        SenderKey key = key("alarum.relay.key", "bin/alarum enroll NAME --relay");
        ServerSettings server = server();
        List<URI> hubs = urls("alarum.hubs", EXAMPLE_HUB);
        List<UpsSource> ups = ups();
        Duration period = period();
        Path data = data();
        Map<Name, WakeAddress> wake = wake();
        AloneSettings alone = alone();
        RelaySettings settings = reader.build(
                () -> new RelaySettings(name, key, server, hubs, ups, period, data, wake, alone),
                () -> new RelaySettings(
                        name,
                        key,
                        server,
                        List.of(URI.create(EXAMPLE_HUB)),
                        ups,
                        HeartbeatSettings.DEFAULT.period(),
                        data),
                SenderReader::keyOf);
        return reader.finish(settings);
    }

    private Map<Name, WakeAddress> wake() {
        Form<WakeAddress> form = new Form<>(WakeAddress::parse, WakeAddress::toString);
        Map<Name, WakeAddress> wake = new TreeMap<>();
        reader.names("alarum.wake.")
                .forEach((name, spelt) -> reader.optional("alarum.wake." + spelt, form, "3c:ec:ef:01:23:45")
                        .ifPresent(address -> wake.put(name, address)));
        return wake;
    }

    private AloneSettings alone() {
        Duration silent = reader.read("alarum.hubs.silent", Form.DURATION, AloneSettings.NONE.silent(), "60s");
        List<UpsSettings> ups = new UpsReader(reader).ofRelay();
        List<ClusterSettings> clusters = new ClusterReader(reader).ofRelay();
        return reader.build(
                () -> new AloneSettings(silent, ups, clusters),
                () -> new AloneSettings(AloneSettings.NONE.silent(), ups, clusters),
                Components.below("alarum.hubs"));
    }

    private static String keyOf(String component) {
        return component.equals("period") ? "alarum.heartbeat.period" : "alarum." + component;
    }

    private SenderKey key(String key, String command) {
        String rule = "give the key of 43 characters that " + command + " prints on the hub";
        String text = reader.requiredSecret(key, rule, EXAMPLE_KEY);
        try {
            return SenderKey.parse(text);
        } catch (IllegalArgumentException e) {
            reader.noteSecret(key, rule, EXAMPLE_KEY);
            return SenderKey.parse(EXAMPLE_KEY);
        }
    }

    private List<URI> urls(String key, String example) {
        return reader.optional(key, Form.URL.list(), example).orElse(List.of());
    }

    private Duration period() {
        return reader.read("alarum.heartbeat.period", Form.DURATION, HeartbeatSettings.DEFAULT.period(), "1s");
    }

    private Path data() {
        return reader.path("alarum.data.dir", SettingsLoader.DEFAULT_DATA_FOLDER);
    }

    private ServerSettings server() {
        String host = reader.read("alarum.relay.host", Form.TEXT, ServerSettings.DEFAULT_RELAY.host(), "0.0.0.0");
        int port = reader.read("alarum.relay.port", Form.INTEGER, ServerSettings.DEFAULT_RELAY.port(), "8081");
        return reader.build(
                () -> new ServerSettings(host, port, null, null),
                () -> ServerSettings.DEFAULT_RELAY,
                Components.below("alarum.relay"));
    }

    private List<UpsSource> ups() {
        List<UpsSource> all = new ArrayList<>();
        reader.names("alarum.ups.", ".source", ".command", ".address", ".poll")
                .forEach((name, spelt) -> all.add(ups(name, "alarum.ups." + spelt)));
        return all;
    }

    private UpsSource ups(Name name, String stem) {
        UpsSource byDefault = UpsSource.named(name);
        Optional<UpsSource.Kind> given =
                reader.optional(stem + ".source", Form.oneOf(UpsSource.Kind.class, UpsSource.Kind::word), "apcaccess");
        UpsSource.Kind kind = given.orElse(byDefault.kind());
        String command =
                reader.optional(stem + ".command", Form.TEXT, "/sbin/apcaccess").orElse(kind.word());
        String address =
                reader.optional(stem + ".address", Form.TEXT, "127.0.0.1:3551").orElse("");
        Duration poll = reader.optional(stem + ".poll", Form.DURATION, "5s").orElse(byDefault.poll());
        return reader.build(
                () -> new UpsSource(name, kind, command, address, poll), () -> byDefault, Components.below(stem));
    }
}
