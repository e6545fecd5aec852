package dev.alarum.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook.Guest;
import dev.alarum.plan.ClusterLook.Ha;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private static final Moment NOW = new Moment(0, Instant.parse("2026-01-01T12:00:00Z"));
    private static final ShutdownRules ALL =
            new ShutdownRules(true, true, Duration.ofMinutes(3), Duration.ofMinutes(3), false, List.of());

    @Test
    void shows_every_request_in_order() {
        ClusterLook look =
                look(Set.of(), List.of(new Guest(100, "web", "pve1"), new Guest(101, "pi", "pve1")), Ha.ARMED);

        assertThat(requests(preview(look)))
                .containsExactly(
                        "POST /api2/json/cluster/ha/status/disarm-ha resource-mode=ignore",
                        "PUT /api2/json/cluster/ceph/flags/noout value=1",
                        "POST /api2/json/nodes/pve1/stopall vms=100 timeout=180 force-stop=0",
                        "POST /api2/json/nodes/pve1/status command=shutdown",
                        "POST /api2/json/nodes/pve2/status command=shutdown");
    }

    @Test
    void says_of_what_is_left_out_why() {
        ClusterLook look = look(Set.of("pve1"), List.of(), Ha.UNUSED);

        assertThat(preview(look).lines())
                .filteredOn(line -> line.requests().isEmpty())
                .extracting(Preview.Line::what, Preview.Line::note)
                .contains(
                        org.assertj.core.api.Assertions.tuple(
                                "high availability off", "high availability sees to no guest"),
                        org.assertj.core.api.Assertions.tuple("pve1", "the cluster says that it is offline"));
    }

    @Test
    void needs_no_longer_than_what_is_to_be_done() {
        assertThat(preview(look(Set.of(), List.of(new Guest(100, "web", "pve1")), Ha.UNUSED))
                        .need())
                .isEqualTo(Duration.ofMinutes(9));
        assertThat(preview(look(Set.of(), List.of(), Ha.UNUSED)).need()).isEqualTo(Duration.ofMinutes(6));
        assertThat(preview(look(Set.of("pve1"), List.of(), Ha.UNUSED)).need()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void of_a_cluster_that_was_not_seen_shows_the_nodes() {
        Preview blind = preview(null);

        assertThat(requests(blind))
                .containsExactly(
                        "POST /api2/json/nodes/pve1/status command=shutdown",
                        "POST /api2/json/nodes/pve2/status command=shutdown");
        assertThat(blind.need()).isEqualTo(Duration.ofMinutes(9));
        assertThat(blind.isArmed()).isFalse();
    }

    private static List<String> requests(Preview preview) {
        return preview.lines().stream()
                .flatMap(line -> line.requests().stream())
                .toList();
    }

    private static Preview preview(@Nullable ClusterLook look) {
        ClusterSettings cluster = new ClusterSettings(
                "default",
                List.of(URI.create("https://127.0.0.1:8006")),
                "alarum@pve!hub",
                "secret",
                List.of(),
                Stream.of("pve1", "pve2").map(Name::new).toList(),
                false,
                ALL,
                ReturnRules.DEFAULT);
        return Preview.of(cluster, cluster.nodes(), Set.of("pi"), look, NOW);
    }

    private static ClusterLook look(Set<String> off, List<Guest> guests, Ha ha) {
        Set<String> on = off.isEmpty() ? Set.of("pve1", "pve2") : Set.of("pve2");
        return new ClusterLook(0, "default", true, true, null, on, off, guests, ha, Set.of(), false, List.of());
    }
}
