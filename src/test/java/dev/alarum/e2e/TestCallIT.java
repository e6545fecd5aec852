package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.role.TestCall;
import dev.alarum.settings.SettingsLoader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/alarum check hub --call}: the very flows of the real calls, with a text that tells of no incident. */
class TestCallIT {
    private static final String ADA = "+14155550101";

    @TempDir
    Path data;

    private CallUpdate place(Map<String, String> phone) throws Exception {
        List<String> arguments = new ArrayList<>();
        phone.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        arguments.addAll(List.of("--set", "alarum.data.dir=" + data));
        arguments.addAll(List.of("--set", "alarum.contact.1.name=Ada", "--set", "alarum.contact.1.phone=" + ADA));
        return TestCall.place(SettingsLoader.loadHub(arguments));
    }

    @Test
    void the_console_prints_a_text_that_tells_of_no_incident() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        CallUpdate update;
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            update = place(Map.of("alarum.phone.provider", "console"));
        } finally {
            System.setOut(console);
        }

        assertThat(update.status()).isEqualTo(Status.COMPLETED);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("===== CALL to Ada (" + ADA + ")", "===== END OF CALL =====")
                .containsIgnoringCase("test")
                .doesNotContain("null");
        assertThat(data).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"human, COMPLETED", "busy, BUSY", "refused, BAD_NUMBER"})
    void twilio_is_asked_once_and_followed_to_the_end(String who, Status end) throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open().faster(10)) {
            exchange.at(
                    ADA,
                    switch (who) {
                        case "human" -> Pickup.human(12);
                        case "busy" -> Pickup.busy();
                        default -> Pickup.notPermitted();
                    });

            CallUpdate update = place(exchange.settings());

            assertThat(update.status()).isEqualTo(end);
            if (end != Status.BAD_NUMBER) {
                exchange.expectsCall().to(ADA);
            }
            assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
            assertThat(exchange.violations()).isEmpty();
            assertThat(String.valueOf(update.detail())).doesNotContain(TelephoneExchange.TOKEN);
        }
    }
}
