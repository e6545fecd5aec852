package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.flow.FakeTarget.Received;
import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.Farewell;
import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeSendFlowTest {
    private static final Farewell MAINTENANCE =
            new Farewell(Notice.Kind.MAINTENANCE, "new disk", Duration.ofMinutes(45));

    @TempDir
    Path data;

    @Test
    void signs_the_notice_and_sends_it_to_all_targets() throws Exception {
        try (FakeTarget hub = new FakeTarget();
                FakeTarget relay = new FakeTarget();
                AgentFlows flows = AgentFlows.noticing(data, hub.url(), relay.url())) {
            NoticeOutcome outcome = flows.goodbye().say(MAINTENANCE);

            assertThat(outcome.isAcknowledged()).isTrue();
            await().until(() -> !hub.received().isEmpty() && !relay.received().isEmpty());
            Received notice = hub.received().get(0);
            String id = notice.headers().get("webhook-id");
            assertThat(notice.path()).isEqualTo("/v1/notices");
            assertThat(notice.headers()).containsEntry("content-type", "application/json");
            assertThat(new WebhookSignature(
                                    id,
                                    notice.headers().get("webhook-timestamp"),
                                    notice.headers().get("webhook-signature"))
                            .isMadeWith(AgentFlows.KEY, notice.body().getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
            assertThat(notice.body())
                    .matches("\\{\"node\":\"pve-01\",\"boot\":\\d+,\"seq\":1,\"kind\":\"maintenance\","
                            + "\"reason\":\"new disk\",\"leaseSeconds\":2700}");
            assertThat(id).isEqualTo("pve-01." + notice.body().replaceAll(".*boot\":(\\d+).*", "$1") + ".1");
            assertThat(relay.received().get(0).body()).isEqualTo(notice.body());
        }
    }

    @Test
    void repeats_with_the_same_id_until_one_has_it() throws Exception {
        try (FakeTarget hub = new FakeTarget();
                Hanging hanging = new Hanging();
                AgentFlows flows = AgentFlows.noticing(data, hub.url(), hanging.url())) {
            int[] intakeStoppedThenFailingThenWell = {404, 503, 204};
            hub.manner((exchange, request) -> {
                int turn = Math.min(hub.received().size(), 3) - 1;
                FakeTarget.status(intakeStoppedThenFailingThenWell[Math.max(0, turn)], "")
                        .answer(exchange, request);
            });

            NoticeOutcome outcome = flows.goodbye().say(MAINTENANCE);

            assertThat(outcome.acknowledgedBy()).contains("127.0.0.1-" + hub.port());
            assertThat(hub.received()).hasSize(3);
            assertThat(hub.received())
                    .extracting(request -> request.headers().get("webhook-id"))
                    .containsOnly(hub.received().get(0).headers().get("webhook-id"));
            assertThat(hanging.mostOpen()).isBetween(1, 3);
        }
    }

    @Test
    void gives_up_after_three_seconds_and_says_why() throws Exception {
        try (FakeTarget hanging = new FakeTarget();
                AgentFlows flows = AgentFlows.noticing(data, hanging.url())) {
            hanging.manner(hanging.hang());
            long begin = System.nanoTime();

            NoticeOutcome outcome = flows.goodbye().say(MAINTENANCE);

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(2_900), Duration.ofMillis(3_700));
            assertThat(outcome.isAcknowledged()).isFalse();
            assertThat(outcome.others()).containsOnlyKeys("127.0.0.1-" + hanging.port());
        }
    }

    @Test
    void ends_at_once_when_everybody_refuses() throws Exception {
        try (FakeTarget hub = new FakeTarget();
                AgentFlows flows = AgentFlows.noticing(data, hub.url())) {
            hub.manner(FakeTarget.status(401, "{\"error\":\"signature\"}"));
            long begin = System.nanoTime();

            NoticeOutcome outcome = flows.goodbye().say(MAINTENANCE);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
            assertThat(outcome.toString()).contains("nobody", "status 401", "signature");
            assertThat(hub.received()).hasSize(1);
        }
    }

    @Test
    void signs_anew_after_a_hub_that_knows_a_later_boot() throws Exception {
        long known = System.currentTimeMillis() + 60_000;
        try (FakeTarget hub = new FakeTarget();
                AgentFlows flows = AgentFlows.noticing(data, hub.url())) {
            hub.manner((exchange, request) -> {
                boolean isNew = request.headers().get("webhook-id").startsWith("pve-01." + (known + 1) + ".");
                FakeTarget.status(isNew ? 204 : 409, isNew ? "" : "{\"boot\":" + known + "}")
                        .answer(exchange, request);
            });

            NoticeOutcome outcome = flows.goodbye().say(MAINTENANCE);

            assertThat(outcome.isAcknowledged()).isTrue();
            assertThat(hub.received()).hasSize(2);
        }
    }
}
