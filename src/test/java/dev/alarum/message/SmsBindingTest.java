package dev.alarum.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.PhoneSettings.Twilio;
import dev.alarum.message.MessageSettings.Sms;
import dev.alarum.node.Moment;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmsBindingTest {
    private static final Duration FOUR_MINUTES = Duration.ofMinutes(4);
    private static final IOException FAILURE = new IOException("no answer");

    private Duration passed = Duration.ZERO;

    private SmsBinding sms(boolean withSecond) {
        return new SmsBinding(
                new Sms(List.of("+14155550101"), 20, Sms.DEFAULT_TELLS),
                account("+14155550100"),
                withSecond ? account("+14155550199") : null,
                new Wording(ZoneOffset.UTC, null),
                () -> new Moment(passed.toNanos(), Instant.EPOCH.plus(passed)));
    }

    private static Twilio account(String from) {
        return new Twilio("AC0123456789abcdef0123456789abcdef", "token", from, URI.create("https://api.twilio.com"));
    }

    @Test
    void a_first_account_that_failed_is_left_alone_for_five_minutes_and_then_asked_again() {
        SmsBinding sms = sms(true);
        assertThat(sms.isFirstLeftAlone()).isFalse();

        sms.gaveUp("alarum.twilio", FAILURE);
        assertThat(sms.isFirstLeftAlone()).isTrue();
        passed = passed.plus(FOUR_MINUTES);
        assertThat(sms.isFirstLeftAlone()).isTrue();
        passed = passed.plus(FOUR_MINUTES);

        assertThat(sms.isFirstLeftAlone()).isFalse();
    }

    @Test
    void a_first_account_is_asked_again_at_once_when_the_second_fails_too() {
        SmsBinding sms = sms(true);

        sms.gaveUp("alarum.twilio", FAILURE);
        sms.gaveUp("alarum.twilio2", FAILURE);

        assertThat(sms.isFirstLeftAlone()).isFalse();
        assertThat(sms.hasAnother("alarum.twilio2")).isFalse();
    }

    @Test
    void an_only_account_is_never_left_alone() {
        SmsBinding sms = sms(false);

        sms.gaveUp("alarum.twilio", FAILURE);

        assertThat(sms.hasAnother("alarum.twilio")).isFalse();
        assertThat(sms.isFirstLeftAlone()).isFalse();
    }
}
