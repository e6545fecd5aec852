package dev.alarum.plan;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a shutdown of a cluster would do if it began now: every request, in order, and what would be left out.
 *
 * @param cluster the cluster as named in the settings
 * @param isArmed whether the requests would really be sent
 * @param need how long it may take at most by the times of the settings
 * @param lines its steps, in order
 */
public record Preview(String cluster, boolean isArmed, Duration need, List<Line> lines) {
    /**
     * A step of it.
     *
     * @param what what it is about, in words
     * @param requests what would be sent for it, one after the other; empty: nothing
     * @param note why nothing would be sent; null if something would
     */
    public record Line(
            String what, List<String> requests, @Nullable String note) {
        /** Copies the list. */
        public Line {
            requests = List.copyOf(requests);
        }
    }

    /** Copies the list. */
    public Preview {
        lines = List.copyOf(lines);
    }

    /**
     * The shutdown of these nodes of that cluster.
     *
     * @param relays the names of all relays, in lower case
     * @param look how the cluster is; null if that is not known
     */
    public static Preview of(
            ClusterSettings cluster, List<Name> nodes, Set<String> relays, @Nullable ClusterLook look, Moment now) {
        ShutdownRules rules = cluster.rules();
        PlanSteps steps = PlanSteps.ofShutdown(rules, nodes, now.wall());
        Fitting fitting = new Fitting(steps, rules, relays);
        fitting.fit(look, Signs.NONE, now.wall());
        Duration need = fitting.need();
        List<Line> lines = new ArrayList<>();
        for (Step step : steps.all()) {
            String what = StepLine.of(step).what();
            if (step.isPlanned()) {
                StepOrder order = order(step, fitting, rules, cluster, now);
                lines.add(new Line(
                        what,
                        order.requests().stream().map(ApiRequest::toString).toList(),
                        null));
            } else {
                lines.add(new Line(what, List.of(), step.words()));
            }
        }
        return new Preview(cluster.cluster(), cluster.armed(), need, lines);
    }

    private static StepOrder order(
            Step step, Fitting fitting, ShutdownRules rules, ClusterSettings cluster, Moment now) {
        StepOrder plain = StepOrder.of(
                new Row.PlanRow(0, 0, "", cluster.cluster(), "", cluster.armed(), 0, null),
                step.position(),
                step.kind(),
                step.node(),
                now);
        return step.kind() == StepKind.GUESTS
                ? plain.guests(fitting.toShutDown(step.node()), rules.guestTimeout(), rules.force())
                : plain;
    }
}
