package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.Orders;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.proxmox.ProxmoxBinding;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The flows that carry out orders, with a stand-in Proxmox, and plans that keep what they are told. */
final class OrderFlows implements AutoCloseable {
    static final long PLAN = 7;

    final Plans plans = new Plans();
    final Flows flows;
    private final ProxmoxCluster proxmox;

    /** What the flows tell the plans, and ask them. */
    public static final class Plans {
        final List<StepResult> results = new CopyOnWriteArrayList<>();
        final List<ClusterLook> looks = new CopyOnWriteArrayList<>();
        volatile Predicate<StepOrder> unwanted = order -> false;

        public void step(StepResult result) {
            results.add(result);
        }

        public void seen(ClusterLook look) {
            looks.add(look);
        }

        public boolean isVoid(StepOrder order) {
            return unwanted.test(order);
        }
    }

    OrderFlows(ProxmoxCluster proxmox, String... more) {
        this.proxmox = proxmox;
        String[] names = new String[more.length + 2];
        names[0] = "proxmox-order";
        names[1] = "proxmox-request";
        System.arraycopy(more, 0, names, 2, more.length);
        this.flows = Flows.of("routes", names);
    }

    /** Starts them for the stand-in's hosts, armed. */
    OrderFlows start() throws Exception {
        return start(cluster(proxmox, proxmox.urls(), true));
    }

    OrderFlows start(ClusterSettings... clusters) throws Exception {
        ProxmoxBinding.beans(List.of(clusters)).forEach(flows::bean);
        flows.bean("plans", plans).start();
        return this;
    }

    /** The settings of the stand-in, reached by these URLs. */
    static ClusterSettings cluster(ProxmoxCluster proxmox, List<URI> urls, boolean armed) {
        return cluster("default", proxmox, urls, armed);
    }

    /** The same under that name. */
    static ClusterSettings cluster(String name, ProxmoxCluster proxmox, List<URI> urls, boolean armed) {
        return cluster(name, urls, List.of(proxmox.fingerprint()), ProxmoxCluster.TOKEN_SECRET, armed);
    }

    /** The settings of the stand-in with these credentials, armed. */
    static ClusterSettings cluster(ProxmoxCluster proxmox, List<String> fingerprints, String secret) {
        return cluster("default", proxmox.urls(), fingerprints, secret, true);
    }

    private static ClusterSettings cluster(
            String name, List<URI> urls, List<String> fingerprints, String secret, boolean armed) {
        return new ClusterSettings(
                name,
                urls,
                ProxmoxCluster.TOKEN_ID,
                secret,
                fingerprints,
                List.of(new Name("pve1"), new Name("pve2"), new Name("pve3")),
                armed,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT);
    }

    /** An order of that kind as the plans give it: of node pve1, with the guests 101 and 102 where there are any. */
    static StepOrder order(int position, StepKind kind) {
        StepOrder plain = Orders.of(PLAN, position, "default", kind, kind.isOfCluster() ? "" : "pve1");
        return switch (kind) {
            case GUESTS -> plain.guests(List.of(101, 102), Duration.ofSeconds(180), true);
            case FORCE, START -> plain.guests(List.of(101, 102), Duration.ZERO, true);
            case HA_ON -> plain.undoing(StepOrder.ARM_HA);
            default -> plain;
        };
    }

    void send(StepOrder order) {
        flows.template().sendBody("seda:proxmox-order", order);
    }

    /** Sends one order and waits for what becomes of it. */
    StepResult carriedOut(StepOrder order) {
        int before = plans.results.size();
        send(order);
        return awaited(before + 1).get(before);
    }

    /** Waits for so many results. */
    List<StepResult> awaited(int count) {
        await().atMost(Duration.ofSeconds(25)).until(() -> plans.results.size() >= count);
        assertThat(plans.results).hasSize(count);
        return plans.results;
    }

    /** Sends an order of each kind, side by side, and waits for what becomes of them; by the order of the kinds. */
    List<StepResult> ofAllKinds() {
        for (StepKind kind : StepKind.values()) {
            send(order(kind.ordinal() + 1, kind));
        }
        return awaited(StepKind.values().length).stream()
                .sorted(Comparator.comparingInt(StepResult::position))
                .toList();
    }

    @Override
    public void close() {
        flows.close();
    }
}
