package dev.alarum.plan;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.List;

/** Follows what became of the orders that are out: by their cluster, by goodbyes and by silences. */
final class Proofs {
    private final PlanSteps steps;
    private final ShutdownRules rules;
    private final Stages stages;
    private final Looks looks;

    Proofs(PlanSteps steps, ShutdownRules rules, Stages stages, Looks looks) {
        this.steps = steps;
        this.rules = rules;
        this.stages = stages;
        this.looks = looks;
    }

    /** Looks at each order that is out. @param mayOrder whether one that did not arrive could still go out again */
    void judge(Moment now, Signs signs, boolean mayOrder) {
        for (Step step : steps.all()) {
            if (step.kind().takesNodeDown()) {
                judgeNode(step, now, signs);
            } else if (step.kind() == StepKind.GUESTS) {
                judgeGuests(step, now);
            }
            if (step.isDoubtful()) {
                judgeDoubt(step, now, signs, mayOrder);
            }
            if (!step.isAnswered() && !step.isPlanned() && step.isSentFor(PlanTimes.LOST, now)) {
                step.giveUp("no answer within " + PlanTimes.LOST.toSeconds() + " s", now.wall());
            }
        }
    }

    private void judgeNode(Step step, Moment now, Signs signs) {
        Outcome outcome = step.outcome();
        if (outcome == Outcome.UNREACHABLE) {
            judgeUnreached(step, now, signs);
        }
        if (outcome != Outcome.PENDING && !outcome.isTaken()) {
            return;
        }
        gather(step, now, signs);
        boolean shown = !step.evidence().isEmpty();
        if (shown && outcome == Outcome.PENDING) {
            step.take(now);
        }
        if (outcome != Outcome.DOWN && step.evidence().stream().anyMatch(Evidence::isProof)) {
            step.become(Outcome.DOWN, null, now.wall());
        } else if (step.kind() == StepKind.NODE && step.outcome() == Outcome.ACCEPTED) {
            judgeLate(step, now, signs);
        }
    }

    /** Nobody said yes: but a node that was up when its order left, and is off now or has said goodbye, has got it. */
    private void judgeUnreached(Step step, Moment now, Signs signs) {
        Moment left = step.leftAt();
        if (left != null && signs.left(step.node(), left)) {
            step.add(Evidence.NOTICE, now.wall());
            step.take(now);
        } else if (!isOffForCertain(step.node(), now, signs)) {
            return;
        } else if (step.wasUpWhenSent()) {
            step.add(Evidence.API, now.wall());
            step.take(now);
            step.become(Outcome.DOWN, null, now.wall());
        } else {
            step.become(Outcome.ALREADY_OFF, "the cluster says that it is offline", now.wall());
        }
    }

    /** Notes what shows that the node goes; only what has happened since its order left does. */
    private void gather(Step step, Moment now, Signs signs) {
        boolean off = step.outcome() == Outcome.PENDING
                ? step.wasUpWhenSent() && isOffForCertain(step.node(), now, signs)
                : isOffline(step.node(), now, signs);
        if (off) {
            step.add(Evidence.API, now.wall());
        }
        Moment left = step.leftAt();
        if (left != null && signs.left(step.node(), left)) {
            step.add(Evidence.NOTICE, now.wall());
        }
        if (left != null && signs.isSilent(step.node(), left)) {
            step.add(Evidence.SILENCE, now.wall());
        }
    }

    private void judgeLate(Step step, Moment now, Signs signs) {
        Duration time = stages.timeOf(step.node());
        boolean isUp = looks.isOnline(step.node(), now) || signs.beats(step.node());
        if (isUp && step.isTakenFor(time, now)) {
            step.become(Outcome.STILL_UP, "up yet " + time.toSeconds() + " s after it took the order", now.wall());
        }
    }

    private void judgeGuests(Step step, Moment now) {
        ClusterLook look = looks.fresh(now);
        boolean out = step.outcome() == Outcome.PENDING || step.outcome().isTaken();
        if (look == null || look.guests() == null || !out || step.outcome() == Outcome.DOWN) {
            return;
        }
        if (!look.runsAny(step.guests())) {
            if (step.outcome() == Outcome.PENDING) {
                step.take(now);
            }
            step.become(Outcome.DOWN, null, now.wall());
        } else if (step.outcome() == Outcome.ACCEPTED
                && step.isTakenFor(rules.guestTimeout().plus(PlanTimes.GUESTS_SEEN), now)) {
            List<Integer> up = step.guests().stream()
                    .filter(id -> look.runsAny(List.of(id)))
                    .toList();
            step.become(Outcome.STILL_UP, "running yet: " + Step.joined(up), now.wall());
        }
    }

    /** One that was out before a restart: once it has shown nothing for long enough, it did not arrive. */
    private void judgeDoubt(Step step, Moment now, Signs signs, boolean mayOrder) {
        ClusterLook look = looks.newest();
        if (look != null && step.kind() == StepKind.HA_OFF && look.ha().isOff()) {
            step.answer(new StepResult(0, 0, Outcome.ACCEPTED, null, StepOrder.ARM_HA), now);
        } else if (look != null && step.kind() == StepKind.NOOUT && Boolean.TRUE.equals(look.noout())) {
            step.take(now);
        } else if (mayOrder && step.isSentFor(doubtOf(step, now, signs), now)) {
            step.sendAgain(now.wall());
        }
    }

    private Duration doubtOf(Step step, Moment now, Signs signs) {
        boolean isSeen = !step.kind().takesNodeDown() || signs.beats(step.node());
        return isSeen ? PlanTimes.DOUBT : PlanTimes.DOUBT_UNSEEN;
    }

    /** Of a node that took its order: a host that has lost its cluster itself calls all others offline, but they beat. */
    private boolean isOffline(String node, Moment now, Signs signs) {
        ClusterLook look = looks.fresh(now);
        return look != null && (look.isOff(node) || (look.offline().contains(node) && !signs.beats(node)));
    }

    /** Of any other: a node may have lost its cluster and be up all the same. */
    private boolean isOffForCertain(String node, Moment now, Signs signs) {
        ClusterLook look = looks.fresh(now);
        return look != null && look.isOff(node) && !signs.beats(node);
    }
}
