package dev.alarum.e2e;

import java.time.Duration;
import java.util.List;

/** What happens when the stand-in exchange is asked to ring a number. */
public sealed interface Pickup {
    /**
     * It rings, and that is the end of it.
     *
     * @param end the call's last status
     * @param answeredBy what the answering-machine detection finds, empty if nobody answers
     * @param seconds how long the call lasts, as it is billed; the exchange's own clock runs faster
     */
    record Rings(String end, String answeredBy, int seconds) implements Pickup {}

    /**
     * A person takes the call, listens, and presses these keys, one after the other, as long as keys are asked for.
     *
     * @param keys what is pressed each time, for instance a PIN and then {@code 4}
     */
    record Presses(List<String> keys) implements Pickup {}

    /** It rings for ever. */
    record RingsForEver() implements Pickup {}

    /**
     * The order is refused.
     *
     * @param retryAfter seconds, 0 for none
     */
    record Refuses(int status, int code, String message, int retryAfter) implements Pickup {}

    /**
     * The call is made, but the answer to the order is lost, never comes, or is no answer.
     *
     * @param answer what is sent in place of the 201
     */
    record Mumbles(Garble answer, boolean isMade) implements Pickup {}

    /** The call is made and the answer comes late. */
    record AnswersLate(Duration delay, Rings then) implements Pickup {}

    /** What may be sent in place of an answer. */
    enum Garble {
        /** The connection is closed without a word. */
        DROPPED,
        /** Nothing, for as long as the exchange is open. */
        SILENCE,
        /** A 500 with a page. */
        HTML_500,
        /** A 200 with a page. */
        HTML_200,
        /** A 201 whose JSON breaks off. */
        TRUNCATED,
        /** A 201 with no id in it. */
        NO_SID
    }

    /** A person takes the call and listens. */
    static Pickup human(int seconds) {
        return new Rings("completed", "human", seconds);
    }

    /** A person takes the call and presses these. */
    static Pickup presses(String... keys) {
        return new Presses(List.of(keys));
    }

    /** A machine takes the call. */
    static Pickup machine() {
        return new Rings("completed", "machine_start", 9);
    }

    /** The line is engaged. */
    static Pickup busy() {
        return new Rings("busy", "", 0);
    }

    /** Nobody takes the call. */
    static Pickup noAnswer() {
        return new Rings("no-answer", "", 0);
    }

    /** The call cannot be carried. */
    static Pickup fails() {
        return new Rings("failed", "", 0);
    }

    /** It rings and rings. */
    static Pickup ringsForEver() {
        return new RingsForEver();
    }

    /** The number may not be called. */
    static Pickup notPermitted() {
        return new Refuses(400, 21215, "Account not authorized to call this number.", 0);
    }

    /** Too many orders at once. */
    static Pickup tooMany(int retryAfterSeconds) {
        return new Refuses(429, 20429, "Too Many Requests", retryAfterSeconds);
    }

    /** The call is made, the answer is garbled. */
    static Pickup madeBut(Garble answer) {
        return new Mumbles(answer, true);
    }

    /** The call is not made, and the answer is garbled. */
    static Pickup notMadeAnd(Garble answer) {
        return new Mumbles(answer, false);
    }

    /** A person takes the call, but the exchange is slow to say that it has the order. */
    static Pickup humanButSlow(Duration delay) {
        return new AnswersLate(delay, new Rings("completed", "human", 12));
    }
}
