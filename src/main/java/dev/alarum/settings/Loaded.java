package dev.alarum.settings;

import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of one role, found right.
 *
 * @param settings the record
 * @param placeholders every {@code alarum.*} key of the role that is no secret, defaults filled in, as written; for the
 *     flows
 */
public record Loaded<T>(T settings, Map<String, String> placeholders) {
    /** Copies the map. */
    public Loaded {
        placeholders = Map.copyOf(placeholders);
    }

    /** The keys and values one a line, sorted; nothing in it is secret. */
    @Override
    public String toString() {
        return new TreeMap<>(placeholders).toString();
    }
}
