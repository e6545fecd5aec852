package dev.alarum.plan;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which steps of a shutdown may leave now. One stage comes after the other: what is of the cluster, the guests, the nodes,
 * the last node, through which the others are asked. A stage that takes too long for the battery is not waited for.
 */
final class Stages {
    private final PlanSteps steps;
    private final ShutdownRules rules;
    private final Fitting fitting;
    private final Looks looks;

    Stages(PlanSteps steps, ShutdownRules rules, Fitting fitting, Looks looks) {
        this.steps = steps;
        this.rules = rules;
        this.fitting = fitting;
        this.looks = looks;
    }

    /** @param left how long the battery lasts yet, its reserve taken off; null if that is not known */
    List<Step> next(Moment now, @Nullable Duration left) {
        List<Step> next = new ArrayList<>(planned(steps.of(StepKind.FORCE)));
        next.addAll(planned(steps.of(StepKind.HA_OFF, StepKind.NOOUT)));
        boolean hurried = left != null && left.compareTo(fitting.nodesNeed()) < 0;
        if (!hurried && !isClusterDone(now)) {
            return next;
        }
        List<Step> guests = steps.of(StepKind.GUESTS);
        if (hurried) {
            planned(guests)
                    .forEach(step ->
                            step.become(Outcome.SKIPPED, "no time is left: they go down with their node", now.wall()));
        }
        next.addAll(paced(guests, now));
        if (!hurried && !(areGuestsDone(guests, now) && isHaQuiet(now, ClusterLook.Ha.DISARMED))) {
            return next;
        }
        next.addAll(paced(steps.others(), now));
        if (isLastsTurn(now, left)) {
            next.addAll(planned(steps.last()));
        }
        return next;
    }

    private static List<Step> planned(List<Step> some) {
        return some.stream().filter(Step::isPlanned).toList();
    }

    /** The first that has not left, once the one before has answered or has had its share of the time. */
    private static List<Step> paced(List<Step> some, Moment now) {
        Duration equal = PlanTimes.PATIENCE.dividedBy(Math.max(1, some.size()));
        Duration share = equal.compareTo(PlanTimes.LEAST_PATIENCE) < 0 ? PlanTimes.LEAST_PATIENCE : equal;
        for (Step step : some) {
            if (step.isPlanned()) {
                return List.of(step);
            }
            if (step.isDoubtful() || !(step.isAnswered() || step.isSentFor(share, now))) {
                return List.of();
            }
        }
        return List.of();
    }

    private boolean isClusterDone(Moment now) {
        boolean answered = steps.of(StepKind.HA_OFF, StepKind.NOOUT).stream()
                .allMatch(step -> step.isAnswered() || step.isSentFor(PlanTimes.CLUSTER, now));
        return answered && isHaQuiet(now, ClusterLook.Ha.DISARMING);
    }

    /** Whether high availability, if it was told to disarm, has come so far, or has had its time. */
    private boolean isHaQuiet(Moment now, ClusterLook.Ha wanted) {
        ClusterLook look = looks.newest();
        boolean isSo = look != null
                && (look.ha() == ClusterLook.Ha.DISARMED || (look.ha().isOff() && wanted == ClusterLook.Ha.DISARMING));
        return isSo
                || steps.of(StepKind.HA_OFF).stream()
                        .filter(step -> step.outcome() == Outcome.ACCEPTED && StepOrder.ARM_HA.equals(step.kept()))
                        .allMatch(step -> step.isTakenFor(PlanTimes.DISARMED, now));
    }

    private boolean areGuestsDone(List<Step> guests, Moment now) {
        Duration most = rules.guestTimeout().plus(PlanTimes.GUESTS_SEEN);
        return guests.stream()
                .allMatch(step -> step.outcome() == Outcome.ACCEPTED
                        ? step.isTakenFor(most, now)
                        : step.isAnswered() || step.isSentFor(most, now));
    }

    /** The last one goes when the others are down or have had their time; earlier if the battery does not last for that. */
    private boolean isLastsTurn(Moment now, @Nullable Duration left) {
        List<Step> others = steps.others();
        if (others.stream().anyMatch(step -> step.isPlanned() && !step.isAgain())) {
            return false;
        }
        boolean hurried = left != null && left.compareTo(rules.downWithin()) < 0;
        if (hurried || fitting.isFenced()) {
            return others.stream()
                    .allMatch(step -> step.isAnswered() || step.isAgain() || step.isSentFor(PlanTimes.LAST_WAITS, now));
        }
        return others.stream().allMatch(step -> isGone(step, now));
    }

    /** Whether nothing more is to be waited for of that node. */
    boolean isGone(Step step, Moment now) {
        return switch (step.outcome()) {
            case PLANNED, PENDING -> step.isAgain();
            case ACCEPTED -> step.isTakenFor(timeOf(step.node()), now);
            case STILL_UP -> {
                Step force = steps.find(StepKind.FORCE, step.node());
                yield force == null ? !rules.force() : isForceOver(force, now);
            }
            default -> true;
        };
    }

    static boolean isForceOver(Step force, Moment now) {
        return force.outcome() == Outcome.ACCEPTED ? force.isTakenFor(PlanTimes.FORCED, now) : force.isAnswered();
    }

    /** How long a node may take that took its order: longer where its guests go down with it. */
    Duration timeOf(String node) {
        Step guests = steps.find(StepKind.GUESTS, node);
        boolean areDown = guests == null || guests.outcome() == Outcome.DOWN || guests.outcome() == Outcome.NOT_NEEDED;
        return areDown ? rules.downWithin() : rules.downWithin().plus(rules.guestTimeout());
    }
}
