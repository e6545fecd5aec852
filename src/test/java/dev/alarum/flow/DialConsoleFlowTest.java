package dev.alarum.flow;

import static dev.alarum.call.CallUpdate.Status.COMPLETED;
import static dev.alarum.call.CallUpdate.Status.FAILED;
import static dev.alarum.call.CallUpdate.Status.INTENT;
import static dev.alarum.call.CallUpdate.Status.NOT_PLACED;
import static dev.alarum.flow.PhoneFlows.ADA;
import static dev.alarum.flow.PhoneFlows.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallFacts;
import dev.alarum.call.CallOrder;
import dev.alarum.call.Contact;
import dev.alarum.incident.Cause;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialConsoleFlowTest {
    @TempDir
    Path folder;

    @Test
    void prints_what_is_heard_in_the_contacts_language_and_with_the_name_given_for_speaking() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stdout = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.US_ASCII));
        try (PhoneFlows phone = PhoneFlows.console(folder).withTable()) {
            System.setOut(stdout);
            phone.start();

            phone.order(german(4, "Tower"));

            assertThat(phone.end(4).status()).isEqualTo(COMPLETED);
        } finally {
            System.setOut(stdout);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .contains("Der Server großer Turm am Standort home ist ausgefallen.");
    }

    private static CallOrder german(long incident, String node) {
        CallFacts facts = new CallFacts(
                incident,
                Cause.NODE,
                "home",
                List.of(node),
                List.of(),
                0,
                0,
                false,
                null,
                List.of(),
                false,
                List.of(),
                null);
        return new CallOrder(incident, 1, new Contact(1, "Ada", ADA, "de"), List.of(facts));
    }

    @Test
    void prints_the_text_and_counts_as_answered() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stdout = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (PhoneFlows phone = PhoneFlows.console(folder).withTable()) {
            System.setOut(stdout);
            phone.start();

            phone.order(order(3, ADA));

            assertThat(phone.end(3).answeredBy()).isEqualTo("human");
            assertThat(phone.end(3).durationSeconds()).isGreaterThanOrEqualTo(8);
            assertThat(phone.hub.statuses(3)).containsExactly(INTENT, COMPLETED);
            assertThat(phone.onDisk()).isEqualTo("3/1 intent " + ADA + "\n");
        } finally {
            System.setOut(stdout);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(6)
                .anySatisfy(line -> assertThat(line)
                        .matches("===== CALL to Ada \\(\\+14155550101\\) at \\S+Z incident=3 attempt=1 ====="))
                .contains("Node web one has failed at home.", "===== END OF CALL =====");
    }

    @Test
    void what_an_earlier_process_left_ends_since_a_console_cannot_be_asked() throws Exception {
        try (PhoneFlows phone = PhoneFlows.console(folder).withTable().start()) {
            phone.resume(
                    PhoneFlows.left(1, ADA, "intent", null, 1),
                    PhoneFlows.left(2, ADA, "ringing", "CA0123456789abcdef0123456789abcdef", 1));

            assertThat(phone.end(1).status()).isEqualTo(NOT_PLACED);
            assertThat(phone.end(2).status()).isEqualTo(FAILED);
        }
    }
}
