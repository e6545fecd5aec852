package dev.alarum.heartbeat;

/**
 * What came of looking whether the hub's own network works.
 *
 * @param result what was found
 * @param detail which of its probes answered or why none did, in words for people
 */
public record WayUpdate(Result result, String detail) {
    /** What was found. */
    public enum Result {
        /** One of the probes could be reached. */
        WORKS,
        /** None of the probes could be reached. */
        LOST,
        /** There is nothing to be reached: no probe is set. */
        UNKNOWN
    }
}
