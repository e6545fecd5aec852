package dev.alarum.plan;

import dev.alarum.node.Name;
import dev.alarum.store.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The steps of one plan in their order; only ever added to. */
final class PlanSteps {
    private final List<Step> all = new ArrayList<>();

    PlanSteps(List<Step> steps) {
        all.addAll(steps);
    }

    /** All steps that a shutdown of these nodes can have, in order; what turns out not to be needed stays undone. */
    static PlanSteps ofShutdown(ShutdownRules rules, List<Name> nodes, Instant at) {
        PlanSteps steps = new PlanSteps(List.of());
        if (rules.ha()) {
            steps.add(StepKind.HA_OFF, "", at);
        }
        if (rules.ceph()) {
            steps.add(StepKind.NOOUT, "", at);
        }
        if (!rules.guestTimeout().isZero()) {
            nodes.forEach(node -> steps.add(StepKind.GUESTS, node.text(), at));
        }
        nodes.forEach(node -> steps.add(StepKind.NODE, node.text(), at));
        return steps;
    }

    Step add(StepKind kind, String node, Instant at) {
        int position = all.isEmpty() ? 1 : all.get(all.size() - 1).position() + 1;
        Step step = new Step(position, kind, node, at);
        all.add(step);
        return step;
    }

    /** Puts kept steps in the place of these, if they are of the same plan: a crash may have kept some from the disk. */
    void restore(List<Step> kept) {
        boolean same = kept.stream().allMatch(this::fits);
        if (!same) {
            all.clear();
        }
        for (Step step : kept) {
            if (step.position() <= all.size()) {
                all.set(step.position() - 1, step);
            } else {
                all.add(step);
            }
        }
    }

    private boolean fits(Step kept) {
        if (kept.position() > all.size()) {
            return true;
        }
        Step fresh = all.get(kept.position() - 1);
        return fresh.kind() == kept.kind() && fresh.node().equals(kept.node());
    }

    @Nullable
    Step at(int position) {
        return all.stream()
                .filter(step -> step.position() == position)
                .findFirst()
                .orElse(null);
    }

    List<Step> all() {
        return List.copyOf(all);
    }

    List<Step> of(StepKind... kinds) {
        return all.stream()
                .filter(step -> Arrays.asList(kinds).contains(step.kind()))
                .toList();
    }

    /** Those that order the nodes themselves, in the order of the settings. */
    List<Step> nodes() {
        return of(StepKind.NODE);
    }

    /** The nodes before the last of the list. */
    List<Step> others() {
        List<Step> nodes = nodes();
        return nodes.isEmpty() ? nodes : nodes.subList(0, nodes.size() - 1);
    }

    /** The last of the list, through which the others are asked; none if there are no nodes. */
    List<Step> last() {
        List<Step> nodes = nodes();
        return nodes.isEmpty() ? nodes : nodes.subList(nodes.size() - 1, nodes.size());
    }

    @Nullable
    Step find(StepKind kind, String node) {
        return all.stream()
                .filter(step -> step.kind() == kind && step.node().equals(node))
                .findFirst()
                .orElse(null);
    }

    boolean any(Predicate<Step> which) {
        return all.stream().anyMatch(which);
    }

    boolean isEach(Predicate<Step> which) {
        return all.stream().allMatch(which);
    }

    Stream<Step> stream() {
        return all.stream();
    }

    /** The rows that changed since this was last asked. */
    List<Row> unsaved(long plan) {
        List<Row> rows = new ArrayList<>();
        for (Step step : all) {
            Row.StepRow row = step.unsaved(plan);
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }
}
