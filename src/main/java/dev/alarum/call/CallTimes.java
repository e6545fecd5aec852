package dev.alarum.call;

import java.time.Duration;

/**
 * How long the phone part waits for what.
 *
 * @param connect for a connection to the provider
 * @param answer for the provider's whole answer
 * @param lookAgain between two looks into the provider's list of calls
 * @param unanswered how long the questions about a call may fail before it is given up
 * @param overdue how long after its ring timeout a call may go on before it is given up
 */
public record CallTimes(Duration connect, Duration answer, Duration lookAgain, Duration unanswered, Duration overdue) {
    /** What holds outside of tests. */
    public static CallTimes standard() {
        return new CallTimes(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMinutes(2),
                Duration.ofMinutes(5));
    }
}
