package dev.alarum.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word that was probably meant. */
public final class Nearest {
    private static final int LETTERS_PER_MISTAKE = 3;

    private Nearest() {}

    /** The nearest of the words, by the number of single letters changed; empty if none is near enough. */
    public static Optional<String> to(String given, Collection<String> words) {
        int most = Math.max(2, given.length() / LETTERS_PER_MISTAKE);
        return words.stream()
                .filter(word -> distance(given, word) <= most)
                .min(Comparator.comparing((String word) -> distance(given, word))
                        .thenComparing(word -> word));
    }

    /** How many letters must be added, removed or replaced to make one word of the other. */
    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[other.length()];
    }
}
