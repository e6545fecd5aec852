package dev.alarum.settings;

import dev.alarum.node.Name;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting there is.
 *
 * @param pattern the key; where it holds a name or number of the operator's choice, {@code NAME}, {@code CLUSTER} or
 *     {@code N} stands for that
 * @param owners the roles that read it
 * @param secret whether its value is never shown and may come from a file named by the key with {@code -file}
 */
record Key(String pattern, Set<Owner> owners, boolean secret) {
    /** A role that reads settings. */
    enum Owner {
        HUB,
        AGENT,
        RELAY
    }

    /** What a secret's key ends with when it names a file. */
    static final String FILE = "-file";

    private static final Pattern VARIABLE = Pattern.compile("\\.(NAME|CLUSTER|N)(?=\\.|$)");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");

    /** Whether the key holds nothing of the operator's choice. */
    boolean isFixed() {
        return !VARIABLE.matcher(pattern).find();
    }

    /** What stands for the operator's choice: {@code NAME}, {@code CLUSTER} or {@code N}; empty in a fixed key. */
    String variable() {
        var matcher = VARIABLE.matcher(pattern);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** The key up to the operator's choice, with its last dot. */
    String prefix() {
        var matcher = VARIABLE.matcher(pattern);
        return matcher.find() ? pattern.substring(0, matcher.start() + 1) : pattern;
    }

    /** The key after the operator's choice, with its first dot; empty where that is the end. */
    String suffix() {
        return pattern.substring(prefix().length() + variable().length());
    }

    /** The operator's choice in that key, whether well formed or not; null if the key is another setting's. */
    @Nullable
    String chosenIn(String key) {
        if (isFixed()) {
            return key.equals(pattern) ? "" : null;
        }
        boolean fits = key.length() > prefix().length() + suffix().length()
                && key.startsWith(prefix())
                && key.endsWith(suffix());
        return fits ? key.substring(prefix().length(), key.length() - suffix().length()) : null;
    }

    /** The operator's choice in a key of this setting. */
    String choiceIn(String key) {
        String choice = chosenIn(key);
        if (choice == null) {
            throw new IllegalArgumentException(key + " is not " + pattern);
        }
        return choice;
    }

    /** Whether that key is this setting's, had the operator's choice not been left out. */
    boolean isKeyWithoutChoice(String key) {
        return !isFixed() && key.equals((prefix() + suffix()).replaceFirst("\\.(\\.|$)", "$1"));
    }

    /** Right keys of this setting that may have been meant by that key. */
    Set<String> near(String key) {
        if (isFixed()) {
            return Set.of(pattern);
        }
        String[] given = key.split("\\.");
        String[] own = pattern.split("\\.");
        int place = prefix().split("\\.").length;
        int chosen = given.length - own.length + 1;
        if (chosen < 1) {
            return Set.of(pattern);
        }
        return Set.of(pattern, with(String.join(".", Arrays.copyOfRange(given, place, place + chosen))));
    }

    /** Whether the operator's choice has the form it must have. */
    boolean allows(String chosen) {
        return switch (variable()) {
            case "" -> true;
            case "N" -> NUMBER.matcher(chosen).matches();
            default -> Name.isName(chosen);
        };
    }

    /** The key with that choice. */
    String with(String chosen) {
        return isFixed() ? pattern : prefix() + chosen + suffix();
    }

    /** The setting that names a file with this one's secret. */
    Key file() {
        return new Key(pattern + FILE, owners, false);
    }

    /** The environment variable that overrides a fixed key. */
    String environmentName() {
        return pattern.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
