package dev.alarum.settings;

import dev.alarum.node.SenderKey;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Loads settings of a test without looking at this machine's environment. */
public final class SettingsUnderTest {
    private SettingsUnderTest() {}

    public static Loaded<?> load(
            String role, List<Path> files, Map<String, String> environment, Map<String, String> sets)
            throws SettingsProblems {
        Source source = new Source(files, environment, sets, Path.of("/opt/alarum"));
        return switch (role) {
            case "hub" -> SettingsLoader.loadHub(source);
            case "agent" -> SettingsLoader.loadAgent(source);
            case "relay" -> SettingsLoader.loadRelay(source);
            default -> throw new IllegalArgumentException(role);
        };
    }

    public static Loaded<?> load(String role, Map<String, String> sets) throws SettingsProblems {
        return load(role, List.of(), Map.of(), sets);
    }

    /** The patterns of all keys that role reads. */
    public static List<String> keysOf(String role) {
        return Catalogue.keys().stream()
                .filter(key ->
                        key.owners().stream().anyMatch(owner -> owner.name().equalsIgnoreCase(role)))
                .map(Key::pattern)
                .toList();
    }

    /** The pattern a key belongs to. */
    public static Optional<String> patternOf(String key) {
        return Catalogue.find(key).map(Key::pattern);
    }

    /** Everything within a record, secrets too, so that two loads can be compared. */
    public static String describe(@Nullable Object value) {
        if (value instanceof SenderKey key) {
            return key.encoded();
        }
        if (value instanceof Map<?, ?> map) {
            TreeMap<String, String> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(describe(key), describe(each)));
            return sorted.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SettingsUnderTest::describe).toList().toString();
        }
        if (value instanceof Record record) {
            return List.of(record.getClass().getRecordComponents()).stream()
                    .map(component -> component.getName() + "=" + describe(read(component, record)))
                    .collect(Collectors.joining(", ", record.getClass().getSimpleName() + "[", "]"));
        }
        return String.valueOf(value);
    }

    private static @Nullable Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
