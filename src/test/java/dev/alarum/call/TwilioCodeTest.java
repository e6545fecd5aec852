package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.TwilioHttpBinding.Refusal;
import dev.alarum.node.Moments;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a refusal means, by its code first and by its HTTP status else. */
class TwilioCodeTest {
    private final TwilioBinding twilio = new TwilioBinding(
            new PhoneSettings.Twilio(
                    "AC0123456789abcdef0123456789abcdef", "token", "+14155550100", URI.create("http://127.0.0.1:9")),
            Duration.ofSeconds(25),
            CallTimes.standard(),
            Moments.system(),
            new KeypadBinding(null));

    @ParameterizedTest
    @CsvSource({
        "400, 21211, BAD_NUMBER",
        "400, 21214, BAD_NUMBER",
        "400, 21215, BAD_NUMBER",
        "403, 21215, BAD_NUMBER",
        "400, 21216, BAD_NUMBER",
        "400, 21217, BAD_NUMBER",
        "400, 21219, BAD_NUMBER",
        "400, 21401, BAD_NUMBER",
        "400, 21614, BAD_NUMBER",
        "400, 21210, REFUSED",
        "400, 21212, REFUSED",
        "401, 20003, REFUSED",
        "401, 0, REFUSED",
        "403, 0, REFUSED",
        "404, 20404, REFUSED",
        "400, 99999, NOT_PLACED",
        "400, 0, NOT_PLACED",
        "301, 0, NOT_PLACED",
        "429, 20429, NOT_PLACED"
    })
    void says_whose_fault_it_is(int http, int code, Status status) {
        assertThat(statusOf(twilio.failed(new Refusal(http, code, "words", null))))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"500, 0", "503, 20500", "408, 0"})
    void leaves_doubt_when_the_provider_stumbled(int http, int code) {
        assertThat(statusOf(twilio.failed(new Refusal(http, code, "words", null))))
                .isNull();
    }

    private static @Nullable Status statusOf(Answer answer) {
        if (answer instanceof Answer.Refused) {
            return Status.REFUSED;
        }
        if (answer instanceof Answer.BadNumber) {
            return Status.BAD_NUMBER;
        }
        return answer instanceof Answer.Unreachable || answer instanceof Answer.Busy ? Status.NOT_PLACED : null;
    }
}
