package dev.alarum.call;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Which provider carries the calls.
 *
 * @param provider {@code alarum.phone.provider}
 * @param twilio {@code alarum.twilio.*}; null unless the provider is Twilio
 */
public record PhoneSettings(Provider provider, @Nullable Twilio twilio) {
    /** Who carries calls. */
    public enum Provider {
        /** Prints the spoken text. */
        CONSOLE,
        /** Rings through Twilio. */
        TWILIO
    }

    /**
     * A Twilio account.
     *
     * @param accountSid {@code .account-sid}: AC and 32 hex digits
     * @param authToken {@code .auth-token}
     * @param from {@code .from}: the calling number, E.164
     * @param baseUrl {@code .base-url}: scheme, host and port of the API
     */
    public record Twilio(String accountSid, String authToken, String from, URI baseUrl) {
        /** Names the account only: the token is secret. */
        @Override
        public String toString() {
            return "Twilio[" + accountSid + "]";
        }
    }
}
