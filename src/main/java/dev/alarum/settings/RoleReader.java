package dev.alarum.settings;

import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import dev.alarum.settings.Key.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one role, key by key. What is wrong is noted and reading goes on with the default or the example,
 * so that all problems come in one list; {@link #finish} then refuses them.
 */
final class RoleReader {
    private final Owner owner;
    private final Path home;
    private final Map<String, Given> values;
    private final Map<String, SettingProblem> problems = new LinkedHashMap<>();
    private final Map<String, String> effective = new TreeMap<>();

    RoleReader(Owner owner, Source source) {
        this.owner = owner;
        this.home = source.home();
        Gathering gathering = Gathering.of(source);
        this.values = gathering.values();
        gathering.problems().forEach(problem -> problems.putIfAbsent(problem.key() + problem.origin(), problem));
        values.forEach(this::showGiven);
    }

    private void showGiven(String key, Given given) {
        boolean shown = Catalogue.find(key)
                .filter(known -> known.owners().contains(owner) && !known.secret())
                .isPresent();
        if (shown) {
            effective.put(key, given.text());
        }
    }

    boolean has(String key) {
        return values.containsKey(key) || values.containsKey(key + Key.FILE);
    }

    /** The value of a key that has a default. */
    <T> T read(String key, Form<T> form, T byDefault, String example) {
        Given given = values.get(key);
        if (given == null) {
            effective.put(key, form.write().apply(byDefault));
            return byDefault;
        }
        return parsed(key, given, form, example).orElse(byDefault);
    }

    /** The value of a key that must be given, or the example where it is not given or wrong. */
    <T> T required(String key, Form<T> form, String rule, String example) {
        Given given = values.get(key);
        if (given == null) {
            note(new SettingProblem(key, null, "", rule, key + "=" + example));
            return form.parse().apply(example);
        }
        return parsed(key, given, form, example).orElseGet(() -> form.parse().apply(example));
    }

    /** The value of a key that may be left out. */
    <T> Optional<T> optional(String key, Form<T> form, String example) {
        Given given = values.get(key);
        return given == null ? Optional.empty() : parsed(key, given, form, example);
    }

    private <T> Optional<T> parsed(String key, Given given, Form<T> form, String example) {
        try {
            return Optional.of(form.parse().apply(given.text()));
        } catch (IllegalArgumentException e) {
            String rule = e.getMessage() == null ? "give another value" : e.getMessage();
            note(new SettingProblem(key, given.text(), given.origin(), rule, key + "=" + example));
            return Optional.empty();
        }
    }

    /** The secret of a key, given itself or as a file. */
    Optional<String> secret(String key) {
        Given given = values.get(key);
        Given file = values.get(key + Key.FILE);
        if (given != null && file != null) {
            String rule = "give either " + key + " or " + key + Key.FILE + ", not both";
            note(new SettingProblem(key, null, given.origin(), rule, key + Key.FILE + "=" + file.text()));
            return Optional.empty();
        }
        return file == null ? Optional.ofNullable(given).map(Given::text) : fromFile(key + Key.FILE, file);
    }

    private Optional<String> fromFile(String key, Given file) {
        try {
            String text = Files.readString(home.resolve(file.text()), StandardCharsets.UTF_8)
                    .replaceFirst("\\r?\\n$", "");
            if (!text.isBlank()) {
                return Optional.of(text);
            }
            note(new SettingProblem(
                    key, file.text(), file.origin(), "give a file that is not empty", exampleFile(key)));
        } catch (IOException | IllegalArgumentException e) {
            note(new SettingProblem(key, file.text(), file.origin(), "give a file that can be read", exampleFile(key)));
        }
        return Optional.empty();
    }

    private static String exampleFile(String key) {
        return key + "=/etc/alarum/" + key.substring(key.lastIndexOf('.') + 1).replace(Key.FILE, "");
    }

    /** The secret of a key that must be given, or the example where it is not. */
    String requiredSecret(String key, String rule, String example) {
        boolean missing = !has(key);
        if (missing) {
            note(new SettingProblem(key, null, "", rule, key + "=" + example + " or " + exampleFile(key + Key.FILE)));
        }
        return secret(key).orElse(example);
    }

    /** A path; a relative one begins in the home folder. */
    Path path(String key, Path byDefault) {
        Path path = home.resolve(read(key, pathForm(), byDefault, "/var/lib/alarum"));
        effective.put(key, path.toString());
        return path;
    }

    /** The path of a file that must be there. */
    @Nullable
    Path existingFile(String key, String example) {
        Optional<Path> path = optional(key, pathForm(), example).map(home::resolve);
        path.ifPresent(file -> {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                note(problem(key, "give a file that can be read", example));
            }
            effective.put(key, file.toString());
        });
        return path.orElse(null);
    }

    /** The path of a folder that must be there; null where that word stands for none, which is the default. */
    @Nullable
    Path folder(String key, String none, String example) {
        Path path = read(key, pathForm(), Path.of(none), example);
        if (path.equals(Path.of(none))) {
            return null;
        }
        Path folder = home.resolve(path);
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            note(problem(key, "give a folder that can be read", example));
        }
        effective.put(key, folder.toString());
        return folder;
    }

    private static Form<Path> pathForm() {
        return new Form<>(Path::of, Path::toString);
    }

    /** The operator's names in keys such as {@code alarum.ups.NAME.poll} that this role reads, as first spelt. */
    SortedMap<Name, String> names(String prefix, String... suffixes) {
        SortedMap<Name, String> names = new TreeMap<>();
        for (Map.Entry<String, Given> value : new TreeMap<>(values).entrySet()) {
            String key = value.getKey();
            Optional<Key> known = Catalogue.find(key).filter(candidate -> !candidate.isFixed());
            if (known.isEmpty() || !known.get().prefix().equals(prefix)) {
                continue;
            }
            if (suffixes.length == 0 || List.of(suffixes).contains(known.get().suffix())) {
                String spelt = known.get().choiceIn(key);
                String first = names.putIfAbsent(new Name(spelt), spelt);
                if (first != null && !first.equals(spelt)) {
                    String rule = "write the name as before, '" + first + "': names differ by more than case";
                    note(new SettingProblem(
                            key,
                            null,
                            value.getValue().origin(),
                            rule,
                            known.get().with(first) + "=…"));
                }
            }
        }
        return names;
    }

    /** The operator's numbers in keys such as {@code alarum.contact.N.phone}, rising. */
    SortedSet<Integer> numbers(String prefix) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (String key : values.keySet()) {
            Catalogue.find(key)
                    .filter(known -> !known.isFixed() && known.prefix().equals(prefix))
                    .ifPresent(known -> numbers.add(Integer.valueOf(known.choiceIn(key))));
        }
        return numbers;
    }

    /** Builds a record from what was read; what it demands in vain is noted under the key of that component. */
    <T> T build(Supplier<T> record, Supplier<T> standIn, Function<String, String> keyOfComponent) {
        try {
            return record.get();
        } catch (Demands.NotMet e) {
            for (Demands.Unmet unmet : e.unmet()) {
                note(problem(keyOfComponent.apply(unmet.component()), unmet.rule(), unmet.example()));
            }
            return standIn.get();
        }
    }

    private SettingProblem problem(String key, String rule, String example) {
        String givenKey = !values.containsKey(key) && values.containsKey(key + Key.FILE) ? key + Key.FILE : key;
        boolean secret = Catalogue.find(key).map(Key::secret).orElse(false);
        Given given = values.get(givenKey);
        String line = key + "=" + example;
        if (given != null) {
            return new SettingProblem(givenKey, secret ? null : given.text(), given.origin(), rule, line);
        }
        String byDefault = effective.get(key);
        return new SettingProblem(key, byDefault, byDefault == null ? "" : "the default", rule, line);
    }

    /** Notes that a secret is not of its form. */
    void noteSecret(String key, String rule, String example) {
        note(problem(key, rule, example));
    }

    void note(SettingProblem problem) {
        problems.putIfAbsent(problem.key(), problem);
    }

    /** The settings with their placeholders; whatever was noted refuses them. */
    <T> Loaded<T> finish(T settings) throws SettingsProblems {
        if (!problems.isEmpty()) {
            throw new SettingsProblems(new ArrayList<>(problems.values()));
        }
        return new Loaded<>(settings, effective);
    }
}
