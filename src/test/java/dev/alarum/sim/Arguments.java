package dev.alarum.sim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words behind {@code bin/simulate}. */
record Arguments(Map<String, String> given) {
    private static final List<String> WITH_VALUE =
            List.of("seeds", "from", "years", "nodes", "threads", "seed", "script");
    private static final List<String> ALONE = List.of("calls", "drills", "log", "help");

    /** @throws IllegalArgumentException naming the word that is not understood */
    static Arguments of(String[] words) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < words.length; i++) {
            String key = words[i].startsWith("--") ? words[i].substring(2) : "";
            if (ALONE.contains(key)) {
                given.put(key, "");
            } else if (WITH_VALUE.contains(key) && i + 1 < words.length) {
                i++;
                given.put(key, words[i]);
            } else {
                throw new IllegalArgumentException("'" + words[i] + "' is not understood, or its value lacks");
            }
        }
        Arguments arguments = new Arguments(Map.copyOf(given));
        List.of("seeds", "nodes", "threads").forEach(key -> {
            if (arguments.number(key, 1) < 1) {
                throw new IllegalArgumentException("--" + key + " must be 1 or more");
            }
        });
        arguments.number("from", 1);
        arguments.number("seed", 1);
        if (!(arguments.decimal("years", 1) > 0)) {
            throw new IllegalArgumentException("--years must be more than 0");
        }
        return arguments;
    }

    boolean has(String key) {
        return given.containsKey(key);
    }

    String text(String key) {
        return given.getOrDefault(key, "");
    }

    long number(String key, long otherwise) {
        try {
            return has(key) ? Long.parseLong(text(key)) : otherwise;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + key + " '" + text(key) + "' is no whole number", e);
        }
    }

    double decimal(String key, double otherwise) {
        try {
            return has(key) ? Double.parseDouble(text(key)) : otherwise;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + key + " '" + text(key) + "' is no number", e);
        }
    }
}
