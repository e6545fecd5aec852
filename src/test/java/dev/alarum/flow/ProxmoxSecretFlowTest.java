package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Orders;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The token of the settings is looked for wherever people or programs could read it. */
class ProxmoxSecretFlowTest {
    private static final String SECRET = ProxmoxCluster.TOKEN_SECRET;

    @Test
    void the_token_is_in_no_log_no_bean_and_no_result() throws Exception {
        try (Traces traces = new Traces();
                ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2", "pve3")
                        .stranger()
                        .oldHa()
                        .node("pve2", Behaviour.TELLTALE)
                        .node("pve3", Behaviour.CUT)
                        .request("GET /cluster/options", Behaviour.TELLTALE)
                        .request("GET /cluster/resources", Behaviour.TELLTALE)
                        .request("GET /cluster/ha/status/current", Behaviour.CUT);
                OrderFlows flows = new OrderFlows(proxmox, "order-intent", "proxmox-state", "proxmox-question")) {
            ClusterSettings cluster = OrderFlows.cluster(proxmox, List.of(proxmox.url(1), proxmox.url(0)), true);
            flows.flows
                    .set("camel.main.jmxEnabled", "true")
                    .set("camel.trace.enabled", "true")
                    .set("camel.main.useMdcLogging", "true");
            flows.start(cluster);

            for (int position = 1; position <= 3; position++) {
                flows.send(Orders.node(OrderFlows.PLAN, position, "default", "pve" + position));
            }
            flows.send(OrderFlows.order(4, StepKind.HA_OFF));
            flows.flows.template().sendBody("seda:proxmox-state", new LookOrder(7, "default"));
            List<StepResult> results = flows.awaited(4);
            await().atMost(Duration.ofSeconds(25)).until(() -> !flows.plans.looks.isEmpty());

            assertThat(proxmox.commanded()).containsExactlyInAnyOrder("pve1", "pve2", "pve3");
            List<String> beans = Traces.beans();
            for (String flow : List.of("order", "request", "state", "question")) {
                assertThat(beans).anyMatch(text -> text.contains("proxmox-" + flow));
            }
            assertThat(traces.lines())
                    .anyMatch(text -> text.contains("event=order "))
                    .anyMatch(text -> text.contains("event=order-not-on-disk"))
                    .anyMatch(text -> text.contains("event=proxmox-seen"));
            assertThat(beans).filteredOn(text -> text.contains(SECRET)).isEmpty();
            assertThat(traces.lines()).filteredOn(text -> text.contains(SECRET)).isEmpty();
            assertThat(results).map(StepResult::toString).noneMatch(text -> text.contains(SECRET));
            assertThat(flows.plans.looks).map(ClusterLook::toString).noneMatch(text -> text.contains(SECRET));
            assertThat(flows.plans.looks.get(0).words()).anyMatch(text -> text.contains("***"));
            assertThat(cluster.toString()).doesNotContain(SECRET);
        }
    }
}
