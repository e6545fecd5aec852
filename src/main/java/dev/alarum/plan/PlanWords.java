package dev.alarum.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words that plans use on the wire for the constants of their enums: lower case, with dashes. */
final class PlanWords {
    private PlanWords() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constants by their words. */
    @SafeVarargs
    static <E extends Enum<E>> Map<String, E> of(E... constants) {
        return Arrays.stream(constants).collect(Collectors.toUnmodifiableMap(PlanWords::of, Function.identity()));
    }
}
