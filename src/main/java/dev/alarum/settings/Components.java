package dev.alarum.settings;

import java.util.Locale;
import java.util.function.Function;

/** How the components of records are called in the settings. */
final class Components {
    private Components() {}

    /** {@code maxPerHour} below {@code alarum.call} is {@code alarum.call.max-per-hour}. */
    static Function<String, String> below(String stem) {
        return component -> stem + "." + kebab(component);
    }

    private static String kebab(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
