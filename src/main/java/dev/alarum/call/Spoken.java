package dev.alarum.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said in one call.
 *
 * @param voice the language of the voice, for instance {@code en-US}
 * @param speaker the name of the voice, for instance {@code Polly.Joanna}; null: the provider's own choice
 * @param sentences in the order of saying, one pass
 * @param repeat what announces the second pass
 */
public record Spoken(String voice, @Nullable String speaker, List<String> sentences, String repeat) {
    /** Copies the list. */
    public Spoken {
        sentences = List.copyOf(sentences);
    }

    /** One pass as running text. */
    public String text() {
        return String.join(" ", sentences);
    }

    /** About how long one pass takes, in seconds; see {@link Pace}. */
    public int seconds() {
        return (Pace.millis(text()) + 999) / 1000;
    }
}
