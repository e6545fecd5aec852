package dev.alarum.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.alarum.node.Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a hub tells a relay that asks, as it is on the wire. */
public final class RelayWordsText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Outcome> OUTCOMES = PlanWords.of(Outcome.values());

    private RelayWordsText() {}

    /** The words as one line of JSON. */
    public static String of(RelayWords words) {
        ObjectNode text = JSON.createObjectNode();
        ArrayNode wake = text.putArray("wake");
        words.wake().forEach(wake::add);
        ArrayNode plans = text.putArray("plans");
        words.plans().forEach(plan -> put(plan, plans.addObject()));
        return text.toString();
    }

    private static void put(RelayWords.Known plan, ObjectNode into) {
        into.put("number", plan.number()).put("ups", plan.ups().text()).put("cluster", plan.cluster());
        ArrayNode nodes = into.putArray("nodes");
        plan.nodes()
                .forEach(one -> nodes.addObject().put("node", one.node()).put("outcome", PlanWords.of(one.outcome())));
    }

    /**
     * The words in a body whose signature was found right. What a newer hub says beyond what is known here is passed over.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static RelayWords parse(byte[] body) {
        try {
            JsonNode text = JSON.readTree(body);
            List<String> wake = new ArrayList<>();
            text.path("wake").forEach(node -> wake.add(node.asText()));
            List<RelayWords.Known> plans = new ArrayList<>();
            text.path("plans").forEach(plan -> plans.add(known(plan)));
            return new RelayWords(wake, plans);
        } catch (IOException e) {
            throw new IllegalArgumentException("the answer is no JSON", e);
        }
    }

    private static RelayWords.Known known(JsonNode plan) {
        List<NodeOutcome> nodes = new ArrayList<>();
        for (JsonNode one : plan.path("nodes")) {
            Outcome outcome = OUTCOMES.get(one.path("outcome").asText());
            if (outcome != null) {
                nodes.add(new NodeOutcome(one.path("node").asText(), outcome));
            }
        }
        return new RelayWords.Known(
                plan.path("number").asLong(),
                new Name(plan.path("ups").asText()),
                plan.path("cluster").asText(),
                nodes);
    }
}
