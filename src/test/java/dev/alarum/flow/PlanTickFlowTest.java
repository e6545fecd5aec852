package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.alone.AloneBinding;
import dev.alarum.alone.AloneSettings;
import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.ReturnRules;
import dev.alarum.ups.UpsSettings;
import dev.alarum.ups.UpsSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flows by which a relay shuts nodes down by itself, with a stand-in Proxmox and no hub. */
class PlanTickFlowTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/ups/apcupsd");
    private static final Duration SILENT = Duration.ofSeconds(10);

    @TempDir
    Path data;

    private ProxmoxCluster proxmox;

    @BeforeEach
    void opens() throws Exception {
        proxmox = ProxmoxCluster.of("pve2", "pve3", "pve1");
        show("lowbatt");
    }

    @AfterEach
    void closes() {
        proxmox.close();
    }

    @Test
    void each_node_is_ordered_once_in_order_and_the_file_knows_of_it_before() throws Exception {
        try (RelayInTest relay = relay(true, nobody())) {
            await().atMost(Duration.ofSeconds(25))
                    .untilAsserted(() -> assertThat(proxmox.commanded()).containsExactly("pve2", "pve3", "pve1"));

            await().untilAsserted(() -> assertThat(kept())
                    .contains("\"node\":\"pve2\",\"outcome\":\"ACCEPTED\"")
                    .contains("\"node\":\"pve1\",\"outcome\":\"ACCEPTED\""));
            assertThat(Files.getPosixFilePermissions(data.resolve(AloneBinding.FILE)))
                    .hasSize(2);
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_disk_that_takes_nothing_keeps_no_order() throws Exception {
        // nothing can be put in the place of a folder that is not empty
        Files.createDirectories(data.resolve(AloneBinding.FILE + ".new").resolve("full"));
        try (RelayInTest relay = relay(true, nobody())) {
            await().atMost(Duration.ofSeconds(25))
                    .untilAsserted(() -> assertThat(proxmox.commanded()).containsExactly("pve2", "pve3", "pve1"));

            assertThat(data.resolve(AloneBinding.FILE)).doesNotExist();
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_cluster_that_is_not_armed_gets_all_but_the_orders() throws Exception {
        try (RelayInTest relay = relay(false, nobody())) {
            await().atMost(Duration.ofSeconds(25))
                    .untilAsserted(() -> assertThat(kept()).contains("\"node\":\"pve1\",\"outcome\":\"NOT_ARMED\""));

            assertThat(proxmox.commands()).isEmpty();
            assertThat(proxmox.orders(0)).isZero();
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void while_a_hub_answers_nobody_is_ordered_and_the_plan_is_told_to_the_hub_that_comes_back() throws Exception {
        int port = RelayInTest.freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        try (RelayInTest relay = relay(true, url)) {
            try (RecordingHub hub =
                    RecordingHub.at(port).telling(RelayInTest.KEY, new RelayWords(List.of(), List.of()))) {
                await().until(() -> hub.requests("/v1/ups").size() >= 15);
                assertThat(proxmox.commands()).isEmpty();
            }
            await().atMost(Duration.ofSeconds(25))
                    .untilAsserted(() -> assertThat(proxmox.commanded()).containsExactly("pve2", "pve3", "pve1"));

            try (RecordingHub hub =
                    RecordingHub.at(port).telling(RelayInTest.KEY, new RelayWords(List.of(), List.of()))) {
                await().untilAsserted(() -> assertThat(hub.requests("/v1/plans"))
                        .anySatisfy(request -> assertThat(request.body())
                                .contains("\"kind\":\"node\",\"node\":\"pve1\",\"outcome\":\"accepted\"")));
            }
            assertThat(relay.port()).isPositive();
        }
    }

    private static URI nobody() throws Exception {
        return URI.create("http://127.0.0.1:" + RelayInTest.freePort());
    }

    private RelayInTest relay(boolean armed, URI hub) throws Exception {
        ClusterSettings cluster = new ClusterSettings(
                "default",
                proxmox.urls(),
                ProxmoxCluster.TOKEN_ID,
                ProxmoxCluster.TOKEN_SECRET,
                List.of(proxmox.fingerprint()),
                List.of(new Name("pve2"), new Name("pve3"), new Name("pve1")),
                armed,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT);
        UpsSource ups = RelayInTest.script(data, "rack", Duration.ofSeconds(1), "cat " + data.resolve("shown.txt"));
        return RelayInTest.start(
                data,
                RelayInTest.freePort(),
                List.of(hub),
                Map.of(),
                new AloneSettings(SILENT, List.of(UpsSettings.named(new Name("rack"))), List.of(cluster)),
                ups);
    }

    private String kept() throws Exception {
        Path file = data.resolve(AloneBinding.FILE);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void show(String fixture) throws Exception {
        Path fresh = data.resolve("fresh.txt");
        Files.copy(FIXTURES.resolve(fixture + ".txt"), fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, data.resolve("shown.txt"), StandardCopyOption.ATOMIC_MOVE);
    }
}
