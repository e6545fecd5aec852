package dev.alarum.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Proxmox's own description of its API, as far as it is kept in the fixtures. */
final class ProxmoxSchema {
    private static final String FILE = "/fixtures/proxmox/pve-api-9.1.3-reduced.json";

    /** The form of a node's name in Proxmox (pve-node), lower or upper case. */
    private static final Pattern NODE = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?");

    private final JsonNode paths;

    ProxmoxSchema() {
        try (InputStream in = ProxmoxSchema.class.getResourceAsStream(FILE)) {
            paths = new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + FILE, e);
        }
    }

    /**
     * What is wrong with a request.
     *
     * @param path below {@code /api2/json}
     * @param parameters of query and form
     */
    Verdict check(String method, String path, Map<String, String> parameters) {
        for (var entry : paths.properties()) {
            Matcher matcher = Pattern.compile(entry.getKey().replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)"))
                    .matcher(path);
            if (matcher.matches()) {
                JsonNode operation = entry.getValue().path(method);
                if (operation.isMissingNode()) {
                    return new Verdict(501, Map.of("method", "no " + method + " on " + path));
                }
                Map<String, String> all = new LinkedHashMap<>(parameters);
                Matcher names = Pattern.compile("\\{(\\w+)}").matcher(entry.getKey());
                while (names.find()) {
                    all.put(names.group(1), matcher.group(names.group(1)));
                }
                return judged(operation.path("parameters"), all);
            }
        }
        return new Verdict(501, Map.of("path", "no " + path));
    }

    private static Verdict judged(JsonNode description, Map<String, String> given) {
        Map<String, String> errors = new LinkedHashMap<>();
        JsonNode properties = description.path("properties");
        Set<String> known = new java.util.TreeSet<>();
        properties.properties().forEach(property -> {
            known.add(property.getKey());
            String error = error(property.getValue(), given.get(property.getKey()));
            if (error != null) {
                errors.put(property.getKey(), error);
            }
        });
        given.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> errors.put(
                        name, "property is not defined in schema and the schema does not allow additional properties"));
        return new Verdict(errors.isEmpty() ? 200 : 400, errors);
    }

    private static @Nullable String error(JsonNode rule, @Nullable String value) {
        if (value == null) {
            return rule.path("optional").asInt() == 1 ? null : "property is missing and it is not optional";
        }
        if (rule.has("enum")) {
            for (JsonNode allowed : rule.path("enum")) {
                if (allowed.asText().equals(value)) {
                    return null;
                }
            }
            return "value '" + value + "' does not have a value in the enumeration " + rule.path("enum");
        }
        if (rule.path("format").asText().equals("pve-node")
                && !NODE.matcher(value).matches()) {
            return "invalid format - value does not look like a valid node name";
        }
        return null;
    }

    /**
     * The schema's word on a request.
     *
     * @param status 200, or what Proxmox answers to it: 400 or 501
     * @param errors parameter and what is wrong with it
     */
    record Verdict(int status, Map<String, String> errors) {}
}
