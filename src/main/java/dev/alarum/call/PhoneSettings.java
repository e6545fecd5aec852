package dev.alarum.call;

import dev.alarum.node.BaseUrl;
import dev.alarum.node.Demands;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which provider carries the calls.
 *
 * @param provider {@code alarum.phone.provider}
 * @param twilio {@code alarum.twilio.*}; null if nothing of it is given, never null where the provider is Twilio
 * @param second {@code alarum.twilio2.*}: a second account or compatible provider, asked when the first one cannot;
 *     null: none
 */
public record PhoneSettings(
        Provider provider,
        @Nullable Twilio twilio,
        @Nullable Twilio second) {
    /** Spoken texts are printed. */
    public static final PhoneSettings DEFAULT = new PhoneSettings(Provider.CONSOLE, null, null);

    /** Who carries calls. */
    public enum Provider {
        /** Prints the spoken text. */
        CONSOLE,
        /** Rings through Twilio. */
        TWILIO
    }

    /** @throws Demands.NotMet if the provider is Twilio and there is no account */
    public PhoneSettings {
        new Demands()
                .that(
                        provider != Provider.TWILIO || twilio != null,
                        "provider",
                        "give alarum.twilio.account-sid, .auth-token and .from with twilio",
                        "console")
                .that(
                        second == null || twilio != null,
                        "second",
                        "give alarum.twilio.account-sid, .auth-token and .from, too: alarum.twilio2 only stands in for it",
                        "none")
                .check();
    }

    /** With one account at most. */
    public PhoneSettings(Provider provider, @Nullable Twilio twilio) {
        this(provider, twilio, null);
    }

    /**
     * A Twilio account.
     *
     * @param accountSid {@code .account-sid}: AC and 32 hex digits
     * @param authToken {@code .auth-token}
     * @param from {@code .from}: the calling number, E.164
     * @param baseUrl {@code .base-url}: scheme, host and port of the API; plain http to loopback only
     */
    public record Twilio(String accountSid, String authToken, String from, URI baseUrl) {
        /** Twilio itself. */
        public static final URI DEFAULT_BASE_URL = URI.create("https://api.twilio.com");

        private static final Pattern SID = Pattern.compile("AC[0-9a-fA-F]{32}");
        private static final Pattern TOKEN = Pattern.compile("[!-~]+");

        /** @throws Demands.NotMet if a part is not of its form */
        public Twilio {
            new Demands()
                    .that(
                            SID.matcher(accountSid).matches(),
                            "accountSid",
                            "give AC and 32 hex digits as shown in the console of Twilio",
                            "AC0123456789abcdef0123456789abcdef")
                    .that(
                            TOKEN.matcher(authToken).matches(),
                            "authToken",
                            "give the token without spaces as shown in the console of Twilio",
                            "0123456789abcdef0123456789abcdef")
                    .that(
                            Contact.isPhone(from),
                            "from",
                            "give the calling number as + and 7 to 15 digits",
                            "+14155550100")
                    .that(
                            BaseUrl.isSafe(baseUrl) && BaseUrl.hasNoPath(baseUrl),
                            "baseUrl",
                            "give scheme, host and port of the API; plain http only to loopback",
                            "https://api.twilio.com")
                    .check();
        }

        /** Names the account only: the token is secret. */
        @Override
        public String toString() {
            return "Twilio[" + accountSid + "]";
        }
    }
}
