package dev.alarum.notice;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a node wants to say when it leaves, before it is stamped and signed.
 *
 * @param kind why it leaves
 * @param reason words for people, at most 200 printable characters; may be empty
 * @param lease how long the absence is to be accepted, 1 s to 30 d; null leaves it to the hub
 */
public record Farewell(
        Notice.Kind kind, String reason, @Nullable Duration lease) {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int LONGEST_REASON = 200;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,8})(s|m|h|d)");

    /** @throws IllegalArgumentException if reason or lease are outside their range */
    public Farewell {
        if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("reason has " + reason.length()
                    + " characters: give at most 200, all printable, for instance --reason \"new disk\"");
        }
        if (lease != null && (lease.toSeconds() < 1 || lease.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "duration is " + lease.toSeconds() + "s: give 1s to 30d, for instance 45m");
        }
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Notice.Kind kind(String word) {
        return kindIfAny(word)
                .orElseThrow(() -> new IllegalArgumentException("kind is '" + word.replaceAll("[^\\x20-\\x7e]", "?")
                        + "': give shutdown, reboot, stop or maintenance, for instance maintenance 45m"));
    }

    /** The kind of that name, if there is one. */
    public static Optional<Notice.Kind> kindIfAny(String word) {
        for (Notice.Kind kind : Notice.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /**
     * A duration with its unit: {@code 90s, 45m, 2h, 1d}.
     *
     * @throws IllegalArgumentException if the text is not that
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("duration is '" + text.replaceAll("[^\\x20-\\x7e]", "?")
                    + "': give a number with a unit s, m, h or d, for instance 45m");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
