package dev.alarum.settings;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Contact;
import dev.alarum.call.PhoneSettings;
import dev.alarum.call.PhoneSettings.Provider;
import dev.alarum.call.PhoneSettings.Twilio;
import dev.alarum.call.QuietHours;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads whom a hub rings and through whom. */
final class CallReader {
    private static final String EXAMPLE_SID = "AC0123456789abcdef0123456789abcdef";
    private static final String EXAMPLE_TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String EXAMPLE_PHONE = "+14155550123";

    private final RoleReader reader;

    CallReader(RoleReader reader) {
        this.reader = reader;
    }

    CallSettings calls() {
        CallSettings byDefault = CallSettings.DEFAULT;
        List<Contact> contacts = contacts();
        int attempts = reader.read("alarum.call.attempts", Form.INTEGER, byDefault.attempts(), "3");
        Duration ring = reader.read("alarum.call.ring-timeout", Form.DURATION, byDefault.ringTimeout(), "25s");
        Duration pause = reader.read("alarum.call.pause", Form.DURATION, byDefault.pause(), "15s");
        int most = reader.read("alarum.call.max-per-hour", Form.INTEGER, byDefault.maxPerHour(), "30");
        int perMonth = reader.read("alarum.call.max-per-month", Form.INTEGER, byDefault.maxPerMonth(), "500");
        boolean stops = reader.read("alarum.call.stop-on-recovery", Form.BOOLEAN, byDefault.stopOnRecovery(), "true");
        return reader.build(
                () -> new CallSettings(contacts, attempts, ring, pause, most).bounded(most, perMonth, stops),
                () -> new CallSettings(
                        contacts,
                        byDefault.attempts(),
                        byDefault.ringTimeout(),
                        byDefault.pause(),
                        byDefault.maxPerHour()),
                Components.below("alarum.call"));
    }

    private List<Contact> contacts() {
        List<Contact> contacts = new ArrayList<>();
        for (int order : reader.numbers("alarum.contact.")) {
            contacts.add(contact(order, "alarum.contact." + order));
        }
        return contacts;
    }

    private Contact contact(int order, String stem) {
        String name = reader.required(stem + ".name", Form.TEXT, "give the name of the contact", "Ada");
        String phone = reader.required(
                stem + ".phone", Form.TEXT, "give a phone number as + and 7 to 15 digits", EXAMPLE_PHONE);
        String language = reader.optional(stem + ".language", Form.TEXT, Contact.DEFAULT_LANGUAGE)
                .orElse(Contact.DEFAULT_LANGUAGE);
        QuietHours quiet = reader.optional(
                        stem + ".quiet-hours", new Form<>(QuietHours::parse, QuietHours::toString), "22:00-07:00")
                .orElse(null);
        String pin = reader.secret(stem + ".pin").orElse(null);
        return reader.build(
                () -> new Contact(order, name, phone, language, quiet, pin),
                () -> new Contact(order, "Ada", EXAMPLE_PHONE, Contact.DEFAULT_LANGUAGE),
                Components.below(stem));
    }

    PhoneSettings phone() {
        Provider provider = reader.read(
                "alarum.phone.provider",
                Form.oneOf(Provider.class, word -> word.name().toLowerCase(Locale.ROOT)),
                PhoneSettings.DEFAULT.provider(),
                "twilio");
        Twilio first = provider == Provider.TWILIO || isGiven("alarum.twilio") ? twilio("alarum.twilio") : null;
        Twilio second = isGiven("alarum.twilio2") ? twilio("alarum.twilio2") : null;
        return reader.build(
                () -> new PhoneSettings(provider, first, second),
                () -> new PhoneSettings(provider, first, null),
                component -> component.equals("second") ? "alarum.twilio.account-sid" : "alarum.phone.provider");
    }

    private boolean isGiven(String stem) {
        return Stream.of(".account-sid", ".auth-token", ".from").anyMatch(part -> reader.has(stem + part));
    }

    private @Nullable Twilio twilio(String stem) {
        String sid = reader.required(
                stem + ".account-sid", Form.TEXT, "give AC and 32 hex digits as shown by Twilio", EXAMPLE_SID);
        String token = reader.requiredSecret(stem + ".auth-token", "give the token as shown by Twilio", EXAMPLE_TOKEN);
        String from = reader.required(
                stem + ".from", Form.TEXT, "give the calling number as + and 7 to 15 digits", "+14155550100");
        URI base = reader.read(stem + ".base-url", Form.URL, Twilio.DEFAULT_BASE_URL, "https://api.twilio.com");
        return reader.build(
                () -> new Twilio(sid, token, from, base),
                () -> new Twilio(EXAMPLE_SID, EXAMPLE_TOKEN, EXAMPLE_PHONE, Twilio.DEFAULT_BASE_URL),
                Components.below(stem));
    }
}
