package dev.alarum.message;

import dev.alarum.call.Contact;
import dev.alarum.node.BaseUrl;
import dev.alarum.node.Demands;
import dev.alarum.node.Fingerprint;
import dev.alarum.status.NewsCode.Urgency;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which ways news goes out, beside log, page and phone.
 *
 * @param gather what is told within this time goes out as one message, {@code alarum.messages.gather}; 100 ms to 1 m
 * @param retry pause before a message is tried again, {@code alarum.messages.retry}; it grows fourfold, up to a minute;
 *     100 ms to 1 m
 * @param mail null: no mail
 * @param sms null: no SMS
 * @param webhook null: no webhook
 * @param ntfy null: no ntfy
 * @param extraRoutes {@code alarum.routes.extra}: folder of the operator's own flows; null: none
 */
public record MessageSettings(
        Duration gather,
        Duration retry,
        @Nullable Mail mail,
        @Nullable Sms sms,
        @Nullable Webhook webhook,
        @Nullable Ntfy ntfy,
        @Nullable Path extraRoutes) {
    /** What every urgency is worth telling by, unless the settings say otherwise. */
    public static final List<Urgency> ALL = List.of(Urgency.URGENT, Urgency.RECOVERY, Urgency.LOW);

    /** No way out at all. */
    public static final MessageSettings DEFAULT =
            new MessageSettings(Duration.ofSeconds(2), Duration.ofSeconds(2), null, null, null, null, null);

    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    /** @throws Demands.NotMet if a part is outside its range */
    public MessageSettings {
        new Demands()
                .between(gather, "100ms", "1m", "gather", "2s")
                .between(retry, "100ms", "1m", "retry", "2s")
                .check();
    }

    /**
     * Mail.
     *
     * @param host of the SMTP server, {@code alarum.mail.host}
     * @param port of it, {@code alarum.mail.port}; 1 to 65535
     * @param tls how the way there is protected, {@code alarum.mail.tls}; a password goes nowhere unprotected, but to
     *     this machine
     * @param fingerprints SHA-256 of the certificates accepted, {@code alarum.mail.fingerprints}, 64 lower-case hex digits
     *     each; empty: the system's trust store decides, and the certificate must bear the host's name
     * @param user null: no login
     * @param password null: no login
     * @param from address of the sender
     * @param to addresses of the receivers
     * @param tells which urgencies it carries
     */
    public record Mail(
            String host,
            int port,
            Tls tls,
            List<String> fingerprints,
            @Nullable String user,
            @Nullable String password,
            String from,
            List<String> to,
            List<Urgency> tells) {
        /** The port of mail submission. */
        public static final int DEFAULT_PORT = 587;

        private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?");
        private static final Pattern ADDRESS = Pattern.compile("[!-~&&[^<>@,;:\"()]]+@[A-Za-z0-9.-]+");
        private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}");

        /** How the way to the server is protected. */
        public enum Tls {
            /** Begins in the open and is then protected; a server that cannot is not used. */
            STARTTLS,
            /** Protected from the start. */
            TLS,
            /** Not at all. */
            NONE
        }

        /** @throws Demands.NotMet if a part is not of its form */
        public Mail {
            fingerprints = Fingerprint.plain(fingerprints);
            to = List.copyOf(to);
            tells = List.copyOf(tells);
            new Demands()
                    .that(HOST.matcher(host).matches(), "host", "give the name of the mail server", "smtp.example.org")
                    .between(port, 1, 65535, "port", "587")
                    .that(
                            Fingerprint.areWellFormed(fingerprints),
                            "fingerprints",
                            Fingerprint.RULE,
                            Fingerprint.EXAMPLE)
                    .that(
                            fingerprints.isEmpty() || tls != Tls.NONE,
                            "fingerprints",
                            "leave them out with alarum.mail.tls none: there is no certificate",
                            "none")
                    .that(ADDRESS.matcher(from).matches(), "from", "give a mail address", "alarum@example.org")
                    .that(
                            !to.isEmpty()
                                    && to.stream()
                                            .allMatch(
                                                    one -> ADDRESS.matcher(one).matches()),
                            "to",
                            "give mail addresses, with commas between them",
                            "ada@example.org")
                    .that(password == null || user != null, "user", "give the user of the password", "alarum")
                    .that(user == null || password != null, "password", "give the password of the user", "secret")
                    .that(
                            password == null
                                    || tls != Tls.NONE
                                    || LOOPBACK.matcher(host).matches(),
                            "tls",
                            "give starttls or tls where there is a password; none only to this machine",
                            "starttls")
                    .check();
        }

        /** Says nothing secret. */
        @Override
        public String toString() {
            return "Mail[" + host + ":" + port + "]";
        }
    }

    /**
     * SMS through the account of {@code alarum.twilio.*}.
     *
     * @param to phone numbers, E.164
     * @param maxPerHour most SMS to each in any hour, a cap on the cost; 1 to 1000
     * @param tells which urgencies it carries
     */
    public record Sms(List<String> to, int maxPerHour, List<Urgency> tells) {
        /** A cap that a whole site's return does not reach. */
        public static final int DEFAULT_MAX_PER_HOUR = 20;

        /** What is worth a price, unless the settings say otherwise. */
        public static final List<Urgency> DEFAULT_TELLS = List.of(Urgency.URGENT, Urgency.RECOVERY);

        /** @throws Demands.NotMet if a part is not of its form */
        public Sms {
            to = List.copyOf(to);
            tells = List.copyOf(tells);
            new Demands()
                    .that(
                            !to.isEmpty() && to.stream().allMatch(Contact::isPhone),
                            "to",
                            "give phone numbers as + and 7 to 15 digits, with commas between them",
                            "+14155550123")
                    .between(maxPerHour, 1, 1000, "maxPerHour", "20")
                    .check();
        }
    }

    /**
     * A webhook that takes what Prometheus' Alertmanager sends.
     *
     * @param url where it is posted to; https, or plain http where no token goes along or to this machine
     * @param token null: none
     * @param tokenAs the header that carries the token, in {@code Authorization} as Bearer; or {@code ?NAME}, a
     *     parameter of the query
     * @param tells which urgencies it carries
     */
    public record Webhook(URI url, @Nullable String token, String tokenAs, List<Urgency> tells) {
        /** The usual header. */
        public static final String DEFAULT_TOKEN_AS = "Authorization";

        private static final Pattern TOKEN_AS = Pattern.compile("\\??[A-Za-z][A-Za-z0-9_-]{0,60}");

        /** @throws Demands.NotMet if a part is not of its form */
        public Webhook {
            tells = List.copyOf(tells);
            new Demands()
                    .that(
                            token == null || BaseUrl.isSafe(url),
                            "url",
                            "give https where there is a token; plain http only to loopback",
                            "https://goalert.example.org/api/v2/prometheusalertmanager/incoming")
                    .that(isToken(token), "token", "give a token without spaces", "tk_0123456789abcdef")
                    .that(
                            TOKEN_AS.matcher(tokenAs).matches(),
                            "tokenAs",
                            "give the name of a header, or ? and the name of a query parameter",
                            "?token")
                    .check();
        }

        /** Says nothing secret. */
        @Override
        public String toString() {
            return "Webhook[" + url + "]";
        }
    }

    /**
     * A topic of ntfy. Whoever knows its name can read it, so it counts as secret.
     *
     * @param url of the server; https, or plain http where no token goes along or to this machine
     * @param topic 1 to 64 of A-Z a-z 0-9 _ -
     * @param token null: none
     * @param tells which urgencies it carries
     */
    public record Ntfy(URI url, String topic, @Nullable String token, List<Urgency> tells) {
        private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,64}");

        /** @throws Demands.NotMet if a part is not of its form */
        public Ntfy {
            tells = List.copyOf(tells);
            new Demands()
                    .that(
                            token == null || BaseUrl.isSafe(url),
                            "url",
                            "give https where there is a token; plain http only to loopback",
                            "https://ntfy.sh")
                    .that(TOPIC.matcher(topic).matches(), "topic", "give 1 to 64 of A-Z a-z 0-9 _ -", "alarum-4f7a1c")
                    .that(isToken(token), "token", "give a token without spaces", "tk_0123456789abcdef")
                    .check();
        }

        /** Says nothing secret. */
        @Override
        public String toString() {
            return "Ntfy[" + url + "]";
        }
    }

    private static boolean isToken(@Nullable String token) {
        return token == null || TOKEN.matcher(token).matches();
    }
}
