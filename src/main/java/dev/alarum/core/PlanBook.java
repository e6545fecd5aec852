package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Shortage;
import dev.alarum.plan.ShutdownPlan;
import dev.alarum.plan.StepOrder;
import dev.alarum.status.StatusView.PlanView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The shutdowns that are known, and what can be asked of them. */
final class PlanBook {
    /** A relay that carries out a shutdown tells of it every 5 s. */
    private static final Duration IN_TOUCH = Duration.ofSeconds(12);

    private final List<ShutdownPlan> plans = new ArrayList<>();

    void add(ShutdownPlan plan) {
        plans.add(plan);
        claim(plan);
    }

    /** What that one sees to, no other one asks again. */
    void claim(ShutdownPlan plan) {
        Set<String> nodes = plan.outcomes().stream()
                .filter(PlanBook::isOrdered)
                .map(NodeOutcome::node)
                .collect(Collectors.toSet());
        plans.stream()
                .filter(other -> other != plan && other.cluster().equals(plan.cluster()))
                .forEach(other -> other.letBe(nodes::contains));
    }

    void forget(Predicate<ShutdownPlan> which) {
        plans.removeIf(which);
    }

    /** All that are still known, the newest last, as they are now: what is added meanwhile is not in it. */
    List<ShutdownPlan> all() {
        return List.copyOf(plans);
    }

    /** Those of that UPS. */
    List<ShutdownPlan> of(Name ups) {
        return plans.stream().filter(plan -> plan.ups().equals(ups)).toList();
    }

    /** The one of that number, if it is a shutdown's and still known. */
    Optional<ShutdownPlan> find(long number) {
        return plans.stream().filter(plan -> plan.id() == number).findFirst();
    }

    /** Whether a plan of that incident has an order for that node out, or still to come. */
    boolean isOrdered(Name node, long incident) {
        return of(incident)
                .flatMap(plan -> plan.outcomes().stream())
                .anyMatch(one -> one.node().equals(node.text()) && isOrdered(one));
    }

    /** Whether a plan of that incident for that UPS has any order out. */
    boolean hasOrdered(Name ups, long incident) {
        return of(incident)
                .filter(plan -> plan.ups().equals(ups))
                .flatMap(plan -> plan.outcomes().stream())
                .anyMatch(PlanBook::isOrdered);
    }

    private static boolean isOrdered(NodeOutcome one) {
        return one.outcome().isOpen() || one.outcome().isSeenTo();
    }

    private Stream<ShutdownPlan> of(long incident) {
        return plans.stream().filter(plan -> plan.incident() == incident);
    }

    /** Whether a relay has that node of that cluster in a shutdown of its own, in the outage that goes on. */
    boolean isOfRelay(String cluster, Name node) {
        return plans.stream()
                .filter(plan -> plan.isOfRelay() && plan.cluster().equals(cluster))
                .flatMap(plan -> plan.outcomes().stream())
                .anyMatch(one -> one.node().equals(node.text()));
    }

    /** Whether a relay carries out a shutdown for that UPS just now. */
    boolean isAnyLeftToRelay(Name ups, Moment now) {
        return of(ups).stream().anyMatch(plan -> plan.isLeftToRelay(now));
    }

    /** Whether a relay that carries out a shutdown for that UPS is in touch, so that it learns in time what a person wants. */
    boolean isToldLately(Name ups, Moment now) {
        return of(ups).stream().anyMatch(plan -> plan.isToldWithin(IN_TOUCH, now));
    }

    boolean isVoid(StepOrder order) {
        return plans.stream().anyMatch(plan -> plan.id() == order.plan() && plan.isVoid(order));
    }

    /** Whether a shutdown of that cluster is under way. */
    boolean isUnderWay(String cluster, Moment now) {
        return plans.stream().anyMatch(plan -> plan.cluster().equals(cluster) && !plan.isOver(now));
    }

    /** Whether answers about that incident's nodes are still to come within seconds. */
    boolean isUnquiet(long incident, Moment now) {
        return of(incident).anyMatch(plan -> !plan.isQuiet(now));
    }

    Optional<Name> upsOf(long incident) {
        return of(incident).map(ShutdownPlan::ups).findFirst();
    }

    /** What became of the newest order to each node. */
    List<NodeOutcome> outcomes(long incident) {
        Map<String, NodeOutcome> newest = new LinkedHashMap<>();
        of(incident).flatMap(plan -> plan.outcomes().stream()).forEach(one -> newest.put(one.node(), one));
        return List.copyOf(newest.values());
    }

    /** The longest of that incident's plans that need more time than their battery had; null if there is none. */
    @Nullable
    Shortage shortage(long incident) {
        return of(incident)
                .flatMap(plan -> Stream.ofNullable(plan.shortage()))
                .max(Comparator.comparing(Shortage::need))
                .orElse(null);
    }

    List<PlanView> views(Moment now) {
        return plans.stream()
                .filter(plan -> PlanViews.isShown(plan.begunAt(), plan.isOver(now), now))
                .map(plan -> PlanViews.of(
                        plan.id(),
                        plan.incident(),
                        "shutdown",
                        plan.begunAt(),
                        plan.ups(),
                        plan.cluster(),
                        plan.state(now).name(),
                        plan.isArmed(),
                        plan.lines()))
                .toList();
    }
}
