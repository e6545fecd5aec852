package dev.alarum.plan;

import dev.alarum.intake.JsonFields;
import dev.alarum.intake.MessageId;
import dev.alarum.intake.Refusal;
import dev.alarum.node.Demands;
import dev.alarum.node.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the JSON in which a relay tells of its plans, strictly. */
final class RelayReportParser {
    private static final Set<String> FIELDS = Set.of("relay", "boot", "seq", "woken", "plans");
    private static final Set<String> OF_PLAN = Set.of("origin", "number", "ups", "cluster", "mains", "steps");
    private static final Set<String> OF_STEP = Set.of("kind", "node", "outcome", "words", "kept", "evidence");

    private static final int LONGEST_ORIGIN = 60;

    /** Only a hub brings a cluster back. */
    private static final Map<String, StepKind> KINDS =
            PlanWords.of(StepKind.HA_OFF, StepKind.NOOUT, StepKind.GUESTS, StepKind.NODE, StepKind.FORCE);

    private static final Map<String, Outcome> OUTCOMES = PlanWords.of(Outcome.values());
    private static final Map<String, Evidence> EVIDENCE = PlanWords.of(Evidence.values());

    private RelayReportParser() {}

    /**
     * The report in a body whose signature was verified.
     *
     * @param id which relay the key proved to be the sender, and the stamp that was signed; the body must say the same
     * @throws Refusal if a field is unknown, missing, of the wrong type or out of its range
     */
    static RelayReport parse(MessageId id, byte[] body) throws Refusal {
        JsonFields fields = JsonFields.of(body, FIELDS);
        if (!fields.name("relay").equals(id.sender().name())) {
            throw Refusal.malformed(
                    "relay is not the sender in webhook-id, " + id.sender().name());
        }
        fields.sameStampAs(id);
        List<RelayPlan> plans = new ArrayList<>();
        for (JsonFields plan : fields.objects("plans", OF_PLAN, RelayReport.MOST_PLANS)) {
            plans.add(plan(plan));
        }
        return new RelayReport(id.sender().name(), fields.names("woken", RelayReport.MOST_WOKEN), plans);
    }

    private static RelayPlan plan(JsonFields plan) throws Refusal {
        List<RelayPlan.Line> lines = new ArrayList<>();
        for (JsonFields step : plan.objects("steps", OF_STEP, RelayPlan.MOST_LINES)) {
            lines.add(line(step));
        }
        return new RelayPlan(
                plan.code("origin", LONGEST_ORIGIN),
                plan.whole("number", 0, Stamp.MAX),
                plan.name("ups"),
                plan.name("cluster").text(),
                lines,
                plan.isTrue("mains"));
    }

    private static RelayPlan.Line line(JsonFields step) throws Refusal {
        StepKind kind = step.word("kind", KINDS);
        try {
            return new RelayPlan.Line(
                    kind,
                    kind.isOfCluster()
                            ? step.absent("node", "")
                            : step.name("node").text(),
                    step.word("outcome", OUTCOMES),
                    step.wordsForPeople("words"),
                    step.asciiOrNull("kept", KeptForm.LONGEST),
                    Set.copyOf(step.words("evidence", EVIDENCE)));
        } catch (Demands.NotMet e) {
            throw step.notMet(e);
        }
    }
}
