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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ordered shutdown of one cluster's nodes in one outage. Each order goes out once: the next when the one before is
 * answered or has had its time, so that a slow node holds up no other; the last of the list, through which all others
 * are asked, when those are done.
 *
 * <p>Whether an order may go out at all is the watch's word ({@code PowerWatch.mayCommand}), asked before each
 * {@link #next}.
 */
public final class ShutdownPlan {
    /**
     * How long nodes may take before the next one is asked: shared among all, so that 16 nodes of which one hangs are all
     * asked within 3 s, at a tick of 1 s.
     */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A node's share is never less: an answer of Proxmox takes some 100 ms when all is well. */
    static final Duration LEAST_PATIENCE = Duration.ofMillis(500);

    /** How long the last of the list waits for the answers of the others, from the last order to one of them. */
    static final Duration LAST_WAITS = Duration.ofSeconds(10);

    /** An order without any word for so long was lost: asking four hosts takes no longer. */
    static final Duration LOST = Duration.ofSeconds(60);

    private final long id;
    private final long incident;
    private final Name ups;
    private final String cluster;
    private final boolean armed;
    private final Instant begun;
    private final List<Step> steps;
    private final Duration share;
    private boolean stopped;
    private boolean isVoid;
    private @Nullable State saved;

    private ShutdownPlan(
            long id, long incident, Name ups, String cluster, boolean armed, Instant begun, List<Step> steps) {
        this.id = id;
        this.incident = incident;
        this.ups = ups;
        this.cluster = cluster;
        this.armed = armed;
        this.begun = begun;
        this.steps = List.copyOf(steps);
        Duration equal = PATIENCE.dividedBy(Math.max(1, steps.size() - 1));
        this.share = equal.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : equal;
    }

    /** How far a plan is. */
    public enum State {
        /** Orders are out or to come. */
        RUNNING,
        /** Every order is answered. */
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
     */
    public static ShutdownPlan begin(
            long id, long incident, Name ups, ClusterSettings cluster, List<Name> nodes, Moment now) {
        List<Step> steps = new ArrayList<>();
        for (Name node : nodes) {
            steps.add(new Step(steps.size() + 1, node.text(), now.wall()));
        }
        return new ShutdownPlan(id, incident, ups, cluster.cluster(), cluster.armed(), now.wall(), steps);
    }

    /**
     * A plan as it was kept before the hub was restarted. An order that was out without an answer goes out once more, and
     * never a third time: a node that is already going down takes the second one as harmless, one that never got the
     * first would run until its battery is empty.
     */
    public static ShutdownPlan restored(Row.PlanRow row, List<Row.StepRow> rows, Moment now) {
        List<Step> steps = rows.stream()
                .filter(step -> step.plan() == row.id())
                .sorted(Comparator.comparingInt(Row.StepRow::position))
                .map(Step::restored)
                .toList();
        ShutdownPlan plan = new ShutdownPlan(
                row.id(),
                row.incident(),
                new Name(row.ups()),
                row.cluster(),
                row.armed(),
                Instant.ofEpochMilli(row.at()),
                steps);
        plan.saved = State.valueOf(row.state());
        if (plan.saved == State.STOPPED) {
            plan.stop(now);
            plan.stopped = true;
        }
        return plan;
    }

    /** The nodes of a cluster that a UPS feeds, in the cluster's order; all if the UPS names none. */
    public static List<Name> nodesOf(ClusterSettings cluster, List<Name> fed) {
        return fed.isEmpty()
                ? cluster.nodes()
                : cluster.nodes().stream().filter(fed::contains).toList();
    }

    /** The orders that are to be sent now; to be asked at each tick and after each {@link #result}. */
    public List<StepOrder> next(Moment now) {
        giveUpLost(now);
        Step step = nextUnsent();
        if (step == null || !isTimeFor(step, now)) {
            return List.of();
        }
        step.send(now);
        return List.of(StepOrder.of(id, step.position(), cluster, StepKind.NODE, step.node(), now));
    }

    /** Takes what became of an order; one of another plan changes nothing. */
    public void result(StepResult result, Moment now) {
        if (result.plan() == id && result.position() >= 1 && result.position() <= steps.size()) {
            steps.get(result.position() - 1).answer(result.outcome(), result.detail(), now.wall());
        }
    }

    /**
     * Mains is back, or a person wants it so: orders that are not sent yet stay unsent; those that are out are still
     * waited for.
     *
     * @return whether any was not sent yet
     */
    public boolean stop(Moment now) {
        isVoid = true;
        List<Step> unsent = steps.stream().filter(Step::isUnsent).toList();
        unsent.forEach(step -> step.stop(now.wall()));
        stopped |= !unsent.isEmpty();
        return !unsent.isEmpty();
    }

    /** Whether it was stopped, so that an order which still waits for its flow must not be sent. */
    public boolean isVoid() {
        return isVoid;
    }

    /** Whether nothing more will come of it. */
    public boolean isAnswered() {
        return steps.stream().allMatch(Step::isAnswered);
    }

    /** What became of each order so far, in order. */
    public List<NodeOutcome> outcomes() {
        return steps.stream()
                .map(step -> new NodeOutcome(step.node(), step.outcome()))
                .toList();
    }

    /** The API's words to each order, in order of {@link #outcomes}; null where there are none. */
    public List<@Nullable String> details() {
        List<@Nullable String> details = new ArrayList<>();
        steps.forEach(step -> details.add(step.words()));
        return details;
    }

    /** Names of the nodes that accepted: their silence is expected. */
    public List<String> accepted() {
        return steps.stream()
                .filter(step -> step.outcome() == Outcome.ACCEPTED)
                .map(Step::node)
                .toList();
    }

    /** What it has changed so far that somebody must put right again. */
    public Aftermath aftermath() {
        List<Name> taken = steps.stream()
                .filter(step -> step.outcome().isTaken())
                .map(step -> new Name(step.node()))
                .toList();
        return new Aftermath(id, incident, ups, cluster, taken, null, false, Map.of());
    }

    public long id() {
        return id;
    }

    public long incident() {
        return incident;
    }

    public Name ups() {
        return ups;
    }

    public String cluster() {
        return cluster;
    }

    public boolean isArmed() {
        return armed;
    }

    public State state() {
        if (stopped) {
            return State.STOPPED;
        }
        return isAnswered() ? State.DONE : State.RUNNING;
    }

    /** The rows that changed since this was last asked: to be kept before an order of the same call is sent. */
    public List<Row> unsaved() {
        List<Row> rows = new ArrayList<>();
        if (saved != state()) {
            saved = state();
            rows.add(new Row.PlanRow(
                    id, incident, ups.text(), cluster, state().name(), armed, begun.toEpochMilli(), null));
        }
        steps.stream().map(step -> step.unsaved(id)).filter(Objects::nonNull).forEach(rows::add);
        return rows;
    }

    private boolean isTimeFor(Step step, Moment now) {
        if (step.position() < steps.size()) {
            Step before = step.position() == 1 ? null : steps.get(step.position() - 2);
            return before == null || before.isAnswered() || isOlder(before.sent(), share, now);
        }
        List<Step> others = steps.subList(0, steps.size() - 1);
        return others.stream().allMatch(Step::isAnswered)
                || others.stream().allMatch(other -> other.isAnswered() || isOlder(other.sent(), LAST_WAITS, now));
    }

    private @Nullable Step nextUnsent() {
        return steps.stream().filter(Step::isUnsent).findFirst().orElse(null);
    }

    private void giveUpLost(Moment now) {
        for (Step step : steps) {
            if (!step.isAnswered() && isOlder(step.sent(), LOST, now)) {
                step.giveUp("no answer within " + LOST.toSeconds() + " s", now.wall());
            }
        }
    }

    private static boolean isOlder(@Nullable Moment sent, Duration age, Moment now) {
        return sent != null && now.since(sent).compareTo(age) >= 0;
    }
}
