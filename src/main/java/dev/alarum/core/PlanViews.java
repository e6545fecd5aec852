package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepLine;
import dev.alarum.status.StatusView.PlanView;
import dev.alarum.status.StatusView.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Plans as people see them. */
final class PlanViews {
    /** A plan that is over is shown for so long. */
    private static final Duration SHOWN = Duration.ofDays(1);

    private PlanViews() {}

    static boolean isShown(Instant begun, boolean over, Moment now) {
        return !over || Duration.between(begun, now.wall()).compareTo(SHOWN) < 0;
    }

    static PlanView of(
            long id,
            long incident,
            String sort,
            Instant at,
            Name ups,
            String cluster,
            String state,
            boolean armed,
            List<StepLine> lines) {
        return new PlanView(
                id,
                incident,
                sort,
                at.toString(),
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

    static String names(List<Name> nodes) {
        return nodes.stream().map(Name::text).collect(Collectors.joining(","));
    }

    static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
