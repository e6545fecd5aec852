package dev.alarum.core;

import dev.alarum.node.Name;
import dev.alarum.plan.StepLine;
import dev.alarum.status.StatusView.PlanView;
import dev.alarum.status.StatusView.StepView;
import java.util.List;
import java.util.Locale;

/** Plans as people see them. */
final class PlanViews {
    private PlanViews() {}

    static PlanView of(
            long id,
            long incident,
            String sort,
            Name ups,
            String cluster,
            String state,
            boolean armed,
            List<StepLine> lines) {
        return new PlanView(
                id,
                incident,
                sort,
                ups.text(),
                cluster,
                state,
                armed,
                lines.stream().map(PlanViews::step).toList());
    }

    private static StepView step(StepLine line) {
        return new StepView(
                line.position(),
                line.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                line.node(),
                line.outcome().name(),
                line.words(),
                line.evidence());
    }
}
