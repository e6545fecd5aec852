package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.node.FleetKeyRing;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.SettingsUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrollCommandTest {
    @TempDir
    Path home;

    @Test
    void what_is_printed_are_settings_with_the_key_that_the_hub_expects() throws Exception {
        Map<String, String> printed = enroll("pve1");

        Map<String, String> sets = new java.util.HashMap<>(printed);
        sets.put("alarum.hubs", "http://h");
        String agent =
                SettingsUnderTest.describe(SettingsUnderTest.load("agent", sets).settings());
        assertThat(printed).containsOnlyKeys("alarum.node.name", "alarum.node.key");
        assertThat(agent).contains("name=pve1", keyOf(Sender.node(new Name("pve1"))));
    }

    @Test
    void a_relay_has_a_key_of_its_own() throws Exception {
        Map<String, String> node = enroll("pi");
        Map<String, String> relay = enroll("pi", "--relay");

        assertThat(relay)
                .containsOnlyKeys("alarum.relay.name", "alarum.relay.key")
                .containsEntry("alarum.relay.key", keyOf(Sender.relay(new Name("pi"))));
        assertThat(relay.get("alarum.relay.key")).isNotEqualTo(node.get("alarum.node.key"));
    }

    @Test
    void asking_again_gives_the_same_key_until_it_is_renewed() throws Exception {
        Map<String, String> first = enroll("pve1");

        assertThat(enroll("PVE1").get("alarum.node.key")).isEqualTo(first.get("alarum.node.key"));
        Map<String, String> renewed = enroll("pve1", "--renew");
        assertThat(renewed.get("alarum.node.key")).isNotEqualTo(first.get("alarum.node.key"));
        assertThat(enroll("pve1")).isEqualTo(renewed);
        assertThat(keyOf(Sender.node(new Name("pve1")))).isEqualTo(renewed.get("alarum.node.key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "--relay", "pve1 pve2", "pve1 --rename", "relay:pi"})
    void a_wrong_command_line_is_refused_and_makes_nothing(String line) {
        List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" "));

        assertThatThrownBy(() -> new EnrollCommand().run(arguments, new RunForTest().console(home)))
                .isInstanceOf(SettingsProblems.class)
                .hasMessageContaining("bin/alarum enroll pve1");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void a_data_folder_that_cannot_be_made_is_said() throws Exception {
        Files.writeString(home.resolve("data"), "a file");
        RunForTest run = new RunForTest();

        int code = new EnrollCommand().run(List.of("pve1"), run.console(home));

        assertThat(code).isEqualTo(Command.FAILED);
        assertThat(run.err()).contains("alarum.data.dir", home.resolve("data").toString());
        assertThat(run.out()).isEmpty();
    }

    @Test
    void enrolling_a_revoked_name_says_so() throws Exception {
        RunForTest run = new RunForTest();

        new EnrollCommand().run(List.of("pve1", "--set", "alarum.revoked=pve1"), run.console(home));

        assertThat(run.err()).contains("alarum.revoked", "pve1");
    }

    private Map<String, String> enroll(String... arguments) throws SettingsProblems {
        RunForTest run = new RunForTest();
        assertThat(new EnrollCommand().run(List.of(arguments), run.console(home)))
                .isEqualTo(Command.OK);
        return run.out()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(java.util.stream.Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private String keyOf(Sender sender) throws IOException {
        return FleetKeyRing.in(home.resolve("data"), Set.of(), Moments.system())
                .keyOf(sender)
                .orElseThrow()
                .encoded();
    }
}
