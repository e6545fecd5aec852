package dev.alarum.sim;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A script as lines of text: a word and {@code name=value} pairs; {@code #} begins a comment. */
final class ScriptText {
    private static final List<String> OF_THEIR_OWN = List.of("places", "calling");

    private ScriptText() {}

    static String print(Script script) {
        StringBuilder text = new StringBuilder();
        text.append("script seed=").append(script.seed()).append(" lasts=").append(script.lasts());
        text.append('\n').append(line(script.house())).append('\n');
        script.house().places().forEach(place -> text.append(line(place)).append('\n'));
        if (!script.house().calling().equals(House.Calling.PLAIN)) {
            text.append(line(script.house().calling())).append('\n');
        }
        script.faults().forEach(fault -> text.append(line((Record) fault)).append('\n'));
        return text.toString();
    }

    /** @throws IllegalArgumentException naming the line that cannot be read */
    static Script parse(String text) {
        long seed = 0;
        long lasts = 0;
        Map<String, String> house = Map.of();
        List<House.Place> places = new ArrayList<>();
        House.Calling calling = House.Calling.PLAIN;
        List<Fault> faults = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String word = line.split(" ", 2)[0];
            Map<String, String> values = values(line);
            try {
                switch (word) {
                    case "script" -> {
                        seed = Long.parseLong(values.get("seed"));
                        lasts = Long.parseLong(values.get("lasts"));
                    }
                    case "house" -> house = values;
                    case "place" -> places.add(record(House.Place.class, values, Map.of()));
                    case "calling" -> calling = record(House.Calling.class, values, Map.of());
                    default -> faults.add(record(kind(word), values, Map.of()));
                }
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("cannot read the line '" + line + "': " + e.getMessage(), e);
            }
        }
        return new Script(
                seed, record(House.class, house, Map.of("places", places, "calling", calling)), lasts, faults);
    }

    /** One record as a line; parts that have lines of their own are left out. */
    static String line(Record record) {
        return word(record.getClass())
                + Arrays.stream(record.getClass().getRecordComponents())
                        .filter(part -> !OF_THEIR_OWN.contains(part.getName()))
                        .map(part -> " " + part.getName() + "=" + shown(value(part, record)))
                        .collect(Collectors.joining());
    }

    /** The fault with another number in one of its parts. */
    static Fault with(Fault fault, String part, long value) {
        return record(fault.getClass(), values(line((Record) fault)), Map.of(part, value));
    }

    static long number(Fault fault, RecordComponent part) {
        return (Long) value(part, (Record) fault);
    }

    private static Class<? extends Fault> kind(String word) {
        return Arrays.stream(Fault.class.getPermittedSubclasses())
                .filter(kind -> word(kind).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault '" + word + "'"))
                .asSubclass(Fault.class);
    }

    private static String word(Class<?> kind) {
        return kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> values(String line) {
        Map<String, String> values = new HashMap<>();
        for (String pair : line.split(" +")) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                values.put(pair.substring(0, sign), pair.substring(sign + 1));
            }
        }
        return values;
    }

    private static String shown(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
    }

    private static Object value(RecordComponent part, Record record) {
        try {
            part.getAccessor().setAccessible(true);
            return part.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T record(Class<T> kind, Map<String, String> values, Map<String, ?> given) {
        RecordComponent[] parts = kind.getRecordComponents();
        Object[] arguments = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            String name = parts[i].getName();
            arguments[i] = given.containsKey(name) ? given.get(name) : read(parts[i].getType(), name, values.get(name));
        }
        try {
            Constructor<T> maker = kind.getDeclaredConstructor(
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return maker.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object read(Class<?> type, String name, String text) {
        if (text == null) {
            throw new IllegalArgumentException(name + " lacks");
        }
        if (type == long.class) {
            return Long.parseLong(text);
        }
        if (type == int.class) {
            return Integer.parseInt(text);
        }
        if (type == boolean.class) {
            return Boolean.parseBoolean(text);
        }
        if (type.isEnum()) {
            return Enum.valueOf((Class<Enum>) type, text);
        }
        return type == List.class ? List.of(text.split(",")) : text;
    }
}
