package dev.alarum.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnitFilesTest {
    private static final Path UNITS = Path.of("packaging", "systemd");
    private static final Pattern EXPOSURE = Pattern.compile("exposure level for .*: ([0-9.]+)");
    private static final double HIGHEST_EXPOSURE = 2.0;

    static Stream<Path> units() throws IOException {
        try (Stream<Path> files = Files.list(UNITS)) {
            return files.filter(file -> file.toString().endsWith(".service")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("units")
    void a_unit_is_hardened_and_can_run_java(Path unit) throws IOException {
        assertThat(unit)
                .content()
                .contains("User=alarum", "KillMode=mixed", "NoNewPrivileges=yes", "ProtectSystem=strict")
                .contains("ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes")
                .contains("RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "SystemCallFilter=@system-service")
                .doesNotContain("MemoryDenyWriteExecute=");
    }

    @Test
    void a_role_comes_back_whenever_it_ends() throws IOException {
        for (String role : Set.of("hub", "relay", "agent")) {
            assertThat(UNITS.resolve("alarum-" + role + ".service"))
                    .content()
                    .contains(
                            "Restart=always",
                            "StartLimitIntervalSec=0",
                            "RestartSec=2",
                            "StateDirectory=alarum/" + role);
        }
    }

    @Test
    void a_hub_that_cannot_fire_any_more_is_started_anew() throws IOException {
        assertThat(UNITS.resolve("alarum-hub.service"))
                .content()
                .contains("Type=notify\n", "NotifyAccess=all\n", "WatchdogSec=30\n");
    }

    @Test
    void goodbye_is_said_before_agent_bus_and_network_stop() throws IOException {
        assertThat(UNITS.resolve("alarum-goodbye.service"))
                .content()
                .containsPattern(
                        "(?m)^After=alarum-agent.service network.target network-online.target tailscaled.service dbus.socket dbus.service$")
                .contains("Type=oneshot", "RemainAfterExit=yes", "TimeoutStopSec=10")
                .containsPattern("(?m)^ExecStop=/opt/alarum/bin/alarum notice goodbye ");
        assertThat(UNITS.resolve("alarum-agent.service"))
                .content()
                .containsPattern("(?m)^Wants=.*alarum-goodbye.service")
                .containsPattern("(?m)^After=.*network-online.target tailscaled.service");
    }

    @Test
    void systemd_finds_nothing_wrong_and_little_exposed(@TempDir Path folder) throws Exception {
        if (!Files.exists(Path.of("/usr/bin/systemd-analyze"))) {
            return;
        }
        Set<String> wrong = new TreeSet<>();
        for (Path unit : units().toList()) {
            // the program is not installed here, which verify would say first
            Path copy = folder.resolve(unit.getFileName());
            Files.writeString(copy, Files.readString(unit).replace("/opt/alarum/bin/alarum", "/bin/true"));
            String found = run("systemd-analyze", "verify", copy.toString());
            found.lines().filter(line -> line.contains("alarum-")).forEach(wrong::add);
            String judged = run("systemd-analyze", "security", "--offline=true", copy.toString());
            Matcher exposure = EXPOSURE.matcher(judged);
            assertThat(exposure.find()).as(judged).isTrue();
            assertThat(Double.parseDouble(exposure.group(1)))
                    .as(unit.toString())
                    .isLessThanOrEqualTo(HIGHEST_EXPOSURE);
        }
        assertThat(wrong).isEmpty();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
