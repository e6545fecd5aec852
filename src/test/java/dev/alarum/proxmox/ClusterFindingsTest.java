package dev.alarum.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the stand-in Proxmox, whose hosts all say the same, does not say. */
class ClusterFindingsTest {
    private static final URI ONE = URI.create("https://one:8006");
    private static final URI TWO = URI.create("https://two:8006");
    private static final Name PVE1 = new Name("pve1");

    @Test
    void a_node_that_one_of_two_hosts_gets_through_to_is_no_problem_but_a_note() throws Exception {
        ClusterFindings findings = findings(ONE, TWO);

        findings.reached(PVE1, List.of(bad(ONE, 595, "595 No route to host"), good(TWO, "{}")));

        assertThat(findings.report())
                .isEqualTo(new ClusterReport(
                        "default",
                        List.of(),
                        List.of("alarum.proxmox.urls: one:8006 does not get through to pve1, others do: 595 No route to"
                                + " host")));
    }

    @Test
    void a_node_that_answers_while_it_is_cut_off_from_its_cluster_is_noted() throws Exception {
        ClusterFindings findings = findings(ONE, TWO);

        findings.state(
                good(ONE, "[{\"type\":\"node\",\"name\":\"pve1\",\"online\":\"0\",\"local\":\"0\"}]"), json("[]"));
        findings.reached(PVE1, List.of(good(ONE, "{}"), good(TWO, "{}")));

        assertThat(findings.report().problems()).isEmpty();
        assertThat(findings.report().notes())
                .containsExactly("alarum.proxmox.nodes: pve1 is offline for its cluster, and yet answers");
    }

    @Test
    void the_only_hosts_own_node_goes_last_or_it_is_said_that_nobody_is_left_to_ask() throws Exception {
        ClusterFindings findings = findings(ONE);

        findings.state(
                good(
                        ONE,
                        "[{\"type\":\"cluster\",\"quorate\":\"1\"},"
                                + "{\"type\":\"node\",\"name\":\"pve1\",\"online\":\"1\",\"local\":\"1\"}]"),
                json("[]"));

        assertThat(findings.report().problems()).isEmpty();
        assertThat(findings.report().notes()).singleElement().asString().endsWith("are asked for nowhere");
    }

    @Test
    void a_host_that_cannot_tell_how_its_cluster_is_has_a_problem() throws Exception {
        ClusterFindings findings = findings(ONE);

        findings.state(bad(ONE, 500, "500 ipcc_send_rec failed"), json("[]"));

        assertThat(findings.report().problems())
                .containsExactly("alarum.proxmox.urls: one:8006: 500 ipcc_send_rec failed");
    }

    @Test
    void hosts_that_know_other_nodes_than_the_first_are_of_another_cluster() throws Exception {
        ClusterFindings findings = findings(ONE, TWO);
        JsonNode mine = json("[{\"node\":\"pve1\"},{\"node\":\"pve2\"}]");

        findings.nodes(good(ONE, "[]"), mine);
        findings.nodes(good(TWO, "[]"), json("[{\"node\":\"other\"},{\"node\":\"pve2\"}]"));

        assertThat(findings.report().problems())
                .containsExactly(
                        "alarum.proxmox.nodes: the cluster has no node pve1, says two:8006; it has other, pve2");
    }

    private static ClusterFindings findings(URI... urls) {
        return new ClusterFindings(new ClusterSettings(
                "default",
                List.of(urls),
                "alarum@pve!hub",
                "secret",
                List.of(),
                List.of(PVE1, new Name("pve2")),
                true,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT));
    }

    private static ProxmoxSaid good(URI host, String data) throws JsonProcessingException {
        return new ProxmoxSaid(host, 200, json(data), "", false);
    }

    private static ProxmoxSaid bad(URI host, int status, String words) {
        return new ProxmoxSaid(host, status, null, words, false);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
