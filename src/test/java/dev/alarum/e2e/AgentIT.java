package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.e2e.AgentProcess.Ended;
import dev.alarum.flow.FakeTarget;
import dev.alarum.flow.FakeTarget.Received;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentIT {
    private static final Duration START = Duration.ofSeconds(30);
    private static final String POWEROFF = "  12 poweroff.target start waiting";
    private static final String REBOOT = "  12 reboot.target start waiting";

    @TempDir
    Path folder;

    private final FakeTarget hub = new FakeTarget();
    private final FakeTarget relay = new FakeTarget();

    @AfterEach
    void closeTargets() {
        hub.close();
        relay.close();
    }

    @Nested
    class Told_to_stop {
        @Test
        void says_stop_while_the_host_goes_on() throws Exception {
            try (AgentProcess agent = started()) {
                Duration took = agent.terminate();

                assertThat(agent.exitCode()).as(agent.log()).isZero();
                assertThat(took).isLessThan(Duration.ofSeconds(4));
                assertThat(kinds(hub)).containsExactly("stop");
                assertThat(kinds(relay)).containsExactly("stop");
                assertThat(agent.socket()).doesNotExist();
            }
        }

        @Test
        void says_shutdown_when_the_host_powers_off() throws Exception {
            AgentProcess.hostIs(folder, "stopping", POWEROFF);
            try (AgentProcess agent = started()) {
                agent.terminate();

                assertThat(kinds(hub)).containsExactly("shutdown");
            }
        }

        @Test
        void says_reboot_when_the_host_restarts() throws Exception {
            AgentProcess.hostIs(folder, "stopping", REBOOT);
            try (AgentProcess agent = started()) {
                agent.terminate();

                assertThat(kinds(hub)).containsExactly("reboot");
            }
        }

        @Test
        void says_stop_when_a_reboot_is_only_planned() throws Exception {
            AgentProcess.hostIs(folder, "running", REBOOT);
            try (AgentProcess agent = started()) {
                agent.terminate();

                assertThat(kinds(hub)).containsExactly("stop");
            }
        }

        @Test
        void says_stop_when_systemctl_hangs() throws Exception {
            AgentProcess.systemctl(folder, "exec sleep 60");
            try (AgentProcess agent = started()) {
                Duration took = agent.terminate();

                assertThat(took).isLessThan(Duration.ofSeconds(4));
                assertThat(kinds(hub)).containsExactly("stop");
            }
        }

        @Test
        void ends_in_time_though_nobody_answers() throws Exception {
            try (AgentProcess agent = started()) {
                hub.manner(hub.hang());
                relay.manner(relay.hang());

                Duration took = agent.terminate();

                assertThat(agent.exitCode()).isZero();
                assertThat(took).isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(4));
                assertThat(kinds(hub)).contains("stop");
            }
        }

        @Test
        void says_nothing_more_after_the_goodbye_of_the_host() throws Exception {
            try (AgentProcess agent = started()) {
                AgentProcess.hostIs(folder, "stopping", POWEROFF);
                Ended goodbye = agent.notice("goodbye");

                agent.terminate();

                assertThat(goodbye.exitCode()).as(goodbye.output()).isZero();
                assertThat(kinds(hub)).containsExactly("shutdown");
            }
        }

        @Test
        void leaves_an_announced_maintenance_as_it_is() throws Exception {
            try (AgentProcess agent = started()) {
                Ended maintenance = agent.notice("maintenance", "45m", "--reason", "new disk");

                agent.terminate();

                assertThat(maintenance.output()).contains("acknowledged by 127.0.0.1-");
                assertThat(kinds(hub)).containsExactly("maintenance");
                assertThat(hub.notices().get(0).body()).contains("\"leaseSeconds\":2700", "\"reason\":\"new disk\"");
            }
        }
    }

    @Nested
    class Asked_for_a_notice {
        @Test
        void sends_it_with_the_boot_of_the_running_agent() throws Exception {
            try (AgentProcess agent = started()) {
                long boot = hub.received().get(0).boot();

                Ended ended = agent.notice("reboot");

                assertThat(ended.exitCode()).as(ended.output()).isZero();
                assertThat(hub.notices().get(0).body()).contains("\"boot\":" + boot + ",", "\"kind\":\"reboot\"");
                assertThat(Files.getPosixFilePermissions(agent.socket()))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
        }

        @Test
        void goes_on_after_the_boot_of_an_agent_that_is_gone() throws Exception {
            long boot;
            try (AgentProcess agent = started()) {
                boot = hub.received().get(0).boot();
                agent.signal("KILL");
            }

            Ended ended = AgentProcess.notice(folder, List.of(hub.url()), "stop", "10m");

            assertThat(ended.exitCode()).as(ended.output()).isZero();
            // sent again while the answer is slow, it is still the same notice
            assertThat(hub.notices().stream().map(Received::body).distinct()).hasSize(1);
            assertThat(bootOf(hub.notices().get(0))).isGreaterThan(boot);
        }

        @Test
        void sends_it_past_an_agent_that_hangs() throws Exception {
            try (AgentProcess agent = started()) {
                agent.signal("STOP");

                Ended ended = agent.notice("shutdown");

                assertThat(ended.exitCode()).as(ended.output()).isZero();
                assertThat(kinds(hub)).containsExactly("shutdown");
            }
        }

        @Test
        void says_nothing_for_a_host_that_goes_on() throws Exception {
            Ended ended = AgentProcess.notice(folder, List.of(hub.url()), "goodbye");

            assertThat(ended.exitCode()).isZero();
            assertThat(ended.output()).contains("not stopping");
            assertThat(hub.received()).isEmpty();
        }

        @Test
        void names_who_refused_it() throws Exception {
            hub.manner(FakeTarget.status(401, "{\"error\":\"signature\"}"));

            Ended ended = AgentProcess.notice(folder, List.of(hub.url()), "stop");

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output()).contains("127.0.0.1-" + hub.port(), "status 401");
        }

        @Test
        void refuses_an_unknown_kind() throws Exception {
            Ended ended = AgentProcess.notice(folder, List.of(hub.url()), "holiday");

            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.output()).contains("holiday", "maintenance", "usage:");
        }
    }

    @Test
    void makes_up_no_beats_after_a_freeze() throws Exception {
        try (AgentProcess agent = started()) {
            await().atMost(START).until(() -> hub.received().size() >= 4);
            agent.signal("STOP");
            int before = hub.received().size();
            long frozen = System.nanoTime();
            await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
            long thawed = System.nanoTime();
            agent.signal("CONT");

            await().atMost(START).until(() -> hub.received().size() >= before + 4);

            List<Received> beats = hub.received();
            long seqs = beats.get(before + 3).seq() - beats.get(before).seq();
            assertThat(seqs).as("beats are numbered one by one").isEqualTo(3);
            assertThat(Duration.ofNanos(beats.get(before + 3).nanos() - thawed))
                    .isGreaterThan(Duration.ofMillis(2_000));
            assertThat(beats.stream().filter(b -> b.nanos() > thawed && b.nanos() < thawed + 800_000_000L))
                    .as("beats in the first 0.8 s after a freeze of %s", Duration.ofNanos(thawed - frozen))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void never_prints_its_key() throws Exception {
        hub.manner(FakeTarget.status(401, ""));
        try (AgentProcess agent = started()) {
            agent.terminate();

            assertThat(agent.log()).contains("401").doesNotContain(AgentProcess.KEY.encoded());
        }
    }

    private AgentProcess started() throws Exception {
        AgentProcess agent = new AgentProcess(folder, hub.url(), relay.url());
        await().atMost(START).until(() -> agent.isUp() && !hub.received().isEmpty() && Files.exists(agent.socket()));
        return agent;
    }

    private static List<String> kinds(FakeTarget target) {
        return target.notices().stream()
                .map(notice -> notice.body().replaceAll(".*\"kind\":\"([a-z]+)\".*", "$1"))
                .map(kind -> kind.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static long bootOf(Received notice) {
        return Long.parseLong(notice.body().replaceAll(".*\"boot\":([0-9]+).*", "$1"));
    }
}
