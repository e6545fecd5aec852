package dev.alarum.settings;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the settings.
 *
 * @param key the key, or the file or argument that is at fault
 * @param value what was given; null if nothing was, or if it is not to be shown
 * @param origin where it was given, for instance the file; empty if nowhere
 * @param rule what would be right, as an instruction
 * @param example a right line or argument; empty if there is no telling
 */
public record SettingProblem(String key, @Nullable String value, String origin, String rule, String example) {
    private static final int LONGEST_VALUE = 120;

    /** One line for people: key, value, rule, example. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(key);
        if (value != null) {
            line.append(" is '").append(shown(value)).append('\'');
        } else {
            line.append(origin.isEmpty() ? " is missing" : " is wrong");
        }
        if (!origin.isEmpty()) {
            line.append(" (").append(origin).append(')');
        }
        line.append(": ").append(rule);
        if (!example.isEmpty()) {
            line.append(", for instance ").append(example);
        }
        return line.toString();
    }

    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= LONGEST_VALUE ? printable : printable.substring(0, LONGEST_VALUE) + "…";
    }
}
