package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.plan.ApiRequest;
import dev.alarum.plan.StepOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's option {@code ha}, by which an older Proxmox is kept from moving guests about: its policy is set to
 * {@code freeze}, and everything else in it stays as it is.
 *
 * @param parts its properties by name, in their order; none where the option is not set
 */
record HaPolicy(Map<String, String> parts) {
    private static final String POLICY = "shutdown_policy";
    private static final String FREEZE = "freeze";
    private static final Pattern PART = Pattern.compile("([A-Za-z0-9_-]+)=([^,=\\s\\p{Cntrl}]+)");

    /** Copies the map. */
    HaPolicy {
        parts = new LinkedHashMap<>(parts);
    }

    /** Whether that is what an order has kept of an option. */
    static boolean isKept(String kept) {
        return kept.equals(StepOrder.NO_POLICY)
                || kept.startsWith(StepOrder.POLICY)
                || kept.startsWith(StepOrder.HA_OPTION);
    }

    /** What is sent where nothing was set before. */
    static ApiRequest frozen() {
        return new HaPolicy(Map.of()).freeze();
    }

    /**
     * From the data of {@code GET /cluster/options}.
     *
     * @return with no parts if the option is not there; null if it is and cannot be understood
     */
    static @Nullable HaPolicy of(JsonNode options) {
        JsonNode ha = options.path("ha");
        if (ha.isMissingNode() || ha.isNull()) {
            return new HaPolicy(Map.of());
        }
        return ha.isObject() ? ofObject(ha) : ofText(ha.isTextual() ? ha.asText() : "");
    }

    private static @Nullable HaPolicy ofObject(JsonNode ha) {
        String text = ha.properties().stream()
                .map(part -> part.getKey() + "=" + part.getValue().asText())
                .collect(Collectors.joining(","));
        return ofText(text);
    }

    private static @Nullable HaPolicy ofText(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) {
                return null;
            }
            parts.put(matcher.group(1), matcher.group(2));
        }
        return new HaPolicy(parts);
    }

    /** Whether nothing is set. */
    boolean isAbsent() {
        return parts.isEmpty();
    }

    /** What an order keeps of it, so that it can be restored. */
    String kept() {
        String policy = parts.get(POLICY);
        if (policy == null) {
            return isAbsent() ? StepOrder.NO_POLICY : StepOrder.HA_OPTION + joined(parts);
        }
        String others = others();
        return StepOrder.POLICY + policy + (others.isEmpty() ? "" : "," + others);
    }

    /** Sets the policy. */
    ApiRequest freeze() {
        String others = others();
        String value = POLICY + "=" + FREEZE + (others.isEmpty() ? "" : "," + others);
        return ApiRequest.put("/cluster/options", Map.of("ha", value));
    }

    private String others() {
        Map<String, String> rest = new LinkedHashMap<>(parts);
        rest.remove(POLICY);
        return joined(rest);
    }

    private static String joined(Map<String, String> parts) {
        return parts.entrySet().stream()
                .map(part -> part.getKey() + "=" + part.getValue())
                .collect(Collectors.joining(","));
    }
}
