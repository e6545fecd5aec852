package dev.alarum.core;

import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.ShutdownPlan;
import dev.alarum.plan.ShutdownRules;
import dev.alarum.plan.StepLine;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerWatch;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The plans that shut nodes down: begins them, sends their orders when they may go out, tells their results. */
final class PlanDesk {
    /** A relay that is at a shutdown of its own tells of it more often than this. */
    private static final Duration TELLS = Duration.ofSeconds(60);

    /** A relay begins before this hub, which it does not reach, is certain of the outage. */
    private static final Duration EARLY = Duration.ofMinutes(10);

    private final List<ClusterSettings> clusters;
    private final Roster roster;
    private final Effects effects;
    private final Supply supply;
    private final PlanNumbers numbers;
    private final PlanBook plans;
    /** What was told of the results of each. */
    private final Map<Long, List<Outcome>> told = new HashMap<>();
    /** Those that have waited for the word of their relay. */
    private final Set<Long> waited = new HashSet<>();

    /** How each cluster was at the newest look before its shutdowns; there is one every 5 minutes. */
    private final Map<String, ClusterLook> lastSeen = new HashMap<>();

    private final RelayWord word = new RelayWord();

    PlanDesk(
            List<ClusterSettings> clusters,
            Roster roster,
            Effects effects,
            Supply supply,
            PlanBook plans,
            PlanNumbers numbers) {
        this.clusters = clusters;
        this.roster = roster;
        this.effects = effects;
        this.supply = supply;
        this.plans = plans;
        this.numbers = numbers;
    }

    void restore(Memory memory, Moment start) {
        word.restore(memory);
        for (Row.PlanRow row : memory.plans()) {
            if (row.undoes() == null) {
                restore(row, memory.steps(), start);
            }
        }
    }

    private void restore(Row.PlanRow row, List<Row.StepRow> steps, Moment start) {
        List<Name> nodes = clusters.stream()
                .filter(one -> one.cluster().equals(row.cluster()) && row.origin() == null)
                .flatMap(one -> nodesOf(one, node -> supply.feeds(new Name(row.ups()), node)).stream())
                .toList();
        ShutdownPlan plan =
                ShutdownPlan.restored(row, steps, rulesOf(row.cluster()), nodes, roster.relayNames(), start);
        plans.add(plan);
        if (plan.state(start) != ShutdownPlan.State.RUNNING) {
            told.put(plan.id(), outcomesOf(plan));
        }
        boolean mayBeAtIt = plan.origin() != null && plan.state(start) == ShutdownPlan.State.RUNNING;
        if (!mayBeAtIt && !isOfNow(plan)) {
            plan.stop(start);
        }
    }

    /** Whether its outage goes on; one that ended while nobody looked ends with the first reading. */
    private boolean isOfNow(ShutdownPlan plan) {
        Duration early = plan.origin() == null ? Duration.ZERO : EARLY;
        return supply.find(plan.ups())
                .map(PowerWatch::confirmedAt)
                .filter(since ->
                        !plan.begunAt().isBefore(since.wall().minus(early).truncatedTo(ChronoUnit.MILLIS)))
                .isPresent();
    }

    /** Nodes that took an order before the restart may be silent because of it yet. */
    void expectSilences(Predicate<Name> isHeldBack, Moment start) {
        for (ShutdownPlan plan : plans.all()) {
            Moment begun = Anchor.past(start, plan.begunAt().toEpochMilli());
            plan.taken().stream()
                    .flatMap(name -> roster.find(Sender.node(new Name(name))).stream())
                    .filter(node -> node.backAt == null || !node.backAt.isAtOrAfter(begun))
                    .filter(node -> node.leaseEnds != null
                            || node.state == LifeState.OFF
                            || supply.isOut(plan.ups())
                            || isHeldBack.test(node.name()))
                    .forEach(Watched::expectSilence);
        }
    }

    private ShutdownRules rulesOf(String cluster) {
        return clusters.stream()
                .filter(one -> one.cluster().equals(cluster))
                .map(ClusterSettings::rules)
                .findFirst()
                .orElse(ShutdownRules.DEFAULT);
    }

    private static List<Name> nodesOf(ClusterSettings cluster, Predicate<Name> which) {
        return cluster.nodes().stream().filter(which).toList();
    }

    /** Whether there is anything to shut down in an outage of that UPS. */
    boolean canShutDown(Name ups) {
        return anyCluster(ups, cluster -> true);
    }

    /** Whether an order to one of the nodes fed by that UPS would go out at all. */
    boolean isArmed(Name ups) {
        return anyCluster(ups, ClusterSettings::armed);
    }

    private boolean anyCluster(Name ups, Predicate<ClusterSettings> which) {
        return clusters.stream()
                .filter(which)
                .anyMatch(cluster -> cluster.nodes().stream().anyMatch(node -> supply.feeds(ups, node)));
    }

    /** Begins a plan for each cluster that has nodes which must go now that this UPS says so. */
    void begin(Name ups, long incident, String reason, Moment now) {
        begin(
                ups,
                incident,
                reason,
                (cluster, node) -> supply.mustGo(ups, node) && !plans.isOfRelay(cluster, node),
                now);
    }

    /**
     * Begins a plan for each cluster that has nodes without power for which no order is out or to come.
     *
     * @return whether there were any
     */
    boolean beginRest(Name ups, long incident, String reason, Moment now) {
        return begin(
                ups,
                incident,
                reason,
                (cluster, node) -> supply.feeds(ups, node) && supply.isOutFor(node) && !plans.isOrdered(node, incident),
                now);
    }

    private boolean begin(Name ups, long incident, String reason, BiPredicate<String, Name> which, Moment now) {
        boolean any = false;
        for (ClusterSettings cluster : clusters) {
            List<Name> nodes = nodesOf(cluster, node -> which.test(cluster.cluster(), node));
            if (!nodes.isEmpty()) {
                any = true;
                ShutdownPlan plan = add(cluster, nodes, ups, incident, now);
                effects.decide(
                        now,
                        "plan " + plan.id(),
                        "law 5: " + reason,
                        "UPS " + ups + " feeds " + PlanViews.names(nodes) + others(cluster, ups, nodes),
                        cluster.armed()
                                ? "shuts them down in this order"
                                : "would shut them down in this order, but is not armed");
                advance(plan, now);
            }
        }
        return any;
    }

    /** Those that are fed by it, too, and stay. */
    private String others(ClusterSettings cluster, Name ups, List<Name> going) {
        List<Name> staying = nodesOf(cluster, node -> supply.feeds(ups, node) && !going.contains(node));
        return staying.isEmpty()
                ? ""
                : "; " + PlanViews.names(staying) + " have power by another UPS, or orders already";
    }

    /** Notes for each cluster that has nodes fed by that UPS that they are not to be shut down in this outage. */
    void forgo(Name ups, long incident, String reason, Moment now) {
        for (ClusterSettings cluster : clusters) {
            List<Name> nodes = nodesOf(cluster, node -> supply.feeds(ups, node));
            if (!nodes.isEmpty()) {
                ShutdownPlan plan = add(cluster, nodes, ups, incident, now);
                effects.decide(
                        now,
                        "plan " + plan.id(),
                        reason,
                        "UPS " + ups + " feeds " + PlanViews.names(nodes),
                        "does not shut them down in this outage");
                plan.stop(now);
                told.put(plan.id(), outcomesOf(plan));
                plan.unsaved(now).forEach(effects::save);
            }
        }
    }

    private ShutdownPlan add(ClusterSettings cluster, List<Name> nodes, Name ups, long incident, Moment now) {
        ShutdownPlan plan = ShutdownPlan.begin(numbers.next(), incident, ups, cluster, nodes, roster.relayNames(), now);
        ClusterLook before = lastSeen.get(cluster.cluster());
        if (before != null) {
            plan.remember(before);
        }
        plans.add(plan);
        return plan;
    }

    void tick(Moment now) {
        plans.all().forEach(plan -> advance(plan, now));
        plans.forget(plan -> numbers.isHistory(plan.begunAt(), now) && plan.isOver(now));
    }

    private void advance(ShutdownPlan plan, Moment now) {
        List<String> before = plan.taken();
        PlanSigns signs = new PlanSigns(roster, supply, now);
        takeOver(plan, now);
        plan.judge(now, signs);
        List<StepOrder> orders = supply.mayCommand(plan.ups(), now) && !isWordAwaited(plan, now)
                ? plan.next(now, supply.batteryLasts(plan.ups(), now), signs, true)
                : List.of();
        boolean look = plan.wantsLook(now);
        settle(plan, before, now);
        if (look) {
            effects.look(new LookOrder(plan.id(), plan.cluster()));
        }
        orders.forEach(effects::order);
    }

    /** What a relay was to do by itself, and has not, is done from here once this hub would shut down, too. */
    private void takeOver(ShutdownPlan plan, Moment now) {
        boolean due = supply.find(plan.ups())
                .filter(watch -> watch.confirmed() && watch.shutdownWasDue())
                .isPresent();
        if (due && plan.isLeftBehind(now)) {
            plan.takeOver(now);
            effects.decide(
                    now,
                    "plan " + plan.id(),
                    "law 5: a relay's own plan",
                    "the relay has left undone: " + inWords(plan.lines()),
                    plan.isArmed() ? "the hub goes on with it" : "the hub would go on with it, but is not armed");
        }
    }

    /** Whether the relay that reads the plan's UPS is heard again, and has yet to tell whether it did something itself. */
    private boolean isWordAwaited(ShutdownPlan plan, Moment now) {
        Name relay = supply.relayOf(plan.ups());
        boolean awaited = plan.origin() == null && relay != null && !plan.isOver(now) && word.isAwaited(relay, now);
        if (awaited && waited.add(plan.id())) {
            effects.decide(
                    now,
                    "plan " + plan.id(),
                    "one event, one plan",
                    "relay " + relay + " was not heard for a while and may have acted by itself",
                    "orders wait for its word, " + RelayWord.PATIENCE.toSeconds() + " s at most");
        }
        return awaited;
    }

    /** Keeps what changed, and tells when nothing more comes of it. */
    private void settle(ShutdownPlan plan, List<String> before, Moment now) {
        plan.taken().stream()
                .filter(name -> !before.contains(name))
                .forEach(name -> expectSilence(name, plan.ups(), now));
        plan.unsaved(now).forEach(effects::save);
        if (plan.isOver(now) && !plan.isAskingAgain()) {
            finished(plan, now);
        }
    }

    void seen(ClusterLook look, Moment now) {
        if (look.answered() && look.plan() == PreviewDesk.NO_PLAN) {
            lastSeen.put(look.cluster(), look);
        }
        plans.find(look.plan()).ifPresent(plan -> {
            plan.seen(look, now);
            advance(plan, now);
        });
    }

    void step(StepResult result, Moment now) {
        plans.find(result.plan()).ifPresent(plan -> {
            List<String> before = plan.taken();
            plan.result(result, now);
            settle(plan, before, now);
            advance(plan, now);
        });
    }

    /**
     * Mains is back, or a person wants it so: what was not sent is not sent any more.
     *
     * @return whether anything was left to be sent
     */
    boolean stop(Name ups, Moment now) {
        boolean any = false;
        for (ShutdownPlan plan : plans.of(ups)) {
            List<String> before = plan.taken();
            any |= plan.stop(now);
            settle(plan, before, now);
        }
        return any;
    }

    /** A UPS is on mains again: what it feeds beside others need not go because of them. */
    void spare(Name ups, Moment now) {
        for (ShutdownPlan plan : plans.all()) {
            List<String> before = plan.taken();
            plan.spare(node -> supply.feeds(ups, new Name(node)), now);
            settle(plan, before, now);
        }
    }

    /**
     * A relay tells of a shutdown that it carries out by itself. One outage has one plan: where there is one for it, that
     * is the relay's from now on.
     */
    void fromRelay(RelayPlan told, long incident, Moment now) {
        ShutdownPlan plan = find(told, incident).orElse(null);
        if ((plan == null || plan.origin() == null) && !told.isOfUse()) {
            return;
        }
        if (plan == null) {
            plan = ShutdownPlan.carriedOutByRelay(
                    numbers.next(),
                    incident,
                    told,
                    rulesOf(told.cluster()),
                    isArmed(told.cluster()),
                    roster.relayNames(),
                    now);
            plans.add(plan);
            effects.decide(
                    now,
                    "plan " + plan.id(),
                    "law 5: a relay's own plan",
                    "no hub answered while UPS " + told.ups() + " was nearly empty",
                    "the relay shuts down cluster " + told.cluster() + "; it is left to it");
        }
        List<String> before = plan.taken();
        plan.adopt(told, incident, now);
        if (told.mains()) {
            plan.stop(now);
        } else {
            plans.claim(plan);
        }
        settle(plan, before, now);
    }

    private boolean isArmed(String cluster) {
        return clusters.stream().anyMatch(one -> one.cluster().equals(cluster) && one.armed());
    }

    /** What relays tell, and when. */
    RelayWord word() {
        return word;
    }

    /** The relay's own by its name, else ours that it goes on with, else ours for the same outage. */
    private Optional<ShutdownPlan> find(RelayPlan told, long incident) {
        boolean isSameOutage = !told.mains() && incident > 0 && supply.isOut(told.ups());
        return newest(told, plan -> told.origin().equals(plan.origin()))
                .or(() -> newest(told, plan -> plan.origin() == null && plan.id() == told.number()))
                .or(() -> newest(told, plan -> plan.origin() == null && isSameOutage && plan.incident() == incident));
    }

    private Optional<ShutdownPlan> newest(RelayPlan told, Predicate<ShutdownPlan> which) {
        return plans.of(told.ups()).stream()
                .filter(plan -> plan.cluster().equals(told.cluster()))
                .filter(which)
                .reduce((first, second) -> second);
    }

    /** What a relay must know of the plans in the outages that go on; those of earlier outages would mislead it. */
    List<RelayWords.Known> known(Moment now) {
        return plans.all().stream()
                .filter(plan -> isOfNow(plan) || plan.isToldWithin(TELLS, now))
                .map(plan -> new RelayWords.Known(plan.id(), plan.ups(), plan.cluster(), plan.outcomesForRelays()))
                .toList();
    }

    /**
     * A UPS is on mains: what relays have not sent in its outage they will not send any more. They say so themselves, unless
     * they are gone; and an outage of which the hub never was certain has no other end here.
     */
    void endOfRelays(Name ups, Moment now) {
        for (ShutdownPlan plan : plans.of(ups)) {
            if (plan.origin() != null) {
                List<String> before = plan.taken();
                plan.stop(now);
                settle(plan, before, now);
            }
        }
    }

    /** Tells what became of it, and anew if that changes, but not for a further proof of the same. */
    private void finished(ShutdownPlan plan, Moment now) {
        List<Outcome> outcomes = outcomesOf(plan);
        if (outcomes.equals(told.put(plan.id(), outcomes))) {
            return;
        }
        String words = inWords(plan.lines());
        effects.decide(now, "plan " + plan.id(), "results", words, "told");
        effects.tell(now, "plan-results", "plan " + plan.id(), "Shutdown plan " + plan.id() + ": " + words);
    }

    private static List<Outcome> outcomesOf(ShutdownPlan plan) {
        return plan.lines().stream().map(StepLine::outcome).toList();
    }

    /** What became of the nodes, and what else did not go as it should. */
    private static String inWords(List<StepLine> lines) {
        return lines.stream()
                .filter(line -> line.kind().takesNodeDown() || isWorthTelling(line.outcome()))
                .map(line -> line.what() + " " + PlanViews.word(line.outcome())
                        + (line.evidence().isEmpty() ? "" : " (" + String.join(", ", line.evidence()) + ")"))
                .collect(Collectors.joining(", "));
    }

    private static boolean isWorthTelling(Outcome outcome) {
        return switch (outcome) {
            case REFUSED, UNREACHABLE, STILL_UP, SKIPPED -> true;
            default -> false;
        };
    }

    /** Only an order that was taken makes a node's silence expected. */
    private void expectSilence(String taken, Name ups, Moment now) {
        Watched node = roster.find(Sender.node(new Name(taken))).orElse(null);
        if (node == null) {
            return;
        }
        node.expectSilence();
        if (!supply.isOut(ups) && node.leaseEnds == null) {
            node.leaseEnds = now.plus(PowerDesk.RETURN);
            effects.save(node.row());
        }
    }
}
