package dev.alarum.call;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call in which keys can be pressed. What is said is said first; only then a PIN is asked for, if the contact has one,
 * and then a key. Whoever gives a wrong PIN three times is not asked again.
 */
final class Conversation {
    private static final int PINS = 3;
    /** The greeting and the most important sentence. */
    private static final int HEADLINE = 2;

    private static final String AGAIN = "*";

    private final Spoken spoken;
    private final Language language;
    private final @Nullable String pin;
    private final boolean canShutDown;
    private boolean heardKeys;
    private boolean unlocked;
    private int wrongPins;

    /** @param canShutDown whether the keys that decide about a shutdown do something */
    Conversation(Spoken spoken, Language language, @Nullable String pin, boolean canShutDown) {
        this.canShutDown = canShutDown;
        this.spoken = spoken;
        this.language = language;
        this.pin = pin;
        this.unlocked = pin == null;
    }

    /** What comes next in a call. */
    sealed interface Turn {
        /** Words, then keys are waited for. */
        record Ask(String words, int digits) implements Turn {}

        /** A key that does something. */
        record Pressed(Key key) implements Turn {}

        /** Words, then the call is over. */
        record End(String words) implements Turn {}
    }

    /** What the phone of the contact is told first. */
    Turn.Ask opening() {
        return ask(spoken.text());
    }

    /** The same once more, for who pressed nothing. */
    Turn.Ask repeated() {
        return ask(spoken.repeat() + " " + spoken.text());
    }

    /** What is said when nothing was pressed at all. */
    String unanswered() {
        return language.word("key.none");
    }

    /** What follows from these digits. */
    synchronized Turn hear(String digits) {
        heardKeys = true;
        if (digits.equals(AGAIN)) {
            return repeated();
        }
        if (!unlocked) {
            return pin(digits);
        }
        Optional<Key> key = Key.of(digits).filter(one -> canShutDown || !one.isOfPlan());
        return key.isPresent() ? new Turn.Pressed(key.get()) : ask(language.word("key.wrong"));
    }

    private Turn pin(String digits) {
        if (digits.equals(pin)) {
            unlocked = true;
            return ask("");
        }
        wrongPins++;
        return wrongPins < PINS ? ask(language.word("pin.wrong")) : new Turn.End(language.word("pin.refused"));
    }

    private Turn.Ask ask(String words) {
        String asked = unlocked ? keys() : language.word("pin.ask");
        String lead = words.isEmpty() ? "" : words + " ";
        return new Turn.Ask(lead + asked, unlocked || pin == null ? 1 : pin.length());
    }

    private String keys() {
        return canShutDown ? language.word("key.ask.plan") + " " + language.word("key.ask") : language.word("key.ask");
    }

    /** What is said of what came of a key. */
    Turn.End told(KeyAnswer answer) {
        return new Turn.End(
                language.word("key." + answer.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    /** Whether somebody pressed anything, as no machine does. */
    synchronized boolean isWithPerson() {
        return heardKeys;
    }

    /** What is left on an answering machine: what happened, and that it goes on. */
    String message() {
        List<String> sentences = spoken.sentences();
        return String.join(" ", sentences.subList(0, Math.min(HEADLINE, sentences.size()))) + " "
                + language.word("machine.message");
    }

    /** The text, whose voice says all. */
    Spoken spoken() {
        return spoken;
    }
}
