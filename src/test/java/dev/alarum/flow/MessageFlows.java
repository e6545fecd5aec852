package dev.alarum.flow;

import dev.alarum.e2e.TelephoneExchange;
import dev.alarum.message.MessageBinding;
import dev.alarum.node.Moments;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.Loaded;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.SettingsUnderTest;
import dev.alarum.status.News;
import dev.alarum.status.StatusBinding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The flows of all ways out, with the real settings, and a hub that only remembers. */
final class MessageFlows implements AutoCloseable {
    static final String PASSWORD = "t0psecret-mail";
    static final String TOKEN = "t0psecret-token";
    static final String SECOND_FROM = "+14155550199";
    static final String TOPIC = "t0psecret-topic";

    final Channels hub = new Channels();
    private final Flows flows = Flows.of(
            "routes",
            "news",
            "news-events",
            "message-mail",
            "message-sms",
            "message-sms-first",
            "message-webhook",
            "message-ntfy");

    /** Stands where the core stands. Public because Camel calls it. */
    public static final class Channels {
        private final List<String> told = new CopyOnWriteArrayList<>();

        public void channelFailed(String channel, String reason) {
            told.add(channel + " fails: " + reason);
        }

        public void channelWorks(String channel) {
            told.add(channel + " works");
        }

        List<String> told() {
            return List.copyOf(told);
        }

        long failures() {
            return told.stream().filter(one -> one.contains(" fails: ")).count();
        }
    }

    private MessageFlows(Path data, Map<String, String> settings) throws SettingsProblems, IOException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putIfAbsent("alarum.messages.gather", "100ms");
        all.putIfAbsent("alarum.messages.retry", "100ms");
        Loaded<?> loaded = SettingsUnderTest.load("hub", all);
        HubSettings hubSettings = (HubSettings) loaded.settings();
        loaded.placeholders().forEach(flows::set);
        MessageBinding.beans(hubSettings, Moments.system()).forEach(flows::bean);
        StatusBinding.beans(data, Moments.system()).forEach(flows::bean);
        flows.bean("hub", hub).set("camel.component.seda.queueSize", "200000");
    }

    static MessageFlows with(Path data, Map<String, String> settings) throws Exception {
        MessageFlows made = new MessageFlows(data, settings);
        made.flows.start();
        return made;
    }

    /** As {@link #with}, with JMX and every detail in the log. */
    static MessageFlows traced(Path data, Map<String, String> settings) throws Exception {
        MessageFlows made = new MessageFlows(data, settings);
        made.flows
                .set("camel.main.jmxEnabled", "true")
                .set("camel.trace.enabled", "true")
                .set("camel.main.useMdcLogging", "true")
                .start();
        return made;
    }

    static Map<String, String> mail(MailServer server) {
        return Map.of(
                "alarum.mail.host", "127.0.0.1",
                "alarum.mail.port", Integer.toString(server.port()),
                "alarum.mail.tls", "none",
                "alarum.mail.from", "alarum@example.org",
                "alarum.mail.to", "ada@example.org,grace@example.org");
    }

    static Map<String, String> mailWithLogin(MailServer server) {
        Map<String, String> settings = new LinkedHashMap<>(mail(server));
        settings.put("alarum.mail.user", "alarum");
        settings.put("alarum.mail.password", PASSWORD);
        return settings;
    }

    static Map<String, String> sms(TelephoneExchange exchange) {
        Map<String, String> settings = new LinkedHashMap<>(exchange.settings());
        settings.remove("alarum.phone.provider");
        settings.put("alarum.sms.to", "+14155550101,+14155550102");
        return settings;
    }

    /** With a second account at another exchange, which sends from {@link #SECOND_FROM}. */
    static Map<String, String> sms(TelephoneExchange exchange, TelephoneExchange second) {
        Map<String, String> settings = new LinkedHashMap<>(sms(exchange));
        settings.put("alarum.twilio2.account-sid", TelephoneExchange.ACCOUNT);
        settings.put("alarum.twilio2.auth-token", TelephoneExchange.TOKEN);
        settings.put("alarum.twilio2.from", SECOND_FROM);
        settings.put("alarum.twilio2.base-url", second.baseUrl().toString());
        return settings;
    }

    static Map<String, String> webhook(FakeTarget target) {
        return Map.of("alarum.webhook.url", target.url() + "/hook", "alarum.webhook.token", TOKEN);
    }

    static Map<String, String> ntfy(FakeTarget target) {
        return Map.of(
                "alarum.ntfy.url", target.url().toString(),
                "alarum.ntfy.topic", TOPIC,
                "alarum.ntfy.token", TOKEN);
    }

    Flows flows() {
        return flows;
    }

    void tell(String code, String subject, String text) {
        tell(new News(Instant.parse("2026-11-23T06:00:00Z"), code, subject, text));
    }

    void tell(News news) {
        flows.template().sendBody("seda:news", news);
    }

    @Override
    public void close() {
        flows.close();
    }
}
