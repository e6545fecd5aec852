package dev.alarum.core;

import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.plan.Aftermath;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.ReturnPlan;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.ShutdownPlan;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.status.StatusView.PlanView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The ways back after outages: begins them once power stays, follows them, and tells who is back. */
final class ReturnDesk {
    /** When nothing was known for so long of what feeds nodes that are away, people are told. */
    private static final Duration BLIND = Duration.ofHours(1);

    private final List<ClusterSettings> clusters;
    private final Roster roster;
    private final Effects effects;
    private final Supply supply;
    private final PlanBook shutdowns;
    private final PlanNumbers numbers;
    private final List<ReturnPlan> returns = new ArrayList<>();
    /** Those whose end is told. */
    private final Set<Long> told = new HashSet<>();
    /** Those of which was told who is missing before their end. */
    private final Set<Long> toldMissing = new HashSet<>();
    /** Shutdowns after which it was told that nobody knows whether power is back. */
    private final Set<Long> toldBlind = new HashSet<>();

    ReturnDesk(
            List<ClusterSettings> clusters,
            Roster roster,
            Effects effects,
            Supply supply,
            PlanBook shutdowns,
            PlanNumbers numbers) {
        this.clusters = clusters;
        this.roster = roster;
        this.effects = effects;
        this.supply = supply;
        this.shutdowns = shutdowns;
        this.numbers = numbers;
    }

    void restore(Memory memory, Moment start) {
        for (Row.PlanRow row : memory.plans()) {
            if (row.undoes() != null) {
                ReturnRules rules = clusters.stream()
                        .filter(cluster -> cluster.cluster().equals(row.cluster()))
                        .map(ClusterSettings::back)
                        .findFirst()
                        .orElse(ReturnRules.DEFAULT);
                ReturnPlan plan = ReturnPlan.restored(row, memory.steps(), rules, start);
                if (row.state().equals(ShutdownPlan.State.RUNNING.name())) {
                    plan.complete(owed(row.cluster()), start);
                }
                returns.add(plan);
                if (plan.isOver()) {
                    told.add(plan.id());
                }
            }
        }
    }

    void tick(Moment now) {
        for (ClusterSettings cluster : clusters) {
            if (shutdowns.isUnderWay(cluster.cluster(), now)) {
                stop(cluster, now);
            } else {
                begin(cluster, now);
            }
        }
        List.copyOf(returns).forEach(plan -> advance(plan, now));
        returns.removeIf(plan -> plan.isOver() && numbers.isHistory(plan.begunAt(), now));
    }

    private void begin(ClusterSettings cluster, Moment now) {
        Aftermath owed = owed(cluster.cluster());
        ShutdownPlan newest = newestOf(cluster.cluster());
        if (owed.isEmpty() || newest == null || activeOf(cluster.cluster()) != null) {
            return;
        }
        if (!isTime(cluster, owed, now)) {
            tellIfBlind(newest, owed, now);
            return;
        }
        ReturnPlan plan =
                ReturnPlan.begin(numbers.next(), newest.id(), newest.incident(), newest.ups(), owed, cluster, now);
        returns.add(plan);
        effects.decide(
                now,
                "return " + plan.id(),
                "power stays",
                owed.down().isEmpty() ? "no node was taken down" : "we took down " + PlanViews.names(owed.down()),
                cluster.back().wake() == ReturnRules.Wake.OFF
                        ? "awaits them, then puts right what was changed"
                        : "wakes them, then puts right what was changed");
    }

    /** Power may be back, or not: where nobody can tell for long, somebody must go and see. */
    private void tellIfBlind(ShutdownPlan newest, Aftermath owed, Moment now) {
        boolean blind =
                !owed.down().isEmpty() && owed.down().stream().allMatch(node -> supply.isUnseen(node, BLIND, now));
        if (blind && toldBlind.add(newest.id())) {
            effects.tell(
                    now,
                    "return-incomplete",
                    "cluster " + newest.cluster(),
                    "Not back in cluster " + newest.cluster() + ": " + PlanViews.names(owed.down())
                            + "; nothing is known of their power for " + BLIND.toHours()
                            + " h, so nobody wakes them until the UPS is read again or one of them is up");
        }
    }

    private boolean isTime(ClusterSettings cluster, Aftermath owed, Moment now) {
        return owed.down().isEmpty()
                ? isSettled(cluster, now)
                : owed.down().stream().anyMatch(node -> mayCome(cluster, node, now));
    }

    /** Nodes that come by themselves may come as soon as they have power; others when it stays and would last. */
    private boolean mayCome(ClusterSettings cluster, Name node, Moment now) {
        ReturnRules back = cluster.back();
        boolean isFed = back.wake() == ReturnRules.Wake.OFF
                ? supply.isFedByMains(node) || !supply.isAnyOut()
                : supply.isSafe(node, back.mainsStable(), back.chargeOver(), now);
        return isFed || isFedAsSeen(cluster, node, now);
    }

    /** Nobody reads its UPS any more, as after the death of a relay; but what that feeds has come up again and stays. */
    private boolean isFedAsSeen(ClusterSettings cluster, Name node, Moment now) {
        return supply.isUnseen(node, Supply.UNSEEN, now)
                && cluster.nodes().stream()
                        .anyMatch(other -> supply.isSharedBy(node, other) && isBackForGood(cluster, other, now));
    }

    /** Whether it has come up for a while since we took it down; one that stayed up proves nothing. */
    private boolean isBackForGood(ClusterSettings cluster, Name node, Moment now) {
        List<ShutdownPlan> plans = shutdowns.all().stream()
                .filter(plan -> plan.cluster().equals(cluster.cluster()))
                .toList();
        boolean wasTaken = plans.stream().anyMatch(plan -> plan.taken().contains(node.text()));
        Instant newest = plans.stream()
                .map(ShutdownPlan::begunAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        return wasTaken
                && roster.find(Sender.node(node))
                        .filter(one -> one.state == LifeState.UP && !one.told)
                        .map(one -> one.backAt)
                        .filter(back ->
                                back.wall().isAfter(newest) && now.since(back).compareTo(Supply.UNSEEN) >= 0)
                        .isPresent();
    }

    private boolean isSettled(ClusterSettings cluster, Moment now) {
        ReturnRules back = cluster.back();
        return supply.areAllSafe(
                        cluster.nodes(),
                        back.mainsStable(),
                        back.chargeOver(),
                        ups -> cluster.nodes().stream()
                                .anyMatch(node -> supply.feeds(ups, node) && isBackForGood(cluster, node, now)),
                        now)
                && !shutdowns.isUnderWay(cluster.cluster(), now);
    }

    /** What was changed in a cluster by all shutdowns so far, and no return has put right. */
    private Aftermath owed(String cluster) {
        SortedMap<Long, UnaryOperator<Aftermath>> changes = new TreeMap<>();
        shutdowns.all().stream()
                .filter(plan -> plan.cluster().equals(cluster))
                .forEach(plan -> changes.put(plan.id(), owed -> owed.and(plan.aftermath())));
        returns.stream()
                .filter(plan -> plan.cluster().equals(cluster))
                .forEach(plan -> changes.put(plan.id(), owed -> plan.left()));
        Aftermath owed = Aftermath.none(cluster);
        for (UnaryOperator<Aftermath> change : changes.values()) {
            owed = change.apply(owed);
        }
        return owed;
    }

    private @Nullable ShutdownPlan newestOf(String cluster) {
        return shutdowns.all().stream()
                .filter(plan -> plan.cluster().equals(cluster))
                .reduce((first, second) -> second)
                .orElse(null);
    }

    private @Nullable ReturnPlan activeOf(String cluster) {
        return returns.stream()
                .filter(plan -> plan.cluster().equals(cluster) && !plan.isOver())
                .findFirst()
                .orElse(null);
    }

    private void stop(ClusterSettings cluster, Moment now) {
        ReturnPlan active = activeOf(cluster.cluster());
        if (active != null) {
            active.stop(now);
            told.add(active.id());
            active.unsaved().forEach(effects::save);
            effects.decide(
                    now,
                    "return " + active.id(),
                    "a new shutdown",
                    "the power went out again",
                    "stopped; what is left is put right after it");
        }
    }

    private void advance(ReturnPlan plan, Moment now) {
        ClusterSettings cluster = clusters.stream()
                .filter(one -> one.cluster().equals(plan.cluster()))
                .findFirst()
                .orElse(null);
        if (cluster == null || told.contains(plan.id())) {
            return;
        }
        plan.judge(now, new PlanSigns(roster, supply, now));
        List<StepOrder> orders = plan.next(now, node -> mayCome(cluster, new Name(node), now), isSettled(cluster, now));
        boolean look = plan.wantsLook(now);
        plan.unsaved().forEach(effects::save);
        if (look) {
            effects.look(new LookOrder(plan.id(), plan.cluster()));
        }
        orders.forEach(effects::order);
        ReturnReport report = new ReturnReport(plan, stillOff(plan));
        if (plan.isOver() && told.add(plan.id())) {
            effects.decide(now, "return " + plan.id(), "results", report.results(), "told");
            effects.tell(now, report.isGood() ? "all-back" : "return-incomplete", about(plan), report.atItsEnd());
        } else if (!plan.isAwaitingNodes() && !report.missing().isEmpty() && toldMissing.add(plan.id())) {
            effects.tell(now, "return-incomplete", about(plan), report.beforeItsEnd());
        }
    }

    private static String about(ReturnPlan plan) {
        return "cluster " + plan.cluster();
    }

    /** Others of the site that said goodbye in the outage and are not back: guests of the cluster, most likely. */
    private List<String> stillOff(ReturnPlan plan) {
        Instant since = shutdowns.all().stream()
                .filter(one -> one.incident() == plan.incident())
                .map(ShutdownPlan::begunAt)
                .min(Comparator.naturalOrder())
                .orElse(plan.begunAt());
        return roster.nodesOf(supply.siteOf(plan.ups())).stream()
                .filter(one -> one.state == LifeState.OFF && one.leaseEnds == null)
                .filter(one -> !one.since.wall().isBefore(since))
                .map(one -> one.name().text())
                .toList();
    }

    void seen(ClusterLook look, Moment now) {
        for (ReturnPlan plan : List.copyOf(returns)) {
            if (plan.id() == look.plan()) {
                plan.seen(look, now);
                advance(plan, now);
            }
        }
    }

    void step(StepResult result, Moment now) {
        for (ReturnPlan plan : List.copyOf(returns)) {
            if (plan.id() == result.plan()) {
                plan.result(result, now);
                advance(plan, now);
            }
        }
    }

    boolean isVoid(StepOrder order) {
        return returns.stream().anyMatch(plan -> plan.id() == order.plan() && plan.isVoid());
    }

    /** Whether a node stays off because we hold it back until the power stays. */
    boolean isHeldBack(Name node) {
        for (ClusterSettings cluster : clusters) {
            if (cluster.nodes().contains(node) && cluster.back().wake() != ReturnRules.Wake.OFF) {
                ReturnPlan active = activeOf(cluster.cluster());
                return active == null ? owed(cluster.cluster()).down().contains(node) : active.isHeldBack(node);
            }
        }
        return false;
    }

    /** The nodes of that site that a relay is to wake now. */
    List<String> toWakeByRelay(Name site, Moment now) {
        List<String> nodes = new ArrayList<>();
        for (ReturnPlan plan : returns) {
            clusters.stream()
                    .filter(cluster -> cluster.cluster().equals(plan.cluster()))
                    .forEach(
                            cluster -> nodes.addAll(plan.toWakeByRelay(node -> mayCome(cluster, new Name(node), now))));
        }
        return nodes.stream()
                .filter(node -> roster.siteOf(new Name(node)).equals(site))
                .toList();
    }

    /** A relay has woken that node. */
    void woken(String node, String relay, Moment now) {
        returns.stream().filter(plan -> !plan.isOver()).forEach(plan -> {
            plan.woken(node, relay, now);
            plan.unsaved().forEach(effects::save);
        });
    }

    List<PlanView> views(Moment now) {
        return returns.stream()
                .filter(plan -> PlanViews.isShown(plan.begunAt(), plan.isOver(), now))
                .map(plan -> PlanViews.of(
                        plan.id(),
                        plan.incident(),
                        "return",
                        plan.begunAt(),
                        plan.ups(),
                        plan.cluster(),
                        plan.state().name(),
                        true,
                        plan.lines()))
                .toList();
    }
}
