package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.proxmox.ProxmoxLookBinding;
import dev.alarum.sim.HandTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The flow with its own times, its clock put forward by hand. */
class ProxmoxLookFlowTest {
    private final ProxmoxCluster good = ProxmoxCluster.of("pve1", "pve2");
    private final ProxmoxCluster other = ProxmoxCluster.of("pve3");
    private final Hub hub = new Hub();
    private volatile Moment now = new Moment(0, Instant.parse("2026-03-01T12:00:00Z"));
    private final HandTimers timers = new HandTimers(() -> now);
    private Flows flows;

    /** What the flow tells the hub. */
    public static final class Hub {
        private final List<ClusterReport> reports = new CopyOnWriteArrayList<>();

        public void looked(ClusterReport report) {
            reports.add(report);
        }

        private List<ClusterReport> take() {
            List<ClusterReport> taken = List.copyOf(reports);
            reports.clear();
            return taken;
        }
    }

    @BeforeEach
    void start() throws Exception {
        List<ClusterSettings> clusters =
                List.of(settings("good", good, "pve1", "pve2"), settings("other", other, "pve3"));
        flows = Flows.of("routes", "proxmox-look")
                .bean("hub", hub)
                .bean("timer", timers)
                .bean("proxmoxLook", new ProxmoxLookBinding(clusters, () -> now))
                .start();
    }

    @AfterEach
    void stop() {
        flows.close();
        good.close();
        other.close();
    }

    @Test
    void a_hub_looks_some_minutes_after_its_start_and_then_once_a_day() {
        pass(Duration.ofMinutes(2));
        assertThat(hub.take()).isEmpty();

        pass(Duration.ofMinutes(1));
        assertThat(hub.take()).containsExactly(fit("good"), fit("other"));

        pass(Duration.ofHours(23));
        assertThat(hub.take()).isEmpty();

        pass(Duration.ofMinutes(75));
        assertThat(hub.take()).containsExactly(fit("good"), fit("other"));
        assertThat(good.commands()).isEmpty();
    }

    @Test
    void a_right_that_was_lost_is_told_and_looked_after_every_quarter_of_an_hour_until_it_is_back() {
        pass(Duration.ofMinutes(3));
        other.node("pve3", Behaviour.FORBIDDEN);
        hub.take();

        pass(Duration.ofHours(24));
        assertThat(hub.take()).hasSize(2).last().satisfies(report -> {
            assertThat(report.cluster()).isEqualTo("other");
            assertThat(report.problems()).singleElement().asString().contains("lacks the right Sys.PowerMgmt on");
        });

        pass(Duration.ofMinutes(15));
        assertThat(hub.take()).singleElement().matches(report -> !report.isFit());

        other.node("pve3", Behaviour.OK);
        pass(Duration.ofMinutes(15));
        assertThat(hub.take()).containsExactly(fit("other"));

        pass(Duration.ofMinutes(30));
        assertThat(hub.take()).isEmpty();
    }

    private void pass(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minusMinutes(1)) {
            now = now.plus(Duration.ofMinutes(1));
            timers.runDue();
        }
    }

    private static ClusterReport fit(String cluster) {
        return new ClusterReport(cluster, List.of(), List.of());
    }

    private static ClusterSettings settings(String name, ProxmoxCluster cluster, String... nodes) {
        return new ClusterSettings(
                name,
                cluster.urls(),
                ProxmoxCluster.TOKEN_ID,
                ProxmoxCluster.TOKEN_SECRET,
                List.of(cluster.fingerprint()),
                List.of(nodes).stream().map(Name::new).toList(),
                true,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT);
    }
}
