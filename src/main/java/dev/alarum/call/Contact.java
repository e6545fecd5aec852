package dev.alarum.call;

import dev.alarum.node.Demands;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A person to ring.
 *
 * @param order the place in the calling order, from 1
 * @param name how the text greets the person; 1 to 60 printable characters
 * @param phone E.164: {@code +} and 7 to 15 digits
 * @param language the language of the text; one of {@link #LANGUAGES}
 * @param quietHours when the person would rather not be rung; null: never
 * @param pin 4 to 8 digits to be pressed before any other key counts; null: none. It is secret.
 */
public record Contact(
        int order,
        String name,
        String phone,
        String language,
        @Nullable QuietHours quietHours,
        @Nullable String pin) {
    /** The languages in which there are texts, in alphabetical order. */
    public static final Set<String> LANGUAGES = Language.all();

    /** The language of a contact whose language is not given. */
    public static final String DEFAULT_LANGUAGE = "en";

    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cntrl}\\p{Cn}]{1,60}");
    private static final Pattern PIN = Pattern.compile("[0-9]{4,8}");

    /** @throws Demands.NotMet if a part is not of its form */
    public Contact {
        new Demands()
                .that(order >= 1, "order", "count contacts from 1", "1")
                .that(
                        PRINTABLE.matcher(name).matches() && !name.isBlank(),
                        "name",
                        "give a name of 1 to 60 printable characters",
                        "Ada")
                .that(isPhone(phone), "phone", "give a phone number as + and 7 to 15 digits", "+14155550123")
                .that(
                        LANGUAGES.contains(language),
                        "language",
                        "give a language that has texts: " + String.join(", ", LANGUAGES),
                        DEFAULT_LANGUAGE)
                .that(pin == null || PIN.matcher(pin).matches(), "pin", "give 4 to 8 digits", "4711")
                .check();
    }

    /** A contact without quiet hours and PIN. */
    public Contact(int order, String name, String phone, String language) {
        this(order, name, phone, language, null, null);
    }

    /** Whoever reads the console, where no contact is named; the number is nobody's and is never dialled. */
    public static Contact console() {
        return new Contact(1, "operator", "+10000000", DEFAULT_LANGUAGE);
    }

    /** Whether the text has the form of a phone number: E.164. */
    public static boolean isPhone(String text) {
        return E164.matcher(text).matches();
    }

    /** All but the PIN. */
    @Override
    public String toString() {
        return "Contact[" + order + " " + name + " " + phone + " " + language + "]";
    }
}
