package dev.alarum.alone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.alarum.node.Name;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.RelayWords.Known;
import dev.alarum.store.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a relay must know of its plans after a restart, as one text: rows as a hub's store has them, and what hubs told.
 *
 * @param last the number of its newest plan
 * @param plans by number
 * @param steps by plan and position
 * @param more by number, what a relay knows of a plan beside its row
 * @param told by hub, what that told of its own plans
 */
record PlanMemory(
        long last,
        Map<Long, Row.PlanRow> plans,
        Map<StepKey, Row.StepRow> steps,
        Map<Long, More> more,
        Map<String, List<Known>> told) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Which step of which plan. */
    record StepKey(long plan, int position) implements Comparable<StepKey> {
        @Override
        public int compareTo(StepKey other) {
            return plan == other.plan ? Integer.compare(position, other.position) : Long.compare(plan, other.plan);
        }
    }

    /**
     * @param origin the relay's name for the plan
     * @param numbers by hub, the number of the plan of that hub that it goes on with
     * @param mains whether its outage is over
     * @param knownTo the hubs that know its last form
     */
    record More(String origin, Map<String, Long> numbers, boolean mains, Set<String> knownTo) {}

    static PlanMemory empty() {
        return new PlanMemory(0, Map.of(), Map.of(), Map.of(), Map.of());
    }

    String text() {
        ObjectNode text = JSON.createObjectNode().put("last", last);
        ArrayNode all = text.putArray("plans");
        plans.forEach((id, row) -> put(row, more.get(id), all.addObject()));
        ArrayNode each = text.putArray("steps");
        steps.values().forEach(row -> put(row, each.addObject()));
        ObjectNode hubs = text.putObject("told");
        told.forEach((hub, known) -> put(known, hubs.putArray(hub)));
        return text.toString();
    }

    private static void put(Row.PlanRow row, @Nullable More more, ObjectNode into) {
        into.put("id", row.id())
                .put("ups", row.ups())
                .put("cluster", row.cluster())
                .put("state", row.state())
                .put("armed", row.armed())
                .put("at", row.at());
        if (more != null) {
            into.put("origin", more.origin()).put("mains", more.mains());
            ObjectNode numbers = into.putObject("numbers");
            more.numbers().forEach(numbers::put);
            ArrayNode known = into.putArray("knownTo");
            more.knownTo().forEach(known::add);
        }
    }

    private static void put(Row.StepRow row, ObjectNode into) {
        into.put("plan", row.plan())
                .put("position", row.position())
                .put("kind", row.kind())
                .put("node", row.node())
                .put("outcome", row.outcome())
                .put("detail", row.detail())
                .put("kept", row.kept())
                .put("evidence", row.evidence())
                .put("at", row.at());
    }

    private static void put(List<Known> plans, ArrayNode into) {
        for (Known plan : plans) {
            ObjectNode one = into.addObject()
                    .put("number", plan.number())
                    .put("ups", plan.ups().text())
                    .put("cluster", plan.cluster());
            ArrayNode nodes = one.putArray("nodes");
            plan.nodes()
                    .forEach(node -> nodes.addObject()
                            .put("node", node.node())
                            .put("outcome", node.outcome().name()));
        }
    }

    /** @throws IllegalArgumentException if it is no text of {@link #text} */
    static PlanMemory parse(String text) {
        try {
            JsonNode all = JSON.readTree(text);
            Map<Long, Row.PlanRow> plans = new TreeMap<>();
            Map<Long, More> more = new TreeMap<>();
            for (JsonNode one : all.path("plans")) {
                Row.PlanRow row = planRow(one);
                plans.put(row.id(), row);
                more.put(row.id(), more(one));
            }
            Map<StepKey, Row.StepRow> steps = new TreeMap<>();
            for (JsonNode one : all.path("steps")) {
                Row.StepRow row = stepRow(one);
                steps.put(new StepKey(row.plan(), row.position()), row);
            }
            Map<String, List<Known>> told = new TreeMap<>();
            all.path("told").fields().forEachRemaining(hub -> told.put(hub.getKey(), known(hub.getValue())));
            return new PlanMemory(all.path("last").asLong(), plans, steps, more, told);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
    }

    private static Row.PlanRow planRow(JsonNode one) {
        return new Row.PlanRow(
                one.path("id").asLong(),
                0,
                one.path("ups").asText(),
                one.path("cluster").asText(),
                one.path("state").asText(),
                one.path("armed").asBoolean(),
                one.path("at").asLong(),
                null);
    }

    private static More more(JsonNode one) {
        Map<String, Long> numbers = new TreeMap<>();
        one.path("numbers")
                .fields()
                .forEachRemaining(
                        number -> numbers.put(number.getKey(), number.getValue().asLong()));
        Set<String> known = new TreeSet<>();
        one.path("knownTo").forEach(hub -> known.add(hub.asText()));
        return new More(one.path("origin").asText(), numbers, one.path("mains").asBoolean(), known);
    }

    private static Row.StepRow stepRow(JsonNode one) {
        return new Row.StepRow(
                one.path("plan").asLong(),
                one.path("position").asInt(),
                one.path("kind").asText(),
                one.path("node").asText(),
                one.path("outcome").asText(),
                one.path("detail").textValue(),
                one.path("kept").textValue(),
                one.path("evidence").textValue(),
                one.path("at").asLong());
    }

    private static List<Known> known(JsonNode plans) {
        List<Known> known = new ArrayList<>();
        for (JsonNode plan : plans) {
            List<NodeOutcome> nodes = new ArrayList<>();
            plan.path("nodes")
                    .forEach(node -> nodes.add(new NodeOutcome(
                            node.path("node").asText(),
                            Outcome.valueOf(node.path("outcome").asText()))));
            known.add(new Known(
                    plan.path("number").asLong(),
                    new Name(plan.path("ups").asText()),
                    plan.path("cluster").asText(),
                    nodes));
        }
        return known;
    }
}
