package dev.alarum.command;

import dev.alarum.node.Durations;
import dev.alarum.settings.SettingsProblems;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A time on the command line: how long ago, or a day or an instant in UTC. */
final class TimeArgument {
    private TimeArgument() {}

    /**
     * Takes an option and its value out of the arguments.
     *
     * @param arguments is left without them
     * @return null if the option is not given
     * @throws SettingsProblems if its value is missing or is no time
     */
    static @Nullable Instant take(List<String> arguments, String option, Instant now) throws SettingsProblems {
        String text = takeText(arguments, option);
        if (text == null) {
            return null;
        }
        try {
            return parse(text, now);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw SettingsProblems.withArgument(
                    option + " " + text,
                    "give how long ago (30d, 12h, 90m), a day or an instant in UTC",
                    option + " 30d, " + option + " 2026-11-01 or " + option + " 2026-11-01T06:30:00Z");
        }
    }

    /** An instant as people read it, to the second. */
    static String shown(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Instant parse(String text, Instant now) {
        if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return text.contains("T") ? Instant.parse(text) : now.minus(Durations.parse(text));
    }

    private static @Nullable String takeText(List<String> arguments, String option) throws SettingsProblems {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(option + "=")) {
                return arguments.remove(i).substring(option.length() + 1);
            }
            if (argument.equals(option)) {
                if (i + 1 == arguments.size()) {
                    throw SettingsProblems.withArgument(option, "give its value", option + " 30d");
                }
                arguments.remove(i);
                return arguments.remove(i);
            }
        }
        return null;
    }
}
