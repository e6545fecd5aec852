package dev.alarum.house;

import dev.alarum.role.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One flow file as YAML gives it.
 *
 * @param folder the name of its folder
 * @param name the file's name without {@code .camel.yaml}
 * @param text the file as it stands
 * @param entries its top-level entries
 */
record Flow(String folder, String name, String text, List<Entry> entries) {
    static final String ENDING = ".camel.yaml";

    /** One top-level entry: {@code route}, {@code routeTemplate}, {@code routeConfiguration}, … and what it holds. */
    record Entry(String kind, Map<?, ?> content) {
        String id() {
            return text(content.get("id"));
        }

        String description() {
            return text(content.get("description"));
        }

        /** The map that holds {@code from}: of a template the route inside it. */
        Map<?, ?> route() {
            return content.get("route") instanceof Map<?, ?> inner ? inner : content;
        }

        Map<?, ?> from() {
            return route().get("from") instanceof Map<?, ?> from ? from : Map.of();
        }

        boolean isRoute() {
            return "route".equals(kind) || "routeTemplate".equals(kind);
        }
    }

    /** One step: its kind ({@code to}, {@code bean}, …) and what it holds, short forms as {@code uri}. */
    record Step(String kind, Map<?, ?> content) {
        String id() {
            return text(content.get("id"));
        }

        String description() {
            return text(content.get("description"));
        }

        String uri() {
            return uriOf(content);
        }

        Map<?, ?> parameters() {
            return content.get("parameters") instanceof Map<?, ?> parameters ? parameters : Map.of();
        }
    }

    private static Flow read(Path folder, Path file) {
        String name = file.toString();
        String flow = name.substring(name.lastIndexOf('/') + 1, name.length() - ENDING.length());
        try {
            return of(String.valueOf(folder.getFileName()), flow, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Flow of(String folder, String name, String text) {
        Object top = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(text);
        List<Entry> entries = new ArrayList<>();
        if (top instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    map.forEach((kind, content) ->
                            entries.add(new Entry(text(kind), content instanceof Map<?, ?> inner ? inner : Map.of())));
                }
            }
        }
        return new Flow(folder, name, text, entries);
    }

    /** The flows of a folder in alphabetical order; none if there is no such folder. */
    static List<Flow> in(Path folder) {
        return files(folder)
                .filter(file -> file.toString().endsWith(ENDING))
                .map(file -> read(folder, file))
                .toList();
    }

    /** The flows of the hub's folder that another role runs as well. */
    static List<Flow> lentTo(Role role) {
        return in(Path.of(Role.HUB.folder())).stream()
                .filter(flow -> role.lentFlows().contains(flow.name()))
                .toList();
    }

    static Stream<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All steps under this node, in the order of the file. */
    static List<Step> steps(Object node) {
        List<Step> steps = new ArrayList<>();
        walk("", node, (key, value) -> {
            if ("steps".equals(key) && value instanceof List<?> list) {
                list.forEach(item -> addStep(steps, item));
            }
        });
        return steps;
    }

    private static void addStep(List<Step> steps, Object item) {
        if (item instanceof Map<?, ?> map) {
            map.forEach((kind, content) -> steps.add(new Step(
                    text(kind), content instanceof Map<?, ?> inner ? inner : Map.of("uri", text(content)))));
        } else {
            steps.add(new Step(text(item), Map.of()));
        }
    }

    /** Visits every key with its value, outer before inner. */
    static void walk(String key, Object node, BiConsumer<String, Object> visit) {
        visit.accept(key, node);
        if (node instanceof Map<?, ?> map) {
            map.forEach((inner, value) -> walk(text(inner), value, visit));
        }
        if (node instanceof List<?> list) {
            list.forEach(value -> walk("", value, visit));
        }
    }

    /** The endpoint, also where {@code uri: direct} has its name among the parameters. */
    static String uriOf(Map<?, ?> content) {
        String uri = text(content.get("uri"));
        if (!uri.isEmpty() && !uri.contains(":") && content.get("parameters") instanceof Map<?, ?> parameters) {
            Object rest = parameters.get("name") == null ? parameters.get("path") : parameters.get("name");
            return rest == null ? uri : uri + ":" + rest;
        }
        return uri;
    }

    static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }
}
