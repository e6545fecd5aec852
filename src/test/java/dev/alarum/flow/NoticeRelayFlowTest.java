package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.flow.RecordingHub.Request;
import dev.alarum.node.WebhookSignature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeRelayFlowTest {
    private static final String ID = "alpha.1767225600000.7";
    private static final String BODY =
            "{\"node\":\"alpha\", \"boot\":1767225600000,\"seq\":7,\"kind\":\"shutdown\",\"reason\":\"Wartung \u00e4\"}";

    @TempDir
    Path data;

    @Test
    void a_notice_reaches_every_hub_as_it_was_signed_and_leaves_the_disk() throws Exception {
        try (RecordingHub one = RecordingHub.start();
                RecordingHub two = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(one.url(), two.url()))) {
            var answer = relay.postNotice(ID, BODY);

            assertThat(answer.statusCode()).isEqualTo(202);
            for (RecordingHub hub : List.of(one, two)) {
                await().atMost(Duration.ofSeconds(2)).until(() -> notices(hub).size() == 1);
                assertThat(notices(hub).get(0)).satisfies(NoticeRelayFlowTest::isTheNoticeOfAlpha);
            }
            await().until(() -> spool().isEmpty());
        }
    }

    @Test
    void a_hanging_hub_delays_neither_the_answer_nor_the_other_hub() throws Exception {
        try (RecordingHub hanging = RecordingHub.start().hanging();
                RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hanging.url(), hub.url()))) {
            for (int seq = 1; seq <= 10; seq++) {
                long start = System.nanoTime();
                assertThat(relay.postNotice("alpha.1767225600000." + seq, BODY).statusCode())
                        .isEqualTo(202);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }

            await().atMost(Duration.ofSeconds(3)).until(() -> notices(hub).size() == 10);
        }
    }

    @Test
    void a_kept_notice_survives_a_restart_and_goes_out_when_the_hub_is_back() throws Exception {
        int port = RelayInTest.freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        try (RelayInTest relay = RelayInTest.start(data, List.of(url))) {
            assertThat(relay.postNotice(ID, BODY).statusCode()).isEqualTo(202);
            assertThat(relay.postNotice(ID, BODY).statusCode()).isEqualTo(202);
            assertThat(spool()).hasSize(1);
        }

        try (RelayInTest relay = RelayInTest.start(data, List.of(url));
                RecordingHub hub = RecordingHub.at(port)) {
            await().atMost(Duration.ofSeconds(12)).until(() -> notices(hub).size() == 1);

            assertThat(notices(hub).get(0)).satisfies(NoticeRelayFlowTest::isTheNoticeOfAlpha);
            await().until(() -> spool().isEmpty());
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_hub_in_trouble_is_tried_again_and_a_final_refusal_ends_it() throws Exception {
        try (RecordingHub hub = RecordingHub.start().answering(503, "");
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()))) {
            relay.postNotice(ID, BODY);
            await().until(() -> notices(hub).size() >= 3);
            assertThat(spool()).hasSize(1);

            hub.answering(401, "{\"error\":\"no\"}");

            await().until(() -> spool().isEmpty());
        }
    }

    @Test
    void when_the_disk_fails_the_answer_of_the_hub_is_the_answer() throws Exception {
        Files.writeString(data.resolve("notices"), "a file where the folder should be");
        try (RecordingHub hub = RecordingHub.start();
                RecordingHub hanging = RecordingHub.start().hanging();
                RelayInTest relay = RelayInTest.start(data, List.of(hanging.url(), hub.url()))) {
            assertThat(relay.postNotice(ID, BODY).statusCode()).isEqualTo(204);
            assertThat(notices(hub)).hasSize(1).allSatisfy(NoticeRelayFlowTest::isTheNoticeOfAlpha);

            hub.answering(401, "{\"error\":\"unknown\"}");
            var refused = relay.postNotice(ID, BODY);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo("{\"error\":\"unknown\"}");

            hub.close();
            assertThat(relay.postNotice(ID, BODY).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void another_letter_under_a_kept_id_is_passed_through_and_not_acknowledged_by_the_relay() throws Exception {
        try (RecordingHub hub = RecordingHub.start().answering(503, "");
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()))) {
            assertThat(relay.postNotice(ID, "{\"forged\":true}").statusCode()).isEqualTo(202);
            hub.answering(request ->
                    request.body().equals(BODY) ? new RecordingHub.Answer(204, "") : new RecordingHub.Answer(503, ""));

            assertThat(relay.postNotice(ID, BODY).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void what_is_no_letter_is_refused_with_the_missing_header_named() throws Exception {
        try (RecordingHub hub = RecordingHub.start();
                RelayInTest relay = RelayInTest.start(data, List.of(hub.url()))) {
            var answer = relay.send(relay.request("/v1/notices")
                    .header("webhook-id", ID)
                    .POST(HttpRequest.BodyPublishers.ofString(BODY)));
            var large = relay.postNotice(ID, "x".repeat(64 * 1024 + 1));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("webhook-timestamp").doesNotContain("Exception");
            assertThat(large.statusCode()).isIn(400, 413);
            assertThat(spool()).isEmpty();
            assertThat(notices(hub)).isEmpty();
        }
    }

    private static void isTheNoticeOfAlpha(Request request) {
        WebhookSignature signature = new WebhookSignature(
                request.header(WebhookSignature.ID),
                request.header(WebhookSignature.TIMESTAMP),
                request.header(WebhookSignature.SIGNATURE));
        assertThat(request.body()).isEqualTo(BODY);
        assertThat(signature.id()).isEqualTo(ID);
        assertThat(signature.isMadeWith(RelayInTest.KEY_OF_NODE, BODY.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static List<Request> notices(RecordingHub hub) {
        return hub.requests("/v1/notices");
    }

    private List<Path> spool() throws IOException {
        Path folder = data.resolve("notices");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
