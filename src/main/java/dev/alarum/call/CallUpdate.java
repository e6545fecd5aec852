package dev.alarum.call;

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
 */
public record CallUpdate(
        long incident,
        int attempt,
        Status status,
        @Nullable String sid,
        @Nullable String answeredBy,
        int durationSeconds,
        @Nullable String detail) {
    /** Twilio's words, and three of ours for the time before Twilio has the call. */
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
        /** The provider did not take the call (refused, unreachable, timed out). */
        NOT_PLACED,
        /** Given up before it was dialled: by then nobody had to be rung for its incident any more. */
        NOT_WANTED;

        /** Whether nothing more will come. */
        public boolean isFinal() {
            return switch (this) {
                case COMPLETED, BUSY, NO_ANSWER, FAILED, CANCELED, NOT_PLACED, NOT_WANTED -> true;
                case INTENT, QUEUED, RINGING, IN_PROGRESS -> false;
            };
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
