package dev.alarum.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in does what Proxmox does: what others' tests rest on. */
class ProxmoxClusterTest {
    private static final Duration SOON = Duration.ofMillis(500);

    private final ProxmoxCluster proxmox =
            ProxmoxCluster.of("pve1", "pve2", "pve3").hosts(3);
    private final HttpClient client = HttpClient.newBuilder()
            .sslContext(TestCertificate.CLUSTER.get().trusting())
            .build();

    @AfterEach
    void close() {
        proxmox.close();
    }

    @Test
    void guests_that_shut_down_in_time_are_stopped_and_one_that_does_not_runs_on_or_is_forced() throws Exception {
        proxmox.guests(
                ProxmoxGuest.vm(101, "pve1"),
                ProxmoxGuest.ct(102, "pve1").taking(SOON),
                ProxmoxGuest.vm(103, "pve1").hanging(),
                ProxmoxGuest.vm(104, "pve2"),
                ProxmoxGuest.vm(105, "pve1"));

        Answer answer =
                post("/nodes/pve1/stopall", Map.of("vms", "101,102,103,104", "timeout", "2", "force-stop", "0"));

        assertThat(answer.status).isEqualTo(200);
        assertThat(answer.data().asText()).matches("UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:stopall::.*:");
        assertThat(proxmox.running()).containsExactly(102, 103, 104, 105);
        await().until(() -> proxmox.running().equals(List.of(103, 104, 105)));

        post("/nodes/pve1/stopall", Map.of("vms", "103", "timeout", "0", "force-stop", "1"));

        assertThat(proxmox.running()).containsExactly(104, 105);
        post("/nodes/pve1/startall", Map.of("vms", "101,104", "force", "1"));
        assertThat(proxmox.running()).containsExactly(101, 104, 105);
    }

    @Test
    void all_guests_of_a_node_need_a_right_on_the_whole_cluster() throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"));

        assertThat(post("/nodes/pve1/stopall", Map.of()).status).isEqualTo(403);
        assertThat(proxmox.running()).containsExactly(101);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VM.PowerMgmt  | /vms        | POST /nodes/pve1/stopall          | vms=101             | /vms/101",
                "VM.PowerMgmt  | /vms/101    | POST /nodes/pve1/startall         | vms=102,101         | /vms/101",
                "Sys.PowerMgmt | /nodes/pve1 | POST /nodes/pve1/status           | command=shutdown    | /nodes/pve1",
                "Sys.PowerMgmt | /nodes/pve1 | POST /nodes/pve1/wakeonlan        |                     | /nodes/pve1",
                "Sys.Console   | /           | POST /cluster/ha/status/arm-ha    |                     | /",
                "Sys.Console   | /           | POST /cluster/ha/status/disarm-ha | resource-mode=ignore | /",
                "Sys.Modify    | /           | PUT /cluster/options              | delete=ha           | /",
                "Sys.Modify    | /           | PUT /cluster/ceph/flags/noout     | value=1             | /",
                "Sys.Audit     | /           | GET /cluster/status               |                     | /",
                "Sys.Audit     | /           | GET /cluster/ha/status/current    |                     | /",
                "Sys.Audit     | /           | GET /cluster/ceph/flags/noout     |                     | /",
            })
    void a_right_that_is_lacking_forbids_what_needs_it(
            String right, String on, String request, String form, String where) throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"), ProxmoxGuest.vm(102, "pve1"))
                .ceph()
                .without(right, on);

        Answer answer = call(0, request, form == null ? "" : form);

        assertThat(answer.status).isEqualTo(403);
        assertThat(answer.body).contains("Permission check failed (" + where + ", " + right + ")");
        proxmox.with(right, on);
        assertThat(call(0, request, form == null ? "" : form).status).isEqualTo(200);
    }

    @Test
    void guests_that_the_token_may_not_see_are_left_out_and_nothing_says_so() throws Exception {
        proxmox.guests(
                        ProxmoxGuest.vm(101, "pve1").named("web"),
                        ProxmoxGuest.ct(102, "pve2").stopped(),
                        ProxmoxGuest.vm(103, "pve2").template())
                .without("VM.Audit", "/vms/102");

        Answer answer = get("/cluster/resources?type=vm");

        assertThat(answer.data())
                .extracting(guest ->
                        guest.path("id").asText() + " " + guest.path("status").asText())
                .containsExactly("qemu/101 running", "qemu/103 stopped");
        assertThat(answer.data().get(0).path("name").asText()).isEqualTo("web");
        assertThat(answer.data().get(1).path("template").asInt()).isEqualTo(1);
    }

    @Test
    void a_node_goes_off_after_its_time_with_its_guests_and_its_api_and_can_be_woken() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        proxmox.guests(
                        ProxmoxGuest.vm(101, "pve3").onboot(),
                        ProxmoxGuest.vm(102, "pve3"),
                        ProxmoxGuest.vm(103, "pve2").onboot().stopped())
                .goesDownAfter(SOON)
                .comesBackAfter(SOON)
                .onDown(node -> told.add("down " + node))
                .onUp(node -> told.add("up " + node));

        assertThat(post("/nodes/pve3/status", Map.of("command", "shutdown")).status)
                .isEqualTo(200);
        await().until(() -> !proxmox.isUp("pve3"));

        await().untilAsserted(() -> assertThat(told).containsExactly("down pve3"));
        assertThat(proxmox.running()).isEmpty();
        assertThatThrownBy(() -> get("/version")).isInstanceOf(ConnectException.class);
        assertThat(call(1, "GET /nodes/pve3/status", "").status).isEqualTo(595);
        assertThat(call(1, "GET /cluster/resources?type=vm", "").body).contains("\"status\":\"unknown\"");
        assertThat(call(1, "GET /cluster/status", "")
                        .data()
                        .get(0)
                        .path("quorate")
                        .asInt())
                .isEqualTo(1);

        assertThat(call(1, "POST /nodes/pve3/wakeonlan", "").data().asText()).matches("(..:){5}..");

        await().ignoreExceptions().until(() -> get("/version").status == 200);
        assertThat(told).containsExactly("down pve3", "up pve3");
        assertThat(proxmox.running()).containsExactly(101);
    }

    @Test
    void a_node_stays_up_as_long_as_a_guest_on_it_hangs() throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve2").hanging(), ProxmoxGuest.vm(102, "pve2"))
                .goesDownAfter(SOON);

        post("/nodes/pve2/status", Map.of("command", "shutdown"));
        await().pollDelay(SOON.multipliedBy(2)).until(() -> proxmox.running().equals(List.of(101)));
        assertThat(proxmox.isUp("pve2")).isTrue();

        post("/nodes/pve2/stopall", Map.of("vms", "101", "timeout", "0", "force-stop", "1"));

        assertThat(post("/nodes/pve2/status", Map.of("command", "shutdown")).status)
                .isEqualTo(200);
        await().until(() -> !proxmox.isUp("pve2"));
    }

    @Test
    void without_more_than_half_of_the_nodes_nothing_of_the_cluster_can_be_changed() throws Exception {
        proxmox.cut("pve1").cut("pve2");

        assertThat(get("/cluster/status").data().get(0).path("quorate").asInt()).isZero();
        assertThat(post("/cluster/ha/status/disarm-ha", Map.of("resource-mode", "ignore")).status)
                .isEqualTo(500);
        assertThat(call(0, "PUT /cluster/options", "delete=ha").status).isEqualTo(500);
        assertThat(post("/nodes/pve3/status", Map.of("command", "shutdown")).status)
                .isEqualTo(200);
    }

    @Test
    void a_node_without_an_address_is_not_woken_nor_does_one_wake_itself() throws Exception {
        proxmox.withoutMac("pve2");

        assertThat(post("/nodes/pve2/wakeonlan", Map.of()).body).contains("No wake on LAN MAC address is set");
        assertThat(post("/nodes/pve3/wakeonlan", Map.of()).body).contains("cannot wake itself");
        assertThat(call(1, "POST /nodes/pve3/wakeonlan", "").status).isEqualTo(200);
    }

    @Test
    void high_availability_is_disarmed_step_by_step_and_then_lets_its_guests_be() throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"), ProxmoxGuest.ct(102, "pve1"))
                .ha(101, 102)
                .disarms(SOON, SOON);
        assertThat(armedState()).isEqualTo("armed");
        post("/nodes/pve1/stopall", Map.of("vms", "102"));
        assertThat(proxmox.haWants(102)).isFalse();

        post("/cluster/ha/status/disarm-ha", Map.of("resource-mode", "ignore"));
        assertThat(armedState()).isEqualTo("armed");
        await().until(() -> armedState().equals("disarming"));
        await().until(() -> armedState().equals("disarmed"));
        post("/nodes/pve1/stopall", Map.of("vms", "101"));

        assertThat(proxmox.running()).isEmpty();
        assertThat(proxmox.haWants(101)).isTrue();
        post("/cluster/ha/status/arm-ha", Map.of());
        await().until(() -> proxmox.running().equals(List.of(101)));
        assertThat(armedState()).isEqualTo("armed");
    }

    @Test
    void an_older_proxmox_disarms_nothing_and_has_a_policy_instead() throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"))
                .ha(101)
                .oldHa()
                .haOption("shutdown_policy=migrate")
                .without("Sys.Console", "/");

        assertThat(post("/cluster/ha/status/disarm-ha", Map.of("resource-mode", "ignore")).status)
                .isEqualTo(501);
        assertThat(armedState()).isEmpty();
        assertThat(get("/cluster/options")
                        .data()
                        .path("ha")
                        .path("shutdown_policy")
                        .asText())
                .isEqualTo("migrate");
        assertThat(call(0, "PUT /cluster/options", "ha=shutdown_policy%3Dstop").status)
                .isEqualTo(400);
        call(0, "PUT /cluster/options", "ha=shutdown_policy%3Dfreeze");
        assertThat(proxmox.haOption()).isEqualTo("shutdown_policy=freeze");
        call(0, "PUT /cluster/options", "delete=ha");
        assertThat(proxmox.haOption()).isNull();
    }

    @Test
    void options_are_left_out_for_a_token_that_may_not_look_and_nothing_says_so() throws Exception {
        proxmox.haOption("shutdown_policy=migrate").unaudited("/");

        assertThat(get("/cluster/options").data().has("ha")).isFalse();
    }

    @Test
    void armed_high_availability_starts_what_ran_on_a_lost_node_elsewhere_unless_its_policy_is_to_freeze()
            throws Exception {
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"), ProxmoxGuest.vm(102, "pve1"))
                .ha(101)
                .recoversAfter(SOON);

        proxmox.cut("pve1");

        await().until(() -> proxmox.running().equals(List.of(101)));
        assertThat(proxmox.placeOf(101)).isNotEqualTo("pve1");
        proxmox.haOption("shutdown_policy=freeze").switchOn("pve1").cut(proxmox.placeOf(101));
        await().during(SOON.multipliedBy(2)).until(() -> proxmox.running().isEmpty());
    }

    @Test
    void cephs_flag_is_set_and_taken_off_where_there_is_ceph() throws Exception {
        assertThat(get("/cluster/ceph/flags/noout").status).isEqualTo(500);
        assertThat(call(0, "PUT /cluster/ceph/flags/noout", "value=1").status).isEqualTo(500);

        proxmox.ceph();

        assertThat(get("/cluster/ceph/flags/noout").data().asInt()).isZero();
        call(0, "PUT /cluster/ceph/flags/noout", "value=1");
        assertThat(get("/cluster/ceph/flags/noout").data().asInt()).isEqualTo(1);
        assertThat(proxmox.noout()).isTrue();
    }

    @Test
    void changes_are_kept_in_their_order_and_told_before_they_are_carried_out() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"))
                .onChange(change -> seen.add(change.text() + " " + proxmox.running()));

        post("/nodes/pve1/stopall", Map.of("vms", "101", "timeout", "5"));
        get("/cluster/status");
        call(2, "POST /nodes/pve2/status", "command=shutdown");

        assertThat(seen)
                .containsExactly(
                        "POST /nodes/pve1/stopall timeout=5 vms=101 [101]",
                        "POST /nodes/pve2/status command=shutdown []");
        assertThat(proxmox.changed())
                .containsExactly(
                        "POST /nodes/pve1/stopall timeout=5 vms=101", "POST /nodes/pve2/status command=shutdown");
        assertThat(proxmox.commands())
                .singleElement()
                .matches(command -> command.host() == 2 && command.node().equals("pve2"));
    }

    @Test
    void what_a_test_says_of_a_host_or_a_request_comes_first() throws Exception {
        proxmox.host(0, Behaviour.BROKEN)
                .request("GET /nodes", Behaviour.BROKEN_PROXY)
                .says("GET /version", "{}");

        assertThat(get("/cluster/status").status).isEqualTo(500);
        assertThat(call(1, "GET /nodes", "").status).isEqualTo(596);
        assertThat(call(1, "GET /version", "").body).isEqualTo("{}");
    }

    @Test
    void what_proxmox_would_refuse_fails_the_test_at_its_end() throws Exception {
        post("/nodes/pve1/stopall", Map.of("vms", "101", "timeout", "soon"));

        assertThat(proxmox.violations()).singleElement().asString().contains("timeout");
        assertThat(proxmox.changes()).isEmpty();
        assertThatThrownBy(proxmox::close).isInstanceOf(AssertionError.class);
        proxmox.violations().clear();
    }

    private String armedState() throws IOException, InterruptedException {
        for (JsonNode entry : get("/cluster/ha/status/current").data()) {
            if (entry.path("type").asText().equals("fencing")) {
                return entry.path("armed-state").asText();
            }
        }
        return "";
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return call(0, "GET " + path, "");
    }

    private Answer post(String path, Map<String, String> form) throws IOException, InterruptedException {
        return call(
                0,
                "POST " + path,
                form.entrySet().stream()
                        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private Answer call(int host, String request, String form) throws IOException, InterruptedException {
        String[] parts = request.split(" ");
        HttpRequest.Builder built = HttpRequest.newBuilder(URI.create(proxmox.url(host) + "/api2/json" + parts[1]))
                .header("Authorization", "PVEAPIToken=" + ProxmoxCluster.TOKEN_ID + "=" + ProxmoxCluster.TOKEN_SECRET);
        if (parts[0].equals("GET")) {
            built.GET();
        } else {
            built.header("Content-Type", "application/x-www-form-urlencoded")
                    .method(parts[0], HttpRequest.BodyPublishers.ofString(form));
        }
        HttpResponse<String> response = client.send(built.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    private record Answer(int status, String body) {
        JsonNode data() throws IOException {
            return new ObjectMapper().readTree(body).path("data");
        }
    }
}
