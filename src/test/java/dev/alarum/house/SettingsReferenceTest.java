package dev.alarum.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.settings.Loaded;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.SettingsUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the shipped files of {@code config/} and what is loaded from them together. */
class SettingsReferenceTest {
    private static final Pattern LINE = Pattern.compile("(#?)(alarum\\.[^=\\s]+)=(.*)");

    private static final String KEY = "E".repeat(42) + "A";
    private static final String FINGERPRINT = "ab".repeat(32);

    /** Keys repeated by name that have a default: the shipped file shows it. */
    private static final Set<String> DEFAULTS_BY_NAME = Set.of(
            "alarum.node.NAME.site",
            "alarum.contact.N.language",
            "alarum.twilio.base-url",
            "alarum.twilio2.base-url",
            "alarum.ups.NAME.site",
            "alarum.ups.NAME.confirm",
            "alarum.ups.NAME.shutdown-after",
            "alarum.ups.NAME.charge-below",
            "alarum.ups.NAME.runtime-below",
            "alarum.ups.NAME.lost-after",
            "alarum.ups.NAME.source",
            "alarum.ups.NAME.poll",
            "alarum.proxmox.armed",
            "alarum.proxmox.CLUSTER.armed",
            "alarum.proxmox.ha",
            "alarum.proxmox.CLUSTER.ha",
            "alarum.proxmox.ceph",
            "alarum.proxmox.CLUSTER.ceph",
            "alarum.proxmox.guest-timeout",
            "alarum.proxmox.CLUSTER.guest-timeout",
            "alarum.proxmox.down-within",
            "alarum.proxmox.CLUSTER.down-within",
            "alarum.proxmox.force",
            "alarum.proxmox.CLUSTER.force",
            "alarum.proxmox.mains-stable",
            "alarum.proxmox.CLUSTER.mains-stable",
            "alarum.proxmox.charge-over",
            "alarum.proxmox.CLUSTER.charge-over",
            "alarum.proxmox.wake",
            "alarum.proxmox.CLUSTER.wake");

    /** Keys with a value other than the default and other than the shipped example. */
    private static final Map<String, String> OTHER_VALUES = otherValues();

    /** What must be given before a role loads at all. */
    private static final Map<String, Map<String, String>> LEAST = Map.of(
            "hub", Map.of(),
            "agent", Map.of("alarum.node.name", "a", "alarum.node.key", KEY, "alarum.hubs", "http://h"),
            "relay", Map.of("alarum.relay.name", "r", "alarum.relay.key", KEY, "alarum.hubs", "http://h"));

    private record Line(boolean active, String key, String value) {}

    @ParameterizedTest
    @ValueSource(strings = {"hub", "agent", "relay"})
    void the_shipped_file_lists_every_key_and_no_other(String role) throws IOException {
        Set<String> listed = new TreeSet<>();
        for (Line line : linesOf(role)) {
            listed.add(SettingsUnderTest.patternOf(line.key()).orElse("unknown: " + line.key()));
        }

        assertThat(listed).containsExactlyInAnyOrderElementsOf(SettingsUnderTest.keysOf(role));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub", "agent", "relay"})
    void an_active_line_holds_the_default_and_every_fixed_default_has_one(String role) throws Exception {
        Map<String, String> shipped = new HashMap<>();
        linesOf(role).stream().filter(Line::active).forEach(line -> shipped.put(line.key(), line.value()));

        Map<String, String> defaults = new HashMap<>(load(role, Map.of()).placeholders());
        defaults.keySet().removeAll(LEAST.get(role).keySet());
        shipped.computeIfPresent("alarum.data.dir", (key, folder) -> "/opt/alarum/" + folder);
        assertThat(shipped).isEqualTo(defaults);
        assertThat(SettingsUnderTest.describe(load(role, shipped).settings()))
                .isEqualTo(SettingsUnderTest.describe(load(role, Map.of()).settings()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub", "agent", "relay"})
    void a_commented_line_shows_the_default_where_there_is_one_and_else_a_right_example(String role) throws Exception {
        for (Line line : linesOf(role)) {
            if (line.active() || line.key().endsWith("-file") || line.key().contains(".tls.")) {
                continue;
            }
            Map<String, String> siblings = siblings(line.key());

            String without = SettingsUnderTest.describe(load(role, siblings).settings());
            siblings.put(line.key(), line.value());
            String with = SettingsUnderTest.describe(load(role, siblings).settings());

            boolean isDefault = DEFAULTS_BY_NAME.contains(
                    SettingsUnderTest.patternOf(line.key()).orElseThrow());
            assertThat(with.equals(without)).as(line.key()).isEqualTo(isDefault);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub", "agent", "relay"})
    void every_key_changes_what_is_loaded(String role) throws Exception {
        Set<String> patterns = new HashSet<>(SettingsUnderTest.keysOf(role));
        for (Map.Entry<String, String> other : OTHER_VALUES.entrySet()) {
            String pattern = SettingsUnderTest.patternOf(other.getKey()).orElseThrow();
            if (!patterns.remove(pattern)) {
                continue;
            }
            Map<String, String> siblings = siblings(other.getKey());
            String without = SettingsUnderTest.describe(load(role, siblings).settings());
            siblings.put(other.getKey(), other.getValue());
            if (other.getValue().equals("upsc")) {
                siblings.put("alarum.ups.tower.address", "tower@localhost");
            }
            if (other.getKey().endsWith("-file")) {
                siblings.remove(other.getKey().replace("-file", ""));
                siblings.put(other.getKey(), secretFile(other.getKey()));
            }

            String with = SettingsUnderTest.describe(load(role, siblings).settings());

            assertThat(with).as(other.getKey()).isNotEqualTo(without);
        }
        assertThat(patterns).as("keys that this test does not change").isEmpty();
    }

    private static String secretFile(String key) throws IOException {
        Path file = Files.createTempFile("secret", null);
        file.toFile().deleteOnExit();
        String pin = "123456\n";
        return Files.writeString(file, key.contains("pin") ? pin : "B".repeat(42) + "A\n")
                .toString();
    }

    private static Loaded<?> load(String role, Map<String, String> more) throws SettingsProblems {
        Map<String, String> all = new HashMap<>(LEAST.get(role));
        if (more.containsKey("alarum.node.key-file") || more.containsKey("alarum.relay.key-file")) {
            all.remove("alarum.node.key");
            all.remove("alarum.relay.key");
        }
        all.putAll(more);
        return SettingsUnderTest.load(role, all);
    }

    /** What must be given together with that key. */
    private static Map<String, String> siblings(String key) {
        Map<String, String> siblings = new LinkedHashMap<>();
        Matcher proxmox = Pattern.compile("(alarum\\.proxmox(?:\\.lab)?)\\..*").matcher(key);
        Matcher twilio = Pattern.compile("(alarum\\.twilio2?)\\..*").matcher(key);
        if (key.startsWith("alarum.contact.")) {
            siblings.put("alarum.contact.1.name", "Grace");
            siblings.put("alarum.contact.1.phone", "+4930123456");
        } else if (proxmox.matches()) {
            siblings.put(proxmox.group(1) + ".urls", "https://x:8006");
            siblings.put(proxmox.group(1) + ".token-id", "x@pve!x1");
            siblings.put(proxmox.group(1) + ".token-secret", "x");
            siblings.put(proxmox.group(1) + ".nodes", "x");
            siblings.put("alarum.ups.rack.source", "apcaccess");
        } else if (twilio.matches()) {
            siblings.put(twilio.group(1) + ".account-sid", "AC" + "1".repeat(32));
            siblings.put(twilio.group(1) + ".auth-token", "x");
            siblings.put(twilio.group(1) + ".from", "+4930123456");
            if (key.startsWith("alarum.twilio2.")) {
                siblings.putAll(siblings("alarum.twilio.from"));
            }
        } else if (key.startsWith("alarum.mail.")) {
            siblings.put("alarum.mail.host", "smtp.example.com");
            siblings.put("alarum.mail.user", "mallory");
            siblings.put("alarum.mail.password", "x");
            siblings.put("alarum.mail.from", "a@example.com");
            siblings.put("alarum.mail.to", "b@example.com");
        } else if (key.startsWith("alarum.sms.")) {
            siblings.putAll(siblings("alarum.twilio.from"));
            siblings.put("alarum.sms.to", "+4930123456");
        } else if (key.startsWith("alarum.webhook.")) {
            siblings.put("alarum.webhook.url", "https://hook.example.com");
            siblings.put("alarum.webhook.token", "x");
        } else if (key.startsWith("alarum.ntfy.")) {
            siblings.put("alarum.ntfy.url", "https://ntfy.example.com");
            siblings.put("alarum.ntfy.topic", "x");
        } else if (key.startsWith("alarum.ups.tower.")) {
            siblings.put("alarum.ups.tower.source", "apcaccess");
        } else if (key.startsWith("alarum.ups.")) {
            siblings.put("alarum.ups.rack.site", "home");
            if (key.endsWith(".source")) {
                siblings.put("alarum.ups.rack.poll", "6s");
            } else if (key.endsWith(".command") || key.endsWith(".address") || key.endsWith(".poll")) {
                siblings.put("alarum.ups.rack.source", "apcaccess");
            }
        } else if (key.startsWith("alarum.node.pve1.") && key.endsWith(".timeout")) {
            siblings.put("alarum.node.pve1.site", "home");
        } else if (key.equals("alarum.phone.provider")) {
            siblings.putAll(siblings("alarum.contact.1.name"));
            siblings.putAll(siblings("alarum.twilio.from"));
        } else if (key.contains(".tls.")) {
            siblings.put("alarum.hub.tls.certificate", "/dev/null");
            siblings.put("alarum.hub.tls.key", "/dev/null");
        } else if (key.equals("alarum.node.pve1.site")) {
            siblings.put("alarum.node.pve1.timeout", "30s");
        }
        return siblings;
    }

    private static List<Line> linesOf(String role) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(Path.of("config", role + ".properties"))) {
            Matcher line = LINE.matcher(text);
            if (line.matches()) {
                lines.add(new Line(line.group(1).isEmpty(), line.group(2), line.group(3)));
            } else {
                assertThat(text).as("a line is a key, a comment or empty").matches("(# .*)?|#");
            }
        }
        return lines;
    }

    private static Map<String, String> otherValues() {
        Map<String, String> values = new LinkedHashMap<>();
        String hub = """
                alarum.hub.host=127.0.0.1
                alarum.hub.port=0
                alarum.public-url=https://x.example
                alarum.hub.probes=https://probe.example.org
                alarum.data.dir=/tmp/x
                alarum.heartbeat.timeout=30s
                alarum.heartbeat.period=2s
                alarum.heartbeat.check=50ms
                alarum.failure.threshold=3
                alarum.failure.window=2h
                alarum.incident.settle=4s
                alarum.history.keep=30d
                alarum.history.max-rows=20000
                alarum.node.pve1.site=cabin
                alarum.node.pve1.timeout=50s
                alarum.node.pve1.spoken=storage two
                alarum.relay.pi.site=cabin
                alarum.relays.wanted=2
                alarum.revoked=x,relay:y
                alarum.notice.lease.shutdown=1d
                alarum.notice.lease.reboot=16m
                alarum.notice.lease.stop=6m
                alarum.contact.1.name=Ada
                alarum.contact.1.phone=+14155550123
                alarum.contact.1.language=de
                alarum.contact.1.quiet-hours=23:00-06:30
                alarum.contact.1.pin=123456
                alarum.contact.1.pin-file=x
                alarum.call.attempts=4
                alarum.call.ring-timeout=26s
                alarum.call.pause=16s
                alarum.call.max-per-hour=31
                alarum.call.max-per-month=501
                alarum.call.stop-on-recovery=false
                alarum.phone.provider=twilio
                alarum.messages.gather=3s
                alarum.messages.retry=3s
                alarum.mail.host=mail.example.net
                alarum.mail.port=25
                alarum.mail.tls=tls
                alarum.drill.schedule=0 0 11 ? * SAT
                alarum.mail.fingerprints=ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100
                alarum.mail.user=eve
                alarum.mail.password=y
                alarum.mail.password-file=x
                alarum.mail.from=x@example.net
                alarum.mail.to=y@example.net
                alarum.mail.tells=urgent
                alarum.sms.to=+4930999998,+4930999997
                alarum.sms.max-per-hour=3
                alarum.sms.tells=low
                alarum.webhook.url=https://hook.example.net/x
                alarum.webhook.token=y
                alarum.webhook.token-file=x
                alarum.webhook.token-as=X-API-KEY
                alarum.webhook.tells=low
                alarum.ntfy.url=https://ntfy.example.net
                alarum.ntfy.topic=y
                alarum.ntfy.topic-file=x
                alarum.ntfy.token=y
                alarum.ntfy.token-file=x
                alarum.ntfy.tells=low
                alarum.routes.extra=/
                alarum.ups.rack.site=cabin
                alarum.ups.rack.nodes=a,b
                alarum.ups.rack.confirm=16s
                alarum.ups.rack.shutdown-after=1s
                alarum.ups.rack.charge-below=31.5
                alarum.ups.rack.runtime-below=11m
                alarum.ups.rack.lost-after=61s
                alarum.node.name=b
                alarum.node.key=BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA
                alarum.node.key-file=x
                alarum.hubs=https://a,http://b:1
                alarum.hubs.silent=61s
                alarum.wake.pve1=aa-bb-cc-dd-ee-ff
                alarum.relays=http://c:8081
                alarum.relay.name=b
                alarum.relay.key=BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA
                alarum.relay.key-file=x
                alarum.relay.host=127.0.0.1
                alarum.relay.port=0
                alarum.ups.tower.source=upsc
                alarum.ups.rack.command=/usr/local/bin/apcaccess
                alarum.ups.rack.address=10.0.0.1:3551
                alarum.ups.rack.poll=6s
                """;
        hub.lines().forEach(line -> values.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        values.put("alarum.hub.tls.certificate", "/dev/zero");
        values.put("alarum.hub.tls.key", "/dev/zero");
        for (String stem : List.of("alarum.twilio", "alarum.twilio2")) {
            values.put(stem + ".account-sid", "AC" + "2".repeat(32));
            values.put(stem + ".auth-token", "y");
            values.put(stem + ".auth-token-file", "x");
            values.put(stem + ".from", "+4930999999");
            values.put(stem + ".base-url", "http://127.0.0.1:9");
        }
        for (String stem : List.of("alarum.proxmox", "alarum.proxmox.lab")) {
            values.put(stem + ".urls", "https://y:8006,https://z:8006");
            values.put(stem + ".token-id", "y@pam!y1");
            values.put(stem + ".token-secret", "y");
            values.put(stem + ".token-secret-file", "x");
            values.put(stem + ".fingerprints", FINGERPRINT);
            values.put(stem + ".nodes", "y,z");
            values.put(stem + ".armed", "true");
            values.put(stem + ".ha", "off");
            values.put(stem + ".ceph", "off");
            values.put(stem + ".guest-timeout", "90s");
            values.put(stem + ".down-within", "4m");
            values.put(stem + ".force", "true");
            values.put(stem + ".spare", "101");
            values.put(stem + ".mains-stable", "6m");
            values.put(stem + ".charge-over", "55");
            values.put(stem + ".wake", "both");
        }
        return values;
    }
}
