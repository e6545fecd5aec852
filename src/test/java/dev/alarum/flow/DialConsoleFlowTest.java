package dev.alarum.flow;

import static dev.alarum.call.CallUpdate.Status.COMPLETED;
import static dev.alarum.call.CallUpdate.Status.FAILED;
import static dev.alarum.call.CallUpdate.Status.INTENT;
import static dev.alarum.call.CallUpdate.Status.NOT_PLACED;
import static dev.alarum.flow.PhoneFlows.ADA;
import static dev.alarum.flow.PhoneFlows.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialConsoleFlowTest {
    @TempDir
    Path folder;

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
