package dev.alarum.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** The state of a hub as aligned tables for a terminal, from the JSON of {@code GET /v1/status}. */
final class StatusTables {
    private static final String GAP = "  ";

    private final JsonNode state;
    private final StringBuilder text = new StringBuilder();

    private StatusTables(JsonNode state) {
        this.state = state;
    }

    static String of(JsonNode state) {
        return new StatusTables(state).write();
    }

    private String write() {
        head();
        table("problems", "text", "code", "since");
        table("incidents", "id", "site", "cause", "state", "opened", "nodes");
        table("calls", "incident", "attempt", "contact", "status", "answeredBy", "key", "at", "detail");
        plans();
        table("nodes", "name", "site", "state", "lastBeatSeconds", "paths", "since");
        table("relays", "name", "site", "state", "lastBeatSeconds", "since");
        table(
                "ups",
                "name",
                "site",
                "state",
                "chargePercent",
                "runtimeSeconds",
                "loadPercent",
                "readingAgeSeconds",
                "relay");
        drill();
        return text.toString();
    }

    private void head() {
        JsonNode hub = state.path("hub");
        text.append("health ").append(shown(hub.path("health"))).append(", up ").append(shown(hub.path("upSeconds")));
        text.append(" s, version ").append(shown(hub.path("version"))).append('\n');
        if (hub.path("holdSeconds").asDouble() > 0) {
            text.append("judging is held for another ")
                    .append(shown(hub.path("holdSeconds")))
                    .append(" s: ");
            text.append(shown(hub.path("holdReason"))).append('\n');
        }
    }

    private void plans() {
        for (JsonNode plan : state.path("plans")) {
            text.append("\nplan ")
                    .append(shown(plan.path("id")))
                    .append(" for ")
                    .append(shown(plan.path("ups")));
            text.append(", ").append(shown(plan.path("state")));
            text.append(plan.path("armed").asBoolean() ? "" : ", not armed").append('\n');
            rows(plan.path("steps"), List.of("position", "node", "outcome", "detail"));
        }
    }

    private void drill() {
        JsonNode drill = state.path("drill");
        if (drill.has("number")) {
            text.append("\ndrill ").append(shown(drill.path("number")));
            text.append(" of ").append(shown(drill.path("at")));
            text.append(", ").append(shown(drill.path("state"))).append('\n');
            rows(drill.path("steps"), List.of("part", "mark", "detail"));
        }
    }

    private void table(String list, String... columns) {
        if (!state.path(list).isEmpty()) {
            text.append('\n').append(list).append('\n');
            rows(state.path(list), List.of(columns));
        }
    }

    private void rows(JsonNode items, List<String> columns) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(StatusTables::head).toList());
        for (JsonNode item : items) {
            lines.add(columns.stream().map(column -> shown(item.path(column))).toList());
        }
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int column = 0; column < columns.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(cells -> cells.get(at).length())
                        .max()
                        .orElse(0);
                one.append(GAP)
                        .append(line.get(column))
                        .append(" ".repeat(width - line.get(column).length()));
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
    }

    /** {@code lastBeatSeconds} becomes {@code LAST BEAT SECONDS}. */
    private static String head(String column) {
        return column.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
    }

    private static String shown(JsonNode value) {
        if (value.isArray()) {
            return String.join(
                    ", ",
                    StreamSupport.stream(value.spliterator(), false)
                            .map(StatusTables::shown)
                            .toList());
        }
        if (value.has("path")) {
            return shown(value.path("path")) + " " + shown(value.path("lastBeatSeconds")) + " s"
                    + (value.path("degraded").asBoolean() ? " (degraded)" : "");
        }
        // a control character in a name would steer the terminal
        return value.isNull() || value.isMissingNode() ? "-" : value.asText().replaceAll("\\p{Cntrl}", "?");
    }
}
