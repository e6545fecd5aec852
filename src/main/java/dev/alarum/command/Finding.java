package dev.alarum.command;

import java.util.Locale;

/**
 * What a probe found out.
 *
 * @param kind whether it is as it must be
 * @param text one line for people: what was tried, what came of it, and if it is not good what to do; no secrets
 */
public record Finding(Kind kind, String text) {
    /** What a finding means for who reads it. */
    public enum Kind {
        /** As it must be. */
        GOOD,
        /** Not as it must be. */
        BAD,
        /** Worth knowing; nothing has to be done. */
        NOTE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As it must be. */
    public static Finding good(String text) {
        return new Finding(Kind.GOOD, text);
    }

    /** Not as it must be. */
    public static Finding bad(String text) {
        return new Finding(Kind.BAD, text);
    }

    /** Worth knowing; nothing has to be done. */
    public static Finding note(String text) {
        return new Finding(Kind.NOTE, text);
    }

    /** Whether all is well as far as this goes. */
    public boolean good() {
        return kind != Kind.BAD;
    }
}
