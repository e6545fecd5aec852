package dev.alarum.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the name of a machine is said: {@code pve-02} is "p v e, zero two".
 *
 * <ol>
 *   <li>Dashes and underscores part a name, and so do the borders between letters and digits and between a small and a
 *       capital letter ({@code dbServer}). A dot is said by its word. Capitals are said as small letters.
 *   <li>Letters that can be read are a word: {@code web}, {@code backup}. Those are spelled that have no vowel
 *       ({@code db}), that pile up consonants as no word does ({@code pve}: nothing begins with pv), that are only one or
 *       two ({@code hp}), and those people spell ({@code ups}).
 *   <li>Up to three digits are a number: 12 is "twelve". With a zero in front, or when there are more, they are said one
 *       by one: 02 is "zero two".
 *   <li>A comma, for the ear a short pause, stands beside whatever is said piece by piece.
 *   <li>Of a very long name the beginning and the end are said.
 * </ol>
 */
final class SpokenName {
    private static final Pattern PIECE = Pattern.compile("\\.|[0-9]+|[^-_.0-9 ]+");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    private static final Pattern SMALL_LETTERS = Pattern.compile("[a-z]+");

    private static final String VOWEL = "[aeiouy]++";
    /** With what a syllable begins and ends in English, German, Spanish and French, beside single consonants. */
    private static final String ONSET = "(?:[bcdfghjklmnpqrstvwxz]|qu|[bcfgkp][lr]|[dtvw]r|[cpst]h|kn|gn|pf|ph[lr]"
            + "|s[cklmnpqtvw]|sch[lmnrw]?|sc[lr]|chr|sph|sp[lr]|st[r]|squ|thr|tw|t[sz]|zw|wh|rh|ps)";

    private static final String CODA =
            "(?:[bcdfghjklmnpqrstvwxz]|bb|dd|ff|gg|ll|mm|nn|pp|rr|ss|tt|zz|ck[s]?|[cgpst]h|ght[s]?|sch|tch"
                    + "|l[bcdfgkmnpstxz]|m[bps]|n[cdgkstxz]|ngs|nks|ngst|ngths?|r[bcdfgklmnpstxz]|s[kmpt]|[bcdfgkmprt]s|[cfp]t|nch|rch"
                    + "|rth|nth|cht|lls|rds|nds|rks|rts|nts|sts|lds|rst|tz|pf|ls|mpf?|ms|ns|wn|wl|dth|xt)";
    private static final Pattern READABLE =
            Pattern.compile(ONSET + "?" + VOWEL + "(?>" + CODA + "?" + ONSET + "?" + VOWEL + ")*+" + CODA + "?");

    /** Two letters that are a word all the same. */
    private static final Set<String> SHORT_WORDS =
            Set.of("at", "by", "go", "in", "my", "no", "of", "on", "pi", "to", "up");

    /** What could be read but is spelled. */
    private static final Set<String> SPELLED = Set.of(
            "api", "aws", "esxi", "iot", "ipmi", "iscsi", "ovh", "uat", "ups", "uri", "url", "usa", "usb", "ilo");

    /** A name that is longer in all is not said whole; about five seconds. */
    private static final int LONGEST = 14;
    /** Of a longer one, so much of its beginning and its end. */
    private static final int LONGEST_HEAD = 7;

    private static final int LONGEST_TAIL = 4;
    /** A word counts once for so many letters; a spelled letter counts once. */
    private static final int LETTERS = 6;

    /** What is said in one go. */
    private record Unit(String words, boolean pauseBefore) {
        int length() {
            return Math.max(1, words.length() / LETTERS);
        }
    }

    private final Language language;
    private final List<Unit> units = new ArrayList<>();
    private boolean afterPieces;

    private SpokenName(Language language) {
        this.language = language;
    }

    /** The name as that language says it; it is not empty unless the name is. */
    static String of(String name, Language language) {
        SpokenName spoken = new SpokenName(language);
        Matcher piece = PIECE.matcher(name);
        while (piece.find()) {
            spoken.add(piece.group());
        }
        return spoken.words();
    }

    private void add(String piece) {
        if (piece.equals(".")) {
            afterPieces = false;
            addWhole(language.word("dot"));
        } else if (Character.isDigit(piece.charAt(0))) {
            addDigits(piece);
        } else {
            for (String letters : HUMP.split(piece)) {
                addLetters(letters.toLowerCase(Locale.ROOT));
            }
        }
    }

    private void addLetters(String letters) {
        if (letters.length() > 1 && SMALL_LETTERS.matcher(letters).matches() && isSpelled(letters)) {
            addPieces(letters.chars().mapToObj(Character::toString).toList());
        } else {
            addWhole(letters);
        }
    }

    static boolean isSpelled(String letters) {
        return letters.length() <= 2
                ? !SHORT_WORDS.contains(letters)
                : SPELLED.contains(letters) || !READABLE.matcher(letters).matches();
    }

    private void addDigits(String digits) {
        if (digits.length() == 1 || (digits.length() <= 3 && digits.charAt(0) != '0')) {
            addWhole(language.number(Integer.parseInt(digits)));
        } else {
            addPieces(digits.chars()
                    .mapToObj(digit -> language.number(Character.digit(digit, 10)))
                    .toList());
        }
    }

    private void addWhole(String words) {
        units.add(new Unit(words, afterPieces));
        afterPieces = false;
    }

    private void addPieces(List<String> pieces) {
        boolean isAfterDot =
                !units.isEmpty() && units.get(units.size() - 1).words().equals(language.word("dot"));
        for (int i = 0; i < pieces.size(); i++) {
            units.add(new Unit(pieces.get(i), i == 0 && !units.isEmpty() && !isAfterDot));
        }
        afterPieces = true;
    }

    private String words() {
        if (length(units) <= LONGEST) {
            return join(units);
        }
        int head = 1;
        while (length(units.subList(0, head + 1)) <= LONGEST_HEAD) {
            head++;
        }
        int tail = units.size() - 1;
        while (tail > head && length(units.subList(tail - 1, units.size())) <= LONGEST_TAIL) {
            tail--;
        }
        return tail <= head
                ? join(units)
                : join(units.subList(0, head)) + ", " + language.word("omitted") + ", "
                        + join(units.subList(tail, units.size()));
    }

    private static int length(List<Unit> units) {
        return units.stream().mapToInt(Unit::length).sum();
    }

    private static String join(List<Unit> units) {
        StringBuilder out = new StringBuilder();
        for (Unit unit : units) {
            if (!out.isEmpty()) {
                out.append(unit.pauseBefore() ? ", " : " ");
            }
            out.append(unit.words());
        }
        return out.toString();
    }
}
