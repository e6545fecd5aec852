package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.settings.SettingsProblems;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
    private final RunForTest run = new RunForTest();
    private final CheckCommand check = new CheckCommand(settings -> List.of(), null);

    private HttpServer hub;
    private volatile int status = 200;

    @TempDir
    Path home;

    @BeforeEach
    void start() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/observe/health", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"200, 0, good, is well", "503, 1, bad, not well", "404, 1, bad, is that really a hub"})
    void an_agent_asks_its_hubs_for_their_health(int answer, int code, String word, String text) throws Exception {
        status = answer;

        assertThat(checkAgent(url())).isEqualTo(code);

        assertThat(run.out().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("good  settings of the agent are right");
        assertThat(run.out().lines().skip(1))
                .first()
                .asString()
                .startsWith(word)
                .contains(url(), text);
    }

    @Test
    void a_hub_that_cannot_be_reached_is_named_and_the_others_are_asked_all_the_same() throws Exception {
        String dead;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = "http://127.0.0.1:" + closed.getLocalPort();
        }

        assertThat(checkAgent(dead + "," + url())).isEqualTo(Command.FAILED);

        assertThat(run.out())
                .contains("bad   hub " + dead + " cannot be reached")
                .contains("good  hub " + url());
    }

    @Test
    void a_hub_is_tried_by_its_probes() throws Exception {
        CheckCommand both = new CheckCommand(
                settings -> List.of(() -> List.of(Finding.good("one")), () -> List.of(Finding.bad("two"))), null);

        assertThat(both.run(List.of(), run.console(home))).isEqualTo(Command.FAILED);
        assertThat(run.out()).contains("good  one").contains("bad   two");
    }

    @Test
    void a_cluster_is_looked_at_and_told_of_in_good_bad_and_notes() throws Exception {
        CheckCommand real = new CheckCommand(Probes::ofHub, null);
        try (ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2").node("pve1", Behaviour.OFF)) {
            List<String> arguments = new ArrayList<>(List.of("hub"));
            proxmox.settings().forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));

            assertThat(real.run(arguments, run.console(home))).isEqualTo(Command.OK);
            assertThat(run.out())
                    .contains("good  Proxmox cluster default: hosts, certificates, nodes and rights are right")
                    .contains("note  alarum.proxmox.nodes: pve1 is offline");

            proxmox.node("pve1", Behaviour.NO_ROUTE);

            assertThat(real.run(arguments, run.console(home))).isEqualTo(Command.FAILED);
            assertThat(run.out()).contains("bad   alarum.proxmox.nodes: no host gets through to pve1: ");
        }
    }

    @Test
    void a_relay_that_may_act_alone_asks_proxmox_too_and_says_if_it_is_not_armed() throws Exception {
        try (ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2")) {
            Map<String, String> settings = new TreeMap<>(proxmox.settings());
            settings.put("alarum.relay.name", "pi");
            settings.put("alarum.relay.key", "A".repeat(43));
            settings.put("alarum.hubs", url());
            settings.put("alarum.ups.rack.source", "apcaccess");
            settings.put("alarum.proxmox.armed", "false");

            assertThat(check.run(relay(settings), run.console(home))).isEqualTo(Command.OK);
            assertThat(run.out())
                    .contains("good  hub " + url())
                    .contains("good  Proxmox cluster default: hosts, certificates, nodes and rights are right")
                    .contains("note  Proxmox cluster default is not armed: alarum.proxmox.armed is false")
                    .doesNotContain(ProxmoxCluster.TOKEN_SECRET);

            proxmox.node("pve1", Behaviour.NO_ROUTE);

            assertThat(check.run(relay(settings), run.console(home))).isEqualTo(Command.FAILED);
            assertThat(run.out()).contains("bad   alarum.proxmox.nodes: no host gets through to pve1: ");
        }
    }

    private static List<String> relay(Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(List.of("relay"));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments;
    }

    @Test
    void a_note_is_no_reason_to_fail() throws Exception {
        CheckCommand noting = new CheckCommand(settings -> List.of(() -> List.of(Finding.note("one is off"))), null);

        assertThat(noting.run(List.of(), run.console(home))).isEqualTo(Command.OK);
        assertThat(run.out()).contains("note  one is off");
    }

    @Test
    void a_test_call_is_placed_only_when_asked_for() throws Exception {
        CheckCommand calling = new CheckCommand(settings -> List.of(), loaded -> () -> List.of(Finding.good("rang")));

        assertThat(calling.run(List.of("hub"), run.console(home))).isEqualTo(Command.OK);
        assertThat(run.out()).doesNotContain("rang");
        assertThat(calling.run(List.of("hub", "--call"), run.console(home))).isEqualTo(Command.OK);
        assertThat(run.out()).contains("good  rang");
        assertThatThrownBy(() -> calling.run(List.of("agent", "--call"), run.console(home)))
                .isInstanceOf(SettingsProblems.class);
        assertThatThrownBy(() -> check.run(List.of("hub", "--call"), run.console(home)))
                .isInstanceOf(SettingsProblems.class);
    }

    @Test
    void wrong_settings_are_told_and_nothing_is_tried() {
        assertThatThrownBy(() -> check.run(List.of("hub", "--set", "alarum.hub.port=x"), run.console(home)))
                .isInstanceOf(SettingsProblems.class)
                .hasMessageContaining("alarum.hub.port is 'x'");
        assertThatThrownBy(() -> check.run(List.of("hubb"), run.console(home)))
                .isInstanceOf(SettingsProblems.class)
                .hasMessageContaining("give hub, relay or agent");
        assertThat(run.out()).isEmpty();
    }

    private int checkAgent(String hubs) throws SettingsProblems {
        return check.run(
                List.of(
                        "agent",
                        "--set",
                        "alarum.node.name=a",
                        "--set",
                        "alarum.node.key=" + "A".repeat(43),
                        "--set",
                        "alarum.hubs=" + hubs),
                run.console(home));
    }

    private String url() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }
}
