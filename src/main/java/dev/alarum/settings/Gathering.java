package dev.alarum.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Collects what files, environment and command line give, and says what is no setting at all. */
final class Gathering {
    /** Environment variables of ours that are no settings: the launcher and the log read them. */
    private static final Set<String> NO_SETTINGS = Set.of("ALARUM_JAVA_OPTS", "ALARUM_HOME", "ALARUM_LOG_LEVEL");

    private static final String OURS = "alarum.";
    private static final String OURS_IN_ENVIRONMENT = "ALARUM_";

    private final Map<String, Given> values = new LinkedHashMap<>();
    private final List<SettingProblem> problems = new ArrayList<>();

    private Gathering() {}

    static Gathering of(Source source) {
        Gathering gathering = new Gathering();
        source.files().forEach(gathering::addFile);
        new TreeMap<>(source.environment()).forEach(gathering::addVariable);
        new TreeMap<>(source.sets()).forEach((key, text) -> gathering.add(key, text, "--set"));
        return gathering;
    }

    /** What was given, by key; only keys there are. */
    Map<String, Given> values() {
        return values;
    }

    List<SettingProblem> problems() {
        return problems;
    }

    private void addFile(Path file) {
        if (Files.isDirectory(file)) {
            problems.add(fileProblem(file, "give a file, this is a folder"));
            return;
        }
        Properties lines = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (containsKey(key)) {
                    problems.add(new SettingProblem(
                            key.toString(), null, file.toString(), "give each key once in a file", ""));
                }
                return super.put(key, value);
            }
        };
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            lines.load(reader);
        } catch (NoSuchFileException e) {
            problems.add(fileProblem(file, "give a file that exists"));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(fileProblem(file, "give a property file in UTF-8 that can be read (" + e + ")"));
        }
        for (String key :
                new TreeMap<>(lines).keySet().stream().map(Object::toString).toList()) {
            add(key, lines.getProperty(key), file.toString());
        }
    }

    private static SettingProblem fileProblem(Path file, String rule) {
        return new SettingProblem("--config", file.toString(), "", rule, "--config config/hub.properties");
    }

    private void add(String key, String text, String origin) {
        Key known = Catalogue.find(key).orElse(null);
        if (known == null) {
            problems.add(unknown(key, text, origin));
        } else if (!known.allows(known.choiceIn(key))) {
            problems.add(badChoice(known, key, origin));
        } else if (text.isBlank()) {
            problems.add(new SettingProblem(key, "", origin, "give a value, or leave the line out", ""));
        } else {
            values.put(key, new Given(text.strip(), origin));
        }
    }

    private void addVariable(String variable, String text) {
        if (!variable.startsWith(OURS_IN_ENVIRONMENT) || NO_SETTINGS.contains(variable)) {
            return;
        }
        Map<String, String> fixed = Catalogue.keys().stream()
                .filter(Key::isFixed)
                .collect(Collectors.toMap(Key::environmentName, Key::pattern, (one, same) -> one));
        String key = fixed.get(variable);
        if (key != null) {
            add(key, text, "environment " + variable);
            return;
        }
        String rule = "no setting has this name; the environment gives fixed keys only, all others come from files";
        problems.add(new SettingProblem(
                variable,
                null,
                "environment",
                Nearest.to(variable, fixed.keySet())
                        .map(near -> rule + "; the nearest is " + near)
                        .orElse(rule),
                "ALARUM_HUB_PORT=8080"));
    }

    private static SettingProblem unknown(String key, String text, String origin) {
        String nearest = nearest(key);
        if (!key.startsWith(OURS) && nearest.isEmpty()) {
            return new SettingProblem(
                    key, null, origin, "every setting of Alarum begins with " + OURS, "alarum.hub.port=8080");
        }
        String rule = "no setting has this name"
                + (nearest.isEmpty()
                        ? "; config/hub.properties, agent.properties and relay.properties list all"
                        : "; the nearest is " + nearest);
        String shown = mayBeSecret(key) || mayBeSecret(nearest) ? null : text;
        return new SettingProblem(
                key, shown, origin, rule, shown == null || nearest.isEmpty() ? "" : nearest + "=" + text);
    }

    private static boolean mayBeSecret(String key) {
        return key.matches("(?i).*(token|secret|key|pin|pass|auth|cred).*");
    }

    private static String nearest(String key) {
        for (Key known : Catalogue.keys()) {
            if (known.isKeyWithoutChoice(key)) {
                return known.pattern();
            }
        }
        Set<String> words = Catalogue.keys().stream()
                .flatMap(known -> known.near(key).stream())
                .collect(Collectors.toSet());
        return Nearest.to(key, words).orElse("");
    }

    private static SettingProblem badChoice(Key known, String key, String origin) {
        String choice = known.choiceIn(key);
        boolean number = known.variable().equals("N");
        String rule = "'" + choice + "' stands where " + known.pattern() + " has " + known.variable() + ": give "
                + (number
                        ? "1, 2, … up to 999"
                        : "a name of 1 to 63 of A-Z a-z 0-9 . _ -, beginning and ending with a letter or digit");
        return new SettingProblem(key, null, origin, rule, known.with(number ? "1" : "pve-01") + "=…");
    }
}
