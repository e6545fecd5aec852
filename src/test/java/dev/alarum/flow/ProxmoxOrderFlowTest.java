package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.plan.Orders;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepResult;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProxmoxOrderFlowTest {
    private final ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2", "pve3");
    private final OrderFlows flows = new OrderFlows(proxmox);

    @AfterEach
    void close() {
        flows.close();
        proxmox.close();
    }

    @Test
    void an_order_that_proxmox_takes_is_accepted_though_it_answers_null() throws Exception {
        start(proxmox.urls(), true);

        order("pve2");

        assertThat(only()).isEqualTo(StepResult.of(7, 1, Outcome.ACCEPTED, null));
        assertThat(proxmox.commanded()).containsExactly("pve2");
    }

    @Test
    void an_order_that_waited_until_mains_was_back_is_not_sent() throws Exception {
        start(proxmox.urls(), true);
        flows.plans.unwanted = order -> order.plan() == OrderFlows.PLAN;

        order("pve2");

        assertThat(only()).isEqualTo(StepResult.of(7, 1, Outcome.STOPPED, null));
        assertThat(proxmox.commanded()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "UNAUTHORIZED  | REFUSED     | 401 permission denied - invalid PVE ticket",
                "FORBIDDEN     | REFUSED     | 403 Permission check failed (/nodes/pve1, Sys.PowerMgmt)",
                "BAD_PARAMETER | REFUSED     | 400 Parameter verification failed.: command: value does not have a value",
                "UNKNOWN       | REFUSED     | 501 Method 'POST /nodes/pve1/status' not implemented",
            })
    void a_refusal_ends_the_order_at_the_first_host(Behaviour behaviour, Outcome outcome, String words)
            throws Exception {
        proxmox.hosts(2).node("pve1", behaviour);
        start(proxmox.urls(), true);

        order("pve1");

        assertThat(only().outcome()).isEqualTo(outcome);
        assertThat(only().detail()).contains(proxmox.url(0).getAuthority() + ": " + words);
        assertThat(proxmox.connections(1)).isZero();
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "BROKEN       | REFUSED     | 500 unable to open file - Read-only file system",
                "NO_ROUTE     | UNREACHABLE | 595 No route to host",
                "BROKEN_PROXY | UNREACHABLE | 596 tls_process_server_certificate",
                "PORTAL       | UNREACHABLE | 200 without the data of a Proxmox answer",
                "CUT          | UNREACHABLE | it closed the connection without an answer",
            })
    void a_host_that_cannot_do_it_is_passed_over_for_the_next(Behaviour behaviour, Outcome outcome, String words)
            throws Exception {
        proxmox.hosts(2).node("pve1", behaviour);
        start(proxmox.urls(), true);

        order("pve1");

        assertThat(only().outcome()).isEqualTo(outcome);
        assertThat(only().detail())
                .contains(proxmox.url(0).getAuthority() + ": " + words)
                .contains(proxmox.url(1).getAuthority() + ": " + words);
        assertThat(proxmox.commands()).extracting(ProxmoxCluster.Command::host).containsExactly(0, 1);
    }

    @Test
    void a_dead_first_host_is_passed_over_and_asked_last_from_then_on() throws Exception {
        proxmox.hosts(2).dead(0);
        start(proxmox.urls(), true);

        order("pve1");
        assertThat(only().outcome()).isEqualTo(Outcome.ACCEPTED);
        order("pve2");

        await().until(() -> flows.plans.results.size() == 2);
        assertThat(proxmox.commanded()).containsExactly("pve1", "pve2");
    }

    @Test
    void every_host_dead_is_said_with_each_of_them() throws Exception {
        proxmox.hosts(2).dead(0).dead(1);
        start(proxmox.urls(), true);

        order("pve1");

        assertThat(only().outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(only().detail())
                .isEqualTo(proxmox.url(0).getAuthority() + ": it takes no connection; "
                        + proxmox.url(1).getAuthority() + ": it takes no connection");
    }

    @Test
    void a_changed_certificate_is_refused_and_said_before_anything_is_sent() throws Exception {
        proxmox.stranger();
        start(List.of(proxmox.url(1)), true);

        order("pve1");

        assertThat(only().outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(only().detail())
                .contains("refused, its certificate has the fingerprint ")
                .contains("alarum.proxmox.fingerprints");
        assertThat(proxmox.requests(1)).isZero();
        assertThat(proxmox.connections(0)).isZero();
    }

    @Test
    void after_a_changed_certificate_the_next_host_is_asked() throws Exception {
        proxmox.stranger();
        start(List.of(proxmox.url(1), proxmox.url(0)), true);

        order("pve1");

        assertThat(only().outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(proxmox.commands()).extracting(ProxmoxCluster.Command::host).containsExactly(0);
        assertThat(proxmox.requests(1)).isZero();
    }

    @Test
    void without_fingerprints_a_certificate_that_this_machine_does_not_trust_is_refused() throws Exception {
        flows.start(OrderFlows.cluster(proxmox, List.of(), ProxmoxCluster.TOKEN_SECRET));

        order("pve1");

        assertThat(only().outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(only().detail()).contains("refused, its certificate is not trusted");
        assertThat(proxmox.requests(0)).isZero();
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        proxmox.stranger().node("pve1", Behaviour.REDIRECTED);
        start(List.of(proxmox.url(0)), true);

        order("pve1");

        assertThat(only().outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(only().detail()).contains("302 Moved");
        assertThat(proxmox.connections(1)).isZero();
    }

    @Test
    void a_cluster_that_is_not_armed_gets_no_request_at_all() throws Exception {
        start(proxmox.urls(), false);

        order("pve1");

        assertThat(only().outcome()).isEqualTo(Outcome.NOT_ARMED);
        assertThat(only().detail())
                .isEqualTo("alarum.proxmox.armed is false: not sent was POST " + proxmox.url(0)
                        + "/api2/json/nodes/pve1/status command=shutdown");
        assertThat(proxmox.connections(0)).isZero();
    }

    @Test
    void a_wrong_token_is_refused_after_the_three_seconds_that_proxmox_takes() throws Exception {
        flows.start(OrderFlows.cluster(proxmox, List.of(proxmox.fingerprint()), "wrong"));

        order("pve1");

        assertThat(only().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(only().detail()).contains("401 invalid token value!");
        assertThat(proxmox.commands()).isEmpty();
    }

    @Test
    void an_order_for_a_cluster_that_is_gone_from_the_settings_is_answered() throws Exception {
        start(proxmox.urls(), true);

        flows.send(Orders.node(OrderFlows.PLAN, 1, "old", "pve1"));

        assertThat(only().detail()).isEqualTo("the cluster old is not in the settings");
    }

    @Test
    void a_node_that_hangs_is_given_up_after_its_time() throws Exception {
        proxmox.node("pve1", Behaviour.HUNG);
        start(proxmox.urls(), true);

        order("pve1");

        assertThat(only().outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(only().detail()).endsWith("no answer within the time");
    }

    @ParameterizedTest
    @EnumSource(
            value = Behaviour.class,
            names = {"TELLTALE", "FORBIDDEN"})
    void headers_of_before_steer_nothing(Behaviour behaviour) throws Exception {
        proxmox.stranger().node("pve1", behaviour);
        start(List.of(proxmox.url(0)), true);

        flows.flows
                .template()
                .sendBodyAndHeaders(
                        "seda:proxmox-order",
                        Orders.node(7, 1, "default", "pve1"),
                        java.util.Map.of(
                                "CamelHttpUri", proxmox.url(1).toString(),
                                "CamelHttpMethod", "GET",
                                "CamelHttpQuery", "command=reboot",
                                "Host", "elsewhere"));

        assertThat(only().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(only().detail()).doesNotContain(ProxmoxCluster.TOKEN_SECRET);
        assertThat(proxmox.commanded()).containsExactly("pve1");
        assertThat(proxmox.connections(1)).isZero();
    }

    private void start(List<URI> urls, boolean armed) throws Exception {
        flows.start(OrderFlows.cluster(proxmox, urls, armed));
    }

    private void order(String node) {
        flows.send(Orders.node(OrderFlows.PLAN, 1, "default", node));
    }

    private StepResult only() {
        return flows.awaited(1).get(0);
    }
}
