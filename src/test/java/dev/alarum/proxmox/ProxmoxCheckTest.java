package dev.alarum.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.e2e.ProxmoxGuest;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.ShutdownRules;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxmoxCheckTest {
    private static final String HOW = "; docs/proxmox.md has the commands that give it";

    private final ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2").hosts(2);

    @AfterEach
    void close() {
        proxmox.close();
    }

    @Test
    void a_cluster_that_would_shut_down_has_neither_problems_nor_notes_and_is_not_touched() throws Exception {
        ClusterReport report = look("pve1", "pve2");

        assertThat(report.problems()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.isFit()).isTrue();
        assertThat(proxmox.commands()).isEmpty();
    }

    @Nested
    class Hosts {
        @Test
        void each_that_is_not_reached_is_named_and_the_others_are_still_tried() throws Exception {
            proxmox.stranger().dead(0);

            assertThat(look("pve1").problems())
                    .hasSize(2)
                    .anyMatch(problem -> problem.equals(
                            "alarum.proxmox.urls: " + proxmox.url(0).getAuthority() + ": it takes no connection"));
        }

        @Test
        void a_changed_certificate_is_named_with_its_fingerprint_and_the_setting_that_must_be_changed()
                throws Exception {
            proxmox.stranger();

            assertThat(look("pve1").problems())
                    .singleElement()
                    .asString()
                    .startsWith("alarum.proxmox.fingerprints: " + proxmox.url(2).getAuthority()
                            + ": refused, its certificate has the fingerprint ")
                    .contains("which is not in alarum.proxmox.fingerprints");
        }

        @Test
        void a_wrong_token_is_named_without_being_told() throws Exception {
            assertThat(ProxmoxCheckBinding.look(settings("wrong", List.of(proxmox.url(0)), "pve1"))
                            .problems())
                    .containsExactly("alarum.proxmox.token-secret: "
                            + proxmox.url(0).getAuthority() + ": 401 invalid token value!");
        }

        @Test
        void those_of_several_clusters_are_asked_side_by_side() throws Exception {
            // each of them holds its 401 back for 3 s
            List<ClusterSettings> clusters = List.of(
                    settings("wrong", List.of(proxmox.url(0)), "pve1"), settings("wrong", proxmox.urls(), "pve1"));

            long begun = System.nanoTime();
            List<ClusterReport> reports = ProxmoxCheckBinding.look(clusters);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(5900));
            assertThat(reports).extracting(report -> report.problems().size()).containsExactly(1, 2);
        }
    }

    @Nested
    class Names {
        @Test
        void a_node_that_does_not_exist_is_named_with_those_that_do() throws Exception {
            assertThat(look("pve1", "pve9").problems())
                    .containsExactly("alarum.proxmox.nodes: the cluster has no node pve9, says "
                            + proxmox.url(0).getAuthority() + "; it has pve1, pve2");
        }

        @Test
        void a_node_that_exists_in_another_case_is_named_so() throws Exception {
            assertThat(look("pve1", "PVE2").problems())
                    .containsExactly("alarum.proxmox.nodes: the cluster has no node PVE2, says "
                            + proxmox.url(0).getAuthority()
                            + "; it has pve2, in another case: write it as Proxmox does");
        }

        @Test
        void the_first_hosts_own_node_is_noted_where_it_is_not_the_last() throws Exception {
            assertThat(look("pve2", "pve1"))
                    .isEqualTo(new ClusterReport(
                            "default",
                            List.of(),
                            List.of(
                                    "alarum.proxmox.nodes: pve2 has the first of alarum.proxmox.urls and is not the last"
                                            + " of the nodes: when it is down, those after it are asked for at the other URLs"
                                            + " only")));
        }
    }

    @Nested
    class Rights {
        @Test
        void one_that_an_order_needs_is_a_problem_with_the_node() throws Exception {
            proxmox.node("pve2", Behaviour.FORBIDDEN);

            assertThat(look("pve1", "pve2").problems())
                    .containsExactly(
                            "alarum.proxmox.token-id: alarum@pve!hub lacks the right Sys.PowerMgmt on /nodes/pve2"
                                    + HOW);
        }

        @Test
        void one_that_only_a_look_needs_is_a_note() throws Exception {
            proxmox.unaudited("/").unaudited("/nodes/pve1").unaudited("/nodes/pve2");

            assertThat(look("pve1", "pve2"))
                    .isEqualTo(new ClusterReport(
                            "default",
                            List.of(),
                            List.of(
                                    "alarum.proxmox.token-id: alarum@pve!hub lacks the right Sys.Audit on /: the"
                                            + " cluster's quorum, and where its API runs, were not looked at" + HOW,
                                    "alarum.proxmox.token-id: alarum@pve!hub lacks the right Sys.Audit on /nodes/pve1,"
                                            + " /nodes/pve2: whether Proxmox gets through to them was not looked at"
                                            + HOW)));
        }
    }

    /** What a shutdown does beside the orders to the nodes: none of it keeps a node from going down. */
    @Nested
    class FurtherSteps {
        private static final String TOKEN = "alarum.proxmox.token-id: alarum@pve!hub lacks the right ";

        @Test
        void that_the_token_may_all_do_are_not_noted() throws Exception {
            proxmox.guests(ProxmoxGuest.vm(101, "pve1")).ha(101).ceph();

            assertThat(notes(ShutdownRules.DEFAULT)).isEmpty();
            assertThat(proxmox.changes()).isEmpty();
        }

        @ParameterizedTest(name = "{0} on {1}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "VM.PowerMgmt | /vms | guests are left to their nodes",
                    "VM.Audit     | /vms | guests are not seen, and so left to their nodes",
                    "Sys.Console  | /    | high availability is not disarmed: it moves guests about while nodes go down",
                    "Sys.Modify   | /    | Ceph's flag noout is not set: it rebuilds what goes missing",
                })
        void for_which_a_right_lacks_are_noted_with_what_that_costs(String right, String path, String cost)
                throws Exception {
            proxmox.guests(ProxmoxGuest.vm(101, "pve1")).ha(101).ceph().without(right, path);

            assertThat(look(ShutdownRules.DEFAULT, "pve1", "pve2"))
                    .isEqualTo(new ClusterReport(
                            "default", List.of(), List.of(TOKEN + right + " on " + path + ": " + cost + HOW)));
        }

        @Test
        void of_an_older_proxmox_need_another_right_which_is_noted_once() throws Exception {
            proxmox.guests(ProxmoxGuest.vm(101, "pve1"))
                    .ha(101)
                    .oldHa()
                    .ceph()
                    .without("Sys.Console", "/")
                    .without("Sys.Modify", "/");

            assertThat(notes(ShutdownRules.DEFAULT))
                    .containsExactly(TOKEN + "Sys.Modify on /: the policy of high availability is not changed: it moves"
                            + " guests about while nodes go down; Ceph's flag noout is not set: it rebuilds what goes"
                            + " missing" + HOW);
        }

        @Test
        void that_the_cluster_or_the_rules_have_no_use_for_need_no_right() throws Exception {
            proxmox.without("Sys.Console", "/").without("Sys.Modify", "/");
            assertThat(notes(ShutdownRules.DEFAULT)).isEmpty();

            proxmox.guests(ProxmoxGuest.vm(101, "pve1"))
                    .ceph()
                    .without("VM.PowerMgmt", "/vms")
                    .without("VM.Audit", "/vms");
            assertThat(notes(PlainRules.NODES_ONLY)).isEmpty();
        }

        @Test
        void by_force_need_the_right_on_guests_though_they_are_left_to_their_nodes_at_first() throws Exception {
            proxmox.without("VM.PowerMgmt", "/vms");

            assertThat(notes(new ShutdownRules(false, false, Duration.ZERO, Duration.ofMinutes(5), true, List.of())))
                    .containsExactly(TOKEN + "VM.PowerMgmt on /vms: guests are not stopped by force" + HOW);
        }

        @Test
        void that_are_not_seen_are_noted_with_the_right_to_look() throws Exception {
            proxmox.unaudited("/");

            assertThat(notes(ShutdownRules.DEFAULT))
                    .containsExactly(TOKEN + "Sys.Audit on /: the cluster's quorum, and where its API runs, were not"
                            + " looked at; in an outage it is not seen whether high availability and Ceph are in use"
                            + HOW);
        }

        @Test
        void high_availability_that_is_in_use_and_left_alone_is_noted() throws Exception {
            proxmox.guests(ProxmoxGuest.vm(101, "pve1"), ProxmoxGuest.vm(102, "pve1"))
                    .ha(101, 102);

            assertThat(notes(PlainRules.NODES_ONLY))
                    .containsExactly("alarum.proxmox.ha: off, and high availability sees to 2 guests: unless its policy"
                            + " is freeze, it moves them about while nodes go down");
        }

        private List<String> notes(ShutdownRules rules) throws InterruptedException {
            ClusterReport report = look(rules, "pve1", "pve2");
            assertThat(report.problems()).isEmpty();
            return report.notes();
        }
    }

    @Nested
    class Nodes {
        @Test
        void that_are_not_listed_are_named_as_they_stay_up() throws Exception {
            assertThat(look("pve1"))
                    .isEqualTo(new ClusterReport(
                            "default",
                            List.of(),
                            List.of("alarum.proxmox.nodes: pve2 is of the cluster, is not listed, and so never shut"
                                    + " down")));
        }

        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "NO_ROUTE     | 595 No route to host",
                    "BROKEN_PROXY | 596 tls_process_server_certificate: certificate verify failed",
                    "BROKEN       | 500 unable to open file - Read-only file system",
                    "CUT          | it closed the connection without an answer",
                    "HUNG         | no answer within the time",
                })
        void one_that_no_host_gets_through_to_is_a_problem_with_their_words(Behaviour behaviour, String words)
                throws Exception {
            proxmox.node("pve1", behaviour);

            assertThat(look("pve1", "pve2"))
                    .isEqualTo(new ClusterReport(
                            "default",
                            List.of("alarum.proxmox.nodes: no host gets through to pve1: "
                                    + proxmox.url(0).getAuthority() + ": " + words + "; "
                                    + proxmox.url(1).getAuthority() + ": " + words),
                            List.of()));
        }

        @Test
        void one_that_is_off_is_noted_as_there_is_nothing_to_shut_down() throws Exception {
            proxmox.node("pve1", Behaviour.OFF);

            assertThat(look("pve1", "pve2")).isEqualTo(offline());
        }

        @Test
        void one_that_is_off_is_noted_for_a_token_that_may_look_at_nothing_else() throws Exception {
            proxmox.node("pve1", Behaviour.OFF)
                    .unaudited("/")
                    .unaudited("/nodes/pve1")
                    .unaudited("/nodes/pve2");

            assertThat(look("pve1", "pve2").problems()).isEmpty();
            assertThat(look("pve1", "pve2").notes()).containsAll(offline().notes());
        }

        private ClusterReport offline() {
            return new ClusterReport(
                    "default",
                    List.of(),
                    List.of("alarum.proxmox.nodes: pve1 is offline: it is off, or cut off from its cluster"));
        }

        @Test
        void a_cluster_without_its_quorum_is_a_problem() throws Exception {
            proxmox.withoutQuorum();

            assertThat(look("pve1", "pve2").problems())
                    .containsExactly(
                            "alarum.proxmox.urls: " + proxmox.url(0).getAuthority() + ": the cluster has no quorum");
        }

        @Test
        void one_proxmox_by_itself_needs_no_quorum() throws Exception {
            proxmox.alone();

            assertThat(look("pve1", "pve2")).isEqualTo(new ClusterReport("default", List.of(), List.of()));
        }
    }

    private ClusterReport look(String... nodes) throws InterruptedException {
        return look(PlainRules.NODES_ONLY, nodes);
    }

    private ClusterReport look(ShutdownRules rules, String... nodes) throws InterruptedException {
        return ProxmoxCheckBinding.look(settings(ProxmoxCluster.TOKEN_SECRET, proxmox.urls(), rules, nodes));
    }

    private ClusterSettings settings(String secret, List<URI> urls, String... nodes) {
        return settings(secret, urls, PlainRules.NODES_ONLY, nodes);
    }

    private ClusterSettings settings(String secret, List<URI> urls, ShutdownRules rules, String... nodes) {
        return new ClusterSettings(
                "default",
                urls,
                ProxmoxCluster.TOKEN_ID,
                secret,
                List.of(proxmox.fingerprint()),
                Stream.of(nodes).map(Name::new).toList(),
                true,
                rules,
                ReturnRules.DEFAULT);
    }
}
