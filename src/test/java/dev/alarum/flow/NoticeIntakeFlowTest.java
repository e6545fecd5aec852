package dev.alarum.flow;

import static dev.alarum.flow.IntakeHouse.ATTIC;
import static dev.alarum.flow.IntakeHouse.BOOT;
import static dev.alarum.flow.IntakeHouse.PVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.Notice;
import dev.alarum.store.Row;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeIntakeFlowTest {
    private static final Sender NODE = Sender.node(PVE);
    private static IntakeHouse house;

    @BeforeAll
    static void opens() throws Exception {
        house = IntakeHouse.open();
    }

    @AfterAll
    static void closes() {
        house.close();
    }

    @BeforeEach
    void as_new() {
        house.reset();
    }

    @Test
    void a_signed_notice_is_on_disk_before_it_is_acknowledged_and_reaches_the_hub() throws Exception {
        HttpResponse<String> answer = house.notice(NODE, new Stamp(BOOT, 3), body(3));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(house.notices)
                .containsExactly(new Notice(
                        NODE, new Stamp(BOOT, 3), Notice.Kind.REBOOT, "kernel update", Duration.ofSeconds(900)));
        assertThat(house.rows).singleElement().isInstanceOfSatisfying(Row.NoticeRow.class, row -> {
            assertThat(row.id()).isEqualTo("pve-01." + BOOT + ".3");
            assertThat(row.sender()).isEqualTo("pve-01");
            assertThat(row.kind()).isEqualTo("REBOOT");
            assertThat(row.leaseSeconds()).isEqualTo(900);
        });
    }

    @Test
    void a_relay_announces_its_own_absence_under_its_own_name() throws Exception {
        Sender relay = Sender.relay(ATTIC);

        HttpResponse<String> answer = house.notice(relay, new Stamp(BOOT, 1), """
                {"node":"relay:attic","boot":%d,"seq":1,"kind":"shutdown"}""".formatted(BOOT));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(house.notices)
                .containsExactly(new Notice(relay, new Stamp(BOOT, 1), Notice.Kind.SHUTDOWN, "", null));
    }

    @Test
    void the_same_id_twice_is_answered_200_and_does_nothing() throws Exception {
        house.notice(NODE, new Stamp(BOOT, 3), body(3));

        HttpResponse<String> again = house.notice(NODE, new Stamp(BOOT, 3), body(3));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(house.notices).hasSize(1);
        assertThat(house.rows).hasSize(1);
    }

    @Test
    void a_notice_of_an_earlier_boot_is_told_the_boot() throws Exception {
        house.beat(BeatLine.ofNode(PVE, new Stamp(BOOT + 5, 1), house.nodeKey()) + "\n");

        HttpResponse<String> answer = house.notice(NODE, new Stamp(BOOT, 3), body(3));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"boot\":" + (BOOT + 5) + "}");
        assertThat(house.notices).isEmpty();
        assertThat(house.rows).isEmpty();
    }

    @Test
    void a_store_that_fails_gives_503_the_hub_hears_it_once_and_a_retry_is_kept() throws Exception {
        house.storeFails = true;

        HttpResponse<String> first = house.notice(NODE, new Stamp(BOOT, 3), body(3));
        HttpResponse<String> second = house.notice(NODE, new Stamp(BOOT, 3), body(3));
        house.storeFails = false;
        HttpResponse<String> third = house.notice(NODE, new Stamp(BOOT, 3), body(3));
        HttpResponse<String> fourth = house.notice(NODE, new Stamp(BOOT, 3), body(3));

        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.body()).isEqualTo("{\"error\":\"store cannot write\"}");
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(third.statusCode()).isEqualTo(204);
        assertThat(fourth.statusCode()).isEqualTo(200);
        assertThat(house.notices).hasSize(1);
        assertThat(house.rows).hasSize(1);
    }

    @Test
    void a_store_that_hangs_delays_no_beat_and_gives_503() throws Exception {
        house.storeWorks = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int seq = 1; seq <= 60; seq++) {
            answers.add(house.sendLater(house.noticeOf(NODE, new Stamp(BOOT, seq), body(seq))));
        }

        for (int seq = 100; seq < 120; seq++) {
            long began = System.nanoTime();
            String beat = BeatLine.ofNode(PVE, new Stamp(BOOT, seq), house.nodeKey()) + "\n";
            assertThat(house.beat(beat).statusCode()).isEqualTo(204);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        }
        int first = CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(answer -> ((HttpResponse<?>) answer).statusCode())
                .get(20, TimeUnit.SECONDS);
        house.storeWorks.countDown();

        assertThat(first).isEqualTo(503);
        assertThat(house.beats).hasSize(20);
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .handle((done, failed) -> done)
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_failure_of_the_hub_itself_is_a_short_500() throws Exception {
        house.hubFails = true;

        HttpResponse<String> answer = house.notice(NODE, new Stamp(BOOT, 3), body(3));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":\"internal error; the hub's log says more\"}");
    }

    @Test
    void a_flipped_bit_in_any_byte_of_body_or_headers_is_refused() throws Exception {
        byte[] right = body(3).getBytes(StandardCharsets.UTF_8);
        WebhookSignature signature =
                WebhookSignature.sign(house.nodeKey(), "pve-01." + BOOT + ".3", 1_767_225_600L, right);

        for (int at = 0; at < right.length; at++) {
            byte[] flipped = right.clone();
            flipped[at] ^= 1;
            assertThat(house.post("/v1/notices", signature, flipped).statusCode())
                    .isEqualTo(401);
        }
        assertThat(refusedHeaders(signature, right)).isZero();
        assertThat(house.nothingChanged()).isTrue();
        assertThat(house.post("/v1/notices", signature, right).statusCode()).isEqualTo(204);
    }

    /** Each header with one character changed; returns how many were taken. */
    private int refusedHeaders(WebhookSignature right, byte[] body) throws Exception {
        int taken = 0;
        for (int at = 0; at < right.id().length(); at++) {
            taken += isTaken(new WebhookSignature(flip(right.id(), at), right.timestamp(), right.signature()), body);
        }
        for (int at = 0; at < right.timestamp().length(); at++) {
            taken += isTaken(new WebhookSignature(right.id(), flip(right.timestamp(), at), right.signature()), body);
        }
        for (int at = 0; at < right.signature().length(); at++) {
            taken += isTaken(new WebhookSignature(right.id(), right.timestamp(), flip(right.signature(), at)), body);
        }
        return taken;
    }

    private int isTaken(WebhookSignature signature, byte[] body) throws Exception {
        int status = house.post("/v1/notices", signature, body).statusCode();
        assertThat(status).isBetween(200, 499);
        return status < 300 ? 1 : 0;
    }

    private static String flip(String text, int at) {
        char flipped = (char) (text.charAt(at) ^ 1);
        return text.substring(0, at) + flipped + text.substring(at + 1);
    }

    @Test
    void another_nodes_key_and_another_nodes_name_are_refused() throws Exception {
        Sender other = Sender.node(new Name("pve-02"));
        String id = WebhookSignature.idOf(NODE, new Stamp(BOOT, 3));
        byte[] body = body(3).getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> otherKey =
                house.post("/v1/notices", WebhookSignature.sign(house.keyOf(other), id, 0, body), body);
        HttpResponse<String> otherName = house.notice(other, new Stamp(BOOT, 3), body(3));

        assertThat(otherKey.statusCode()).isEqualTo(401);
        assertThat(otherName.statusCode()).isEqualTo(400);
        assertThat(otherName.body()).contains("node is not the sender");
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void unsigned_notices_and_headers_given_twice_are_refused() throws Exception {
        byte[] body = body(3).getBytes(StandardCharsets.UTF_8);
        WebhookSignature right = WebhookSignature.sign(house.nodeKey(), "pve-01." + BOOT + ".3", 0, body);

        HttpResponse<String> unsigned = house.send(house.to("/v1/notices?webhook-id=" + right.id()
                        + "&webhook-timestamp=0&webhook-signature="
                        + URLEncoder.encode(right.signature(), StandardCharsets.UTF_8))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
        HttpResponse<String> twice = house.send(house.to("/v1/notices")
                .header("Content-Type", "application/json")
                .header("webhook-id", right.id())
                .header("WEBHOOK-ID", "pve-02." + BOOT + ".3")
                .header("webhook-timestamp", "0")
                .header("webhook-signature", right.signature())
                .POST(BodyPublishers.ofByteArray(body)));

        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(twice.statusCode()).isEqualTo(400);
        assertThat(twice.body()).isEqualTo("header webhook-id is given twice: give it once\n");
        assertThat(house.nothingChanged()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "node   | {'boot':B,'seq':3,'kind':'stop'}",
                "node   | {'node':1,'boot':B,'seq':3,'kind':'stop'}",
                "node   | {'node':null,'boot':B,'seq':3,'kind':'stop'}",
                "node   | {'node':'pve-02','boot':B,'seq':3,'kind':'stop'}",
                "node   | {'node':'<Hangup/>','boot':B,'seq':3,'kind':'stop'}",
                "boot   | {'node':'pve-01','seq':3,'kind':'stop'}",
                "boot   | {'node':'pve-01','boot':'B','seq':3,'kind':'stop'}",
                "boot   | {'node':'pve-01','boot':1.5,'seq':3,'kind':'stop'}",
                "boot   | {'node':'pve-01','boot':0,'seq':3,'kind':'stop'}",
                "boot   | {'node':'pve-01','boot':1e400,'seq':3,'kind':'stop'}",
                "boot   | {'node':'pve-01','boot':99999999999999999999,'seq':3,'kind':'stop'}",
                "boot   | {'node':'pve-01','boot':7,'seq':3,'kind':'stop'}",
                "seq    | {'node':'pve-01','boot':B,'kind':'stop'}",
                "seq    | {'node':'pve-01','boot':B,'seq':4,'kind':'stop'}",
                "seq    | {'node':'pve-01','boot':B,'seq':-3,'kind':'stop'}",
                "seq    | {'node':'pve-01','boot':B,'seq':true,'kind':'stop'}",
                "kind   | {'node':'pve-01','boot':B,'seq':3}",
                "kind   | {'node':'pve-01','boot':B,'seq':3,'kind':'SHUTDOWN'}",
                "kind   | {'node':'pve-01','boot':B,'seq':3,'kind':['stop']}",
                "reason | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','reason':7}",
                "reason | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','reason':'a\\nb'}",
                "reason | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','reason':'a\\u202eb'}",
                "reason | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','reason':'a\\ud800'}",
                "leaseSeconds | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','leaseSeconds':0}",
                "leaseSeconds | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','leaseSeconds':31536001}",
                "leaseSeconds | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','leaseSeconds':'60'}",
                "leaseSeconds | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','leaseSeconds':60.0}",
                "leaseSeconds | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','leaseSeconds':null}",
                "lease  | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','lease':60}",
                "body   | {'node':'pve-01','boot':B,'seq':3,'kind':'stop','kind':'stop'}",
                "body   | {'node':'pve-01','boot':B,'seq':3,'kind':'stop'} x",
                "body   | {'node':'pve-01','boot':B,'seq':3,'kind':'stop'",
                "body   | [1]",
                "body   | 7",
                "body   | null",
                "body   | ``"
            })
    void a_signed_notice_with_a_wrong_field_is_told_which(String field, String json) throws Exception {
        String body = json.replace('\'', '"').replace("B", Long.toString(BOOT));

        HttpResponse<String> answer = house.notice(NODE, new Stamp(BOOT, 3), body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains(field.strip())
                .doesNotContain("Exception")
                .doesNotContain("jackson")
                .doesNotContain("\n");
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void what_is_deeply_nested_is_refused() throws Exception {
        String deep = "[".repeat(30_000);

        assertThat(house.notice(NODE, new Stamp(BOOT, 3), deep).statusCode()).isEqualTo(400);
        assertThat(house.notice(NODE, new Stamp(BOOT, 3), "{\"node\":" + deep).statusCode())
                .isEqualTo(400);
        assertThat(house.nothingChanged()).isTrue();
    }

    private static String body(int seq) {
        return """
                {"node":"pve-01","boot":%d,"seq":%d,"kind":"reboot","reason":"kernel update","leaseSeconds":900}""".formatted(BOOT, seq);
    }
}
