package dev.alarum.call;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of each day in which a contact would rather not be rung, in the machine's time zone.
 *
 * @param from its first minute
 * @param until the first minute after it; before {@code from}: on the next day
 */
public record QuietHours(LocalTime from, LocalTime until) {
    private static final Pattern FORM = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /** @throws IllegalArgumentException if both ends are the same */
    public QuietHours {
        if (from.equals(until)) {
            throw new IllegalArgumentException("give two different times of day as HH:MM-HH:MM");
        }
    }

    /**
     * The hours written as {@code 22:00-07:00}.
     *
     * @throws IllegalArgumentException if the text is not that
     */
    public static QuietHours parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("give two times of day as HH:MM-HH:MM");
        }
        try {
            return new QuietHours(LocalTime.parse(matcher.group(1), TIME), LocalTime.parse(matcher.group(2), TIME));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("give two times of day as HH:MM-HH:MM, 00:00 to 23:59", e);
        }
    }

    /** Whether that time of day lies within. */
    public boolean contains(LocalTime time) {
        boolean afterFrom = !time.isBefore(from);
        boolean beforeUntil = time.isBefore(until);
        return from.isBefore(until) ? afterFrom && beforeUntil : afterFrom || beforeUntil;
    }

    /** As in the settings: {@code 22:00-07:00}. */
    @Override
    public String toString() {
        return TIME.format(from) + "-" + TIME.format(until);
    }
}
