package dev.alarum.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The texts of one language: the folder {@code texts/LANGUAGE}. */
final class Language {
    private static final String FALLBACK = "en";
    private static final Pattern TAG = Pattern.compile("[a-z]{2,3}");
    private static final Map<String, Language> LANGUAGES = new ConcurrentHashMap<>();

    private final String folder;
    private final Properties words;
    private final Map<String, Template> templates = new ConcurrentHashMap<>();

    private Language(String folder) {
        this.folder = folder;
        this.words = new Properties();
        try {
            words.load(new StringReader(read("words.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException("texts/" + folder + "/words.properties cannot be read", e);
        }
    }

    /** The texts of that language, or the English ones if there are none. */
    static Language of(String tag) {
        String primary = tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        boolean known = TAG.matcher(primary).matches() && exists(primary);
        return LANGUAGES.computeIfAbsent(known ? primary : FALLBACK, Language::new);
    }

    /** The template of that name. */
    Template template(String name) {
        return templates.computeIfAbsent(name, n -> Template.of(read(n + ".txt"), part -> read(part + ".txt")));
    }

    /** A word or phrase. */
    String word(String key) {
        String word = words.getProperty(key);
        if (word == null) {
            throw new IllegalStateException("texts/" + folder + "/words.properties has no '" + key + "'");
        }
        return word;
    }

    /** These names, and the number of the others when they are not all. */
    String list(List<String> names, int all) {
        int others = all - names.size();
        List<String> parts = new ArrayList<>(names);
        if (others > 0) {
            parts.add(counted("other", others));
        }
        String last = parts.remove(parts.size() - 1);
        return parts.isEmpty() ? last : String.join(", ", parts) + " " + word("and") + " " + last;
    }

    /** A length of time in its one fitting unit, rounded down. */
    String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return counted("second", seconds);
        }
        return seconds < 7200 ? counted("minute", seconds / 60) : counted("hour", seconds / 3600);
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
