package dev.alarum.settings;

import dev.alarum.message.MessageSettings;
import dev.alarum.message.MessageSettings.Mail;
import dev.alarum.message.MessageSettings.Ntfy;
import dev.alarum.message.MessageSettings.Sms;
import dev.alarum.message.MessageSettings.Webhook;
import dev.alarum.node.Fingerprint;
import dev.alarum.status.NewsCode.Urgency;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads by which ways a hub tells news. */
final class MessageReader {
    private static final String NONE = "none";
    private static final List<String> STAND_IN = List.of("ada@example.org");
    private static final URI STAND_IN_URL = URI.create("https://example.org");

    private final RoleReader reader;

    MessageReader(RoleReader reader) {
        this.reader = reader;
    }

    MessageSettings messages() {
        MessageSettings byDefault = MessageSettings.DEFAULT;
        Duration gather = reader.read("alarum.messages.gather", Form.DURATION, byDefault.gather(), "2s");
        Duration retry = reader.read("alarum.messages.retry", Form.DURATION, byDefault.retry(), "2s");
        Mail mail = mail();
        Sms sms = sms();
        Webhook webhook = webhook();
        Ntfy ntfy = ntfy();
        Path extra = reader.folder("alarum.routes.extra", NONE, "/etc/alarum/routes");
        return reader.build(
                () -> new MessageSettings(gather, retry, mail, sms, webhook, ntfy, extra),
                () -> byDefault,
                Components.below("alarum.messages"));
    }

    private @Nullable Mail mail() {
        String host = orNone("alarum.mail.host", Form.TEXT, "smtp.example.org").orElse(null);
        int port = reader.read("alarum.mail.port", Form.INTEGER, Mail.DEFAULT_PORT, "587");
        Mail.Tls tls = reader.read(
                "alarum.mail.tls",
                Form.oneOf(Mail.Tls.class, word -> word.name().toLowerCase(Locale.ROOT)),
                Mail.Tls.STARTTLS,
                "starttls");
        List<Urgency> tells = tells("alarum.mail", MessageSettings.ALL);
        if (host == null) {
            return null;
        }
        List<String> fingerprints = reader.optional("alarum.mail.fingerprints", Form.TEXT.list(), Fingerprint.EXAMPLE)
                .orElse(List.of());
        String user = reader.optional("alarum.mail.user", Form.TEXT, "alarum").orElse(null);
        String password = reader.secret("alarum.mail.password").orElse(null);
        String from = reader.required(
                "alarum.mail.from", Form.TEXT, "give the address that mails come from", "alarum@example.org");
        List<String> to = reader.required(
                "alarum.mail.to", Form.TEXT.list(), "give the addresses that mails go to", "ada@example.org");
        return reader.build(
                () -> new Mail(host, port, tls, fingerprints, user, password, from, to, tells),
                () -> new Mail("localhost", 25, Mail.Tls.NONE, List.of(), null, null, STAND_IN.get(0), STAND_IN, tells),
                Components.below("alarum.mail"));
    }

    private @Nullable Sms sms() {
        List<String> to =
                orNone("alarum.sms.to", Form.TEXT.list(), "+14155550123").orElse(null);
        int most = reader.read("alarum.sms.max-per-hour", Form.INTEGER, Sms.DEFAULT_MAX_PER_HOUR, "20");
        List<Urgency> tells = tells("alarum.sms", Sms.DEFAULT_TELLS);
        if (to == null) {
            return null;
        }
        return reader.build(() -> new Sms(to, most, tells), () -> null, Components.below("alarum.sms"));
    }

    private @Nullable Webhook webhook() {
        URI url = orNone(
                        "alarum.webhook.url",
                        Form.URL,
                        "https://goalert.example.org/api/v2/prometheusalertmanager/incoming")
                .orElse(null);
        String tokenAs = reader.read("alarum.webhook.token-as", Form.TEXT, Webhook.DEFAULT_TOKEN_AS, "?token");
        List<Urgency> tells = tells("alarum.webhook", MessageSettings.ALL);
        if (url == null) {
            return null;
        }
        String token = reader.secret("alarum.webhook.token").orElse(null);
        return reader.build(
                () -> new Webhook(url, token, tokenAs, tells),
                () -> new Webhook(STAND_IN_URL, null, Webhook.DEFAULT_TOKEN_AS, tells),
                Components.below("alarum.webhook"));
    }

    private @Nullable Ntfy ntfy() {
        URI url = orNone("alarum.ntfy.url", Form.URL, "https://ntfy.sh").orElse(null);
        List<Urgency> tells = tells("alarum.ntfy", MessageSettings.ALL);
        if (url == null) {
            return null;
        }
        String topic = reader.requiredSecret(
                "alarum.ntfy.topic", "give a topic that nobody guesses: 1 to 64 of A-Z a-z 0-9 _ -", "alarum-4f7a1c");
        String token = reader.secret("alarum.ntfy.token").orElse(null);
        return reader.build(
                () -> new Ntfy(url, topic, token, tells),
                () -> new Ntfy(STAND_IN_URL, "alarum", null, tells),
                Components.below("alarum.ntfy"));
    }

    private List<Urgency> tells(String stem, List<Urgency> byDefault) {
        return reader.read(
                stem + ".tells", Form.oneOf(Urgency.class, Urgency::word).list(), byDefault, "urgent,recovery");
    }

    /** A value that {@code none} stands for where there is none, so that the flows can ask for it. */
    private <T> Optional<T> orNone(String key, Form<T> form, String example) {
        Form<Optional<T>> orNone = new Form<>(
                text -> text.equals(NONE)
                        ? Optional.empty()
                        : Optional.of(form.parse().apply(text)),
                value -> value.map(form.write()).orElse(NONE));
        return reader.read(key, orNone, Optional.empty(), example);
    }
}
