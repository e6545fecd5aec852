package dev.alarum.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alarum.call.Contact;
import dev.alarum.call.PhoneSettings;
import dev.alarum.call.QuietHours;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.ups.UpsSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
    private static final String KEY = "A".repeat(43);

    @TempDir
    Path folder;

    @Nested
    class Sources {
        @Test
        void a_later_file_beats_an_earlier_one_the_environment_beats_files_and_set_beats_all() throws Exception {
            Path first =
                    file("a", "alarum.hub.port=1\nalarum.hub.host=a\nalarum.call.attempts=1\nalarum.call.pause=1s\n");
            Path second = file("b", "alarum.hub.host=b\nalarum.call.attempts=2\nalarum.call.pause=2s\n");
            Map<String, String> environment =
                    Map.of("ALARUM_CALL_ATTEMPTS", "3", "ALARUM_CALL_PAUSE", "3s", "PATH", "/bin");

            HubSettings hub = hub(List.of(first, second), environment, Map.of("alarum.call.pause", "4s"));

            assertThat(hub.server().port()).isEqualTo(1);
            assertThat(hub.server().host()).isEqualTo("b");
            assertThat(hub.call().attempts()).isEqualTo(3);
            assertThat(hub.call().pause()).isEqualTo(Duration.ofSeconds(4));
        }

        @Test
        void without_config_the_file_of_the_role_is_read_where_there_is_one() throws Exception {
            Files.createDirectories(folder.resolve("config"));
            Path usual = file("config/hub.properties", "alarum.hub.port=1\n");
            SettingsArguments none = SettingsArguments.of(List.of());
            SettingsArguments one = SettingsArguments.of(List.of("--config", "x", "--set=a=b=c", "rest", "--config=y"));

            assertThat(Source.of("hub", none, Map.of(), folder).files()).containsExactly(usual);
            assertThat(Source.of("relay", none, Map.of(), folder).files()).isEmpty();
            assertThat(Source.of("hub", one, Map.of(), folder).files()).containsExactly(Path.of("x"), Path.of("y"));
            assertThat(one.sets()).containsExactly(Map.entry("a", "b=c"));
            assertThat(one.rest()).containsExactly("rest");
        }

        @Test
        void a_file_that_is_not_there_is_a_problem() {
            assertThat(problems("hub", List.of(folder.resolve("nowhere")), Map.of(), Map.of()))
                    .singleElement()
                    .asString()
                    .contains("--config", "nowhere", "give a file that exists");
        }

        @Test
        void a_misspelt_variable_is_refused_and_the_nearest_named_without_its_value() {
            Map<String, String> environment =
                    Map.of("ALARUM_TWILIO_AUTH_TOKN", "geheim", "ALARUM_JAVA_OPTS", "-Xmx1g", "ALARUM_HOME", "/");

            assertThat(problems("hub", List.of(), environment, Map.of()))
                    .singleElement()
                    .asString()
                    .contains("ALARUM_TWILIO_AUTH_TOKN", "nearest is ALARUM_TWILIO_AUTH_TOKEN")
                    .doesNotContain("geheim");
        }

        @Test
        void no_two_keys_have_the_same_variable() {
            Set<String> names = new HashSet<>();

            assertThat(Catalogue.keys().stream().filter(Key::isFixed).map(Key::environmentName))
                    .allMatch(names::add);
        }

        @Test
        void the_keys_of_another_role_are_fine_in_a_shared_file() throws Exception {
            Path shared = file(
                    "shared",
                    "alarum.node.name=pve1\nalarum.node.key=" + KEY + "\nalarum.hubs=http://h\nalarum.hub.port=1\n"
                            + "alarum.relay.name=name\nalarum.relay.key=" + KEY + "\nalarum.relay.name.site=cabin\n"
                            + "alarum.ups.rack.source=apcaccess\nalarum.ups.rack.nodes=pve1\n");

            HubSettings hub = hub(List.of(shared), Map.of(), Map.of());
            RelaySettings relay = (RelaySettings) SettingsUnderTest.load("relay", List.of(shared), Map.of(), Map.of())
                    .settings();

            assertThat(hub.server().port()).isEqualTo(1);
            assertThat(hub.nodes().siteOf(Sender.relay(new Name("name")))).isEqualTo(new Name("cabin"));
            assertThat(hub.ups()).singleElement().extracting(ups -> ups.nodes()).isEqualTo(List.of(new Name("pve1")));
            assertThat(relay.name()).isEqualTo(new Name("name"));
            assertThat(relay.ups()).containsExactly(UpsSource.named(new Name("rack")));
        }
    }

    @Nested
    class Secrets {
        private static final String TWILIO =
                "alarum.phone.provider=twilio\nalarum.twilio.account-sid=AC" + "0123456789abcdef0123456789abcdef"
                        + "\nalarum.twilio.from=+14155550100\nalarum.contact.1.name=Ada\nalarum.contact.1.phone=+14155550123\n";

        @Test
        void a_secret_may_stand_in_a_file_whose_last_line_break_does_not_count() throws Exception {
            file("token", "t0psecret\n");
            Path file = file("hub", TWILIO + "alarum.twilio.auth-token-file=token\n");

            PhoneSettings.Twilio twilio = twilio(List.of(file), Map.of());

            assertThat(twilio.authToken()).isEqualTo("t0psecret");
        }

        @Test
        void the_environment_may_name_the_file() throws Exception {
            file("token", "t0psecret");
            Path file = file("hub", TWILIO);

            PhoneSettings.Twilio twilio = twilio(List.of(file), Map.of("ALARUM_TWILIO_AUTH_TOKEN_FILE", "token"));

            assertThat(twilio.authToken()).isEqualTo("t0psecret");
        }

        @Test
        void no_secret_is_a_placeholder_or_printed() throws Exception {
            Path file = file(
                    "hub",
                    TWILIO + "alarum.twilio.auth-token=t0psecret\nalarum.contact.1.pin=987654\n"
                            + "alarum.proxmox.urls=https://a:8006\nalarum.proxmox.token-id=a@pve!a1\n"
                            + "alarum.proxmox.token-secret=t0psecret\nalarum.proxmox.nodes=a\n");

            Loaded<?> loaded = SettingsUnderTest.load("hub", List.of(file), Map.of(), Map.of());

            assertThat(loaded.placeholders().toString() + loaded.settings() + loaded)
                    .contains("AC0123456789abcdef0123456789abcdef")
                    .doesNotContain("t0psecret")
                    .doesNotContain("987654");
            assertThat(loaded.placeholders()).doesNotContainKey("alarum.twilio.auth-token");
        }

        @Test
        void an_agents_key_is_no_placeholder() throws Exception {
            Loaded<?> loaded = SettingsUnderTest.load(
                    "agent", Map.of("alarum.node.name", "a", "alarum.node.key", KEY, "alarum.hubs", "http://h/"));

            assertThat(loaded.placeholders())
                    .containsOnlyKeys("alarum.node.name", "alarum.hubs", "alarum.heartbeat.period", "alarum.data.dir");
            assertThat(loaded.toString() + loaded.settings()).doesNotContain(KEY);
        }

        private PhoneSettings.Twilio twilio(List<Path> files, Map<String, String> environment) throws Exception {
            Source source = new Source(files, environment, Map.of(), folder);
            return Objects.requireNonNull(
                    SettingsLoader.loadHub(source).settings().phone().twilio());
        }
    }

    @Test
    void all_that_is_wrong_comes_in_one_list() throws Exception {
        Path file = file(
                "hub",
                "alarum.hub.prot=1\nalarum.call.attempts=0\nalarum.call.pause=1\nalarum.call.max-per-hour=0\n"
                        + "alarum.phone.provider=twilio\nalarum.twilio.from=0\nalarum.contact.1.phone=0\n");

        assertThat(problems("hub", List.of(file), Map.of(), Map.of()))
                .extracting(SettingProblem::key)
                .containsExactlyInAnyOrder(
                        "alarum.hub.prot",
                        "alarum.call.attempts",
                        "alarum.call.pause",
                        "alarum.call.max-per-hour",
                        "alarum.twilio.account-sid",
                        "alarum.twilio.auth-token",
                        "alarum.twilio.from",
                        "alarum.contact.1.name",
                        "alarum.contact.1.phone");
    }

    @Test
    void contacts_come_in_the_order_of_their_numbers() throws Exception {
        Path file = file(
                "hub",
                "alarum.contact.10.name=Ten\nalarum.contact.10.phone=+4930123410\n"
                        + "alarum.contact.2.name=Zwei\u00fc\nalarum.contact.2.phone=+4930123402\n"
                        + "alarum.contact.2.quiet-hours=22:00-07:00\nalarum.contact.2.pin=0123\n");

        HubSettings hub = hub(List.of(file), Map.of(), Map.of());

        assertThat(hub.call().contacts())
                .containsExactly(
                        new Contact(2, "Zwei\u00fc", "+4930123402", "en", QuietHours.parse("22:00-07:00"), "0123"),
                        new Contact(10, "Ten", "+4930123410", "en"));
    }

    @Test
    void clusters_are_told_apart_and_fingerprints_made_plain() throws Exception {
        String print = "AB:".repeat(31) + "AB";
        Path file = file(
                "hub",
                cluster("alarum.proxmox") + "alarum.proxmox.fingerprints=" + print + "\n"
                        + cluster("alarum.proxmox.lab.2") + "alarum.proxmox.lab.2.armed=true\n");

        List<ClusterSettings> clusters = hub(List.of(file), Map.of(), Map.of()).clusters();

        assertThat(clusters).extracting(ClusterSettings::cluster).containsExactly("default", "lab.2");
        assertThat(clusters.get(0).fingerprints()).containsExactly("ab".repeat(32));
        assertThat(clusters).extracting(ClusterSettings::armed).containsExactly(false, true);
    }

    @Test
    void plain_http_is_fine_to_loopback() throws Exception {
        for (String url : List.of("http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "http://127.9.9.9")) {
            Map<String, String> sets = Map.of("alarum.public-url", url);

            assertThat(SettingsUnderTest.load("hub", sets).settings()).isNotNull();
        }
        for (String url : List.of("http://127.0.0.1.example.org", "http://10.0.0.1", "http://localhost.example")) {
            assertThat(problems("hub", List.of(), Map.of(), Map.of("alarum.public-url", url)))
                    .as(url)
                    .hasSize(1);
        }
    }

    @Test
    void a_relative_data_folder_begins_in_the_home_folder() throws Exception {
        Loaded<?> loaded = SettingsUnderTest.load("hub", Map.of("alarum.data.dir", "x"));

        assertThat(((HubSettings) loaded.settings()).dataFolder()).isEqualTo(Path.of("/opt/alarum/x"));
        assertThat(loaded.placeholders()).containsEntry("alarum.data.dir", "/opt/alarum/x");
    }

    private static String cluster(String stem) {
        return stem + ".urls=https://a:8006\n" + stem + ".token-id=a@pve!a1\n" + stem + ".token-secret=s\n" + stem
                + ".nodes=a,b\n";
    }

    private static HubSettings hub(List<Path> files, Map<String, String> environment, Map<String, String> sets)
            throws SettingsProblems {
        return (HubSettings)
                SettingsUnderTest.load("hub", files, environment, sets).settings();
    }

    private static List<SettingProblem> problems(
            String role, List<Path> files, Map<String, String> environment, Map<String, String> sets) {
        SettingsProblems problems = catchThrowableOfType(
                SettingsProblems.class, () -> SettingsUnderTest.load(role, files, environment, sets));
        assertThat(problems).isNotNull();
        return problems.problems();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }
}
