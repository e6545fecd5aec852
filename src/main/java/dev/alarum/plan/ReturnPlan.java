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
    /** How long a node may take to come up, from when it was woken, or could have come by itself. */
    static final Duration COMES_UP = Duration.ofMinutes(15);

    /** A node that does not come is woken again after this. */
    static final Duration WAKE_AGAIN = Duration.ofSeconds(60);

    /** Time between two nodes: not all power supplies draw their inrush current at once. */
    static final Duration APART = Duration.ofSeconds(10);

    /** The others wait so long for the first node where it is the one that wakes them. */
    static final Duration FIRST_ALONE = Duration.ofMinutes(3);

    /** A node that is just up starts its guests by itself; what is missing after this is started by us. */
    static final Duration OWN_START = Duration.ofSeconds(60);

    /**
     * What is of the cluster waits so long for its quorum, from when nobody is awaited any more: until somebody has gone
     * and switched on what did not come.
     */
    static final Duration QUORUM = Duration.ofHours(24);

    /** An order that nobody took is tried again after this; a host that is just up is slow. */
    static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private static final int TRIES = 5;

    private final Row.PlanRow begun;
    private final PlanSteps steps;
    private final ReturnRules rules;
    private final Looks looks = new Looks();
    private final Map<Integer, Integer> tries = new TreeMap<>();
    private final Map<String, Moment> backAt = new TreeMap<>();
    private Moment since;
    private @Nullable Moment allThere;
    private boolean stopped;
    private ShutdownPlan.@Nullable State saved;

    private ReturnPlan(Row.PlanRow begun, ReturnRules rules, PlanSteps steps, Moment since) {
        this.begun = begun;
        this.rules = rules;
        this.steps = steps;
        this.since = since;
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
        for (int i = after.down().size() - 1; i >= 0; i--) {
            steps.add(StepKind.WAKE, after.down().get(i).text(), now.wall());
        }
        if (after.noout()) {
            steps.add(StepKind.NOOUT_OFF, "", now.wall());
        }
        if (after.ha() != null) {
            steps.add(StepKind.HA_ON, "", now.wall()).keep(after.ha());
        }
        after.guests()
                .forEach((node, ids) ->
                        steps.add(StepKind.START, node, now.wall()).keep(Step.joined(List.copyOf(new TreeSet<>(ids)))));
        return steps;
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
        for (Step step : steps.of(StepKind.WAKE)) {
            if (step.outcome() != Outcome.BACK && isBack(step.node(), now, signs)) {
                backAt.put(step.node(), now);
                step.become(Outcome.BACK, null, now.wall());
            } else if (isAwaited(step) && isTimeOver(step, now)) {
                step.become(Outcome.MISSING, "not up within " + COMES_UP.toMinutes() + " minutes", now.wall());
            }
        }
        steps.stream()
                .filter(step -> step.kind() != StepKind.WAKE && step.outcome() == Outcome.PENDING)
                .filter(step -> step.isSentFor(PlanTimes.LOST, now))
                .forEach(step -> step.giveUp("no answer within " + PlanTimes.LOST.toSeconds() + " s", now.wall()));
    }

    private boolean isBack(String node, Moment now, Signs signs) {
        boolean online = looks.isOnline(node, now);
        return signs.isWatched(node) ? signs.isBack(node) || (online && signs.beats(node)) : online;
    }

    private static boolean isAwaited(Step step) {
        return step.outcome() != Outcome.BACK && step.outcome() != Outcome.MISSING;
    }

    private boolean isTimeOver(Step step, Moment now) {
        return rules.wake() == ReturnRules.Wake.OFF
                ? now.since(since).compareTo(COMES_UP) >= 0
                : step.isFirstSentFor(COMES_UP, now);
    }

    /** Whether it is time to look at the cluster. Whoever asks this looks, and tells by {@link #seen}. */
    public boolean wantsLook(Moment now) {
        return !isOver() && looks.isDue(now);
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
        List<Step> awaited =
                steps.of(StepKind.WAKE).stream().filter(ReturnPlan::isAwaited).toList();
        if (awaited.stream().noneMatch(step -> mayCome.test(step.node()))) {
            // what holds the nodes back holds back the time in which they should come by themselves, too
            since = now;
        }
        List<StepOrder> orders = new ArrayList<>(wakes(now, mayCome));
        if (!isSettled || !awaited.isEmpty()) {
            allThere = null;
            return orders;
        }
        Moment there = allThere == null ? now : allThere;
        allThere = there;
        if (isQuorate(now)) {
            orders.addAll(restores(now));
        } else if (now.since(there).compareTo(QUORUM) >= 0) {
            giveUpCluster(now);
        }
        return orders;
    }

    private void giveUpCluster(Moment now) {
        tries.clear();
        steps.stream()
                .filter(step -> step.kind() != StepKind.WAKE && !step.outcome().isTaken())
                .filter(step -> step.outcome() != Outcome.NOT_NEEDED)
                .forEach(step -> {
                    tries.put(step.position(), TRIES);
                    step.become(
                            Outcome.UNREACHABLE,
                            "the cluster had no quorum within " + QUORUM.toHours() + " hours",
                            now.wall());
                });
    }

    private List<StepOrder> wakes(Moment now, Predicate<String> mayCome) {
        if (rules.wake() == ReturnRules.Wake.OFF) {
            return List.of();
        }
        List<StepOrder> orders = new ArrayList<>();
        List<Step> all = steps.of(StepKind.WAKE);
        for (int i = 0; i < all.size(); i++) {
            Step step = all.get(i);
            if (isAwaited(step)
                    && mayCome.test(step.node())
                    && isTurnOf(i, all, now)
                    && (step.isPlanned() || step.isSentFor(WAKE_AGAIN, now))) {
                step.send(null, now);
                if (rules.wake().byProxmox()) {
                    orders.add(StepOrder.of(begun, step.position(), StepKind.WAKE, step.node(), now));
                } else {
                    step.save();
                }
            }
        }
        return orders;
    }

    /** Each a while after the one before; where only a node can wake another, those after the first wait for it. */
    private boolean isTurnOf(int index, List<Step> all, Moment now) {
        if (index == 0) {
            return true;
        }
        Step first = all.get(0);
        boolean needsFirst = !rules.wake().byRelay();
        if (needsFirst && isAwaited(first) && !first.isFirstSentFor(FIRST_ALONE, now)) {
            return false;
        }
        Step before = all.get(index - 1);
        return !isAwaited(before) || before.isFirstSentFor(APART, now);
    }

    private boolean isQuorate(Moment now) {
        ClusterLook look = looks.fresh(now);
        return look != null && look.quorate();
    }

    /** Ceph and high availability first, since they see to the guests. */
    private List<StepOrder> restores(Moment now) {
        List<StepOrder> orders = new ArrayList<>();
        List<Step> cluster = steps.of(StepKind.NOOUT_OFF, StepKind.HA_ON);
        cluster.forEach(step -> restore(step, now, orders));
        if (cluster.stream().allMatch(step -> step.isAnswered() && !isToTryAgain(step))) {
            steps.of(StepKind.START).forEach(step -> restore(step, now, orders));
        }
        return orders;
    }

    private void restore(Step step, Moment now, List<StepOrder> orders) {
        boolean due = step.isPlanned() || step.isDoubtful() || (isToTryAgain(step) && step.isSentFor(TRY_AGAIN, now));
        ClusterLook look = looks.fresh(now);
        if (!due || look == null || isDone(step, look, now)) {
            return;
        }
        if (step.kind() == StepKind.START && !isUpForLong(step.node(), now)) {
            return;
        }
        StepOrder plain = StepOrder.of(begun, step.position(), step.kind(), step.node(), now);
        String kept = step.kept() == null ? "" : step.kept();
        tries.merge(step.position(), 1, Integer::sum);
        step.send(step.kept(), now);
        orders.add(
                step.kind() == StepKind.START
                        ? plain.guests(step.guests(), Duration.ZERO, false)
                        : plain.undoing(kept));
    }

    private boolean isToTryAgain(Step step) {
        boolean failed = step.outcome() == Outcome.UNREACHABLE || step.outcome() == Outcome.REFUSED;
        return failed && tries.getOrDefault(step.position(), 0) < TRIES && !stopped;
    }

    /** Whether the cluster shows that it need not be done, or cannot be. */
    private boolean isDone(Step step, ClusterLook look, Moment now) {
        String why = switch (step.kind()) {
            case NOOUT_OFF -> Boolean.FALSE.equals(look.noout()) ? "noout is not set any more" : null;
            case START ->
                look.guests() != null && step.guests().stream().allMatch(id -> look.runsAny(List.of(id)))
                        ? "all of them run"
                        : null;
            default -> null;
        };
        if (why != null) {
            step.become(Outcome.NOT_NEEDED, why, now.wall());
            return true;
        }
        if (step.kind() == StepKind.START && isMissing(step.node())) {
            step.become(Outcome.SKIPPED, "its node is not back", now.wall());
            return true;
        }
        return false;
    }

    private boolean isMissing(String node) {
        Step wake = steps.find(StepKind.WAKE, node);
        return wake != null && wake.outcome() == Outcome.MISSING;
    }

    private boolean isUpForLong(String node, Moment now) {
        Moment back = backAt.get(node);
        return back == null || now.since(back).compareTo(OWN_START) >= 0;
    }

    /** The nodes that a relay is to wake now; the same ones until they are back. */
    public List<String> toWakeByRelay(Predicate<String> mayCome) {
        if (stopped || !rules.wake().byRelay()) {
            return List.of();
        }
        return steps.of(StepKind.WAKE).stream()
                .filter(step -> isAwaited(step) && !step.isPlanned() && mayCome.test(step.node()))
                .map(Step::node)
                .toList();
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
        if (step != null && isAwaited(step)) {
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
        return steps.of(StepKind.WAKE).stream().anyMatch(ReturnPlan::isAwaited);
    }

    /** Whether nothing more will come of it. */
    public boolean isOver() {
        return stopped
                || steps.isEach(step ->
                        step.kind() == StepKind.WAKE ? !isAwaited(step) : step.isAnswered() && !isToTryAgain(step));
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
        return steps.of(StepKind.WAKE).stream()
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
