package dev.alarum.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The texts of one language: the folder {@code texts/LANGUAGE}. */
final class Language {
    private static final String FALLBACK = "en";
    private static final Pattern TAG = Pattern.compile("[a-z]{2,3}");
    /** How a word begins that sounds like i; {@code hie} and {@code y} with a vowel after it do not. */
    private static final Pattern SOUND_OF_I = Pattern.compile("(?i)(h?[ií](?!e)|y(?![a-zà-ÿ])).*");

    private static final Map<String, Language> LANGUAGES = new ConcurrentHashMap<>();

    private final String folder;
    private final Properties words;
    private final List<String> numbers;
    private final List<String> hundreds;
    private final List<String> hundredsAnd;
    private final Map<String, Template> templates = new ConcurrentHashMap<>();

    private Language(String folder) {
        this.folder = folder;
        this.words = new Properties();
        try {
            words.load(new StringReader(read("words.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException("texts/" + folder + "/words.properties cannot be read", e);
        }
        this.numbers = words("numbers", 100);
        this.hundreds = words("hundreds", 9);
        this.hundredsAnd = words("hundreds-and", 9);
    }

    /** The languages there are texts in, in alphabetical order: every folder that is named like a language. */
    static Set<String> all() {
        Set<String> all = new TreeSet<>();
        for (String tag : Locale.getISOLanguages()) {
            if (exists(tag)) {
                all.add(tag);
            }
        }
        return Collections.unmodifiableSet(all);
    }

    /** The texts of that language, or the English ones if there are none. */
    static Language of(String tag) {
        String primary = tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        boolean known = TAG.matcher(primary).matches() && exists(primary);
        return LANGUAGES.computeIfAbsent(known ? primary : FALLBACK, Language::new);
    }

    /** The template of that name. */
    Template template(String name) {
        return templates.computeIfAbsent(name, n -> Template.of(n, part -> read(part + ".txt")));
    }

    /** A word or phrase. */
    String word(String key) {
        String word = words.getProperty(key);
        if (word == null) {
            throw new IllegalStateException("texts/" + folder + "/words.properties has no '" + key + "'");
        }
        return word;
    }

    /** The keys of all words. */
    Set<String> keys() {
        return new TreeSet<>(words.stringPropertyNames());
    }

    private List<String> words(String key, int count) {
        List<String> all = List.of(word(key).split(", *"));
        if (all.size() != count) {
            throw new IllegalStateException(
                    "texts/" + folder + "/words.properties has " + all.size() + " " + key + ", not " + count);
        }
        return all;
    }

    /** A number from 0 to 999 in words. */
    String number(int number) {
        if (number < 100) {
            return numbers.get(number);
        }
        int hundred = number / 100 - 1;
        return number % 100 == 0 ? hundreds.get(hundred) : hundredsAnd.get(hundred) + " " + numbers.get(number % 100);
    }

    /**
     * These names, and the number of the others when they are not all. A name that has a comma in itself is set off by
     * semicolons.
     */
    String list(List<String> names, int all) {
        int others = all - names.size();
        List<String> parts = new ArrayList<>(names);
        if (others > 0) {
            parts.add(counted("other", others));
        }
        String last = parts.remove(parts.size() - 1);
        if (parts.isEmpty()) {
            return last;
        }
        boolean commas = names.stream().anyMatch(name -> name.contains(","));
        String and = word(SOUND_OF_I.matcher(last).matches() ? "and-before-i" : "and");
        return String.join(commas ? "; " : ", ", parts) + (commas ? "; " : " ") + and + " " + last;
    }

    /** A length of time in words, rounded down: to a minute from one minute on, to an hour from ten, to a day from two. */
    String duration(Duration duration) {
        long minutes = Math.max(0, duration.toMinutes());
        long hours = minutes / 60;
        if (minutes < 1) {
            return counted("second", Math.max(0, duration.toSeconds()));
        }
        if (hours < 1) {
            return counted("minute", minutes);
        }
        if (hours >= 48) {
            return counted("day", hours / 24);
        }
        return hours >= 10 || minutes % 60 == 0
                ? counted("hour", hours)
                : counted("hour", hours) + " " + word("and") + " " + counted("minute", minutes % 60);
    }

    private String counted(String unit, long count) {
        return count == 1 ? word(unit) : word(unit + "s").replace("{count}", Long.toString(count));
    }

    private static boolean exists(String folder) {
        return Language.class.getResource("/texts/" + folder + "/words.properties") != null;
    }

    private String read(String file) {
        String path = "/texts/" + folder + "/" + file;
        try (InputStream in = Language.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }
}
