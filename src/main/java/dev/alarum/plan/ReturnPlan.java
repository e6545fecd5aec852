package dev.alarum.plan;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way back of one cluster after shutdowns: nodes are woken, the last one that went first, and awaited; then Ceph and
 * high availability are as they were; then the guests that ran before are started. What is there already is left alone.
 */
public final class ReturnPlan {
    /** For so long it looks every few seconds; then {@link #LOOK_SELDOM}: somebody has to go there. */
    private static final Duration LOOKS_OFTEN = Duration.ofMinutes(30);

    private static final Duration LOOK_SELDOM = Duration.ofMinutes(1);

    private final Row.PlanRow begun;
    private final PlanSteps steps;
    private final ReturnRules rules;
    private final Looks looks = new Looks();
    private final Wakes wakes;
    private final Restores restores;
    private final Moment since;
    private boolean stopped;
    private ShutdownPlan.@Nullable State saved;

    private ReturnPlan(Row.PlanRow begun, ReturnRules rules, PlanSteps steps, Moment since) {
        this.begun = begun;
        this.rules = rules;
        this.steps = steps;
        this.since = since;
        this.wakes = new Wakes(steps, rules, looks, since);
        this.restores = new Restores(steps, looks, wakes);
    }

    /**
     * Begins a return.
     *
     * @param id its number
     * @param undoes the number of the newest shutdown that it puts right
     * @param incident that shutdown's incident
     * @param ups that shutdown's UPS
     * @param after what is to be put right
     */
    public static ReturnPlan begin(
            long id, long undoes, long incident, Name ups, Aftermath after, ClusterSettings cluster, Moment now) {
        Row.PlanRow row = new Row.PlanRow(
                id,
                incident,
                ups.text(),
                cluster.cluster(),
                ShutdownPlan.State.RUNNING.name(),
                cluster.armed(),
                now.wall().toEpochMilli(),
                undoes);
        return new ReturnPlan(row, cluster.back(), stepsOf(after, now), now);
    }

    private static PlanSteps stepsOf(Aftermath after, Moment now) {
        PlanSteps steps = new PlanSteps(List.of());
        addMissing(steps, after, now);
        return steps;
    }

    private static void addMissing(PlanSteps steps, Aftermath after, Moment now) {
        for (int i = after.down().size() - 1; i >= 0; i--) {
            addUnlessThere(steps, StepKind.WAKE, after.down().get(i).text(), null, now);
        }
        if (after.noout()) {
            addUnlessThere(steps, StepKind.NOOUT_OFF, "", null, now);
        }
        if (after.ha() != null) {
            addUnlessThere(steps, StepKind.HA_ON, "", after.ha(), now);
        }
        after.guests()
                .forEach((node, ids) ->
                        addUnlessThere(steps, StepKind.START, node, Step.joined(List.copyOf(new TreeSet<>(ids))), now));
    }

    private static void addUnlessThere(PlanSteps steps, StepKind kind, String node, @Nullable String kept, Moment now) {
        if (steps.find(kind, node) == null) {
            steps.add(kind, node, now.wall()).keep(kept);
        }
    }

    /** Adds what a crash kept from the disk. @param after what it was begun for */
    public void complete(Aftermath after, Moment now) {
        addMissing(steps, after, now);
    }

    /** A return as it was kept before the hub was restarted; an order without an answer goes out again, as it does no harm. */
    public static ReturnPlan restored(Row.PlanRow row, List<Row.StepRow> rows, ReturnRules rules, Moment now) {
        PlanSteps steps = new PlanSteps(rows.stream()
                .filter(step -> step.plan() == row.id())
                .sorted(Comparator.comparingInt(Row.StepRow::position))
                .map(step -> Step.restored(step, now))
                .toList());
        ReturnPlan plan = new ReturnPlan(row, rules, steps, now);
        plan.saved = ShutdownPlan.State.valueOf(row.state());
        plan.stopped = plan.saved == ShutdownPlan.State.STOPPED;
        return plan;
    }

    /** Follows who is back and who is not; to be asked at each tick. */
    public void judge(Moment now, Signs signs) {
        if (stopped) {
            return;
        }
        wakes.judge(now, signs);
        steps.stream()
                .filter(step -> step.kind() != StepKind.WAKE && step.outcome() == Outcome.PENDING)
                .filter(step -> step.isSentFor(PlanTimes.LOST, now))
                .forEach(step -> step.giveUp("no answer within " + PlanTimes.LOST.toSeconds() + " s", now.wall()));
    }

    /** Whether it is time to look at the cluster. Whoever asks this looks, and tells by {@link #seen}. */
    public boolean wantsLook(Moment now) {
        boolean often = now.since(since).compareTo(LOOKS_OFTEN) < 0;
        return !isOver() && looks.isDue(now, often ? PlanTimes.LOOK_AGAIN : LOOK_SELDOM);
    }

    /** Takes what a look has shown. */
    public void seen(ClusterLook look, Moment now) {
        looks.seen(look, now);
    }

    /**
     * The orders that are to be sent now; to be asked at each tick and after each {@link #result} and {@link #seen}.
     *
     * @param mayCome whether a node may come up now: what feeds it has been on mains for long enough, and is charged
     * @param isSettled whether no power is out and no shutdown is under way for any node of the cluster
     */
    public List<StepOrder> next(Moment now, Predicate<String> mayCome, boolean isSettled) {
        if (isOver()) {
            return List.of();
        }
        List<StepOrder> orders = new ArrayList<>();
        for (Step step : wakes.next(now, mayCome)) {
            if (rules.wake().byProxmox()) {
                orders.add(order(step, now));
            } else {
                step.save();
            }
        }
        if (!isSettled || isAwaitingNodes()) {
            restores.hold();
            return orders;
        }
        restores.next(now).forEach(step -> orders.add(order(step, now)));
        return orders;
    }

    private StepOrder order(Step step, Moment now) {
        StepOrder plain = StepOrder.of(begun, step.position(), step.kind(), step.node(), now);
        return switch (step.kind()) {
            case WAKE -> plain;
            case START -> plain.guests(step.guests(), Duration.ZERO, false);
            default -> plain.undoing(step.kept() == null ? "" : step.kept());
        };
    }

    /** The nodes that a relay is to wake now; the same ones until they are back. */
    public List<String> toWakeByRelay(Predicate<String> mayCome) {
        return stopped ? List.of() : wakes.byRelay(mayCome);
    }

    /** A relay has woken that node. */
    public void woken(String node, String relay, Moment now) {
        Step step = steps.find(StepKind.WAKE, node);
        if (step != null && step.outcome() == Outcome.PENDING) {
            step.answer(new StepResult(id(), step.position(), Outcome.ACCEPTED, "woken by relay " + relay, null), now);
        }
    }

    /** Takes what became of an order; one of another plan changes nothing. */
    public void result(StepResult result, Moment now) {
        Step step = result.plan() == id() ? steps.at(result.position()) : null;
        if (step != null && Wakes.isAwaited(step)) {
            step.answer(result, now);
        }
    }

    /** The power goes out again: what was not sent stays unsent. */
    public void stop(Moment now) {
        if (!isOver()) {
            stopped = true;
            steps.stream()
                    .filter(step -> step.outcome().isOpen())
                    .forEach(step -> step.become(Outcome.STOPPED, null, now.wall()));
        }
    }

    /** Whether that node is held back by us: it is not woken yet, and does not come by itself. */
    public boolean isHeldBack(Name node) {
        Step step = steps.find(StepKind.WAKE, node.text());
        return !stopped && rules.wake() != ReturnRules.Wake.OFF && step != null && step.isPlanned();
    }

    /** Whether an order of it must not be sent any more. */
    public boolean isVoid() {
        return stopped;
    }

    /** Whether some node is yet to come. */
    public boolean isAwaitingNodes() {
        return !wakes.awaited().isEmpty();
    }

    /** Whether nothing more will come of it. */
    public boolean isOver() {
        return stopped
                || steps.isEach(
                        step -> step.kind() == StepKind.WAKE ? !Wakes.isAwaited(step) : restores.isSettled(step));
    }

    /** What is yet to be put right of what it set out to. */
    public Aftermath left() {
        if (isOver() && !stopped) {
            return Aftermath.none(begun.cluster());
        }
        List<Name> down = new ArrayList<>();
        Map<String, Set<Integer>> guests = new TreeMap<>();
        String ha = null;
        boolean noout = false;
        for (Step step : steps.all()) {
            boolean done = step.outcome() == Outcome.ACCEPTED
                    || step.outcome() == Outcome.NOT_NEEDED
                    || step.outcome() == Outcome.BACK;
            switch (step.kind()) {
                case WAKE -> {
                    if (step.outcome() != Outcome.BACK) {
                        down.add(0, new Name(step.node()));
                    }
                }
                case NOOUT_OFF -> noout = !done;
                case HA_ON -> ha = done ? null : step.kept();
                case START -> {
                    if (!done) {
                        guests.put(step.node(), Set.copyOf(step.guests()));
                    }
                }
                default -> {}
            }
        }
        return new Aftermath(begun.cluster(), down, ha, noout, guests);
    }

    /** The nodes that are back, and those that are not. */
    public List<NodeOutcome> outcomes() {
        return wakes.all().stream()
                .map(step -> new NodeOutcome(step.node(), step.outcome()))
                .toList();
    }

    /** Its steps as people see them, in order. */
    public List<StepLine> lines() {
        return steps.stream().map(StepLine::of).toList();
    }

    public long id() {
        return begun.id();
    }

    public long incident() {
        return begun.incident();
    }

    public Name ups() {
        return new Name(begun.ups());
    }

    public String cluster() {
        return begun.cluster();
    }

    /** When it was begun, by the wall clock. */
    public Instant begunAt() {
        return Instant.ofEpochMilli(begun.at());
    }

    /** How far it is. */
    public ShutdownPlan.State state() {
        if (stopped) {
            return ShutdownPlan.State.STOPPED;
        }
        return isOver() ? ShutdownPlan.State.DONE : ShutdownPlan.State.RUNNING;
    }

    /** The rows that changed since this was last asked. */
    public List<Row> unsaved() {
        List<Row> rows = new ArrayList<>();
        if (saved != state()) {
            ShutdownPlan.State fresh = state();
            saved = fresh;
            rows.add(begun.in(fresh.name()));
        }
        rows.addAll(steps.unsaved(id()));
        return rows;
    }
}
