package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.e2e.ProxmoxCluster.Command;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.ShutdownPlan;
import dev.alarum.plan.Signs;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.proxmox.ProxmoxBinding;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

/** A whole plan through the real flow. */
class ProxmoxPlanFlowTest {
    /** 3 s, and one for a machine that has other things to do. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);

    @Test
    void of_sixteen_nodes_one_that_hangs_holds_up_no_other_and_the_api_host_goes_last() throws Exception {
        String[] names =
                IntStream.rangeClosed(1, 16).mapToObj(number -> "pve" + number).toArray(String[]::new);
        try (ProxmoxCluster proxmox = ProxmoxCluster.of(names)
                        .node("pve4", Behaviour.HUNG)
                        .node("pve7", Behaviour.FORBIDDEN)
                        .node("pve9", Behaviour.OFF);
                Flows flows = Flows.of("routes", "proxmox-order", "proxmox-request")) {
            ClusterSettings cluster = cluster(proxmox, names);
            ProxmoxBinding.beans(List.of(cluster)).forEach(flows::bean);
            Hub hub = new Hub();
            flows.bean("plans", hub).start();
            // the first order of a process also loads classes: not what is measured here
            hub.run(planOf(1, cluster, cluster.nodes().subList(0, 1)), flows.template());
            await().atMost(Duration.ofSeconds(20)).until(hub::isAnswered);

            ShutdownPlan plan = planOf(2, cluster, cluster.nodes());
            hub.run(plan, flows.template());
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        hub.tick();
                        return hub.isAnswered();
                    });

            List<Command> commands = proxmox.commands().subList(1, 17);
            assertThat(hub.sent.subList(1, 17)).containsExactly(names);
            assertThat(commands).extracting(Command::node).containsExactlyInAnyOrder(names);
            assertThat(commands.get(15).node()).isEqualTo("pve16");
            assertThat(Duration.ofNanos(
                            commands.get(14).nanos() - commands.get(0).nanos()))
                    .isLessThan(ALLOWED);
            assertThat(plan.outcomes())
                    .filteredOn(outcome -> outcome.outcome() != Outcome.ACCEPTED)
                    .containsExactly(
                            new NodeOutcome("pve4", Outcome.UNREACHABLE),
                            new NodeOutcome("pve7", Outcome.REFUSED),
                            new NodeOutcome("pve9", Outcome.UNREACHABLE));
        }
    }

    @Test
    void nodes_that_answer_are_asked_one_after_the_other_in_the_order_of_the_settings() throws Exception {
        String[] names = {"pve5", "pve1", "pve4", "pve2", "pve3"};
        try (ProxmoxCluster proxmox = ProxmoxCluster.of(names).node("pve4", Behaviour.FORBIDDEN);
                Flows flows = Flows.of("routes", "proxmox-order", "proxmox-request")) {
            ClusterSettings cluster = cluster(proxmox, names);
            ProxmoxBinding.beans(List.of(cluster)).forEach(flows::bean);
            Hub hub = new Hub();
            flows.bean("plans", hub).start();

            hub.run(planOf(1, cluster, cluster.nodes()), flows.template());
            await().atMost(Duration.ofSeconds(20)).until(hub::isAnswered);

            assertThat(proxmox.commanded()).containsExactly(names);
        }
    }

    private static ClusterSettings cluster(ProxmoxCluster proxmox, String... names) {
        return new ClusterSettings(
                "default",
                proxmox.urls(),
                ProxmoxCluster.TOKEN_ID,
                ProxmoxCluster.TOKEN_SECRET,
                List.of(proxmox.fingerprint()),
                Stream.of(names).map(Name::new).toList(),
                true,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT);
    }

    private static ShutdownPlan planOf(long id, ClusterSettings cluster, List<Name> nodes) {
        return ShutdownPlan.begin(
                id,
                1,
                new Name("apc"),
                cluster,
                nodes,
                Set.of(),
                Moments.system().now());
    }

    /** Does with results and ticks what the hub does. */
    public static final class Hub {
        private final List<String> sent = new CopyOnWriteArrayList<>();
        private volatile ShutdownPlan plan;
        private volatile ProducerTemplate template;

        void run(ShutdownPlan fresh, ProducerTemplate to) {
            plan = fresh;
            template = to;
            tick();
        }

        synchronized void tick() {
            Moment now = Moments.system().now();
            if (plan.wantsLook(now)) {
                plan.seen(ClusterLook.unanswered(plan.id(), plan.cluster(), List.of()), now);
            }
            // a battery that is nearly empty: the last node waits for the answers of the others only
            plan.next(now, Duration.ZERO, Signs.NONE, false).forEach(order -> {
                sent.add(order.node());
                template.sendBody("seda:proxmox-order", order);
            });
        }

        boolean isAnswered() {
            return plan.outcomes().stream().noneMatch(one -> one.outcome().isOpen());
        }

        public boolean isVoid(StepOrder order) {
            return plan.id() == order.plan() && plan.isVoid(order);
        }

        public synchronized void step(StepResult result) {
            plan.result(result, Moments.system().now());
            tick();
        }
    }
}
