package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.Orders;
import dev.alarum.plan.StepResult;
import dev.alarum.proxmox.ProxmoxBinding;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The token of the settings is looked for wherever people or programs could read it. */
class ProxmoxSecretFlowTest {
    private static final String SECRET = ProxmoxCluster.TOKEN_SECRET;

    @Test
    void the_token_is_in_no_log_no_bean_and_no_result() throws Exception {
        try (Traces traces = new Traces();
                ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2", "pve3")
                        .stranger()
                        .node("pve2", Behaviour.TELLTALE)
                        .node("pve3", Behaviour.CUT);
                Flows flows = Flows.of("routes", "proxmox-order", "proxmox-request")) {
            ClusterSettings cluster = ProxmoxOrderFlowTest.cluster(
                    List.of(proxmox.url(1), proxmox.url(0)), List.of(proxmox.fingerprint()), SECRET, true);
            ProxmoxBinding.beans(List.of(cluster)).forEach(flows::bean);
            var hub = new ProxmoxOrderFlowTest.Hub();
            flows.bean("plans", hub)
                    .set("camel.main.jmxEnabled", "true")
                    .set("camel.trace.enabled", "true")
                    .set("camel.main.useMdcLogging", "true")
                    .start();

            for (int position = 1; position <= 3; position++) {
                flows.template().sendBody("seda:proxmox-order", Orders.node(7, position, "default", "pve" + position));
            }
            Awaitility.await().atMost(java.time.Duration.ofSeconds(25)).until(() -> hub.results.size() == 3);

            assertThat(proxmox.commanded()).containsExactlyInAnyOrder("pve1", "pve2", "pve3");
            List<String> beans = Traces.beans();
            assertThat(beans).anyMatch(text -> text.contains("proxmox-order"));
            assertThat(traces.lines()).anyMatch(text -> text.contains("event=order "));
            assertThat(beans).filteredOn(text -> text.contains(SECRET)).isEmpty();
            assertThat(traces.lines()).filteredOn(text -> text.contains(SECRET)).isEmpty();
            assertThat(hub.results).map(StepResult::toString).noneMatch(text -> text.contains(SECRET));
            assertThat(cluster.toString()).doesNotContain(SECRET);
        }
    }
}
