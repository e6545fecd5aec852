package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.e2e.ProxmoxGuest;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of order, over TLS; the order to a node has more in {@link ProxmoxOrderFlowTest}. */
class ProxmoxKindsFlowTest {
    private static final List<StepKind> OPTIONAL = List.of(StepKind.HA_OFF, StepKind.NOOUT, StepKind.GUESTS);

    private final ProxmoxCluster proxmox =
            ProxmoxCluster.of("pve1", "pve2", "pve3").hosts(2);
    private final OrderFlows flows = new OrderFlows(proxmox);

    @BeforeEach
    void fill() {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"), ProxmoxGuest.ct(102, "pve1"), ProxmoxGuest.vm(103, "pve1"))
                .ceph();
    }

    @AfterEach
    void close() {
        flows.close();
        proxmox.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "HA_OFF    | POST /cluster/ha/status/disarm-ha resource-mode=ignore",
                "NOOUT     | PUT /cluster/ceph/flags/noout value=1",
                "GUESTS    | POST /nodes/pve1/stopall force-stop=1 timeout=180 vms=101,102",
                "NODE      | POST /nodes/pve1/status command=shutdown",
                "FORCE     | POST /nodes/pve1/stopall force-stop=1 timeout=0 vms=101,102; POST /nodes/pve1/status command=shutdown",
                "WAKE      | POST /nodes/pve1/wakeonlan",
                "NOOUT_OFF | PUT /cluster/ceph/flags/noout value=0",
                "HA_ON     | POST /cluster/ha/status/arm-ha",
                "START     | POST /nodes/pve1/startall force=1 vms=101,102",
            })
    void each_kind_sends_what_it_says_and_is_accepted(StepKind kind, String requests) throws Exception {
        flows.start();

        StepResult result = flows.carriedOut(OrderFlows.order(1, kind));

        assertThat(result)
                .isEqualTo(new StepResult(
                        OrderFlows.PLAN, 1, Outcome.ACCEPTED, null, kind == StepKind.HA_OFF ? StepOrder.ARM_HA : null));
        assertThat(String.join("; ", proxmox.changed())).isEqualTo(requests);
    }

    /** Of each kind one, side by side, at a Proxmox that takes every request like this. */
    @Nested
    class AllKinds {
        @BeforeEach
        void start() throws Exception {
            flows.start();
        }

        @ParameterizedTest(name = "{0}: {1} {2}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "UNAUTHORIZED  | REFUSED     | 401 permission denied - invalid PVE ticket",
                    "BAD_PARAMETER | REFUSED     | 400 Parameter verification failed.: command: value does not",
                    "BROKEN        | REFUSED     | 500 unable to open file - Read-only file system",
                    "NO_ROUTE      | UNREACHABLE | 595 No route to host",
                    "BROKEN_PROXY  | UNREACHABLE | 596 tls_process_server_certificate",
                    "PORTAL        | UNREACHABLE | 200 without the data of a Proxmox answer",
                    "CUT           | UNREACHABLE | it closed the connection without an answer",
                    "HUNG          | UNREACHABLE | no answer within the time",
                })
        void end_alike_with_the_words_of_the_host(Behaviour behaviour, Outcome outcome, String words) {
            proxmox.host(0, behaviour).host(1, behaviour);

            assertThat(flows.ofAllKinds()).allSatisfy(result -> {
                assertThat(result.outcome()).isEqualTo(outcome);
                assertThat(result.detail()).contains(proxmox.url(0).getAuthority() + ": " + words);
            });
        }

        @ParameterizedTest
        @EnumSource(
                value = Behaviour.class,
                names = {"FORBIDDEN", "UNKNOWN"})
        void that_nodes_can_do_without_are_skipped_where_proxmox_may_not_or_cannot(Behaviour behaviour) {
            proxmox.host(0, behaviour).host(1, behaviour);

            assertThat(flows.ofAllKinds()).allSatisfy(result -> {
                StepKind kind = StepKind.values()[result.position() - 1];
                assertThat(result.outcome())
                        .as(kind.name())
                        .isEqualTo(OPTIONAL.contains(kind) ? Outcome.SKIPPED : Outcome.REFUSED);
                assertThat(result.detail()).contains(behaviour == Behaviour.UNKNOWN ? ": 501 " : ": 403 ");
                assertThat(result.kept()).isNull();
            });
        }

        @ParameterizedTest
        @EnumSource(
                value = Behaviour.class,
                names = {"BROKEN", "NO_ROUTE", "BROKEN_PROXY", "PORTAL", "CUT", "HUNG"})
        void go_on_to_the_next_host(Behaviour behaviour) {
            proxmox.host(0, behaviour);

            assertThat(flows.ofAllKinds()).extracting(StepResult::outcome).containsOnly(Outcome.ACCEPTED);
        }

        @Test
        void that_are_unwanted_are_not_sent() {
            flows.plans.unwanted = order -> order.plan() == OrderFlows.PLAN;

            assertThat(flows.ofAllKinds())
                    .allSatisfy(result -> assertThat(result)
                            .isEqualTo(StepResult.of(OrderFlows.PLAN, result.position(), Outcome.STOPPED, null)));
            assertThat(proxmox.connections(0)).isZero();
        }
    }

    @Test
    void no_kind_is_sent_to_a_host_with_another_certificate() throws Exception {
        proxmox.stranger();
        flows.start(OrderFlows.cluster(proxmox, List.of(proxmox.url(2)), true));

        assertThat(flows.ofAllKinds()).allSatisfy(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.UNREACHABLE);
            assertThat(result.detail()).contains("refused, its certificate has the fingerprint ");
            assertThat(result.kept()).isNull();
        });
        assertThat(proxmox.requests(2)).isZero();
    }

    @Test
    void of_a_cluster_that_is_not_armed_each_kind_is_told_with_all_that_was_not_sent() throws Exception {
        flows.start(OrderFlows.cluster(proxmox, proxmox.urls(), false));
        String api = proxmox.url(0) + "/api2/json";

        List<StepResult> results = flows.ofAllKinds();

        assertThat(results).extracting(StepResult::outcome).containsOnly(Outcome.NOT_ARMED);
        assertThat(results)
                .extracting(result -> result.detail().replace("alarum.proxmox.armed is false: not sent was ", ""))
                .containsExactlyElementsOf(Stream.of(
                                "POST %s/cluster/ha/status/disarm-ha resource-mode=ignore, or where that is not known"
                                        + " PUT %s/cluster/options ha=shutdown_policy=freeze",
                                "PUT %s/cluster/ceph/flags/noout value=1",
                                "POST %s/nodes/pve1/stopall vms=101,102 timeout=180 force-stop=1",
                                "POST %s/nodes/pve1/status command=shutdown",
                                "POST %s/nodes/pve1/stopall vms=101,102 timeout=0 force-stop=1, then"
                                        + " POST %s/nodes/pve1/status command=shutdown",
                                "POST %s/nodes/pve1/wakeonlan",
                                "PUT %s/cluster/ceph/flags/noout value=0",
                                "POST %s/cluster/ha/status/arm-ha",
                                "POST %s/nodes/pve1/startall vms=101,102 force=1")
                        .map(text -> text.replace("%s", api))
                        .toList());
        assertThat(proxmox.connections(0)).isZero();
    }

    @Test
    void an_order_that_fails_by_itself_is_reported() throws Exception {
        flows.start();
        flows.flows.context().getRouteController().stopRoute("proxmox-request");

        assertThat(flows.ofAllKinds()).allSatisfy(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.UNREACHABLE);
            assertThat(result.detail()).isEqualTo("it failed by itself: DirectConsumerNotAvailableException");
        });
        assertThat(proxmox.connections(0)).isZero();
    }

    /** Another role has a flow of its own for that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_order_leaves_though_its_record_fails_whoever_handles_that(boolean handled) throws Exception {
        flows.start();
        flows.flows.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(handled);
                from("direct:order-intent").throwException(new IllegalStateException("no disk"));
            }
        });

        assertThat(flows.ofAllKinds()).extracting(StepResult::outcome).containsOnly(Outcome.ACCEPTED);
    }

    @Nested
    class Guests {
        @Test
        void shut_down_are_those_of_the_order_and_no_others() throws Exception {
            flows.start();

            flows.carriedOut(OrderFlows.order(1, StepKind.GUESTS));

            assertThat(proxmox.running()).containsExactly(103);
        }

        @ParameterizedTest
        @EnumSource(
                value = StepKind.class,
                names = {"GUESTS", "START"})
        void that_are_none_are_not_taken_for_all(StepKind kind) throws Exception {
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, kind).guests(List.of(), Duration.ZERO, true));

            assertThat(result.outcome()).isEqualTo(Outcome.NOT_NEEDED);
            assertThat(proxmox.changes()).isEmpty();
        }

        @Test
        void of_which_one_may_not_be_touched_are_left_to_their_node() throws Exception {
            proxmox.without("VM.PowerMgmt", "/vms/102");
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.GUESTS));

            assertThat(result.outcome()).isEqualTo(Outcome.SKIPPED);
            assertThat(result.detail()).endsWith("403 Permission check failed (/vms/102, VM.PowerMgmt)");
            assertThat(proxmox.running()).containsExactly(101, 102, 103);
        }
    }

    @Nested
    class Force {
        @Test
        void the_node_is_ordered_though_its_guests_may_not_be_stopped_and_that_is_told() throws Exception {
            proxmox.without("VM.PowerMgmt", "/vms");
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.FORCE));

            assertThat(result.outcome()).isEqualTo(Outcome.ACCEPTED);
            assertThat(result.detail())
                    .isEqualTo("its guests are not stopped: " + proxmox.url(0).getAuthority()
                            + ": 403 Permission check failed (/vms/101, VM.PowerMgmt)");
            assertThat(proxmox.commanded()).containsExactly("pve1");
        }

        @Test
        void the_node_is_ordered_though_stopping_its_guests_failed() throws Exception {
            proxmox.request("POST /nodes/pve1/stopall", Behaviour.BROKEN);
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.FORCE));

            assertThat(result.outcome()).isEqualTo(Outcome.ACCEPTED);
            assertThat(result.detail()).startsWith("its guests are not stopped: ");
            assertThat(proxmox.connections(1)).isZero();
        }

        @Test
        void a_host_that_took_one_half_only_leaves_the_other_to_the_next() throws Exception {
            proxmox.request("POST /nodes/pve1/status", Behaviour.NO_ROUTE)
                    .onChange(change -> proxmox.request(
                            "POST /nodes/pve1/status", change.host() == 0 ? Behaviour.NO_ROUTE : Behaviour.OK));
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.FORCE));

            assertThat(result).isEqualTo(StepResult.of(OrderFlows.PLAN, 1, Outcome.ACCEPTED, null));
            assertThat(proxmox.changes())
                    .extracting(change -> change.host() + " " + change.path())
                    .containsExactly("0 /nodes/pve1/stopall", "0 /nodes/pve1/status", "1 /nodes/pve1/status");
        }

        @Test
        void an_order_of_which_half_is_done_is_ended_though_mains_is_back() throws Exception {
            proxmox.onChange(change -> flows.plans.unwanted = order -> true);
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.FORCE));

            assertThat(result.outcome()).isEqualTo(Outcome.ACCEPTED);
            assertThat(proxmox.commanded()).containsExactly("pve1");
        }

        @Test
        void a_node_that_a_guest_held_up_goes_off() throws Exception {
            proxmox.guests(ProxmoxGuest.vm(104, "pve1").hanging()).goesDownAfter(Duration.ofMillis(300));
            flows.start();
            flows.carriedOut(OrderFlows.order(1, StepKind.NODE));

            flows.carriedOut(OrderFlows.order(2, StepKind.FORCE).guests(List.of(104), Duration.ZERO, true));

            await().until(() -> !proxmox.isUp("pve1"));
        }
    }

    @Nested
    class Wake {
        @Test
        void a_host_that_cannot_send_the_packet_leaves_it_to_the_next() throws Exception {
            proxmox.runs(0, "pve1").runs(1, "pve2");
            flows.start();

            assertThat(flows.carriedOut(OrderFlows.order(1, StepKind.WAKE)).outcome())
                    .isEqualTo(Outcome.ACCEPTED);
            assertThat(proxmox.changes())
                    .extracting(ProxmoxCluster.Change::host)
                    .containsExactly(0, 1);
        }

        @Test
        void a_node_without_an_address_is_refused_with_the_words_of_each_host() throws Exception {
            proxmox.withoutMac("pve1");
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.WAKE));

            assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(result.detail())
                    .isEqualTo(proxmox.url(0).getAuthority() + ": 500 No wake on LAN MAC address is set for 'pve1'; "
                            + proxmox.url(1).getAuthority() + ": 500 No wake on LAN MAC address is set for 'pve1'");
        }

        @Test
        void a_node_that_is_off_comes_back_though_no_host_gets_through_to_it() throws Exception {
            proxmox.comesBackAfter(Duration.ofMillis(200)).cut("pve1");
            flows.start();

            assertThat(flows.carriedOut(OrderFlows.order(1, StepKind.WAKE)).outcome())
                    .isEqualTo(Outcome.ACCEPTED);
            await().until(() -> proxmox.isUp("pve1"));
        }
    }

    @Nested
    class MainsComesBack {
        @Test
        void before_the_next_host_is_asked_when_the_first_was_not_reached() throws Exception {
            proxmox.dead(0);
            flows.plans.unwanted = order -> proxmox.connections(0) == 0 && seen++ > 0;
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.NODE));

            assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
            assertThat(result.detail()).isEqualTo(proxmox.url(0).getAuthority() + ": it takes no connection");
            assertThat(proxmox.connections(1)).isZero();
        }

        @Test
        void after_an_order_that_may_have_arrived_was_not_answered() throws Exception {
            proxmox.host(0, Behaviour.CUT);
            flows.plans.unwanted = order -> seen++ > 0;
            flows.start();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.NODE));

            assertThat(result.outcome()).isEqualTo(Outcome.ACCEPTED);
        }

        private int seen;
    }
}
