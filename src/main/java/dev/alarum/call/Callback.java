package dev.alarum.call;

import dev.alarum.call.Answer.Seen;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Twilio tells of a call while it goes on.
 *
 * @param incident the incident's number
 * @param attempt the attempt's number within the incident
 * @param seen how the call is now
 */
public record Callback(long incident, int attempt, Seen seen) {
    private static final Pattern CALL = Pattern.compile("incident=([1-9][0-9]{0,17})&attempt=([1-9][0-9]{0,8})");

    /** Which attempt a query names. */
    record Place(long incident, int attempt) {
        /** The attempt that this query names; null if it names none. */
        static @Nullable Place of(@Nullable String query) {
            Matcher call = CALL.matcher(query == null ? "" : query);
            return call.matches() ? new Place(Long.parseLong(call.group(1)), Integer.parseInt(call.group(2))) : null;
        }

        /** The query that names it. */
        String query() {
            return "?incident=" + incident + "&attempt=" + attempt;
        }
    }

    /** Whether a machine took the call, and is ready to take a message. */
    public boolean isMachine() {
        String by = seen.answeredBy();
        return by != null
                && by.toLowerCase(Locale.ROOT).startsWith("machine")
                && !seen.status().isFinal();
    }
}
