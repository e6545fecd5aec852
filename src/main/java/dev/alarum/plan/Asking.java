package dev.alarum.plan;

import dev.alarum.node.Moment;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which nodes are asked once more. A host that is away for a while, or a node that was only starting, must not leave the nodes
 * on until the battery is empty.
 */
final class Asking {
    private final PlanSteps steps;
    private final Looks looks;
    private final Set<String> letBe = new TreeSet<>();

    Asking(PlanSteps steps, Looks looks) {
        this.steps = steps;
        this.looks = looks;
    }

    /** Another plan orders these nodes, or they have power: this one asks none of them again. */
    void letBe(Predicate<String> nodes) {
        steps.nodes().stream().map(Step::node).filter(nodes).forEach(letBe::add);
    }

    boolean isLetBe(String node) {
        return letBe.contains(node);
    }

    /** Lets orders that nobody took, or that were not needed then, go out once more. */
    void again(Moment now, Signs signs) {
        for (Step step : steps.nodes()) {
            boolean isUp = signs.beats(step.node()) || looks.isOnline(step.node(), now);
            boolean mayAnswer =
                    step.outcome() == Outcome.UNREACHABLE || (step.outcome() == Outcome.ALREADY_OFF && isUp);
            if (mayAnswer
                    && signs.isGoing(step.node())
                    && !letBe.contains(step.node())
                    && !step.isSentWithin(PlanTimes.ASK_AGAIN, now)) {
                step.askAgain(now.wall());
            }
        }
    }

    /** Whether some node may turn out to be up, so that it must be asked once more. */
    boolean mayBeNeeded() {
        return steps.nodes().stream()
                .anyMatch(step -> step.isAgain()
                        || step.outcome() == Outcome.UNREACHABLE
                        || step.outcome() == Outcome.ALREADY_OFF);
    }

    /** Whether some node is just asked once more. */
    boolean isUnderWay() {
        return steps.any(Step::isAgain);
    }
}
