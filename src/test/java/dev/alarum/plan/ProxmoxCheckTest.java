package dev.alarum.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.node.Name;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxmoxCheckTest {
    private final ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2").hosts(2);

    @AfterEach
    void close() {
        proxmox.close();
    }

    @Test
    void a_cluster_that_would_shut_down_has_no_problems_and_is_not_touched() {
        assertThat(problems(ProxmoxCluster.TOKEN_SECRET, proxmox.urls(), "pve1", "pve2"))
                .isEmpty();
        assertThat(proxmox.commands()).isEmpty();
    }

    @Test
    void a_missing_right_is_named_with_the_node() {
        proxmox.node("pve2", Behaviour.FORBIDDEN);

        assertThat(problems(ProxmoxCluster.TOKEN_SECRET, proxmox.urls(), "pve1", "pve2"))
                .containsExactly("alarum.proxmox.token-id: alarum@pve!hub lacks the right Sys.PowerMgmt on /nodes/pve2;"
                        + " docs/proxmox.md has the commands that give it");
    }

    @Test
    void a_node_that_does_not_exist_is_named_with_those_that_do() {
        assertThat(problems(ProxmoxCluster.TOKEN_SECRET, proxmox.urls(), "pve1", "pve9", "PVE2"))
                .contains("alarum.proxmox.nodes: the cluster has no node pve9, says "
                        + proxmox.url(0).getAuthority() + "; it has pve1, pve2")
                .anyMatch(problem -> problem.contains("no node PVE2"));
    }

    @Test
    void each_host_that_is_not_reached_is_named_and_the_others_are_still_tried() {
        proxmox.stranger().dead(0);

        assertThat(problems(ProxmoxCluster.TOKEN_SECRET, proxmox.urls(), "pve1"))
                .hasSize(2)
                .anyMatch(problem -> problem.equals(
                        "alarum.proxmox.urls: " + proxmox.url(0).getAuthority() + ": it takes no connection"))
                .anyMatch(problem ->
                        problem.contains(proxmox.url(2).getAuthority() + ": refused, its certificate has the"));
    }

    @Test
    void a_wrong_token_is_named_without_being_told() {
        assertThat(problems("wrong", List.of(proxmox.url(0)), "pve1"))
                .containsExactly(
                        "alarum.proxmox.token-secret: " + proxmox.url(0).getAuthority() + ": 401 invalid token value!");
    }

    private List<String> problems(String secret, List<URI> urls, String... nodes) {
        return ProxmoxCheckBinding.problems(new ClusterSettings(
                "default",
                urls,
                ProxmoxCluster.TOKEN_ID,
                secret,
                List.of(proxmox.fingerprint()),
                Stream.of(nodes).map(Name::new).toList(),
                true));
    }
}
