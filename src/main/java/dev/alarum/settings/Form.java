package dev.alarum.settings;

import dev.alarum.node.BaseUrl;
import dev.alarum.node.Durations;
import dev.alarum.node.Name;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a value is written.
 *
 * @param parse reads it; an {@link IllegalArgumentException} says as an instruction what would be right
 * @param write the text that {@code parse} reads as this value
 */
record Form<T>(Function<String, T> parse, Function<T, String> write) {
    static final Form<String> TEXT = new Form<>(text -> text, text -> text);
    static final Form<Duration> DURATION = new Form<>(Durations::parse, Durations::text);
    static final Form<Integer> INTEGER = new Form<>(Form::integer, String::valueOf);
    static final Form<Double> PERCENT = new Form<>(Form::percent, Form::percentText);
    static final Form<Boolean> BOOLEAN = new Form<>(Form::trueOrFalse, String::valueOf);
    static final Form<URI> URL = new Form<>(BaseUrl::parse, URI::toString);
    static final Form<Name> NAME = new Form<>(Form::name, Name::text);

    /** One of the constants, in lower case. */
    static <E extends Enum<E>> Form<E> oneOf(Class<E> type, Function<E, String> word) {
        return new Form<>(
                text -> {
                    for (E constant : type.getEnumConstants()) {
                        if (word.apply(constant).equals(text)) {
                            return constant;
                        }
                    }
                    throw new IllegalArgumentException("give " + words(type, word));
                },
                word);
    }

    /** Several of this form with commas between them. */
    Form<List<T>> list() {
        return new Form<>(
                text -> {
                    List<T> all = new ArrayList<>();
                    for (String part : text.split(",", -1)) {
                        if (part.isBlank()) {
                            throw new IllegalArgumentException("give a list with single commas between its parts");
                        }
                        all.add(parse.apply(part.strip()));
                    }
                    return List.copyOf(all);
                },
                all -> all.stream().map(write).collect(Collectors.joining(",")));
    }

    private static <E extends Enum<E>> String words(Class<E> type, Function<E, String> word) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(word.apply(constant));
        }
        return String.join(" or ", words);
    }

    private static Integer integer(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("give a whole number", e);
        }
    }

    private static Double percent(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3})?")) {
            throw new IllegalArgumentException("give a percentage as a number without sign, 0 to 100");
        }
        return Double.valueOf(text);
    }

    private static String percentText(Double percent) {
        return percent == Math.rint(percent) ? String.valueOf(Math.round(percent)) : percent.toString();
    }

    private static Boolean trueOrFalse(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("give true or false");
        };
    }

    private static Name name(String text) {
        if (!Name.isName(text)) {
            throw new IllegalArgumentException(
                    "give a name of 1 to 63 of A-Z a-z 0-9 . _ -, beginning and ending with a letter or digit");
        }
        return new Name(text);
    }
}
