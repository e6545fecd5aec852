package dev.alarum.sim;

/**
 * A law was broken.
 *
 * @param law which, in a word that stays the same for the same kind of breach
 * @param at when, ms
 * @param how in words
 */
public record Violation(String law, long at, String how) {
    @Override
    public String toString() {
        return Chronicle.time(at).strip() + "  " + law + ": " + how;
    }
}
