package dev.alarum.plan;

import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shutdown that a relay carries out by itself, because no hub answered, as the relay tells of it.
 *
 * @param origin which plan of that relay it is, the same each time it is told: 1 to 60 characters without blanks
 * @param number the hub's number of the plan, if the relay knew one when it went on with it; else 0
 * @param ups the UPS whose outage it answers
 * @param cluster the cluster as named in the settings of the relay
 * @param lines its steps so far
 * @param mains whether its outage is over: the UPS has been seen on mains since
 */
public record RelayPlan(String origin, long number, Name ups, String cluster, List<Line> lines, boolean mains) {
    /** The most steps of one plan: a hundred times those of a large house. */
    public static final int MOST_LINES = 5_000;

    /**
     * A step of it.
     *
     * @param kind what it does
     * @param node the node; empty for what is of the cluster
     * @param outcome what became of it
     * @param words the API's words, or why it ended so; null if there is nothing to say
     * @param kept what its undoing needs, as on disk and in the form of its kind; null if nothing
     * @param evidence what shows that its node goes down
     */
    public record Line(
            StepKind kind,
            String node,
            Outcome outcome,
            @Nullable String words,
            @Nullable String kept,
            Set<Evidence> evidence) {
        /** @throws Demands.NotMet if what is kept is not of its form */
        public Line {
            evidence = Set.copyOf(evidence);
            kept = kept == null || kept.isEmpty() ? null : kept;
            KeptForm.of(kind).demand(kept);
        }

        /** What no hub would take is not told: without it the rest is believed. */
        static Line of(Step step) {
            // whom it asks again a hub may reach, which must not wait for the relay
            Outcome outcome = step.isAgain() ? Outcome.UNREACHABLE : step.outcome();
            return new Line(
                    step.kind(),
                    step.node(),
                    outcome,
                    step.words(),
                    KeptForm.of(step.kind()).fitting(step.kept()),
                    step.evidence());
        }
    }

    /** One whose outage goes on. */
    public RelayPlan(String origin, long number, Name ups, String cluster, List<Line> lines) {
        this(origin, number, ups, cluster, lines, false);
    }

    /** The same with these of its steps only. */
    public RelayPlan with(List<Line> some) {
        return new RelayPlan(origin, number, ups, cluster, some, mains);
    }

    /** Whether it has done anything, or has it to do: one that was not armed, or reached nobody, has not. */
    public boolean isOfUse() {
        return lines.stream()
                .anyMatch(line -> line.outcome().isOpen() || line.outcome().isSeenTo());
    }

    /** @throws Demands.NotMet if a part is not of its form */
    public RelayPlan {
        lines = List.copyOf(lines);
        new Demands()
                .that(
                        origin.matches("\\S{1,60}"),
                        "origin",
                        "give 1 to 60 characters without blanks",
                        "1764471600000.7")
                .that(number >= 0, "number", "give the hub's number of the plan, or 0", "7")
                .that(!cluster.isEmpty(), "cluster", "give the cluster's name", "default")
                .that(lines.size() <= MOST_LINES, "steps", "give at most " + MOST_LINES, "[]")
                .check();
    }
}
