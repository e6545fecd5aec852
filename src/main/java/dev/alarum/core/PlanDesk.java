package dev.alarum.core;

import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.plan.Aftermath;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.ShutdownPlan;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.status.StatusView.PlanView;
import dev.alarum.status.StatusView.StepView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The plans that shut nodes down: begins them, sends their orders when they may go out, tells their results. */
final class PlanDesk {
    private final List<ClusterSettings> clusters;
    private final Roster roster;
    private final Effects effects;
    private final PowerDesk power;
    private final List<ShutdownPlan> plans = new ArrayList<>();
    private long lastId;

    PlanDesk(List<ClusterSettings> clusters, Roster roster, Effects effects, PowerDesk power, long lastId) {
        this.clusters = clusters;
        this.roster = roster;
        this.effects = effects;
        this.power = power;
        this.lastId = lastId;
    }

    void restore(Memory memory, Moment start) {
        for (Row.PlanRow row : memory.plans()) {
            List<Row.StepRow> steps = whole(row, memory.steps());
            ShutdownPlan plan = ShutdownPlan.restored(row, steps, start);
            plans.add(plan);
            plan.accepted().stream()
                    .flatMap(name -> roster.find(Sender.node(new Name(name))).stream())
                    .filter(node -> isAway(node, plan, Anchor.past(start, row.at())))
                    .forEach(Watched::expectSilence);
        }
    }

    /** Whether a node that took our order before the restart is still to be expected silent because of it. */
    private boolean isAway(Watched node, ShutdownPlan plan, Moment begun) {
        boolean backSince = node.backAt != null && node.backAt.isAtOrAfter(begun);
        boolean excused = node.leaseEnds != null || node.state == LifeState.OFF || power.isOut(plan.ups());
        return excused && !backSince;
    }

    /** The steps of a plan as kept, and those that a crash while it was begun kept from the disk. */
    private List<Row.StepRow> whole(Row.PlanRow row, List<Row.StepRow> all) {
        List<Row.StepRow> steps = new ArrayList<>(
                all.stream().filter(step -> step.plan() == row.id()).toList());
        if (ShutdownPlan.State.valueOf(row.state()) != ShutdownPlan.State.RUNNING) {
            return steps;
        }
        List<String> nodes = clusters.stream()
                .filter(cluster -> cluster.cluster().equals(row.cluster()))
                .flatMap(cluster -> fed(cluster, new Name(row.ups())).stream())
                .map(Name::text)
                .toList();
        List<String> kept = steps.stream().map(Row.StepRow::node).toList();
        if (kept.size() < nodes.size() && nodes.subList(0, kept.size()).equals(kept)) {
            for (int i = kept.size(); i < nodes.size(); i++) {
                steps.add(new Row.StepRow(
                        row.id(),
                        i + 1,
                        StepKind.NODE.name(),
                        nodes.get(i),
                        Outcome.PENDING.name(),
                        null,
                        null,
                        null,
                        row.at()));
            }
        }
        return steps;
    }

    private List<Name> fed(ClusterSettings cluster, Name ups) {
        return cluster.nodes().stream()
                .filter(node -> power.feeds().test(ups, node))
                .toList();
    }

    /** Whether there is anything to shut down in an outage of that UPS. */
    boolean canShutDown(Name ups) {
        return clusters.stream().anyMatch(cluster -> !fed(cluster, ups).isEmpty());
    }

    /** Whether an order to one of the nodes fed by that UPS would go out at all. */
    boolean isArmed(Name ups) {
        return clusters.stream()
                .anyMatch(cluster -> cluster.armed() && !fed(cluster, ups).isEmpty());
    }

    /** Begins a plan for each cluster that has nodes fed by that UPS. */
    void begin(Name ups, long incident, String reason, Moment now) {
        begin(ups, incident, reason, node -> true, now);
    }

    /**
     * Begins a plan for each cluster that has nodes fed by that UPS for which no order is out or to come.
     *
     * @return whether there were any
     */
    boolean beginRest(Name ups, long incident, String reason, Moment now) {
        return begin(ups, incident, reason, node -> !isOrdered(node, incident), now);
    }

    private boolean begin(Name ups, long incident, String reason, Predicate<Name> which, Moment now) {
        boolean any = false;
        for (ClusterSettings cluster : clusters) {
            List<Name> nodes = fed(cluster, ups).stream().filter(which).toList();
            if (!nodes.isEmpty()) {
                any = true;
                ShutdownPlan plan = add(cluster, nodes, ups, incident, now);
                effects.decide(
                        now,
                        "plan " + plan.id(),
                        "law 5: " + reason,
                        "UPS " + ups + " feeds " + names(nodes),
                        cluster.armed()
                                ? "shuts them down in this order"
                                : "would shut them down in this order, but is not armed");
                advance(plan, now);
            }
        }
        return any;
    }

    /** Notes for each cluster that has nodes fed by that UPS that they are not to be shut down in this outage. */
    void forgo(Name ups, long incident, String reason, Moment now) {
        for (ClusterSettings cluster : clusters) {
            List<Name> nodes = fed(cluster, ups);
            if (!nodes.isEmpty()) {
                ShutdownPlan plan = add(cluster, nodes, ups, incident, now);
                effects.decide(
                        now,
                        "plan " + plan.id(),
                        reason,
                        "UPS " + ups + " feeds " + names(nodes),
                        "does not shut them down in this outage");
                plan.stop(now);
                plan.unsaved().forEach(effects::save);
            }
        }
    }

    private ShutdownPlan add(ClusterSettings cluster, List<Name> nodes, Name ups, long incident, Moment now) {
        ShutdownPlan plan = ShutdownPlan.begin(nextId(), incident, ups, cluster, nodes, now);
        plans.add(plan);
        return plan;
    }

    /** Whether a plan of that incident has an order for that node out, or still to come. */
    private boolean isOrdered(Name node, long incident) {
        return plans.stream()
                .filter(plan -> plan.incident() == incident)
                .flatMap(plan -> plan.outcomes().stream())
                .anyMatch(one -> one.node().equals(node.text()) && isOrdered(one));
    }

    /** Whether a plan of that incident for that UPS has any order out. */
    boolean hasOrdered(Name ups, long incident) {
        return plans.stream()
                .filter(plan -> plan.incident() == incident && plan.ups().equals(ups))
                .flatMap(plan -> plan.outcomes().stream())
                .anyMatch(PlanDesk::isOrdered);
    }

    private static boolean isOrdered(NodeOutcome one) {
        return one.outcome() == Outcome.PENDING || one.outcome() == Outcome.ACCEPTED;
    }

    void tick(Moment now) {
        plans.forEach(plan -> advance(plan, now));
    }

    private void advance(ShutdownPlan plan, Moment now) {
        boolean wasAnswered = plan.isAnswered();
        List<StepOrder> orders = power.mayCommand(plan.ups(), now) ? plan.next(now) : List.of();
        plan.unsaved().forEach(effects::save);
        orders.forEach(effects::order);
        if (!wasAnswered && plan.isAnswered()) {
            finished(plan, now);
        }
    }

    void seen(ClusterLook look, Moment now) {
        plans.stream().filter(plan -> plan.id() == look.plan()).forEach(plan -> advance(plan, now));
    }

    void step(StepResult result, Moment now) {
        for (ShutdownPlan plan : plans) {
            if (plan.id() == result.plan()) {
                boolean wasAnswered = plan.isAnswered();
                List<String> before = plan.accepted();
                plan.result(result, now);
                plan.accepted().stream()
                        .filter(name -> !before.contains(name))
                        .forEach(name -> expectSilence(name, plan.ups(), now));
                plan.unsaved().forEach(effects::save);
                if (!wasAnswered && plan.isAnswered()) {
                    finished(plan, now);
                }
                advance(plan, now);
            }
        }
    }

    /**
     * Mains is back, or a person wants it so: what was not sent is not sent any more.
     *
     * @return whether anything was left to be sent
     */
    boolean stop(Name ups, Moment now) {
        boolean any = false;
        for (ShutdownPlan plan : plans) {
            if (plan.ups().equals(ups)) {
                boolean wasAnswered = plan.isAnswered();
                any |= plan.stop(now);
                if (!wasAnswered) {
                    plan.unsaved().forEach(effects::save);
                    finished(plan, now);
                }
            }
        }
        return any;
    }

    boolean isVoid(StepOrder order) {
        return plans.stream().anyMatch(plan -> plan.id() == order.plan() && plan.isVoid());
    }

    private void finished(ShutdownPlan plan, Moment now) {
        String outcomes = plan.outcomes().stream()
                .map(one -> one.node() + " "
                        + one.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
        effects.decide(now, "plan " + plan.id(), "results", outcomes, "told");
        effects.tell(now, "plan-results", "plan " + plan.id(), "Shutdown plan " + plan.id() + ": " + outcomes);
    }

    /** Only an order that was accepted makes a node's silence expected. */
    private void expectSilence(String accepted, Name ups, Moment now) {
        Watched node = roster.find(Sender.node(new Name(accepted))).orElse(null);
        if (node == null) {
            return;
        }
        node.expectSilence();
        if (!power.isOut(ups) && node.leaseEnds == null) {
            node.leaseEnds = now.plus(PowerDesk.RETURN);
            effects.save(node.row());
        }
    }

    /** What the plans have changed that is to be put right again, the newest plan last. */
    List<Aftermath> aftermaths() {
        return plans.stream()
                .map(ShutdownPlan::aftermath)
                .filter(after -> !after.isEmpty())
                .toList();
    }

    /** The number of the next plan, of whatever sort. */
    long nextId() {
        lastId++;
        return lastId;
    }

    boolean isUnderWay(long incident) {
        return plans.stream().anyMatch(plan -> plan.incident() == incident && !plan.isAnswered());
    }

    Optional<Name> upsOf(long incident) {
        return plans.stream()
                .filter(plan -> plan.incident() == incident)
                .map(ShutdownPlan::ups)
                .findFirst();
    }

    /** What became of the newest order to each node. */
    List<NodeOutcome> outcomes(long incident) {
        Map<String, NodeOutcome> newest = new LinkedHashMap<>();
        plans.stream()
                .filter(plan -> plan.incident() == incident)
                .flatMap(plan -> plan.outcomes().stream())
                .forEach(one -> newest.put(one.node(), one));
        return List.copyOf(newest.values());
    }

    List<PlanView> views() {
        return plans.stream()
                .map(plan -> new PlanView(
                        plan.id(),
                        plan.incident(),
                        plan.ups().text(),
                        plan.cluster(),
                        plan.state().name(),
                        plan.isArmed(),
                        steps(plan)))
                .toList();
    }

    private static List<StepView> steps(ShutdownPlan plan) {
        List<StepView> views = new ArrayList<>();
        List<NodeOutcome> outcomes = plan.outcomes();
        List<@Nullable String> details = plan.details();
        for (int i = 0; i < outcomes.size(); i++) {
            views.add(new StepView(
                    i + 1, outcomes.get(i).node(), outcomes.get(i).outcome().name(), details.get(i)));
        }
        return views;
    }

    private static String names(List<Name> nodes) {
        return nodes.stream().map(Name::text).collect(Collectors.joining(","));
    }
}
