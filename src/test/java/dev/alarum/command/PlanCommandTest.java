package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxGuest;
import dev.alarum.settings.SettingsProblems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with the real flows and a stand-in Proxmox over TLS. */
class PlanCommandTest {
    private final RunForTest run = new RunForTest();
    private final ProxmoxCluster proxmox = ProxmoxCluster.of("pve2", "pve1").guests(ProxmoxGuest.vm(101, "pve2"));

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        proxmox.close();
    }

    private int plan(String... settings) throws SettingsProblems {
        List<String> arguments = new ArrayList<>();
        proxmox.settings().forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return new PlanCommand().run(arguments, run.console(home));
    }

    @Test
    void every_request_is_shown_in_order_and_nothing_is_ordered() throws Exception {
        assertThat(plan()).isEqualTo(Command.OK);

        assertThat(run.out().lines()).first().isEqualTo("cluster default, in an outage of the only UPS:");
        assertThat(run.out())
                .containsSubsequence(
                        "guests of pve2",
                        "POST /api2/json/nodes/pve2/stopall vms=101 timeout=180 force-stop=0",
                        "POST /api2/json/nodes/pve2/status command=shutdown",
                        "POST /api2/json/nodes/pve1/status command=shutdown",
                        "takes 9 minutes at most")
                .contains("high availability off  nothing: high availability sees to no guest")
                .doesNotContain(ProxmoxCluster.TOKEN_SECRET);
        assertThat(proxmox.changes()).isEmpty();
    }

    @Test
    void a_cluster_that_is_not_armed_is_said_to_be_so() throws Exception {
        assertThat(plan("alarum.proxmox.armed=false")).isEqualTo(Command.OK);

        assertThat(run.out()).contains("not armed, so that nothing of this would be sent:");
    }

    @Test
    void each_ups_shows_what_it_feeds_and_what_another_one_feeds_too() throws Exception {
        assertThat(plan("alarum.ups.rack.nodes=pve2,pve1", "alarum.ups.desk.nodes=pve1"))
                .isEqualTo(Command.OK);

        assertThat(run.out())
                .contains("in an outage of UPS rack")
                .contains("in an outage of UPS desk")
                .contains("but not while another UPS has power that feeds it, too: pve1");
    }

    @Test
    void a_battery_that_may_be_too_low_by_then_is_said() throws Exception {
        plan("alarum.ups.rack.nodes=pve2,pve1", "alarum.ups.rack.runtime-below=5m");
        plan("alarum.ups.desk.nodes=pve2,pve1", "alarum.ups.desk.runtime-below=30m");

        assertThat(run.out())
                .containsOnlyOnce("as late as with")
                .contains("as late as with 5 minutes left in the battery: set alarum.ups.rack.runtime-below=");
    }

    @Test
    void a_cluster_that_cannot_be_seen_is_named_and_its_nodes_are_shown() throws Exception {
        proxmox.dead(0);

        assertThat(plan()).isEqualTo(Command.FAILED);

        assertThat(run.err()).contains("cluster default could not be seen");
        assertThat(run.out()).contains("POST /api2/json/nodes/pve2/status command=shutdown");
    }

    @Test
    void without_a_cluster_there_is_nothing_to_show() throws Exception {
        assertThat(new PlanCommand().run(List.of(), run.console(home))).isEqualTo(Command.OK);

        assertThat(run.out()).contains("no cluster is set up in alarum.proxmox");
    }

    @Test
    void another_argument_is_refused() {
        assertThatThrownBy(() -> new PlanCommand().run(List.of("now"), run.console(home)))
                .isInstanceOf(SettingsProblems.class)
                .hasMessageContaining("now");
    }
}
