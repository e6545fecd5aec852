package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.e2e.Pickup;
import dev.alarum.e2e.TelephoneExchange;
import dev.alarum.e2e.TelephoneExchange.Sms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** News on its way out by mail, SMS, webhook and ntfy, over real sockets. */
class MessageFlowTest {
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final String BACK = "pve2 is back after 14 minutes";

    @TempDir
    Path data;

    private final MailServer mail = MailServer.open();
    private final TelephoneExchange exchange = TelephoneExchange.open();
    private final FakeTarget hook = new FakeTarget();
    private final FakeTarget ntfy = new FakeTarget();
    private final Map<String, String> all = new HashMap<>();

    @BeforeEach
    void configure() {
        all.putAll(MessageFlows.mail(mail));
        all.putAll(MessageFlows.sms(exchange));
        all.putAll(MessageFlows.webhook(hook));
        all.putAll(MessageFlows.ntfy(ntfy));
    }

    @AfterEach
    void close() throws IOException {
        mail.close();
        hook.close();
        ntfy.close();
        exchange.close();
    }

    private MessageFlows flows() throws Exception {
        return MessageFlows.with(data, all);
    }

    private static JsonNode json(FakeTarget.Received received) throws IOException {
        return new ObjectMapper().readTree(received.body());
    }

    private void everyChannelHas(int count) {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(mail.mails()).hasSize(count);
            assertThat(exchange.messages()).hasSize(2 * count);
            assertThat(hook.received()).hasSize(count);
            assertThat(ntfy.received()).hasSize(count);
        });
    }

    @Test
    void every_way_out_delivers_what_is_told_once() throws Exception {
        try (MessageFlows flows = flows()) {
            flows.tell("node-back", "pve2", BACK);

            everyChannelHas(1);
            await().until(() -> flows.hub.told().size() == 5);

            assertThat(flows.hub.told())
                    .containsExactlyInAnyOrder("mail works", "sms works", "sms works", "webhook works", "ntfy works");
        }
        everyChannelHas(1);
        MailServer.Mail only = mail.mails().get(0);
        assertThat(only.to()).containsExactly("ada@example.org", "grace@example.org");
        assertThat(only.text())
                .contains("From: alarum@example.org\n", "Subject: Alarum: " + BACK + "\n", "Date: ", "  " + BACK + "\n")
                .containsIgnoringCase("Content-Type: text/plain; charset=UTF-8\n");
        assertThat(exchange.messages())
                .containsExactly(
                        new Sms("+14155550101", "+14155550100", "Alarum: " + BACK),
                        new Sms("+14155550102", "+14155550100", "Alarum: " + BACK));
        FakeTarget.Received posted = hook.received().get(0);
        assertThat(posted.path()).isEqualTo("/hook");
        assertThat(posted.headers())
                .containsEntry("authorization", "Bearer " + MessageFlows.TOKEN)
                .containsEntry("content-type", "application/json");
        assertThat(json(posted)
                        .path("alerts")
                        .path(0)
                        .path("annotations")
                        .path("summary")
                        .asText())
                .isEqualTo(BACK);
        FakeTarget.Received published = ntfy.received().get(0);
        assertThat(published.path()).isEqualTo("/" + MessageFlows.TOPIC);
        assertThat(published.headers()).containsEntry("authorization", "Bearer " + MessageFlows.TOKEN);
        assertThat(published.body()).isEqualTo(BACK);
        assertThat(published.headers()).containsEntry("x-priority", "3").containsEntry("x-title", "Alarum");
    }

    @Test
    void what_is_told_together_goes_out_together_but_for_the_webhook() throws Exception {
        all.put("alarum.messages.gather", "2s");
        try (MessageFlows flows = flows()) {
            flows.tell("node-back", "pve1", "pve1 is back");
            flows.tell("node-back", "pve2", "pve2 is back");
            flows.tell("cannot-call", "incident 1", "Nobody can be called");

            await().atMost(LONG)
                    .until(() ->
                            hook.received().size() == 3 && exchange.messages().size() == 2);
            await().atMost(LONG)
                    .until(() -> mail.mails().size() == 1 && ntfy.received().size() == 1);
        }
        assertThat(mail.mails().get(0).text())
                .contains("Subject: Alarum: Nobody can be called (and 2 more)", "pve1 is back", "pve2 is back");
        assertThat(exchange.messages().get(0).text())
                .isEqualTo("Alarum: Nobody can be called\npve1 is back\npve2 is back");
        assertThat(ntfy.received().get(0).headers()).containsEntry("x-priority", "5");
        assertThat(hook.received()).hasSize(3);
    }

    @Test
    void low_news_goes_by_all_but_sms_and_news_of_a_way_out_by_none() throws Exception {
        try (MessageFlows flows = flows()) {
            flows.tell("channel-failed", "mail", "Messages do not go out by mail");
            flows.tell("battery-bad", "rack", "The battery must be replaced");

            await().atMost(LONG)
                    .until(() -> mail.mails().size()
                                    + hook.received().size()
                                    + ntfy.received().size()
                            == 3);
            flows.tell("cannot-call", "incident 1", "Nobody can be called");
            everyChannelHasMoreThan(1);
        }
        assertThat(exchange.messages()).extracting(Sms::text).containsOnly("Alarum: Nobody can be called");
        assertThat(mail.mails()).noneMatch(one -> one.text().contains("Messages do not go out"));
        assertThat(hook.received()).noneMatch(one -> one.body().contains("Messages do not go out"));
    }

    private void everyChannelHasMoreThan(int count) {
        await().atMost(LONG)
                .until(() -> mail.mails().size() > count
                        && hook.received().size() > count
                        && ntfy.received().size() > count
                        && exchange.messages().size() > count);
    }

    @Test
    void the_settings_say_which_way_carries_what() throws Exception {
        all.put("alarum.mail.tells", "urgent");
        all.put("alarum.webhook.tells", "recovery");
        all.put("alarum.ntfy.tells", "low");
        all.put("alarum.sms.tells", "low,urgent");
        try (MessageFlows flows = flows()) {
            flows.tell("cannot-call", "incident 1", "one");
            flows.tell("node-back", "pve1", "two");
            flows.tell("relay-gone", "pi", "three");

            await().atMost(LONG)
                    .until(() -> mail.mails().size() == 1
                            && hook.received().size() == 1
                            && ntfy.received().size() == 1
                            && exchange.messages().size() >= 2);
        }
        assertThat(mail.mails().get(0).text()).contains("one").doesNotContain("two", "three");
        assertThat(hook.received().get(0).body()).contains("two");
        assertThat(ntfy.received().get(0).body()).isEqualTo("three");
        assertThat(exchange.messages()).noneMatch(sms -> sms.text().contains("two"));
    }

    @Test
    void a_way_out_that_is_not_configured_has_no_flow_and_no_queue() throws Exception {
        try (MessageFlows flows = MessageFlows.with(data, MessageFlows.ntfy(ntfy))) {
            flows.tell("node-back", "pve2", BACK);
            await().atMost(LONG).until(() -> ntfy.received().size() == 1);

            assertThat(flows.flows().context().getRoutes())
                    .extracting(Route::getRouteId)
                    .containsExactlyInAnyOrder("news", "news-events", "message-ntfy", "message-ntfy-send");
        }
    }

    @Test
    void dead_ways_out_delay_neither_the_sender_nor_the_others() throws Exception {
        hook.manner(hook.hang());
        mail.mute(true);
        exchange.mute(true);
        try (MessageFlows flows = flows()) {
            flows.tell("cannot-call", "incident 1", "the first, which hangs");
            await().atMost(LONG).until(() -> !hook.received().isEmpty());

            long start = System.nanoTime();
            for (int i = 0; i < 1500; i++) {
                flows.tell("node-back", "n" + i, "n" + i + " is back");
            }
            flows.tell("cannot-call", "incident 2", "the last");
            await().atMost(LONG)
                    .until(() ->
                            ntfy.received().stream().anyMatch(one -> one.body().contains("the last")));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(hook.received()).as("still hangs").hasSize(1);
            assertThat(mail.mails()).isEmpty();
        }
    }

    @Test
    void what_was_told_while_a_way_was_dead_comes_later_the_urgent_first_and_bounded() throws Exception {
        hook.manner(FakeTarget.status(204, ""));
        mail.answers("451 4.7.1 later", "451 4.7.1 later");
        all.put("alarum.messages.retry", "1s");
        try (MessageFlows flows = flows()) {
            flows.tell("node-back", "pve1", "the first");
            await().atMost(LONG).until(() -> mail.offers() == 1);
            for (int i = 0; i < 500; i++) {
                flows.tell("node-back", "n" + i, "n" + i + " is back");
            }
            flows.tell("cannot-call", "incident 2", "the last");

            await().atMost(LONG)
                    .until(() ->
                            mail.mails().stream().anyMatch(one -> one.text().contains("the last")));

            assertThat(mail.mails()).hasSize(2);
            assertThat(mail.mails().get(0).text()).contains("the first");
            assertThat(mail.mails().get(1).text())
                    .contains("Subject: Alarum: the last (and 500 more)")
                    .contains("and 451 more");
            await().atMost(LONG).until(() -> hook.received().size() == 502);
        }
    }

    @Test
    void a_busy_or_broken_other_side_is_tried_again_and_gets_it() throws Exception {
        int[] statuses = {503, 429, 204};
        int[] asked = {0};
        hook.manner(
                (http, received) -> FakeTarget.status(statuses[asked[0]++], "").answer(http, received));
        mail.answers("421 4.3.2 shutting down", "451 4.7.1 later");
        exchange.refusesMessages((Pickup.Refuses) Pickup.tooMany(1));
        try (MessageFlows flows = flows()) {
            flows.tell("node-back", "pve2", BACK);

            await().atMost(LONG)
                    .until(() -> hook.received().size() == 3 && mail.mails().size() == 1);
            await().atMost(LONG).until(() -> exchange.messages().size() == 2);
            await().until(() -> flows.hub.told().size() == 5);

            assertThat(flows.hub.failures()).isZero();
        }
        assertThat(hook.received())
                .extracting(FakeTarget.Received::body)
                .containsOnly(hook.received().get(0).body());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404})
    void what_is_refused_is_not_tried_again_and_told_to_the_hub(int status) throws Exception {
        hook.manner(FakeTarget.status(status, "no"));
        try (MessageFlows flows = MessageFlows.with(data, MessageFlows.webhook(hook))) {
            flows.tell("node-back", "pve1", "pve1 is back");
            await().atMost(LONG).until(() -> flows.hub.failures() == 1);

            hook.manner(FakeTarget.status(204, ""));
            flows.tell("node-back", "pve2", BACK);
            await().atMost(LONG).until(() -> flows.hub.told().size() == 2);

            assertThat(flows.hub.told()).containsExactly("webhook fails: HTTP " + status, "webhook works");
            assertThat(hook.received()).hasSize(2);
        }
    }

    @Test
    void what_fails_is_given_up_after_five_tries() throws Exception {
        hook.manner(FakeTarget.status(500, "broken"));
        try (MessageFlows flows = MessageFlows.with(data, MessageFlows.webhook(hook))) {
            flows.tell("node-back", "pve1", "pve1 is back");
            await().atMost(LONG).until(() -> flows.hub.failures() == 1);

            assertThat(hook.received()).hasSize(5);
            assertThat(flows.hub.told()).containsExactly("webhook fails: HTTP 500");
        }
    }

    @Test
    void an_answer_that_does_not_come_is_not_waited_for_for_ever() throws Exception {
        hook.manner(hook.hang());
        try (MessageFlows flows = MessageFlows.with(data, MessageFlows.webhook(hook))) {
            flows.tell("node-back", "pve1", "pve1 is back");
            await().atMost(LONG).until(() -> hook.received().size() == 1);
            hook.manner(FakeTarget.status(204, ""));

            await().atMost(LONG).until(() -> flows.hub.told().equals(List.of("webhook works")));

            assertThat(hook.received()).hasSize(2);
        }
    }

    @Test
    void a_token_may_go_in_a_header_of_its_own_or_in_the_query() throws Exception {
        Map<String, String> settings = new HashMap<>(MessageFlows.webhook(hook));
        settings.put("alarum.webhook.token-as", "X-API-KEY");
        try (MessageFlows flows = MessageFlows.with(data, settings)) {
            flows.tell("node-back", "pve1", "pve1 is back");
            await().atMost(LONG).until(() -> hook.received().size() == 1);
        }
        settings.put("alarum.webhook.token-as", "?token");
        try (MessageFlows flows = MessageFlows.with(data, settings)) {
            flows.tell("node-back", "pve1", "pve1 is back");
            await().atMost(LONG).until(() -> hook.received().size() == 2);
        }
        assertThat(hook.received().get(0).headers())
                .containsEntry("x-api-key", MessageFlows.TOKEN)
                .doesNotContainKey("authorization");
        assertThat(hook.received().get(1).path()).isEqualTo("/hook?token=" + MessageFlows.TOKEN);
        assertThat(hook.received().get(1).headers()).doesNotContainKeys("authorization", "x-api-key");
    }

    @Test
    void mail_goes_out_with_a_login() throws Exception {
        try (MailServer server = MailServer.with("alarum", MessageFlows.PASSWORD);
                MessageFlows flows = MessageFlows.with(data, MessageFlows.mailWithLogin(server))) {
            flows.tell("node-back", "pve2", BACK);

            await().atMost(LONG).until(() -> server.mails().size() == 1);
        }
    }

    @Test
    void a_mail_server_that_does_not_know_the_password_is_not_hammered() throws Exception {
        try (MailServer server = MailServer.with("alarum", "another");
                MessageFlows flows = MessageFlows.with(data, MessageFlows.mailWithLogin(server))) {
            flows.tell("node-back", "pve2", BACK);
            await().atMost(LONG).until(() -> flows.hub.failures() == 1);

            assertThat(server.commands())
                    .filteredOn(line -> line.startsWith("AUTH"))
                    .hasSize(1);
            assertThat(flows.hub.told().get(0))
                    .startsWith("mail fails: 535 5.7.8 who is AUTH PLAIN …")
                    .doesNotContain(MessageFlows.PASSWORD);
        }
    }

    @Test
    void a_mail_that_is_refused_for_good_is_not_tried_again() throws Exception {
        mail.answers("550 5.7.1 not from you");
        try (MessageFlows flows = MessageFlows.with(data, MessageFlows.mail(mail))) {
            flows.tell("node-back", "pve2", BACK);
            await().atMost(LONG).until(() -> flows.hub.failures() == 1);

            assertThat(mail.offers()).isEqualTo(1);
            assertThat(flows.hub.told().get(0)).startsWith("mail fails: 550 5.7.1 not from you");
        }
    }

    @Test
    void no_password_goes_to_a_server_that_cannot_protect_it() throws Exception {
        try (MailServer server = MailServer.with("alarum", MessageFlows.PASSWORD)) {
            Map<String, String> settings = new HashMap<>(MessageFlows.mailWithLogin(server));
            settings.put("alarum.mail.tls", "starttls");
            try (MessageFlows flows = MessageFlows.with(data, settings)) {
                flows.tell("node-back", "pve2", BACK);
                await().atMost(LONG).until(() -> flows.hub.failures() == 1);
            }
            assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
            assertThat(server.mails()).isEmpty();
        }
    }

    @Test
    void sms_have_a_cap_of_which_half_is_kept_for_what_is_urgent() throws Exception {
        Map<String, String> settings = new HashMap<>(MessageFlows.sms(exchange));
        settings.put("alarum.sms.to", "+14155550101");
        settings.put("alarum.sms.max-per-hour", "4");
        try (MessageFlows flows = MessageFlows.with(data, settings)) {
            for (int i = 1; i <= 4; i++) {
                int sent = Math.min(i, 2);
                flows.tell("node-back", "pve1", "back " + i);
                await().during(Duration.ofMillis(400))
                        .atMost(LONG)
                        .until(() -> exchange.messages().size() == sent);
            }
            for (int i = 3; i <= 6; i++) {
                int sent = Math.min(i, 4);
                flows.tell("cannot-call", "incident 1", "urgent " + i);
                await().during(Duration.ofMillis(400))
                        .atMost(LONG)
                        .until(() -> exchange.messages().size() == sent);
            }
        }
        assertThat(exchange.messages())
                .extracting(Sms::text)
                .containsExactly("Alarum: back 1", "Alarum: back 2", "Alarum: urgent 3", "Alarum: urgent 4");
    }

    @Test
    void no_secret_is_in_the_log_in_jmx_or_in_what_the_hub_is_told() throws Exception {
        hook.manner(FakeTarget.status(401, "who is " + MessageFlows.TOKEN));
        ntfy.manner(FakeTarget.status(403, "no topic " + MessageFlows.TOPIC));
        try (Traces traces = new Traces();
                MailServer server = MailServer.with("alarum", "another")) {
            all.putAll(MessageFlows.mailWithLogin(server));
            all.put("alarum.webhook.token-as", "?token");
            exchange.refusesMessages(
                    new Pickup.Refuses(401, 20003, "Authenticate " + TelephoneExchange.TOKEN, 0),
                    new Pickup.Refuses(403, 20003, "Authenticate " + TelephoneExchange.TOKEN, 0));
            try (MessageFlows flows = MessageFlows.traced(data, all)) {
                flows.tell("cannot-call", "incident 1", "Nobody can be called");
                await().atMost(LONG).until(() -> flows.hub.failures() == 5);

                List<String> beans = Traces.beans();
                assertThat(beans).anyMatch(text -> text.contains("message-webhook"));
                assertThat(traces.lines()).anyMatch(text -> text.contains("event=message-lost"));
                for (String secret : List.of(
                        MessageFlows.PASSWORD, MessageFlows.TOKEN, MessageFlows.TOPIC, TelephoneExchange.TOKEN)) {
                    assertThat(beans).filteredOn(text -> text.contains(secret)).isEmpty();
                    assertThat(traces.lines())
                            .filteredOn(text -> text.contains(secret))
                            .isEmpty();
                    assertThat(flows.hub.told()).noneMatch(text -> text.contains(secret));
                }
            }
        }
    }
}
