package dev.alarum.alone;

import dev.alarum.alone.PlanMemory.StepKey;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.ShutdownPlan;
import dev.alarum.plan.ShutdownRules;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.store.Row;
import dev.alarum.ups.Observation;
import dev.alarum.ups.PowerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a relay decides by itself: in an outage that is certain, once the UPS is nearly empty and no hub has answered for the
 * time of the settings, it shuts down what the UPS feeds, by the same plan as a hub. One outage has one plan, so it leaves out
 * what a hub has done in it. What it has begun it ends itself, whoever answers then. The first look that shows mains stops
 * what is not sent.
 *
 * <p>It has no thread, and no clock but the one that it is given. Safe to be used by several threads.
 */
public final class Alone {
    /** So many of its plans are remembered; the oldest is forgotten first. */
    private static final int MOST_PLANS = 20;

    /** A plan that nobody could be told of is history then. */
    private static final Duration HISTORY = Duration.ofDays(14);

    private static final Logger LOGGER = LoggerFactory.getLogger(Alone.class);

    private final List<ClusterSettings> clusters;
    private final Name relay;
    private final Supplier<Stamp> stamps;
    private final HubContact contact;
    private final Lan lan;
    private final Moments moments;
    private final LoneSupply supply;
    private final HubPlans hubs = new HubPlans();
    private final List<LonePlan> plans = new ArrayList<>();
    private final Map<Long, Row.PlanRow> planRows = new TreeMap<>();
    private final Map<StepKey, Row.StepRow> stepRows = new TreeMap<>();
    /** What was left to a hub or a person, told once in an outage. */
    private final Set<String> noted = new HashSet<>();

    private long last;
    private boolean changed;

    /**
     * A relay that has no plan yet.
     *
     * @param stamps give each plan its name
     * @param contact whether hubs answer
     */
    public Alone(
            AloneSettings settings, Name relay, Supplier<Stamp> stamps, HubContact contact, Lan lan, Moments moments) {
        this.clusters = settings.clusters();
        this.relay = relay;
        this.stamps = stamps;
        this.contact = contact;
        this.lan = lan;
        this.moments = moments;
        this.supply = new LoneSupply(settings.ups(), relay, moments.now());
    }

    /**
     * Goes on with what was kept before a restart; to be called before anything else.
     *
     * @param text as {@link #kept} gave it
     * @throws IllegalArgumentException if it is not that; then nothing is known of before
     */
    public synchronized void restore(String text) {
        PlanMemory memory = PlanMemory.parse(text);
        Moment now = moments.now();
        List<LonePlan> restored = new ArrayList<>();
        memory.plans().forEach((id, row) -> restored.add(restored(row, memory, now)));
        plans.addAll(restored);
        planRows.putAll(memory.plans());
        stepRows.putAll(memory.steps());
        memory.told().forEach(hubs::put);
        last = memory.last();
        for (LonePlan plan : plans) {
            if (!plan.plan().isOver(now)) {
                LOGGER.warn(
                        "event=own-plan-restored plan={} ups={} cluster={}",
                        plan.origin(),
                        plan.plan().ups(),
                        plan.plan().cluster());
            }
        }
    }

    private LonePlan restored(Row.PlanRow row, PlanMemory memory, Moment now) {
        List<Row.StepRow> steps = List.copyOf(memory.steps().values());
        List<Name> nodes = steps.stream()
                .filter(step -> step.plan() == row.id() && step.kind().equals(StepKind.NODE.name()))
                .map(step -> new Name(step.node()))
                .toList();
        ShutdownPlan plan = ShutdownPlan.restored(row, steps, rulesOf(row.cluster()), nodes, Set.of(relay.key()), now);
        PlanMemory.More more = memory.more().get(row.id());
        if (more == null) {
            return new LonePlan(plan, "lost." + row.id(), Map.of());
        }
        LonePlan lone = new LonePlan(plan, more.origin(), more.numbers());
        more.knownTo().forEach(lone::settled);
        if (more.mains()) {
            lone.end(now);
        }
        return lone;
    }

    private ShutdownRules rulesOf(String cluster) {
        return clusters.stream()
                .filter(one -> one.cluster().equals(cluster))
                .map(ClusterSettings::rules)
                .findFirst()
                .orElse(ShutdownRules.DEFAULT);
    }

    /** Takes what a look at that UPS showed. */
    public synchronized void looked(Name ups, Observation seen) {
        Moment now = moments.now();
        supply.looked(ups, seen, now);
        if (seen.state() == PowerState.MAINS) {
            onMains(ups, now);
        }
    }

    private void onMains(Name ups, Moment now) {
        changed |= hubs.forget(ups);
        noted.removeIf(one -> one.startsWith(ups + " "));
        for (LonePlan one : plans) {
            if (one.isPast()) {
                continue;
            }
            if (one.plan().ups().equals(ups)) {
                one.end(now);
                changed = true;
                LOGGER.info("event=own-plan-stopped plan={} ups={} reason=\"mains is back\"", one.origin(), ups);
            } else {
                one.plan().spare(node -> supply.feeds(ups, new Name(node)), now);
            }
            keep(one.plan(), now);
        }
    }

    /** One second has passed: what must be done. */
    public synchronized List<Deed> tick() {
        Moment now = moments.now();
        supply.tick(now);
        if (contact.isSilent(now)) {
            begin(now);
        }
        List<Deed> deeds = new ArrayList<>();
        plans.forEach(plan -> advance(plan.plan(), now, deeds));
        forget(now);
        return withKeep(deeds);
    }

    private void begin(Moment now) {
        for (Name ups : supply.due(now)) {
            for (ClusterSettings cluster : clusters) {
                boolean begun = plans.stream()
                        .anyMatch(one -> !one.isPast()
                                && one.plan().ups().equals(ups)
                                && one.plan().cluster().equals(cluster.cluster()));
                if (!begun) {
                    begin(ups, cluster, now);
                }
            }
        }
    }

    private void begin(Name ups, ClusterSettings cluster, Moment now) {
        List<Name> going = cluster.nodes().stream()
                .filter(node -> supply.mustGo(ups, node))
                .toList();
        List<Name> nodes = going.stream()
                .filter(node -> !isSeenTo(ups, cluster, node.text()))
                .toList();
        if (nodes.isEmpty()) {
            if (!going.isEmpty() && noted.add(ups + " " + cluster.cluster())) {
                LOGGER.warn(
                        "event=nothing-left-alone ups={} cluster={} nodes={} reason=\"a hub shut them down, or a person"
                                + " wants them to run\"",
                        ups,
                        cluster.cluster(),
                        names(going));
            }
            return;
        }
        last++;
        ShutdownPlan plan = ShutdownPlan.begin(last, 0, ups, cluster, nodes, Set.of(relay.key()), now);
        Stamp stamp = stamps.get();
        String origin = stamp.boot() + "." + stamp.seq();
        plans.add(new LonePlan(plan, origin, hubs.numbers(ups, cluster.cluster())));
        LOGGER.warn(
                "event=alone plan={} ups={} cluster={} nodes={} armed={} state=\"{}\" reason=\"no hub answers and the UPS is"
                        + " nearly empty\"",
                origin,
                ups,
                cluster.cluster(),
                names(nodes),
                cluster.armed(),
                supply.inWords(ups));
    }

    private boolean isSeenTo(Name ups, ClusterSettings cluster, String node) {
        return hubs.isDown(cluster.cluster(), node)
                || hubs.isStopped(ups, cluster.cluster(), node)
                || plans.stream()
                        .anyMatch(one ->
                                !one.isPast() && one.plan().cluster().equals(cluster.cluster()) && one.seesTo(node));
    }

    private static String names(List<Name> nodes) {
        return nodes.stream().map(Name::text).collect(Collectors.joining(","));
    }

    private void advance(ShutdownPlan plan, Moment now, List<Deed> deeds) {
        LanSigns signs = new LanSigns(lan, supply, now);
        plan.judge(now, signs);
        // whom nobody reached is asked again from here only while no hub can do it
        List<StepOrder> orders = supply.mayCommand(plan.ups(), now)
                ? plan.next(now, supply.batteryLasts(plan.ups(), now), signs, contact.isSilent(now))
                : List.of();
        boolean look = plan.wantsLook(now);
        keep(plan, now);
        if (look) {
            deeds.add(new Deed.Look(new LookOrder(plan.id(), plan.cluster())));
        }
        orders.forEach(order -> deeds.add(new Deed.Order(order)));
    }

    private void keep(ShutdownPlan plan, Moment now) {
        for (Row row : plan.unsaved(now)) {
            changed = true;
            if (row instanceof Row.PlanRow fresh) {
                planRows.put(fresh.id(), fresh);
            } else if (row instanceof Row.StepRow fresh) {
                stepRows.put(new StepKey(fresh.plan(), fresh.position()), fresh);
            }
        }
    }

    private void forget(Moment now) {
        List<LonePlan> gone = new ArrayList<>();
        for (LonePlan one : plans) {
            boolean told = !one.plan().isArmed()
                    || (!one.knownTo().isEmpty()
                            && hubs.byHub().keySet().stream().noneMatch(one::isToldTo));
            boolean old = Duration.between(one.plan().begunAt(), now.wall()).compareTo(HISTORY) > 0;
            if (one.isPast() && one.plan().isOver(now) && (told || old)) {
                gone.add(one);
            }
        }
        if (gone.isEmpty() && plans.size() > MOST_PLANS) {
            gone.add(plans.get(0));
        }
        for (LonePlan one : gone) {
            plans.remove(one);
            planRows.remove(one.plan().id());
            stepRows.keySet().removeIf(step -> step.plan() == one.plan().id());
            changed = true;
        }
    }

    private List<Deed> withKeep(List<Deed> deeds) {
        if (changed) {
            changed = false;
            deeds.add(0, new Deed.Keep());
        }
        return deeds;
    }

    /** News of a step of a plan: what must be done. */
    public synchronized List<Deed> step(StepResult result) {
        return told(result.plan(), (plan, now) -> plan.result(result, now));
    }

    /** What a plan's look at its cluster has shown: what must be done. */
    public synchronized List<Deed> seen(ClusterLook look) {
        return told(look.plan(), (plan, now) -> plan.seen(look, now));
    }

    private interface News {
        void tell(ShutdownPlan plan, Moment now);
    }

    private List<Deed> told(long number, News news) {
        Moment now = moments.now();
        List<Deed> deeds = new ArrayList<>();
        for (LonePlan one : plans) {
            if (one.plan().id() == number) {
                news.tell(one.plan(), now);
                advance(one.plan(), now, deeds);
            }
        }
        return withKeep(deeds);
    }

    /** Whether an order that was given must not be sent any more, because mains came back meanwhile. */
    public synchronized boolean isVoid(StepOrder order) {
        return plans.stream()
                .anyMatch(one -> one.plan().id() == order.plan() && one.plan().isVoid(order));
    }

    /** That order leaves now, or has just learnt what it changes: what {@link #kept} gives from now on says so. */
    public synchronized void intend(StepOrder order) {
        planRows.putIfAbsent(order.plan(), order.of());
        stepRows.put(new StepKey(order.plan(), order.position()), order.intent());
    }

    /** All that must be known after a restart, as one text. */
    public synchronized String kept() {
        Map<Long, PlanMemory.More> more = new TreeMap<>();
        plans.forEach(one -> more.put(
                one.plan().id(),
                new PlanMemory.More(one.origin(), one.numbers(), one.isPast(), Set.copyOf(one.knownTo()))));
        return new PlanMemory(last, planRows, stepRows, more, hubs.byHub()).text();
    }

    /** Whether some UPS that this relay reads is not on mains. */
    public synchronized boolean isAnyNotOnMains() {
        return supply.isAnyNotOnMains();
    }

    /** Whether something may come yet of a plan of its own. */
    public synchronized boolean isAnyUnderWay() {
        Moment now = moments.now();
        return plans.stream().anyMatch(one -> !one.plan().isOver(now));
    }

    /** What that hub is to be told of its plans. */
    public synchronized List<RelayPlan> toTell(String hub) {
        return plans.stream()
                .filter(one -> one.isToldTo(hub))
                .map(one -> one.told(hub))
                .toList();
    }

    /** Whether there is something in that which the hub does not know. */
    public synchronized boolean hasNewsFor(String hub) {
        return plans.stream().anyMatch(one -> one.isNewsTo(hub));
    }

    /**
     * A hub has answered.
     *
     * @param told what it was told of its plans
     * @param sent when that was
     * @param words what it told
     */
    public synchronized void answered(String hub, List<RelayPlan> told, Moment sent, RelayWords words) {
        Moment now = moments.now();
        for (RelayPlan plan : told) {
            plans.stream()
                    .filter(one -> one.origin().equals(plan.origin()))
                    .forEach(one -> changed |= one.acknowledged(hub, plan, sent, now));
        }
        // what a hub says of a UPS that is on mains here is of an outage that it does not know to be over
        changed |= hubs.put(
                hub,
                words.plans().stream()
                        .filter(plan -> !supply.isOnMains(plan.ups()))
                        .toList());
        obey(now);
    }

    /** What a person has stopped at a hub, or the hub has done meanwhile, is not sent from here either. */
    private void obey(Moment now) {
        for (LonePlan one : plans) {
            if (!one.isPast()) {
                ShutdownPlan plan = one.plan();
                plan.spare(
                        node -> hubs.isStopped(plan.ups(), plan.cluster(), node) || hubs.isDown(plan.cluster(), node),
                        now);
                keep(plan, now);
            }
        }
    }
}
