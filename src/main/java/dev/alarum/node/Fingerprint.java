package dev.alarum.node;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** SHA-256 fingerprints of certificates, as operators write them: 64 hex digits, with or without colons, in any case. */
public final class Fingerprint {
    /** What to give, for whoever gave something else. */
    public static final String RULE = "give SHA-256 fingerprints: 64 hex digits each, with or without colons";

    /** One, shortened. */
    public static final String EXAMPLE = "AB:CD:…:EF (32 pairs)";

    private static final Pattern PLAIN = Pattern.compile("[0-9a-f]{64}");

    private Fingerprint() {}

    /** Lower-case and without colons, whether they are well formed or not. */
    public static List<String> plain(List<String> fingerprints) {
        return fingerprints.stream()
                .map(one -> one.replace(":", "").toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Whether all of these, made {@link #plain}, have the form of one. */
    public static boolean areWellFormed(List<String> plain) {
        return plain.stream().allMatch(one -> PLAIN.matcher(one).matches());
    }
}
