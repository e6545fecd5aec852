package dev.alarum.node;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in settings and commands: {@code 20s}, {@code 500ms}, {@code 1h30m}, {@code 2d}. */
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,6})s)?(?:(\\d{1,6})ms)?");
    private static final List<Duration> UNITS = List.of(
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1));
    private static final List<String> WORDS = List.of("d", "h", "m", "s", "ms");

    private Durations() {}

    /**
     * The duration written so: whole numbers of at most six digits, each with its unit {@code d, h, m, s} or {@code ms},
     * larger units first.
     *
     * @throws IllegalArgumentException if the text is not that; a bare number is not
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("give a duration with its unit (ms, s, m, h or d)");
        }
        Duration sum = Duration.ZERO;
        for (int unit = 0; unit < UNITS.size(); unit++) {
            String count = matcher.group(unit + 1);
            if (count != null) {
                sum = sum.plus(UNITS.get(unit).multipliedBy(Long.parseLong(count)));
            }
        }
        return sum;
    }

    /** The duration as {@link #parse} reads it, larger units first; {@code 0s} for none. Below 1 ms is cut off. */
    public static String text(Duration duration) {
        StringBuilder text = new StringBuilder();
        long rest = duration.toMillis();
        for (int unit = 0; unit < UNITS.size(); unit++) {
            long size = UNITS.get(unit).toMillis();
            if (rest >= size) {
                text.append(rest / size).append(WORDS.get(unit));
                rest %= size;
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
