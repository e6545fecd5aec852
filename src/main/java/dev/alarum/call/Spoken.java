package dev.alarum.call;

import java.util.List;

/**
 * What is said in one call.
 *
 * @param voice the language of the voice, for instance {@code en-US}
 * @param sentences in the order of saying, one pass
 * @param repeat what announces the second pass
 */
public record Spoken(String voice, List<String> sentences, String repeat) {
    private static final int WORDS_A_MINUTE = 150;

    /** Copies the list. */
    public Spoken {
        sentences = List.copyOf(sentences);
    }

    /** One pass as running text. */
    public String text() {
        return String.join(" ", sentences);
    }

    /** About how long one pass takes, in seconds. */
    public int seconds() {
        return text().split(" ").length * 60 / WORDS_A_MINUTE;
    }
}
