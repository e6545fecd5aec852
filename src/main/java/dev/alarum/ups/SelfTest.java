package dev.alarum.ups;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The self-test of one UPS, where its program does not tell how long that lasts: the reason of the last transfer stays
 * what it was until the next one, so a test is believed only as long as a test takes. Not safe to be used by several
 * threads.
 */
final class SelfTest {
    /** The time that apcupsd itself allows a self-test. */
    static final Duration LONGEST = Duration.ofSeconds(40);

    private static final Pattern WORDS = Pattern.compile("self[ -]?test", Pattern.CASE_INSENSITIVE);

    private @Nullable Moment since;

    /** Whether that reason of a transfer to the battery is a self-test. */
    static boolean isReason(@Nullable String transfer) {
        return transfer != null && WORDS.matcher(transfer).find();
    }

    /** What a look showed, as it is to be taken at this moment. A look that shows nothing does not end the test. */
    Observation judged(Observation seen, Moment now) {
        PowerState otherwise = seen.unlessTest();
        if (otherwise == null) {
            since = seen.state() == PowerState.LOST ? since : null;
            return seen;
        }
        Moment began = since == null ? now : since;
        since = began;
        return now.since(began).compareTo(LONGEST) > 0 ? seen.as(otherwise) : seen;
    }
}
