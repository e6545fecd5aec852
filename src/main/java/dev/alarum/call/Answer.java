package dev.alarum.call;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a provider made of the wish to place a call. */
sealed interface Answer {
    /** It has the call. */
    record Placed(Seen call) implements Answer {}

    /** It does not have the call and takes none of this account. The detail begins with {@code refused:}. */
    record Refused(String detail) implements Answer {}

    /** It does not have the call and does not ring that number. The detail begins with {@code refused:}. */
    record BadNumber(String detail) implements Answer {}

    /**
     * It does not have the call, the next try may do better. The detail begins with {@code unreachable:}, or with
     * {@code refused:} where nobody knows whose fault a refusal is.
     */
    record Unreachable(String detail) implements Answer {}

    /**
     * It does not have the call and wants to be left alone for a while.
     *
     * @param detail begins with {@code busy-provider:}
     * @param pause for how long; zero if it did not say
     */
    record Busy(String detail, Duration pause) implements Answer {}

    /** Nobody knows whether it has the call: its list of calls must be asked. The detail begins with {@code unreachable:}. */
    record Unsure(String detail) implements Answer {}

    /**
     * A call as the provider shows it.
     *
     * @param sid the provider's id
     * @param created when it was made, by the hub's wall clock; null if not told
     */
    record Seen(
            String sid,
            CallUpdate.Status status,
            @Nullable String answeredBy,
            int durationSeconds,
            @Nullable Instant created) {}
}
