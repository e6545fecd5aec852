package dev.alarum.ups;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lines of {@code key : value}. A key that is given twice with different values counts as not given. */
final class StatusText {
    private static final int LONGEST_WORDS = 200;
    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,9}(?:[.,]\\d{1,9})?)(?![\\w.,])");
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private final Map<String, String> values = new HashMap<>();

    StatusText(String output) {
        Set<String> contradicted = new HashSet<>();
        for (String line : output.split("[\\r\\n]+")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String key = line.substring(0, colon).strip();
                String value = line.substring(colon + 1).strip();
                String before = values.putIfAbsent(key, value);
                if (before != null && !before.equals(value)) {
                    contradicted.add(key);
                }
            }
        }
        values.keySet().removeAll(contradicted);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    @Nullable
    String value(String key) {
        return values.get(key);
    }

    /** The words of a set, separated by blanks; empty where the key is missing. */
    Set<String> words(String key) {
        String value = values.get(key);
        return value == null || value.isEmpty() ? Set.of() : new HashSet<>(Arrays.asList(value.split("\\s+")));
    }

    /** The leading number, whatever unit follows it. */
    @Nullable
    Double number(String key, double largest) {
        String value = values.get(key);
        Matcher matcher = value == null ? null : NUMBER.matcher(value);
        if (matcher == null || !matcher.lookingAt()) {
            return null;
        }
        double number = Double.parseDouble(matcher.group(1).replace(',', '.'));
        return number <= largest ? number : null;
    }

    @Nullable
    Duration time(String key, Duration unit) {
        Double number = number(key, 10_000_000);
        return number == null ? null : Duration.ofMillis(Math.round(number * unit.toMillis()));
    }

    /** The value as words for people: printable, bounded; null where there are none. */
    @Nullable
    String sentence(String key) {
        String value = values.get(key);
        if (value == null || value.isEmpty() || value.equals("N/A")) {
            return null;
        }
        String printable = UNPRINTABLE.matcher(value).replaceAll("?");
        return printable.length() <= LONGEST_WORDS ? printable : printable.substring(0, LONGEST_WORDS);
    }
}
