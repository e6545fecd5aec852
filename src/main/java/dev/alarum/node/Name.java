package dev.alarum.node;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a node, a relay, a UPS or a site: a letter or digit, then up to 62 of {@code A-Z a-z 0-9 . _ -}, the last
 * one again a letter or digit. Two names that differ only in case are the same name.
 */
public final class Name implements Comparable<Name> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private final String text;
    /** Made once: names are compared at every beat. */
    private final String key;

    /** @throws IllegalArgumentException if the text is not of the form of a name */
    public Name(String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException("'" + shown(text)
                    + "' is no name: use 1 to 63 of A-Z a-z 0-9 . _ -, beginning and ending with a letter or digit,"
                    + " for instance pve-01");
        }
        this.text = text;
        this.key = text.toLowerCase(Locale.ROOT);
    }

    /** Whether the text has the form of a name. */
    public static boolean isName(String text) {
        return FORM.matcher(text).matches();
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** The form in which names are compared. */
    public String key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Name name && key.equals(name.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public int compareTo(Name other) {
        return key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return text;
    }

    private static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
    }
}
