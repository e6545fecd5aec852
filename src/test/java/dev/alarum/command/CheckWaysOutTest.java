package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.alarum.e2e.TestCertificate;
import dev.alarum.flow.FakeTarget;
import dev.alarum.flow.MailServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check hub} against real mail, web and ntfy servers on loopback. */
class CheckWaysOutTest {
    private static final String PASSWORD = "t0psecret-mail";
    /** {@code "\0alarum\0t0psecret-mail"}, as it goes to a mail server. */
    private static final String PASSWORD_AS_SENT = "AGFsYXJ1bQB0MHBzZWNyZXQtbWFpbA==";

    private static final String TOKEN = "tk_t0psecret";
    private static final String TOPIC = "t0psecret-topic";
    private static final String HEALTHY = "{\"healthy\":true}\n";

    @TempDir
    Path home;

    private final RunForTest run = new RunForTest();
    private final Map<String, String> settings = new LinkedHashMap<>();

    /** The only finding beside that the settings are right. */
    private String finding() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("hub"));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));

        int code = new CheckCommand(Probes::ofHub, null).run(arguments, run.console(home));

        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(code).isEqualTo(lines.get(1).startsWith("good  ") ? Command.OK : Command.FAILED);
        assertThat(run.out() + run.err()).doesNotContain(PASSWORD, PASSWORD_AS_SENT, TOKEN, TOPIC);
        return lines.get(1);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }

    private interface Finding {
        String get() throws Exception;
    }

    /** What is found on a machine whose trust store holds that certificate. */
    private static String where(TestCertificate trusted, Finding finding) throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(trusted.trusting());
        try {
            return finding.get();
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Nested
    class Of_mail {
        private final TestCertificate certificate = TestCertificate.CLUSTER.get();

        private void mail(int port, String tls, String password) {
            settings.put("alarum.mail.host", "127.0.0.1");
            settings.put("alarum.mail.port", Integer.toString(port));
            settings.put("alarum.mail.tls", tls);
            settings.put("alarum.mail.user", "alarum");
            settings.put("alarum.mail.password", password);
            settings.put("alarum.mail.from", "alarum@example.org");
            settings.put("alarum.mail.to", "ada@example.org");
        }

        private MailServer upgrading() {
            return MailServer.upgrading("alarum", PASSWORD, certificate);
        }

        @Test
        void a_server_that_takes_the_login_is_good_by_either_protection_and_gets_no_mail() throws Exception {
            try (MailServer server = upgrading()) {
                mail(server.port(), "starttls", PASSWORD);
                settings.put("alarum.mail.fingerprints", certificate.fingerprint());

                assertThat(finding())
                        .isEqualTo("good  the mail server 127.0.0.1:" + server.port()
                                + " takes the login; no mail was sent");
                assertThat(server.commands())
                        .contains("(protected)")
                        .anyMatch(line -> line.startsWith("AUTH"))
                        .noneMatch(line -> line.startsWith("MAIL"));
            }
        }

        @Test
        void so_is_one_that_is_protected_from_the_start() throws Exception {
            try (MailServer server = MailServer.protectedBy("alarum", PASSWORD, certificate)) {
                mail(server.port(), "tls", PASSWORD);
                settings.put("alarum.mail.fingerprints", certificate.fingerprint());

                assertThat(finding()).startsWith("good  ");
                assertThat(server.commands()).anyMatch(line -> line.startsWith("AUTH"));
            }
        }

        @Test
        void a_wrong_password_is_named_and_not_shown_even_if_the_server_repeats_it() throws Exception {
            try (MailServer server = MailServer.with("alarum", "another")) {
                mail(server.port(), "none", PASSWORD);

                assertThat(finding())
                        .startsWith("bad   alarum.mail.password: 127.0.0.1:" + server.port()
                                + " refuses the login of alarum (it says 535 5.7.8); give ");
            }
        }

        @Test
        void a_host_that_nobody_knows_is_named() throws Exception {
            mail(587, "starttls", PASSWORD);
            settings.put("alarum.mail.host", "mail.invalid");

            assertThat(finding()).startsWith("bad   alarum.mail.host: mail.invalid: its name is not known; give ");
        }

        @Test
        void a_closed_port_is_named() throws Exception {
            int port = closedPort();
            mail(port, "starttls", PASSWORD);

            assertThat(finding())
                    .startsWith("bad   alarum.mail.port: 127.0.0.1:" + port + ": it takes no connection; is the port");
        }

        @Test
        void a_certificate_that_nobody_vouches_for_is_named_and_gets_no_password() throws Exception {
            try (MailServer server = upgrading()) {
                mail(server.port(), "starttls", PASSWORD);

                assertThat(finding())
                        .startsWith("bad   alarum.mail.host: 127.0.0.1:" + server.port()
                                + ": refused, its certificate is not trusted (")
                        .contains("alarum.mail.fingerprints");
                assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
            }
        }

        @Test
        void a_certificate_with_another_fingerprint_is_refused_even_if_the_machine_trusts_it() throws Exception {
            try (MailServer server = MailServer.protectedBy("alarum", PASSWORD, certificate)) {
                mail(server.port(), "tls", PASSWORD);
                settings.put(
                        "alarum.mail.fingerprints",
                        TestCertificate.STRANGER.get().fingerprint());

                assertThat(where(certificate, CheckWaysOutTest.this::finding))
                        .startsWith("bad   alarum.mail.fingerprints: 127.0.0.1:" + server.port()
                                + ": refused, its certificate has the fingerprint " + certificate.fingerprint()
                                + ", which is not in alarum.mail.fingerprints");
                assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
            }
        }

        @Test
        void a_certificate_that_the_machine_trusts_needs_no_fingerprint_but_the_name_of_the_host() throws Exception {
            try (MailServer server = upgrading()) {
                mail(server.port(), "starttls", PASSWORD);
                assertThat(where(certificate, CheckWaysOutTest.this::finding)).startsWith("good  ");
            }
        }

        @Test
        void a_trusted_certificate_of_another_name_is_refused() throws Exception {
            try (MailServer server = upgrading()) {
                mail(server.port(), "starttls", PASSWORD);
                settings.put("alarum.mail.host", "localhost");

                assertThat(where(certificate, CheckWaysOutTest.this::finding))
                        .startsWith("bad   alarum.mail.host: localhost:" + server.port()
                                + ": refused, its certificate is not trusted (No name matching localhost found)");
            }
        }

        @Test
        void a_server_without_starttls_is_named_and_gets_no_password() throws Exception {
            try (MailServer server = MailServer.with("alarum", PASSWORD)) {
                mail(server.port(), "starttls", PASSWORD);

                assertThat(finding())
                        .startsWith("bad   alarum.mail.tls: 127.0.0.1:" + server.port()
                                + ": it offers no STARTTLS; starttls");
                assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
            }
        }

        @Test
        void tls_to_a_server_that_begins_in_the_open_is_named() throws Exception {
            try (MailServer server = upgrading()) {
                mail(server.port(), "tls", PASSWORD);

                assertThat(finding())
                        .startsWith("bad   alarum.mail.tls: 127.0.0.1:" + server.port() + ": no TLS with it (");
            }
        }

        @Test
        void a_server_that_offers_no_login_is_named() throws Exception {
            try (MailServer server = MailServer.open()) {
                mail(server.port(), "none", PASSWORD);

                assertThat(finding())
                        .startsWith(
                                "bad   alarum.mail.user: 127.0.0.1:" + server.port() + " offers no login for alarum;");
            }
        }
    }

    @Nested
    class Of_a_webhook {
        private final List<String> asked = new CopyOnWriteArrayList<>();

        private HttpsServer server;
        private ExecutorService threads;

        private int https(TestCertificate certificate) throws IOException {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
            threads = Executors.newCachedThreadPool();
            server.setExecutor(threads);
            server.createContext("/", this::note);
            server.start();
            return server.getAddress().getPort();
        }

        private void note(HttpExchange exchange) {
            asked.add(exchange.getRequestURI().toString());
            exchange.close();
        }

        @AfterEach
        void stop() {
            if (server != null) {
                server.stop(0);
                threads.shutdownNow();
            }
        }

        private void webhook(String url) {
            settings.put("alarum.webhook.url", url);
            settings.put("alarum.webhook.token", TOKEN);
        }

        @Test
        void a_host_that_takes_connections_is_good_and_gets_nothing() throws Exception {
            try (FakeTarget target = new FakeTarget()) {
                webhook(target.url() + "/hook");

                assertThat(finding())
                        .isEqualTo("good  the webhook " + target.url()
                                + "/hook takes connections; nothing was sent, and so no token tried");
                assertThat(target.received()).isEmpty();
            }
        }

        @Test
        void so_is_one_with_a_certificate_that_the_machine_trusts() throws Exception {
            webhook("https://127.0.0.1:" + https(TestCertificate.CLUSTER.get()) + "/hook");

            assertThat(where(TestCertificate.CLUSTER.get(), CheckWaysOutTest.this::finding))
                    .startsWith("good  ");
            assertThat(asked).isEmpty();
        }

        @Test
        void a_certificate_that_nobody_vouches_for_is_named() throws Exception {
            String url = "https://127.0.0.1:" + https(TestCertificate.CLUSTER.get()) + "/hook";
            webhook(url);

            assertThat(finding())
                    .startsWith("bad   alarum.webhook.url: " + url + ": refused, its certificate is not trusted (")
                    .contains("trust store");
        }

        @Test
        void a_trusted_certificate_of_another_name_is_refused() throws Exception {
            webhook("https://localhost:" + https(TestCertificate.CLUSTER.get()) + "/hook");

            assertThat(where(TestCertificate.CLUSTER.get(), CheckWaysOutTest.this::finding))
                    .startsWith("bad   alarum.webhook.url: ")
                    .contains("No name matching localhost found");
        }

        @Test
        void a_closed_port_is_named() throws Exception {
            String url = "http://127.0.0.1:" + closedPort() + "/hook";
            webhook(url);

            assertThat(finding())
                    .startsWith("bad   alarum.webhook.url: " + url + ": it takes no connection; is it running");
        }

        @Test
        void a_host_that_nobody_knows_is_named() throws Exception {
            webhook("https://hook.invalid/hook");

            assertThat(finding())
                    .startsWith("bad   alarum.webhook.url: https://hook.invalid/hook: its name is not known; give ");
        }
    }

    @Nested
    class Of_ntfy {
        private final FakeTarget server = new FakeTarget();

        @AfterEach
        void stop() {
            server.close();
        }

        private void ntfy(int access) {
            settings.put("alarum.ntfy.url", server.url().toString());
            settings.put("alarum.ntfy.topic", TOPIC);
            settings.put("alarum.ntfy.token", TOKEN);
            server.manner((exchange, received) -> (received.path().equals("/v1/health")
                            ? FakeTarget.status(200, HEALTHY)
                            : FakeTarget.status(access, "{\"error\":\"who is " + TOKEN + "\"}"))
                    .answer(exchange, received));
        }

        @Test
        void a_server_that_is_well_and_gives_access_is_good_and_only_read() throws Exception {
            ntfy(200);

            assertThat(finding())
                    .isEqualTo("good  ntfy at " + server.url()
                            + " is well and gives access to the topic; nothing was published");
            assertThat(server.received())
                    .extracting(FakeTarget.Received::path)
                    .containsExactly("/v1/health", "/" + TOPIC + "/auth");
            assertThat(server.received()).allMatch(one -> one.body().isEmpty());
            assertThat(server.received().get(0).headers()).doesNotContainKey("authorization");
            assertThat(server.received().get(1).headers()).containsEntry("authorization", "Bearer " + TOKEN);
        }

        @Test
        void a_token_that_it_does_not_know_is_named() throws Exception {
            ntfy(401);

            assertThat(finding())
                    .startsWith("bad   alarum.ntfy.token: " + server.url() + " does not know it (401); make ");
        }

        @Test
        void a_token_without_the_topic_is_named() throws Exception {
            ntfy(403);

            assertThat(finding())
                    .startsWith("bad   alarum.ntfy.token: " + server.url()
                            + " knows it, but does not let it read the topic (403); give ");
        }

        @Test
        void a_protected_topic_without_a_token_is_named() throws Exception {
            ntfy(403);
            settings.remove("alarum.ntfy.token");

            assertThat(finding())
                    .startsWith("bad   alarum.ntfy.topic: " + server.url()
                            + " lets nobody read it without a token (403); give ");
        }

        @Test
        void what_is_no_ntfy_server_is_named_and_gets_no_token() throws Exception {
            ntfy(200);
            server.manner(FakeTarget.status(200, "<html>Welcome</html>"));

            assertThat(finding())
                    .startsWith("bad   alarum.ntfy.url: " + server.url() + " answers 200 to GET /v1/health, and not");
            assertThat(server.received()).hasSize(1);
            assertThat(server.received().get(0).headers()).doesNotContainKey("authorization");
        }

        @Test
        void a_closed_port_is_named() throws Exception {
            ntfy(200);
            String url = "http://127.0.0.1:" + closedPort();
            settings.put("alarum.ntfy.url", url);

            assertThat(finding())
                    .startsWith("bad   alarum.ntfy.url: " + url + ": it takes no connection; is it running");
        }
    }
}
