package dev.alarum.plan;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The nodes that a return wakes and awaits, in order: the one first that went last. */
final class Wakes {
    /** How long a node may take to come up, from when it was woken, or could have come by itself. */
    static final Duration COMES_UP = Duration.ofMinutes(15);

    /** A node that does not come is woken again after this. */
    static final Duration WAKE_AGAIN = Duration.ofSeconds(60);

    /** Time between two nodes: not all power supplies draw their inrush current at once. */
    static final Duration APART = Duration.ofSeconds(10);

    /** The others wait so long for the first node where it is the one that wakes them. */
    static final Duration FIRST_ALONE = Duration.ofMinutes(3);

    private final PlanSteps steps;
    private final ReturnRules rules;
    private final Looks looks;
    private final Map<String, Moment> backAt = new TreeMap<>();
    private Moment since;

    /** @param since from when those are awaited that come by themselves */
    Wakes(PlanSteps steps, ReturnRules rules, Looks looks, Moment since) {
        this.steps = steps;
        this.rules = rules;
        this.looks = looks;
        this.since = since;
    }

    List<Step> all() {
        return steps.of(StepKind.WAKE);
    }

    List<Step> awaited() {
        return all().stream().filter(Wakes::isAwaited).toList();
    }

    static boolean isAwaited(Step step) {
        return step.outcome() != Outcome.BACK && step.outcome() != Outcome.MISSING;
    }

    /** Notes who is back, and who has had its time. */
    void judge(Moment now, Signs signs) {
        for (Step step : all()) {
            if (step.outcome() != Outcome.BACK && isBack(step.node(), now, signs)) {
                backAt.put(step.node(), now);
                step.become(Outcome.BACK, null, now.wall());
            } else if (isAwaited(step) && isTimeOver(step, now)) {
                step.become(Outcome.MISSING, "not up within " + COMES_UP.toMinutes() + " minutes", now.wall());
            }
        }
    }

    private boolean isBack(String node, Moment now, Signs signs) {
        boolean online = looks.isOnline(node, now);
        return signs.isWatched(node) ? signs.isBack(node) || (online && signs.beats(node)) : online;
    }

    private boolean isTimeOver(Step step, Moment now) {
        return rules.wake() == ReturnRules.Wake.OFF
                ? now.since(since).compareTo(COMES_UP) >= 0
                : step.isFirstSentFor(COMES_UP, now);
    }

    /** Those that are to be woken now, for the first time or again. */
    List<Step> next(Moment now, Predicate<String> mayCome) {
        if (awaited().stream().noneMatch(step -> mayCome.test(step.node()))) {
            // what holds the nodes back holds back the time in which they should come by themselves, too
            since = now;
        }
        List<Step> next = new ArrayList<>();
        if (rules.wake() == ReturnRules.Wake.OFF) {
            return next;
        }
        List<Step> all = all();
        for (int i = 0; i < all.size(); i++) {
            Step step = all.get(i);
            boolean due = isAwaited(step) && (step.isPlanned() || step.isSentFor(WAKE_AGAIN, now));
            if (due && mayCome.test(step.node()) && isTurnOf(i, all, now)) {
                step.send(null, now);
                next.add(step);
            }
        }
        return next;
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

    /** Those of them that a relay is to wake now; the same ones until they are back. */
    List<String> byRelay(Predicate<String> mayCome) {
        if (!rules.wake().byRelay()) {
            return List.of();
        }
        return awaited().stream()
                .filter(step -> !step.isPlanned() && mayCome.test(step.node()))
                .map(Step::node)
                .toList();
    }

    /** Whether that node did not come in its time. */
    boolean isMissing(String node) {
        Step wake = steps.find(StepKind.WAKE, node);
        return wake != null && wake.outcome() == Outcome.MISSING;
    }

    /** Whether that node was not taken down, or is back for so long. */
    boolean isUpFor(Duration time, String node, Moment now) {
        Moment back = backAt.get(node);
        return back == null || now.since(back).compareTo(time) >= 0;
    }
}
