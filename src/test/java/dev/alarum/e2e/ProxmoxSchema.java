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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Proxmox's own description of its API, as far as it is kept in the fixtures. */
final class ProxmoxSchema {
    private static final String FILE = "/fixtures/proxmox/pve-api-9.1.3-reduced.json";

    /** The form of a node's name in Proxmox (pve-node), lower or upper case. */
    private static final Pattern NODE = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?");

    /** The form of a guest's number (pve-vmid). */
    private static final Pattern VMID = Pattern.compile("[1-9][0-9]{2,8}");

    /** The form of an option's name (pve-configid). */
    private static final Pattern CONFIGID = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]+");

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
        String ofType = switch (rule.path("type").asText()) {
            case "integer" -> number(rule, value);
            case "boolean" -> value.matches("[01]") ? null : "type check ('boolean') failed - got '" + value + "'";
            default -> text(rule, value);
        };
        return ofType != null ? ofType : format(rule.path("format").asText(), value);
    }

    private static @Nullable String number(JsonNode rule, String value) {
        if (!value.matches("-?[0-9]{1,18}")) {
            return "type check ('integer') failed - got '" + value + "'";
        }
        long number = Long.parseLong(value);
        if (rule.has("minimum") && number < rule.path("minimum").asLong()) {
            return "value must have a minimum value of " + rule.path("minimum").asLong();
        }
        if (rule.has("maximum") && number > rule.path("maximum").asLong()) {
            return "value must have a maximum value of " + rule.path("maximum").asLong();
        }
        return null;
    }

    private static @Nullable String text(JsonNode rule, String value) {
        if (rule.has("maxLength") && value.length() > rule.path("maxLength").asInt()) {
            return "value may only be " + rule.path("maxLength").asInt() + " characters long";
        }
        // Perl writes a group that takes no flags from around it as (?^:…)
        String pattern = rule.path("pattern").asText().replace("(?^:", "(?:").replace("(?^i:", "(?i:");
        return pattern.isEmpty() || value.matches(pattern) ? null : "value does not match the regex pattern";
    }

    private static @Nullable String format(String format, String value) {
        return switch (format) {
            case "pve-node" ->
                NODE.matcher(value).matches() ? null : "invalid format - value does not look like a valid node name";
            case "pve-vmid-list" ->
                areAll(VMID, value) ? null : "invalid format - value does not look like a valid VM ID";
            case "pve-configid-list" -> areAll(CONFIGID, value) ? null : "invalid format - invalid configuration ID";
            default -> null;
        };
    }

    private static boolean areAll(Pattern form, String list) {
        return Stream.of(list.split("[,;\\s]+"))
                .filter(one -> !one.isEmpty())
                .allMatch(one -> form.matcher(one).matches());
    }

    /**
     * The schema's word on a request.
     *
     * @param status 200, or what Proxmox answers to it: 400 or 501
     * @param errors parameter and what is wrong with it
     */
    record Verdict(int status, Map<String, String> errors) {}
}
