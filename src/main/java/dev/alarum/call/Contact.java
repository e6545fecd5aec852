package dev.alarum.call;

import java.util.regex.Pattern;

/**
 * A person to ring.
 *
 * @param order the place in the calling order, from 1
 * @param name how the text greets the person
 * @param phone E.164: {@code +} and 7 to 15 digits
 * @param language the language of the text, for instance {@code en}
 */
public record Contact(int order, String name, String phone, String language) {
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

    /** @throws IllegalArgumentException if a part is not of its form */
    public Contact {
        if (!E164.matcher(phone).matches()) {
            throw new IllegalArgumentException(
                    "'" + phone + "' is no phone number: use + and 7 to 15 digits, for" + " instance +14155550123");
        }
    }
}
