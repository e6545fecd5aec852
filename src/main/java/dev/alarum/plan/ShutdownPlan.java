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
 * The ordered shutdown of one cluster's nodes in one outage, in stages: high availability and Ceph are told, the guests are
 * shut down, then the nodes in the order of the settings, the last of them when the others are down. Each order goes out
 * once; what becomes of it is followed by looks at the cluster, by goodbyes and by silences.
 *
 * <p>Whether an order may go out at all is the watch's word ({@code PowerWatch.mayCommand}), asked before each
 * {@link #next}.
 */
public final class ShutdownPlan {
    private Row.PlanRow begun;
    private final PlanSteps steps;
    private final Looks looks = new Looks();
    private final Fitting fitting;
    private final Stages stages;
    private final Proofs proofs;
    private final ShutdownRules rules;
    private final Hand hand = new Hand();
    private final Asking asking;
    private boolean fitted;
    private boolean stopped;
    private @Nullable Shortage shortage;

    private @Nullable State saved;

    private ShutdownPlan(Row.PlanRow begun, ShutdownRules rules, Set<String> relays, PlanSteps steps) {
        this.begun = begun;
        this.rules = rules;
        this.steps = steps;
        this.fitting = new Fitting(steps, rules, relays);
        this.stages = new Stages(steps, rules, fitting, looks);
        this.asking = new Asking(steps, looks);
        this.proofs = new Proofs(steps, rules, stages, looks);
    }

    /** How far a plan is. */
    public enum State {
        /** Orders are out or to come, or nodes have yet time to go down. */
        RUNNING,
        /** Nothing more will come of it. */
        DONE,
        /** Mains came back, or a person stopped it: what was not sent stays unsent. */
        STOPPED
    }

    /**
     * Begins a plan.
     *
     * @param id its number
     * @param incident the incident it belongs to
     * @param ups the UPS whose outage it answers
     * @param nodes the nodes to shut down, in order, the API's host last; see {@link #nodesOf}
     * @param relays the names of all relays, in lower case: a guest of such a name goes down with its node only
     */
    public static ShutdownPlan begin(
            long id,
            long incident,
            Name ups,
            ClusterSettings cluster,
            List<Name> nodes,
            Set<String> relays,
            Moment now) {
        Row.PlanRow row = new Row.PlanRow(
                id,
                incident,
                ups.text(),
                cluster.cluster(),
                State.RUNNING.name(),
                cluster.armed(),
                now.wall().toEpochMilli(),
                null);
        return new ShutdownPlan(row, cluster.rules(), relays, PlanSteps.ofShutdown(cluster.rules(), nodes, now.wall()));
    }

    /**
     * A plan as it was kept before the hub was restarted. Whether an order that was out without an answer has arrived is
     * found out by what becomes of its node; only one that shows nothing goes out again.
     *
     * @param row as kept
     * @param rows its steps as kept
     * @param rules how its cluster is shut down now
     * @param nodes those it would be begun for now; for steps that a crash kept from the disk
     * @param relays as with {@link #begin}
     */
    public static ShutdownPlan restored(
            Row.PlanRow row,
            List<Row.StepRow> rows,
            ShutdownRules rules,
            List<Name> nodes,
            Set<String> relays,
            Moment now) {
        State state = State.valueOf(row.state());
        PlanSteps steps = state == State.RUNNING
                ? PlanSteps.ofShutdown(rules, nodes, Instant.ofEpochMilli(row.at()))
                : new PlanSteps(List.of());
        steps.restore(rows.stream()
                .filter(step -> step.plan() == row.id())
                .sorted(Comparator.comparingInt(Row.StepRow::position))
                .map(step -> Step.restored(step, now))
                .toList());
        ShutdownPlan plan = new ShutdownPlan(row, rules, relays, steps);
        plan.saved = state;
        if (row.origin() != null) {
            plan.hand.wasRelays(state == State.RUNNING, now);
        }
        if (state == State.STOPPED) {
            plan.stop(now);
            plan.stopped = true;
        }
        return plan;
    }

    /**
     * One that a relay carries out by itself; what it does is told by {@link #adopt}.
     *
     * @param armed whether orders of ours would be sent, if the relay leaves any to us
     * @param relays as with {@link #begin}
     */
    public static ShutdownPlan carriedOutByRelay(
            long id,
            long incident,
            RelayPlan told,
            ShutdownRules rules,
            boolean armed,
            Set<String> relays,
            Moment now) {
        Row.PlanRow row = new Row.PlanRow(
                id,
                incident,
                told.ups().text(),
                told.cluster(),
                State.RUNNING.name(),
                armed,
                now.wall().toEpochMilli(),
                null,
                told.origin());
        ShutdownPlan plan = new ShutdownPlan(row, rules, relays, new PlanSteps(List.of()));
        plan.hand.giveToRelay();
        return plan;
    }

    /** The nodes of a cluster that a UPS feeds, in the cluster's order; all if the UPS names none. */
    public static List<Name> nodesOf(ClusterSettings cluster, List<Name> fed) {
        return fed.isEmpty()
                ? cluster.nodes()
                : cluster.nodes().stream().filter(fed::contains).toList();
    }

    /**
     * How the cluster was shortly before the outage: so the return knows which guests ran, should nobody see them any more.
     */
    public void remember(ClusterLook before) {
        steps.nodes().forEach(step -> step.keep(Step.joined(before.numbersOn(step.node()))));
    }

    /** Follows what became of its orders; to be asked at each tick, whether orders may go out or not. */
    public void judge(Moment now, Signs signs) {
        proofs.judge(now, signs, hand.isOurs());
    }

    /** Whether it is time to look at the cluster. Whoever asks this looks, and tells by {@link #seen}. */
    public boolean wantsLook(Moment now) {
        if (isOver(now)) {
            return hand.isOurs() && asking.mayBeNeeded() && looks.isDue(now, PlanTimes.LOOK_SELDOM);
        }
        return looks.isDue(now, PlanTimes.LOOK_AGAIN);
    }

    /** Takes what a look has shown. */
    public void seen(ClusterLook look, Moment now) {
        looks.seen(look, now);
    }

    /**
     * The orders that are to be sent now; to be asked at each tick and after each {@link #result} and {@link #seen}.
     *
     * @param battery how long the battery lasts yet; null if that is not known
     * @param mayAskAgain whether those that nobody reached are asked again from here
     */
    public List<StepOrder> next(Moment now, @Nullable Duration battery, Signs signs, boolean mayAskAgain) {
        Duration left = battery == null ? null : battery.minus(PlanTimes.RESERVE);
        if (!hand.isOurs() || !looks.isEnough(now, patience(left))) {
            return List.of();
        }
        fit(now, battery, signs);
        if (mayAskAgain) {
            asking.again(now, signs);
        }
        if (rules.force()) {
            addForces(now);
        }
        List<StepOrder> orders = new ArrayList<>();
        for (Step step : stages.next(now, left)) {
            StepOrder order = order(step, now);
            step.send(order.keptOnDisk(), now);
            if (signs.beats(step.node()) || looks.isOnline(step.node(), now)) {
                step.isUpNow();
            }
            orders.add(order);
        }
        return orders;
    }

    private Duration patience(@Nullable Duration left) {
        boolean hurried = left != null && left.compareTo(fitting.nodesNeed()) < 0;
        return hurried ? PlanTimes.FIRST_LOOK_HURRIED : PlanTimes.FIRST_LOOK;
    }

    private void fit(Moment now, @Nullable Duration battery, Signs signs) {
        if (!fitted) {
            fitted = true;
            fitting.fit(looks.newest(), signs, now.wall());
            Duration need = fitting.need();
            shortage = battery != null && need.compareTo(battery) > 0 ? new Shortage(need, battery) : null;
        } else if (fitting.isBlind() && looks.newest() != null && isNobodyReached()) {
            // what was left out because nobody could be seen is done now, before any node goes
            steps.stream().filter(step -> step.outcome() == Outcome.SKIPPED).forEach(step -> step.takeOver(now));
            fitting.fit(looks.newest(), signs, now.wall());
        }
    }

    private boolean isNobodyReached() {
        return steps.nodes().stream().noneMatch(step -> step.outcome().isTaken() || step.outcome() == Outcome.PENDING);
    }

    /** Another plan orders these nodes from now on: none of them is asked again by this one. */
    public void letBe(Predicate<String> nodes) {
        asking.letBe(nodes);
    }

    private void addForces(Moment now) {
        for (Step step : steps.nodes()) {
            if (step.outcome() == Outcome.STILL_UP && steps.find(StepKind.FORCE, step.node()) == null) {
                steps.add(StepKind.FORCE, step.node(), now.wall());
            }
        }
    }

    private StepOrder order(Step step, Moment now) {
        StepOrder plain = StepOrder.of(begun, step.position(), step.kind(), step.node(), now);
        return switch (step.kind()) {
            case GUESTS -> plain.guests(fitting.toShutDown(step.node()), rules.guestTimeout(), rules.force());
            // nothing is done to them, but the return must know of them
            case NODE -> plain.guests(step.guests(), Duration.ZERO, false);
            case FORCE -> plain.guests(runningNow(step.node()), Duration.ZERO, true);
            // sent once more, it must not forget how the cluster was before the first time
            default -> step.kept() == null ? plain : plain.undoing(step.kept());
        };
    }

    private List<Integer> runningNow(String node) {
        ClusterLook look = looks.newest();
        return look == null ? List.of() : look.numbersOn(node);
    }

    /** Takes what became of an order; one of another plan changes nothing. */
    public void result(StepResult result, Moment now) {
        Step step = result.plan() == id() ? steps.at(result.position()) : null;
        if (step != null) {
            step.answer(result, now);
        }
    }

    /**
     * A relay carries it out from now on, or has: nothing goes out from here, unless {@link #takeOver} says so.
     *
     * @param incident that of its outage; 0 if there is none yet
     */
    public void adopt(RelayPlan told, long incident, Moment now) {
        if (hand.isOurs() && begun.origin() == null) {
            hand.giveToRelay();
        }
        hand.told(told, now);
        if (begun.origin() == null) {
            begun = begun.from(told.origin());
            saved = null;
        }
        if (begun.incident() == 0 && incident > 0) {
            begun = begun.of(incident);
            saved = null;
        }
        boolean isTakenOver = hand.isOurs();
        for (RelayPlan.Line line : told.lines()) {
            if (isTakenOver && !line.outcome().isSeenTo()) {
                continue;
            }
            Step step = steps.find(line.kind(), line.node());
            (step == null ? steps.add(line.kind(), line.node(), now.wall()) : step).adopt(line, now);
        }
    }

    /**
     * Whether a relay carries it out and is at it; one that has told nothing for a minute, or has done all that it could, is
     * not.
     */
    public boolean isLeftToRelay(Moment now) {
        return hand.isRelayAtIt(now);
    }

    /** Whether a relay has told of it within so long. */
    public boolean isToldWithin(Duration age, Moment now) {
        return hand.isToldWithin(age, now);
    }

    /** Whether it is a relay's in the outage that goes on: nobody else begins one for its nodes. */
    public boolean isOfRelay() {
        return hand.isRelays();
    }

    /** Whether a relay was to carry it out, is not at it any more, and has left nodes up. */
    public boolean isLeftBehind(Moment now) {
        return hand.isRelays()
                && !hand.isRelayAtIt(now)
                && steps.nodes().stream().anyMatch(step -> isUndone(step.outcome()) && !asking.isLetBe(step.node()));
    }

    private static boolean isUndone(Outcome outcome) {
        return !outcome.isSeenTo() && outcome != Outcome.STOPPED;
    }

    /** What a relay has left undone is done from here. */
    public void takeOver(Moment now) {
        hand.takeOver();
        fitted = false;
        steps.stream().filter(step -> !asking.isLetBe(step.node())).forEach(step -> step.takeOver(now));
    }

    /**
     * Mains is back, or a person wants it so: orders that are not sent yet stay unsent; those that are out are still
     * waited for.
     *
     * @return whether any was not sent yet
     */
    public boolean stop(Moment now) {
        hand.end();
        boolean any = stop(step -> true, now);
        // whom nobody reached would be asked again, which must not happen after a restart either
        stopped |= any || asking.mayBeNeeded();
        return any;
    }

    /** Some nodes have another feed again: what was not sent to them stays unsent. */
    public void spare(Predicate<String> nodes, Moment now) {
        letBe(nodes);
        stop(step -> !step.kind().isOfCluster() && nodes.test(step.node()), now);
    }

    private boolean stop(Predicate<Step> which, Moment now) {
        List<Step> unsent = steps.stream().filter(which).filter(Step::isPlanned).toList();
        unsent.forEach(step -> step.become(
                step.isAgain() ? Outcome.UNREACHABLE : Outcome.STOPPED,
                step.isAgain() ? step.words() : null,
                now.wall()));
        return !unsent.isEmpty();
    }

    /** Whether an order of it that still waits in its flow must not be sent. */
    public boolean isVoid(StepOrder order) {
        Step step = steps.at(order.position());
        return !hand.isOurs() || (step != null && step.outcome() == Outcome.STOPPED);
    }

    /** Whether nothing more will come of it. */
    public boolean isOver(Moment now) {
        return steps.isEach(step -> isOver(step, now));
    }

    private boolean isOver(Step step, Moment now) {
        if (step.outcome().isOpen()) {
            return step.isAgain();
        }
        return switch (step.kind()) {
            case NODE -> stages.isGone(step, now) || (step.outcome() == Outcome.STILL_UP && hand.isNobodys());
            case FORCE -> Stages.isForceOver(step, now);
            case GUESTS ->
                step.outcome() != Outcome.ACCEPTED
                        || step.isTakenFor(rules.guestTimeout().plus(PlanTimes.GUESTS_SEEN), now);
            default -> true;
        };
    }

    /** Whether some node is just asked once more. */
    public boolean isAskingAgain() {
        return asking.isUnderWay();
    }

    /** Whether it waits neither for an answer nor for its first look: what it can tell now it can tell for a while. */
    public boolean isQuiet(Moment now) {
        boolean looked = !hand.isOurs() || fitted || looks.isEnough(now, PlanTimes.FIRST_LOOK);
        return looked && !steps.any(step -> step.outcome() == Outcome.PENDING);
    }

    /** The same as relays are told of it: whom nobody reached and nobody is to reach any more is stopped. */
    public List<NodeOutcome> outcomesForRelays() {
        return outcomes().stream()
                .map(one -> hand.isNobodys() && one.outcome() == Outcome.UNREACHABLE
                        ? new NodeOutcome(one.node(), Outcome.STOPPED)
                        : one)
                .toList();
    }

    /** What became of each node so far, in order. */
    public List<NodeOutcome> outcomes() {
        return steps.nodes().stream()
                .map(step -> new NodeOutcome(step.node(), step.outcome()))
                .toList();
    }

    /**
     * As a relay tells a hub of it.
     *
     * @param origin the relay's own name for it
     * @param number the hub's number of the plan that it goes on with; 0 if there is none
     * @param mains whether its outage is over
     */
    public RelayPlan told(String origin, long number, boolean mains) {
        return new RelayPlan(
                origin,
                number,
                ups(),
                cluster(),
                steps.stream().map(RelayPlan.Line::of).toList(),
                mains);
    }

    /** Its steps as people see them, in order. */
    public List<StepLine> lines() {
        return steps.stream().map(StepLine::of).toList();
    }

    /** Names of the nodes that are to be brought back afterwards. */
    private List<Name> down() {
        return steps.nodes().stream()
                .filter(ShutdownPlan::mayBeDone)
                .map(step -> new Name(step.node()))
                .toList();
    }

    /** Names of the nodes that took the order: their silence is expected. */
    public List<String> taken() {
        return steps.nodes().stream()
                .filter(step -> step.outcome().isTaken())
                .map(Step::node)
                .toList();
    }

    /** What it has changed so far that somebody must put right again. */
    public Aftermath aftermath() {
        Map<String, Set<Integer>> guests = new TreeMap<>();
        steps.of(StepKind.GUESTS, StepKind.NODE).stream()
                .filter(ShutdownPlan::mayBeDone)
                .forEach(step -> guests.computeIfAbsent(step.node(), node -> new TreeSet<>())
                        .addAll(step.guests()));
        guests.values().removeIf(Set::isEmpty);
        Step ha = doneOf(StepKind.HA_OFF);
        return new Aftermath(cluster(), down(), ha == null ? null : ha.kept(), doneOf(StepKind.NOOUT) != null, guests);
    }

    private @Nullable Step doneOf(StepKind kind) {
        return steps.of(kind).stream()
                .filter(ShutdownPlan::mayBeDone)
                .findFirst()
                .orElse(null);
    }

    /** An order without an answer may have arrived; a node that was off before is none that we took down. */
    private static boolean mayBeDone(Step step) {
        return step.outcome().isTaken()
                || (step.outcome() == Outcome.UNREACHABLE && (step.kind() != StepKind.NODE || step.wasUpWhenSent()));
    }

    /** How much longer it may take than the battery lasted when it began; null if it does not, or has not begun yet. */
    public @Nullable Shortage shortage() {
        return shortage;
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

    /** The name that a relay has for it which carries it out; null if none does. */
    public @Nullable String origin() {
        return begun.origin();
    }

    /** When it was begun, by the wall clock. */
    public Instant begunAt() {
        return Instant.ofEpochMilli(begun.at());
    }

    public boolean isArmed() {
        return begun.armed();
    }

    public State state(Moment now) {
        if (stopped) {
            return State.STOPPED;
        }
        return isOver(now) ? State.DONE : State.RUNNING;
    }

    /** The rows that changed since this was last asked. */
    public List<Row> unsaved(Moment now) {
        List<Row> rows = new ArrayList<>();
        if (saved != state(now)) {
            State fresh = state(now);
            saved = fresh;
            rows.add(begun.in(fresh.name()));
        }
        rows.addAll(steps.unsaved(id()));
        return rows;
    }
}
