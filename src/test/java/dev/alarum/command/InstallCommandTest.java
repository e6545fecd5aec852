package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallCommandTest {
    @TempDir
    Path home;

    @TempDir
    Path root;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void lay_out_a_program() throws IOException {
        put("lib/alarum.jar", "jar");
        put("lib/camel.jar", "jar");
        put("bin/alarum", "#!/bin/sh\n");
        put("routes/tick.camel.yaml", "- route:\n");
        put("LICENSE", "Apache");
        put("NOTICE", "Alarum");
        for (String role : List.of("hub", "relay", "agent")) {
            put("config/" + role + ".properties", "# Folder.\nalarum.data.dir=data\nalarum.other=1\n");
        }
        try (Stream<Path> files = Files.walk(Path.of("packaging"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                put(file.toString(), Files.readString(file));
            }
        }
    }

    @Test
    void installs_an_agent_and_tells_each_thing() throws IOException {
        assertThat(install("agent")).isZero();

        assertThat(files())
                .contains(
                        "opt/alarum/lib/alarum.jar",
                        "opt/alarum/lib/camel.jar",
                        "opt/alarum/bin/alarum",
                        "opt/alarum/routes/tick.camel.yaml",
                        "etc/alarum/agent.properties",
                        "etc/systemd/system/alarum-agent.service",
                        "etc/systemd/system/alarum-goodbye.service",
                        "etc/sysusers.d/alarum.conf",
                        "etc/tmpfiles.d/alarum.conf");
        assertThat(Files.isExecutable(root.resolve("opt/alarum/bin/alarum"))).isTrue();
        assertThat(root.resolve("etc/alarum/agent.properties"))
                .content()
                .isEqualTo("# Folder.\nalarum.data.dir=/var/lib/alarum/agent\nalarum.other=1\n");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(root.resolve("etc/alarum/agent.properties"))))
                .isEqualTo("rw-r-----");
        assertThat(told())
                .contains("made file /etc/systemd/system/alarum-goodbye.service")
                .contains("Next: edit /etc/alarum/agent.properties");
    }

    @Test
    void a_second_time_nothing_is_left_to_do_and_an_edited_settings_file_stays() throws IOException {
        install("hub");
        Files.writeString(root.resolve("etc/alarum/hub.properties"), "alarum.data.dir=/srv\n");
        printed.reset();

        assertThat(install("hub")).isZero();

        assertThat(told()).doesNotContain("made").contains("kept /etc/alarum/hub.properties");
        assertThat(root.resolve("etc/alarum/hub.properties")).content().isEqualTo("alarum.data.dir=/srv\n");
    }

    @Test
    void an_update_replaces_what_changed_and_takes_away_what_is_gone() throws IOException {
        install("hub");
        put("lib/alarum.jar", "newer");
        Files.delete(home.resolve("lib/camel.jar"));

        install("hub");

        assertThat(root.resolve("opt/alarum/lib/alarum.jar")).content().isEqualTo("newer");
        assertThat(root.resolve("opt/alarum/lib/camel.jar")).doesNotExist();
    }

    @Test
    void a_dry_run_tells_and_changes_nothing() throws IOException {
        assertThat(install("relay", "--dry-run")).isZero();
        assertThat(files()).isEmpty();
        assertThat(told()).contains("would make file /etc/systemd/system/alarum-relay.service");

        install("relay");
        List<String> before = files();
        assertThat(uninstall("relay", "--purge", "--dry-run")).isZero();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void uninstall_keeps_settings_and_data_unless_purged() throws IOException {
        install("agent");

        assertThat(uninstall("agent")).isZero();
        assertThat(files()).containsExactly("etc/alarum/agent.properties");

        assertThat(uninstall("agent", "--purge")).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void the_program_stays_while_another_role_needs_it() throws IOException {
        install("agent");
        install("relay");

        uninstall("agent", "--purge");

        assertThat(files())
                .contains("opt/alarum/lib/alarum.jar", "etc/alarum/relay.properties")
                .doesNotContain("etc/alarum/agent.properties", "etc/systemd/system/alarum-goodbye.service");
    }

    @Test
    void wrong_arguments_are_refused_with_an_example() throws IOException {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("agnet"),
                List.of("hub", "relay"),
                List.of("hub", "--purge"),
                List.of("hub", "--root"),
                List.of("hub", "--root", "/nowhere"))) {
            assertThat(InstallCommand.install().run(wrong, console()))
                    .as(wrong.toString())
                    .isEqualTo(Command.WRONG_USE);
        }
        assertThat(told()).contains("for instance: bin/alarum install agent --dry-run");
        assertThat(files()).isEmpty();
    }

    private int install(String... arguments) {
        return InstallCommand.install().run(below(arguments), console());
    }

    private int uninstall(String... arguments) {
        return InstallCommand.uninstall().run(below(arguments), console());
    }

    private List<String> below(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--root", root.toString()))
                .toList();
    }

    private Console console() {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new Console(out, out, Map.of(), home);
    }

    private String told() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private void put(String path, String content) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
