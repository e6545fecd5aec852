package dev.alarum.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.alarum.intake.JsonFields;
import dev.alarum.node.Stamp;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a relay tells of waking and shutting down, as it is on the wire. What is not known is absent. */
public final class RelayReportText {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What no door takes is no use: so long, and it is told without the words for people. */
    private static final int LONGEST = 60 * 1024;

    private RelayReportText() {}

    /** The report under that stamp. */
    public static byte[] of(RelayReport report, Stamp stamp) {
        byte[] whole = text(report, stamp, true);
        return whole.length <= LONGEST ? whole : text(report, stamp, false);
    }

    private static byte[] text(RelayReport report, Stamp stamp, boolean words) {
        ObjectNode text = JSON.createObjectNode()
                .put("relay", report.relay().text())
                .put("boot", stamp.boot())
                .put("seq", stamp.seq());
        ArrayNode woken = text.putArray("woken");
        report.woken().forEach(node -> woken.add(node.text()));
        ArrayNode plans = text.putArray("plans");
        report.plans().forEach(plan -> put(plan, plans.addObject(), words));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void put(RelayPlan plan, ObjectNode into, boolean words) {
        into.put("origin", plan.origin())
                .put("number", plan.number())
                .put("ups", plan.ups().text())
                .put("cluster", plan.cluster());
        if (plan.mains()) {
            into.put("mains", true);
        }
        ArrayNode steps = into.putArray("steps");
        plan.lines().forEach(line -> put(line, steps.addObject(), words));
    }

    private static void put(RelayPlan.Line line, ObjectNode into, boolean words) {
        into.put("kind", PlanWords.of(line.kind()));
        if (!line.kind().isOfCluster()) {
            into.put("node", line.node());
        }
        into.put("outcome", PlanWords.of(line.outcome()));
        String said = printable(line.words());
        if (words && said != null) {
            into.put("words", said);
        }
        String kept = line.kept();
        if (kept != null) {
            into.put("kept", kept);
        }
        ArrayNode evidence = into.putArray("evidence");
        line.evidence().stream().sorted().forEach(one -> evidence.add(PlanWords.of(one)));
    }

    /** Words of Proxmox are cut to what an intake takes. */
    private static @Nullable String printable(@Nullable String words) {
        if (words == null) {
            return null;
        }
        String clean = words.replaceAll("[^\\P{C}]+", " ").strip();
        return clean.length() <= JsonFields.MOST_CHARACTERS ? clean : clean.substring(0, JsonFields.MOST_CHARACTERS);
    }
}
