package dev.alarum.settings;

import dev.alarum.call.PhoneSettings;
import dev.alarum.drill.DrillSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.HistorySettings;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.message.MessageSettings;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.settings.Key.Owner;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/** Reads the settings of a hub. */
final class HubReader {
    private static final String NONE = "none";
    private static final Pattern SIX_FIELDS = Pattern.compile("[0-9]{1,2}( [^ ]+){5}");
    private static final String RELAY = "relay:";
    private static final PhoneSettings CONSOLE = PhoneSettings.DEFAULT;

    private final RoleReader reader;
    private final CallReader calls;
    private final ClusterReader clusters;

    HubReader(Source source) {
        this.reader = new RoleReader(Owner.HUB, source);
        this.calls = new CallReader(reader);
        this.clusters = new ClusterReader(reader);
    }

    Loaded<HubSettings> read() throws SettingsProblems {
        ServerSettings server = server();
        Path dataFolder = reader.path("alarum.data.dir", SettingsLoader.DEFAULT_DATA_FOLDER);
        URI publicUrl = reader.optional("alarum.public-url", Form.URL, "https://hub.example.org")
                .orElse(null);
        List<URI> probes = reader.optional("alarum.hub.probes", Form.URL.list(), "https://api.twilio.com")
                .orElse(List.of());
        NodeSettings nodes = nodes();
        HeartbeatSettings heartbeat = heartbeat();
        IncidentSettings incident = incident();
        NoticeSettings notice = notice();
        HistorySettings history = history();
        var call = calls.calls();
        var phone = calls.phone();
        List<UpsSettings> ups = new UpsReader(reader).ofHub();
        var proxmox = clusters.ofHub();
        var told = new MessageReader(reader).messages();
        DrillSettings drill = drill();
        HubSettings settings = reader.build(
                () -> new HubSettings(
                        server,
                        dataFolder,
                        publicUrl,
                        probes,
                        nodes,
                        heartbeat,
                        incident,
                        notice,
                        history,
                        call,
                        phone,
                        ups,
                        proxmox,
                        drill,
                        told),
                () -> new HubSettings(
                        server,
                        dataFolder,
                        null,
                        List.of(),
                        nodes,
                        heartbeat,
                        incident,
                        notice,
                        history,
                        call,
                        CONSOLE,
                        List.of(),
                        proxmox,
                        DrillSettings.DEFAULT,
                        MessageSettings.DEFAULT),
                HubReader::keyOf);
        return reader.finish(settings);
    }

    private static String keyOf(String component) {
        if (component.equals("contact")) {
            return "alarum.contact.1.phone";
        }
        return component.startsWith("ups.")
                ? "alarum." + component
                : Components.below("alarum").apply(component);
    }

    private ServerSettings server() {
        String host = reader.read("alarum.hub.host", Form.TEXT, ServerSettings.DEFAULT_HUB.host(), "0.0.0.0");
        int port = reader.read("alarum.hub.port", Form.INTEGER, ServerSettings.DEFAULT_HUB.port(), "8080");
        Path certificate = reader.existingFile("alarum.hub.tls.certificate", "/etc/alarum/hub.crt");
        Path key = reader.existingFile("alarum.hub.tls.key", "/etc/alarum/hub.key");
        return reader.build(
                () -> new ServerSettings(host, port, certificate, key),
                () -> ServerSettings.DEFAULT_HUB,
                component -> switch (component) {
                    case "certificate" -> "alarum.hub.tls.certificate";
                    case "privateKey" -> "alarum.hub.tls.key";
                    default -> "alarum.hub." + component;
                });
    }

    private NodeSettings nodes() {
        Map<Name, Name> nodes = sites("alarum.node.");
        Map<Name, Name> relays = sites("alarum.relay.");
        List<Sender> revoked = reader.optional("alarum.revoked", senders().list(), "web-3,relay:pi")
                .orElse(List.of());
        Map<Name, String> spoken = new HashMap<>();
        Map<Name, String> names = reader.names("alarum.node.", ".spoken");
        names.forEach((name, spelt) -> reader.optional("alarum.node." + spelt + ".spoken", Form.TEXT, "storage two")
                .ifPresent(words -> spoken.put(name, words)));
        int wanted = reader.read("alarum.relays.wanted", Form.INTEGER, 0, "1");
        return reader.build(
                () -> new NodeSettings(nodes, relays, spoken, new HashSet<>(revoked), wanted),
                () -> new NodeSettings(nodes, relays, new HashSet<>(revoked)),
                component -> component.startsWith("spoken.")
                        ? "alarum.node." + names.get(new Name(component.substring("spoken.".length()))) + ".spoken"
                        : "alarum.relays.wanted");
    }

    private Map<Name, Name> sites(String prefix) {
        Map<Name, Name> sites = new HashMap<>();
        reader.names(prefix).forEach((name, spelt) -> sites.put(name, site(prefix + spelt + ".site")));
        return sites;
    }

    private Name site(String key) {
        return reader.optional(key, Form.NAME, NodeSettings.HOME.text()).orElse(NodeSettings.HOME);
    }

    private static Form<Sender> senders() {
        return new Form<>(
                text -> text.startsWith(RELAY)
                        ? Sender.relay(Form.NAME.parse().apply(text.substring(RELAY.length())))
                        : Sender.node(Form.NAME.parse().apply(text)),
                Sender::toString);
    }

    private HeartbeatSettings heartbeat() {
        HeartbeatSettings byDefault = HeartbeatSettings.DEFAULT;
        Duration timeout = reader.read("alarum.heartbeat.timeout", Form.DURATION, byDefault.timeout(), "20s");
        Duration period = reader.read("alarum.heartbeat.period", Form.DURATION, byDefault.period(), "1s");
        Duration check = reader.read("alarum.heartbeat.check", Form.DURATION, byDefault.check(), "100ms");
        Map<Name, Duration> timeouts = new HashMap<>();
        Map<Name, String> names = reader.names("alarum.node.", ".timeout");
        names.forEach((name, spelt) -> reader.optional("alarum.node." + spelt + ".timeout", Form.DURATION, "40s")
                .ifPresent(own -> timeouts.put(name, own)));
        return reader.build(
                () -> new HeartbeatSettings(timeout, period, check, timeouts),
                () -> byDefault,
                component -> component.startsWith("timeouts.")
                        ? "alarum.node." + names.get(new Name(component.substring("timeouts.".length()))) + ".timeout"
                        : "alarum.heartbeat." + component);
    }

    private IncidentSettings incident() {
        IncidentSettings byDefault = IncidentSettings.DEFAULT;
        int threshold = reader.read("alarum.failure.threshold", Form.INTEGER, byDefault.threshold(), "2");
        Duration window = reader.read("alarum.failure.window", Form.DURATION, byDefault.window(), "1h");
        Duration settle = reader.read("alarum.incident.settle", Form.DURATION, byDefault.settle(), "3s");
        return reader.build(
                () -> new IncidentSettings(threshold, window, settle),
                () -> byDefault,
                component -> component.equals("settle") ? "alarum.incident.settle" : "alarum.failure." + component);
    }

    private NoticeSettings notice() {
        NoticeSettings byDefault = NoticeSettings.DEFAULT;
        Duration shutdown = reader.read("alarum.notice.lease.shutdown", leaseOrNone(), Lease.WITHOUT_END, "12h")
                .duration();
        Duration reboot = reader.read("alarum.notice.lease.reboot", Form.DURATION, byDefault.reboot(), "15m");
        Duration stop = reader.read("alarum.notice.lease.stop", Form.DURATION, byDefault.stop(), "5m");
        return reader.build(
                () -> new NoticeSettings(shutdown, reboot, stop),
                () -> byDefault,
                Components.below("alarum.notice.lease"));
    }

    private HistorySettings history() {
        HistorySettings byDefault = HistorySettings.DEFAULT;
        Duration keep = reader.read("alarum.history.keep", Form.DURATION, byDefault.keep(), "90d");
        int maxRows = reader.read("alarum.history.max-rows", Form.INTEGER, byDefault.maxRows(), "1000000");
        return reader.build(
                () -> new HistorySettings(keep, maxRows), () -> byDefault, Components.below("alarum.history"));
    }

    /** A lease, which may have no end. */
    private record Lease(@Nullable Duration duration) {
        static final Lease WITHOUT_END = new Lease(null);
    }

    private static Form<Lease> leaseOrNone() {
        return new Form<>(
                text -> text.equals(NONE)
                        ? Lease.WITHOUT_END
                        : new Lease(Form.DURATION.parse().apply(text)),
                lease -> lease.duration() == null ? NONE : Form.DURATION.write().apply(lease.duration()));
    }

    private DrillSettings drill() {
        String timetable = reader.read("alarum.drill.schedule", timetable(), NONE, "0 0 11 ? * SAT");
        return new DrillSettings(timetable.equals(NONE) ? null : timetable);
    }

    /** A seventh field, the year, has an end: a hub that is started after it would not run at all. */
    private static boolean isTimetable(String text) {
        if (!SIX_FIELDS.matcher(text).matches() || !CronExpression.isValidExpression(text)) {
            return false;
        }
        try {
            return new CronExpression(text).getNextValidTimeAfter(new Date()) != null;
        } catch (ParseException e) {
            return false;
        }
    }

    private static Form<String> timetable() {
        return new Form<>(
                text -> {
                    if (!text.equals(NONE) && !isTimetable(text)) {
                        throw new IllegalArgumentException("give none, or the six fields of a Quartz timetable that"
                                + " comes round: second (a number), minute, hour, day of the month, month, day of the"
                                + " week");
                    }
                    return text;
                },
                text -> text);
    }
}
