package dev.alarum.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The keys that the shipped property files list, set or commented out. */
final class DocumentedKeys {
    private static final Pattern LINE = Pattern.compile("^\\s*#?\\s*(alarum\\.[A-Za-z0-9._-]+)\\s*=.*");

    private DocumentedKeys() {}

    static Set<String> in(Path folder) {
        return Flow.files(folder)
                .filter(file -> file.toString().endsWith(".properties"))
                .flatMap(file -> lines(file).lines())
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String lines(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
