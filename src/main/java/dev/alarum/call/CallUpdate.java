package dev.alarum.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * News of one attempt.
 *
 * @param incident the incident's number
 * @param attempt the attempt's number within the incident
 * @param status what became of it so far
 * @param sid the provider's id of the call, null before it is accepted
 * @param answeredBy {@code human}, {@code machine…}, {@code fax}, {@code unknown} as the provider says; null if it does
 *     not
 * @param durationSeconds how long the call lasted once completed; 0 before
 * @param detail the provider's words when something went wrong, without secrets; null if nothing did
 * @param retryAfter for how long the provider that did not place the call wants to be left alone; null if it did not say
 */
public record CallUpdate(
        long incident,
        int attempt,
        Status status,
        @Nullable String sid,
        @Nullable String answeredBy,
        int durationSeconds,
        @Nullable String detail,
        @Nullable Duration retryAfter) {
    /** Of a provider that did not ask for patience. */
    public CallUpdate(
            long incident,
            int attempt,
            Status status,
            @Nullable String sid,
            @Nullable String answeredBy,
            int durationSeconds,
            @Nullable String detail) {
        this(incident, attempt, status, sid, answeredBy, durationSeconds, detail, null);
    }

    /** The same, of a provider that wants to be left alone for that long. */
    CallUpdate after(Duration pause) {
        return new CallUpdate(
                incident, attempt, status, sid, answeredBy, durationSeconds, detail, pause.isZero() ? null : pause);
    }

    /** Twilio's words, and ours for what happens before Twilio has the call. */
    public enum Status {
        /** On disk, not dialled yet. */
        INTENT,
        /** Accepted by the provider, not dialled yet. */
        QUEUED,
        RINGING,
        IN_PROGRESS,
        COMPLETED,
        BUSY,
        NO_ANSWER,
        FAILED,
        CANCELED,
        /** The provider did not take the call (unreachable, too busy, in doubt and not found); the next try may do better. */
        NOT_PLACED,
        /** The provider refuses the account (credentials, suspended, its own number): it would refuse any other call, too. */
        REFUSED,
        /** The provider rings that number for no one, or not for this account: it would refuse the same call again. */
        BAD_NUMBER,
        /** Given up before it was dialled: by then nobody had to be rung for its incident any more. */
        NOT_WANTED;

        /** Whether nothing more will come. */
        public boolean isFinal() {
            return switch (this) {
                case COMPLETED, BUSY, NO_ANSWER, FAILED, CANCELED -> true;
                case NOT_PLACED, REFUSED, BAD_NUMBER, NOT_WANTED -> true;
                case INTENT, QUEUED, RINGING, IN_PROGRESS -> false;
            };
        }

        /** Whether nobody was rung because the provider did not take the call. */
        public boolean isUnplaced() {
            return this == NOT_PLACED || this == REFUSED || this == BAD_NUMBER;
        }

        /** The word on the wire and in the store: Twilio's own, for instance {@code no-answer}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        /**
         * The status of that word.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Status ofWord(String word) {
            for (Status status : values()) {
                if (status.word().equals(word)) {
                    return status;
                }
            }
            throw new IllegalArgumentException("'" + word + "' is no status of a call");
        }
    }
}
