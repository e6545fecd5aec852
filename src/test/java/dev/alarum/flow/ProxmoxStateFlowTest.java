package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.core.Effect;
import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.e2e.ProxmoxGuest;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterLook.Guest;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.StepKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan is told of its cluster, over TLS. */
class ProxmoxStateFlowTest {
    private static final String GUESTS = "GET /cluster/resources";
    private static final String HA = "GET /cluster/ha/status/current";
    private static final String NOOUT = "GET /cluster/ceph/flags/noout";
    private static final LookOrder ORDER = new LookOrder(7, "default");

    private final ProxmoxCluster proxmox =
            ProxmoxCluster.of("pve1", "pve2", "pve3").hosts(2);
    private final OrderFlows flows = new OrderFlows(proxmox, "proxmox-state", "proxmox-question");

    @AfterEach
    void close() {
        flows.close();
        proxmox.close();
    }

    @Test
    void all_that_there_is_is_seen_and_nothing_is_changed_though_it_is_not_armed() throws Exception {
        proxmox.guests(
                        ProxmoxGuest.vm(101, "pve1").named("web"),
                        ProxmoxGuest.ct(102, "pve2").named("dns"),
                        ProxmoxGuest.vm(103, "pve2").stopped(),
                        ProxmoxGuest.vm(104, "pve2").template(),
                        ProxmoxGuest.vm(105, "pve3"))
                .ha(102, 103)
                .ceph();
        flows.start(settings(false));

        assertThat(look())
                .isEqualTo(new ClusterLook(
                        7,
                        "default",
                        true,
                        true,
                        "pve3",
                        Set.of("pve1", "pve2", "pve3"),
                        Set.of(),
                        List.of(
                                new Guest(101, "web", "pve1"),
                                new Guest(102, "dns", "pve2"),
                                new Guest(105, "vm105", "pve3")),
                        Ha.ARMED,
                        Set.of(102, 103),
                        false,
                        List.of()));
        assertThat(proxmox.changes()).isEmpty();
    }

    @Test
    void a_node_that_is_off_is_offline_and_of_its_guests_nothing_is_known() throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"), ProxmoxGuest.vm(102, "pve2"))
                .cut("pve1");
        flows.start();

        ClusterLook look = look();

        assertThat(look.isOff("pve1")).isTrue();
        assertThat(look.online()).containsExactlyInAnyOrder("pve2", "pve3");
        assertThat(look.guests()).extracting(Guest::id).containsExactly(102);
    }

    @Test
    void a_cluster_without_its_quorum_says_so_and_nothing_is_certain() throws Exception {
        proxmox.cut("pve1").cut("pve2");
        flows.start();

        ClusterLook look = look();

        assertThat(look.quorate()).isFalse();
        assertThat(look.offline()).containsExactlyInAnyOrder("pve1", "pve2");
        assertThat(look.isOff("pve1")).isFalse();
    }

    @Test
    void one_proxmox_by_itself_is_quorate() throws Exception {
        proxmox.alone();
        flows.start();

        assertThat(look().quorate()).isTrue();
    }

    @Test
    void a_cluster_without_ceph_and_without_high_availability_has_nothing_unseen() throws Exception {
        flows.start();

        ClusterLook look = look();

        assertThat(look.noout()).isNull();
        assertThat(look.ha()).isEqualTo(Ha.UNUSED);
        assertThat(look.guests()).isEmpty();
        assertThat(look.words()).isEmpty();
    }

    @Test
    void high_availability_is_seen_disarming_and_disarmed() throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1")).ha(101).disarms(Duration.ZERO, Duration.ofSeconds(1));
        flows.start();
        assertThat(look().ha()).isEqualTo(Ha.ARMED);

        flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(look().ha()).isEqualTo(Ha.DISARMING);
        await().until(() -> proxmox.haState().equals("disarmed"));
        assertThat(look().ha()).isEqualTo(Ha.DISARMED);
    }

    @Test
    void an_older_proxmox_with_services_is_armed() throws Exception {
        proxmox.guests(ProxmoxGuest.ct(102, "pve1")).ha(102).oldHa();
        flows.start();

        assertThat(look().ha()).isEqualTo(Ha.ARMED);
        assertThat(look().haGuests()).containsExactly(102);
    }

    @Test
    void cephs_flag_is_seen_when_it_is_set() throws Exception {
        proxmox.ceph();
        flows.start();
        flows.carriedOut(OrderFlows.order(1, StepKind.NOOUT));

        assertThat(look().noout()).isTrue();
    }

    @Nested
    class WithoutARight {
        @Test
        void to_look_at_the_cluster_only_who_is_online_is_seen_and_nothing_is_certain() throws Exception {
            proxmox.guests(ProxmoxGuest.vm(101, "pve1"))
                    .ha(101)
                    .ceph()
                    .unaudited("/")
                    .cut("pve2");
            flows.start();

            ClusterLook look = look();

            assertThat(look.answered()).isTrue();
            assertThat(look.quorate()).isNull();
            assertThat(look.local()).isNull();
            assertThat(look.online()).containsExactlyInAnyOrder("pve1", "pve3");
            assertThat(look.offline()).containsExactly("pve2");
            assertThat(look.guests()).extracting(Guest::id).containsExactly(101);
            assertThat(look.ha()).isEqualTo(Ha.UNKNOWN);
            assertThat(look.noout()).isNull();
            String words = ": 403 Permission check failed (/, Sys.Audit)";
            assertThat(look.words())
                    .containsExactly("quorum" + words, "high availability" + words, "Ceph's flag noout" + words);
        }

        @Test
        void to_see_guests_they_are_unseen_and_not_taken_for_none() throws Exception {
            proxmox.guests(ProxmoxGuest.vm(101, "pve1")).without("VM.Audit", "/vms");
            flows.start();

            ClusterLook look = look();

            assertThat(look.guests()).isNull();
            assertThat(look.words()).containsExactly("guests: none is shown, and the token lacks VM.Audit on /vms");
        }

        @Test
        void to_see_one_guest_the_others_are_seen() throws Exception {
            proxmox.guests(ProxmoxGuest.vm(101, "pve1"), ProxmoxGuest.vm(102, "pve1"))
                    .without("VM.Audit", "/vms/101");
            flows.start();

            assertThat(look().guests()).extracting(Guest::id).containsExactly(102);
        }
    }

    @Nested
    class Hosts {
        @Test
        void that_are_dead_are_passed_over_and_asked_last_from_then_on() throws Exception {
            proxmox.dead(0);
            flows.start();

            assertThat(look().local()).isEqualTo("pve2");
            proxmox.host(1, Behaviour.BROKEN);
            ClusterLook none = look();

            assertThat(none)
                    .isEqualTo(ClusterLook.unanswered(
                            7,
                            "default",
                            List.of(
                                    proxmox.url(1).getAuthority() + ": 500 unable to open file - Read-only file system",
                                    proxmox.url(0).getAuthority() + ": it takes no connection")));
        }

        @ParameterizedTest
        @EnumSource(
                value = Behaviour.class,
                names = {"UNAUTHORIZED", "BROKEN", "UNKNOWN", "NO_ROUTE", "BROKEN_PROXY", "REDIRECTED", "PORTAL", "CUT"
                })
        void that_do_not_tell_are_passed_over(Behaviour behaviour) throws Exception {
            proxmox.host(0, behaviour);
            flows.start();

            ClusterLook look = look();

            assertThat(look.answered()).isTrue();
            assertThat(look.local()).isEqualTo("pve2");
            assertThat(look.words()).isEmpty();
        }

        @Test
        void that_hang_cost_four_seconds() throws Exception {
            proxmox.host(0, Behaviour.HUNG);
            flows.start();
            long begun = System.nanoTime();

            assertThat(look().local()).isEqualTo("pve2");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(7));
        }

        @Test
        void with_another_certificate_are_asked_nothing() throws Exception {
            proxmox.stranger();
            flows.start(OrderFlows.cluster(proxmox, List.of(proxmox.url(2)), true));

            ClusterLook look = look();

            assertThat(look.answered()).isFalse();
            assertThat(look.words())
                    .singleElement()
                    .asString()
                    .contains("refused, its certificate has the fingerprint ");
            assertThat(proxmox.requests(2)).isZero();
        }

        @Test
        void that_answered_an_order_last_are_asked_first() throws Exception {
            proxmox.request("POST /nodes/pve1/status", Behaviour.BROKEN)
                    .onChange(change -> proxmox.request(
                            "POST /nodes/pve1/status", change.host() == 0 ? Behaviour.BROKEN : Behaviour.OK));
            flows.start();
            flows.carriedOut(OrderFlows.order(1, StepKind.NODE));

            assertThat(look().local()).isEqualTo("pve2");
        }
    }

    @Test
    void questions_that_hang_are_asked_side_by_side_and_leave_the_others_seen() throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"))
                .request(GUESTS, Behaviour.HUNG)
                .request(HA, Behaviour.CUT)
                .request(NOOUT, Behaviour.HUNG);
        flows.start();
        long begun = System.nanoTime();

        ClusterLook look = look();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(7));
        assertThat(look.online()).hasSize(3);
        assertThat(look.words())
                .containsExactly(
                        "guests: no answer within the time",
                        "high availability: it closed the connection without an answer",
                        "Ceph's flag noout: no answer within the time");
    }

    @Test
    void looks_at_another_cluster_do_not_wait_for_one_that_hangs() throws Exception {
        proxmox.host(0, Behaviour.HUNG).host(1, Behaviour.HUNG);
        ProxmoxCluster other = ProxmoxCluster.of("other");
        try (other) {
            ClusterSettings second = OrderFlows.cluster("other", other, other.urls(), true);
            flows.start(settings(true), second);
            long begun = System.nanoTime();

            flows.flows.template().sendBody("seda:proxmox-state", ORDER);
            flows.flows.template().sendBody("seda:proxmox-state", new LookOrder(8, "other"));

            await().until(() -> !flows.plans.looks.isEmpty());
            assertThat(flows.plans.looks.get(0).cluster()).isEqualTo("other");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void a_cluster_that_is_gone_from_the_settings_is_unanswered() throws Exception {
        flows.start();

        flows.flows.template().sendBody("seda:proxmox-state", new LookOrder(7, "old"));

        await().until(() -> !flows.plans.looks.isEmpty());
        assertThat(flows.plans.looks)
                .containsExactly(ClusterLook.unanswered(7, "old", List.of("the cluster old is not in the settings")));
    }

    @Test
    void questions_that_fail_by_themselves_leave_the_cluster_unanswered() throws Exception {
        flows.start();
        flows.flows.context().getRouteController().stopRoute("proxmox-question");

        ClusterLook look = look();

        assertThat(look.answered()).isFalse();
        assertThat(look.words()).hasSize(2).allMatch(words -> words.contains("DirectConsumerNotAvailableException"));
    }

    @Test
    void a_look_that_fails_by_itself_is_unanswered() throws Exception {
        flows.start();
        flows.flows
                .context()
                .getRegistry()
                .lookupByNameAndType("proxmoxAskers", ExecutorService.class)
                .shutdownNow();

        assertThat(look())
                .isEqualTo(ClusterLook.unanswered(
                        7, "default", List.of("the look failed by itself: RejectedExecutionException")));
    }

    @Test
    void of_many_looks_some_wait_and_the_rest_is_dropped_without_holding_up_other_deeds() throws Exception {
        try (Traces traces = new Traces();
                OrderFlows hub = new OrderFlows(proxmox, "decisions", "proxmox-state", "proxmox-question")) {
            List<Effect> effects = new ArrayList<>(Collections.nCopies(100, new Effect.Look(ORDER)));
            effects.add(new Effect.Order(OrderFlows.order(1, StepKind.NODE)));
            hub.start(settings(true));
            hub.flows.context().getRouteController().stopRoute("proxmox-state");

            hub.flows.template().sendBody("seda:decided", effects);

            assertThat(hub.awaited(1)).hasSize(1);
            hub.flows.context().getRouteController().startRoute("proxmox-state");
            await().during(Duration.ofSeconds(1)).until(() -> hub.plans.looks.size() == 20);
            assertThat(hub.plans.looks).allMatch(ClusterLook::answered);
            assertThat(traces.lines()).noneMatch(line -> line.startsWith("dev.alarum.role event=flow-failed"));
        }
    }

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET /cluster/status | {\"data\":null}",
                "GET /cluster/status | {\"data\":[]}",
                "GET /cluster/status | {\"data\":{}}",
                "GET /cluster/status | {\"data\":7}",
                "GET /cluster/status | {\"data\":\"x\"}",
                "GET /cluster/status | {\"data\":[null,7,\"x\",[],{}]}",
                "GET /cluster/status | {\"data\":[{\"type\":\"node\",\"name\":\"a b\\u0000\",\"online\":1}]}",
                "GET /cluster/status | {\"data\":[{\"type\":\"node\",\"name\":{\"a\":1},\"online\":1}]}",
                "GET /cluster/status | {\"data\":",
                "GET /cluster/status | []",
                "GET /cluster/status | ",
            })
    void a_status_that_tells_of_no_node_is_no_answer(String request, String body) throws Exception {
        proxmox.says(request, body == null ? "" : body);
        flows.start();

        ClusterLook look = look();

        assertThat(look.answered()).isFalse();
        assertThat(look.words()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":null}",
                "{\"data\":{}}",
                "{\"data\":7}",
                "{\"data\":\"x\"}",
                "{\"data\":{\"a\":[1]}}",
                "{\"dat\":1}",
                "{\"data\":[",
                "[1]",
                "",
                "\u0000"
            })
    void garbage_is_unseen_and_not_guessed_at(String body) throws Exception {
        proxmox.says(GUESTS, body).says(HA, body).says(NOOUT, body.replace("7", "8"));
        flows.start();

        ClusterLook look = look();

        assertThat(look.answered()).isTrue();
        assertThat(look.guests()).isNull();
        assertThat(look.ha()).isEqualTo(Ha.UNKNOWN);
        assertThat(look.noout()).isNull();
        assertThat(look.words()).hasSize(3);
    }

    @Test
    void of_a_list_what_cannot_be_true_is_left_out() throws Exception {
        proxmox.says(GUESTS, """
                        {"data":[null,7,{"vmid":"x"},
                        {"vmid":99,"node":"pve1","type":"qemu","status":"running"},
                        {"vmid":99999999999,"node":"pve1","type":"qemu","status":"running"},
                        {"vmid":101,"node":"../..","type":"qemu","status":"running"},
                        {"vmid":102,"node":"pve1","type":"storage","status":"running"},
                        {"vmid":103,"node":"pve1","type":"qemu","status":["running"]},
                        {"vmid":104,"node":"pve1","type":"qemu","status":"running","template":"1"},
                        {"vmid":105,"node":"pve1","type":"lxc","status":"running"},
                        {"vmid":"106","node":"pve1","type":"qemu","status":"running","name":"a\\u0007\\nb","extra":{}}]}""").says(HA, """
                        {"data":[null,"x",{"type":"service"},{"type":"service","sid":"vm:1"},
                        {"type":"service","sid":"vm:101","request_state":"ignored"},
                        {"type":"service","sid":"pool:102"},{"type":"service","sid":"ct:103"},
                        {"type":"fencing","armed-state":7}]}""").says(NOOUT, "{\"data\":\"1\"}");
        flows.start();

        ClusterLook look = look();

        assertThat(look.guests()).containsExactly(new Guest(105, "", "pve1"), new Guest(106, "a b", "pve1"));
        assertThat(look.haGuests()).containsExactly(103);
        assertThat(look.ha()).isEqualTo(Ha.ARMED);
        assertThat(look.noout()).isTrue();
    }

    @Test
    void thousands_of_guests_are_seen() throws Exception {
        proxmox.says(GUESTS, guests(6_000));
        flows.start();

        assertThat(look().guests()).hasSize(6_000);
    }

    @Test
    void an_answer_beyond_four_mebibytes_is_unseen() throws Exception {
        proxmox.says(GUESTS, guests(10_000));
        flows.start();

        ClusterLook look = look();

        assertThat(look.guests()).isNull();
        assertThat(look.words()).singleElement().asString().contains("longer than 4194304 bytes");
        assertThat(look.online()).hasSize(3);
    }

    @Test
    void nesting_without_end_is_unseen() throws Exception {
        proxmox.says(HA, "{\"data\":" + "[".repeat(100_000));
        flows.start();

        assertThat(look().ha()).isEqualTo(Ha.UNKNOWN);
    }

    /** As long as Proxmox's own entries. */
    private static String guests(int count) {
        String more = "\"cpu\":0.0123456789,\"disk\":0,\"diskread\":123456789012,\"diskwrite\":123456789012,"
                + "\"maxcpu\":4,\"maxdisk\":34359738368,\"maxmem\":4294967296,\"mem\":3141592653,\"memhost\":3141592653,"
                + "\"netin\":123456789012,\"netout\":123456789012,\"tags\":\"production;web;backed-up;eu-central\","
                + "\"template\":0,\"uptime\":8640000,\"pool\":\"some-pool-of-guests\",\"hastate\":\"started\","
                + "\"lock\":\"\",\"comment\":\"" + "x".repeat(60) + "\"";
        return IntStream.range(0, count)
                .mapToObj(number ->
                        "{\"id\":\"qemu/%d\",\"vmid\":%d,\"node\":\"pve1\",\"type\":\"qemu\",\"status\":\"running\",%s}"
                                .formatted(10_000 + number, 10_000 + number, more))
                .collect(Collectors.joining(",", "{\"data\":[", "]}"));
    }

    private ClusterSettings settings(boolean armed) {
        List<URI> urls = proxmox.urls();
        return OrderFlows.cluster(proxmox, urls, armed);
    }

    private ClusterLook look() {
        int before = flows.plans.looks.size();
        flows.flows.template().sendBody("seda:proxmox-state", ORDER);
        await().atMost(Duration.ofSeconds(40)).until(() -> flows.plans.looks.size() > before);
        assertThat(flows.plans.looks).hasSize(before + 1);
        return flows.plans.looks.get(before);
    }
}
