package dev.alarum.command;

/**
 * What a probe found out.
 *
 * @param good whether it is as it must be
 * @param text one line for people: what was tried, what came of it, and if it is not good what to do; no secrets
 */
public record Finding(boolean good, String text) {
    /** As it must be. */
    public static Finding good(String text) {
        return new Finding(true, text);
    }

    /** Not as it must be. */
    public static Finding bad(String text) {
        return new Finding(false, text);
    }
}
