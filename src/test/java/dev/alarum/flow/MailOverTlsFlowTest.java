package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.e2e.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail to a server whose certificate is its own work. */
class MailOverTlsFlowTest {
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final TestCertificate CERTIFICATE = TestCertificate.CLUSTER.get();

    @TempDir
    Path data;

    private final MailServer upgrading = MailServer.upgrading("alarum", MessageFlows.PASSWORD, CERTIFICATE);
    private final MailServer fromTheStart = MailServer.protectedBy("alarum", MessageFlows.PASSWORD, CERTIFICATE);

    @AfterEach
    void close() throws IOException {
        upgrading.close();
        fromTheStart.close();
    }

    private static Map<String, String> settings(MailServer server, String tls, TestCertificate accepted) {
        Map<String, String> settings = new HashMap<>(MessageFlows.mailWithLogin(server));
        settings.put("alarum.mail.tls", tls);
        settings.put("alarum.mail.fingerprints", accepted.fingerprint().toUpperCase(Locale.ROOT));
        return settings;
    }

    private void delivers(MailServer server, String tls) throws Exception {
        try (MessageFlows flows = MessageFlows.with(data, settings(server, tls, CERTIFICATE))) {
            flows.tell("node-back", "pve2", "pve2 is back");

            await().atMost(LONG).until(() -> flows.hub.told().size() == 1);

            assertThat(flows.hub.told()).containsExactly("mail works");
            assertThat(server.mails()).hasSize(1);
            assertThat(server.mails().get(0).to()).containsExactly("ada@example.org", "grace@example.org");
            assertThat(server.mails().get(0).text()).contains("pve2 is back");
        }
    }

    @Test
    void goes_out_over_a_connection_that_is_protected_by_starttls() throws Exception {
        delivers(upgrading, "starttls");

        assertThat(upgrading.commands()).containsSubsequence("STARTTLS", "(protected)", "DATA");
    }

    @Test
    void goes_out_over_a_connection_that_is_protected_from_the_start() throws Exception {
        delivers(fromTheStart, "tls");

        assertThat(fromTheStart.commands()).contains("DATA").doesNotContain("STARTTLS");
    }

    @Test
    void goes_nowhere_if_the_certificate_is_another_one() throws Exception {
        TestCertificate other = TestCertificate.STRANGER.get();
        for (MailServer server : new MailServer[] {upgrading, fromTheStart}) {
            String tls = server == upgrading ? "starttls" : "tls";
            try (MessageFlows flows = MessageFlows.with(data, settings(server, tls, other))) {
                flows.tell("node-back", "pve2", "pve2 is back");
                await().atMost(LONG).until(() -> flows.hub.failures() == 1);

                assertThat(flows.hub.told().get(0))
                        .startsWith("mail fails: its certificate has the fingerprint " + CERTIFICATE.fingerprint());
                assertThat(server.mails()).isEmpty();
                assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
            }
        }
    }

    @Test
    void goes_nowhere_if_nobody_vouches_for_the_certificate() throws Exception {
        Map<String, String> settings = settings(upgrading, "starttls", CERTIFICATE);
        settings.remove("alarum.mail.fingerprints");
        try (MessageFlows flows = MessageFlows.with(data, settings)) {
            flows.tell("node-back", "pve2", "pve2 is back");
            await().atMost(LONG).until(() -> flows.hub.failures() == 1);
        }
        assertThat(upgrading.mails()).isEmpty();
        assertThat(upgrading.commands()).contains("STARTTLS").noneMatch(line -> line.startsWith("AUTH"));
    }
}
