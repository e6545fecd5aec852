package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Proxmox that cannot disarm high availability: its shutdown policy is changed instead, and restored as it was. */
class OlderProxmoxFlowTest {
    private static final String OPTIONS = "GET /cluster/options";
    private static final String FREEZE = "PUT /cluster/options ha=shutdown_policy=freeze";

    private final ProxmoxCluster proxmox =
            ProxmoxCluster.of("pve1", "pve2").hosts(2).oldHa();
    private final OrderFlows flows = new OrderFlows(proxmox);

    @AfterEach
    void close() {
        flows.close();
        proxmox.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "shutdown_policy=migrate               | shutdown_policy=freeze            | policy:migrate",
                "shutdown_policy=freeze                | shutdown_policy=freeze            | policy:freeze",
                "some=1,shutdown_policy=failover,more=a| shutdown_policy=freeze,some=1,more=a | policy:failover,some=1,more=a",
                "some=1,more=a                         | shutdown_policy=freeze,some=1,more=a | ha:some=1,more=a",
                "                                      | shutdown_policy=freeze            | no-policy",
            })
    void the_policy_is_set_to_freeze_and_restored_as_it_was(String before, String frozen, String kept)
            throws Exception {
        if (before != null) {
            proxmox.haOption(before);
        }
        flows.start();

        StepResult off = flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(off).isEqualTo(new StepResult(OrderFlows.PLAN, 1, Outcome.ACCEPTED, null, kept));
        assertThat(proxmox.haOption()).isEqualTo(frozen);

        StepResult on = flows.carriedOut(OrderFlows.order(2, StepKind.HA_ON).undoing(kept));

        assertThat(on).isEqualTo(StepResult.of(OrderFlows.PLAN, 2, Outcome.ACCEPTED, null));
        assertThat(parts(proxmox.haOption())).isEqualTo(parts(before));
        assertThat(proxmox.connections(1)).isZero();
    }

    @Test
    void the_policy_may_be_told_as_one_text() throws Exception {
        proxmox.says(OPTIONS, "{\"data\":{\"ha\":\"shutdown_policy=migrate\"}}");
        flows.start();

        assertThat(flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF)).kept())
                .isEqualTo("policy:migrate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"ha\":7}",
                "{\"ha\":\"\"}",
                "{\"ha\":\"freeze\"}",
                "{\"ha\":[\"freeze\"]}",
                "{\"ha\":{\"shutdown_policy\":{\"a\":1}}}",
                "{\"ha\":{\"shutdown_policy\":\"mig,rate\"}}",
                "{\"ha\":{\"shutdown_policy\":\"mig\\nrate\"}}"
            })
    void a_policy_that_is_not_understood_is_left_alone(String options) throws Exception {
        proxmox.says(OPTIONS, "{\"data\":" + options + "}");
        flows.start();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(result.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(result.detail()).endsWith("the cluster's option ha is left as it is: it is not understood");
        assertThat(result.kept()).isNull();
        assertThat(proxmox.changed()).doesNotContain(FREEZE);
    }

    @Test
    void a_policy_that_the_token_may_not_see_is_left_alone() throws Exception {
        proxmox.haOption("shutdown_policy=migrate").unaudited("/");
        flows.start();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(result.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(result.detail())
                .contains("501 Method 'POST /cluster/ha/status/disarm-ha' not implemented")
                .endsWith("the token lacks Sys.Audit on /, so that it is not seen");
        assertThat(proxmox.haOption()).isEqualTo("shutdown_policy=migrate");
    }

    @Test
    void a_policy_that_the_token_may_not_change_is_skipped() throws Exception {
        proxmox.without("Sys.Modify", "/");
        flows.start();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(result.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(result.detail()).endsWith("403 Permission check failed (/, Sys.Modify)");
        assertThat(result.kept()).isNull();
    }

    @Test
    void a_policy_that_was_perhaps_changed_at_a_host_that_did_not_answer_is_kept_as_it_was_before() throws Exception {
        proxmox.haOption("shutdown_policy=migrate").onChange(change -> {
            boolean isFirst = change.host() == 0 && change.method().equals("PUT");
            if (isFirst) {
                proxmox.haOption("shutdown_policy=freeze");
            }
            proxmox.request("PUT /cluster/options", isFirst ? Behaviour.CUT : Behaviour.OK);
        });
        flows.start();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(result).isEqualTo(new StepResult(OrderFlows.PLAN, 1, Outcome.ACCEPTED, null, "policy:migrate"));
        assertThat(proxmox.changes())
                .extracting(change -> change.host() + " " + change.method())
                .containsExactly("0 POST", "0 PUT", "1 POST", "1 PUT");
    }

    @Test
    void an_order_that_goes_out_once_more_keeps_what_it_kept_the_first_time() throws Exception {
        proxmox.haOption("shutdown_policy=freeze");
        flows.start();

        StepResult result =
                flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF).undoing("policy:migrate"));

        assertThat(result.kept()).isEqualTo("policy:migrate");
    }

    @Test
    void what_may_have_been_changed_is_told_though_no_host_answered() throws Exception {
        proxmox.haOption("shutdown_policy=migrate").request("PUT /cluster/options", Behaviour.CUT);
        flows.start();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(result.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(result.kept()).isEqualTo("policy:migrate");
    }

    @Test
    void a_newer_host_is_told_to_disarm_where_the_older_one_fails() throws Exception {
        proxmox.request(OPTIONS, Behaviour.BROKEN);
        flows.start();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(proxmox.changes())
                .extracting(change -> change.host() + " " + change.path())
                .containsExactly("0 /cluster/ha/status/disarm-ha", "1 /cluster/ha/status/disarm-ha");
    }

    @Test
    void nothing_is_changed_once_mains_is_back() throws Exception {
        proxmox.haOption("shutdown_policy=migrate").onChange(change -> flows.plans.unwanted = order -> true);
        flows.start();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(proxmox.haOption()).isEqualTo("shutdown_policy=migrate");
    }

    private static java.util.Set<String> parts(String option) {
        return option == null ? java.util.Set.of() : java.util.Set.of(option.split(","));
    }
}
