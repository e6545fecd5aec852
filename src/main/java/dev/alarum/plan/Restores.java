package dev.alarum.plan;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a return puts right once nobody is awaited any more: Ceph and high availability first, since they see to the
 * guests, then the guests.
 */
final class Restores {
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

    /** And one of which no host has heard: until then somebody has gone and seen. */
    private static final int TRIES_UNHEARD = 120;

    private final PlanSteps steps;
    private final Looks looks;
    private final Wakes wakes;
    private final Map<Integer, Integer> tries = new TreeMap<>();
    private @Nullable Moment allThere;

    Restores(PlanSteps steps, Looks looks, Wakes wakes) {
        this.steps = steps;
        this.looks = looks;
        this.wakes = wakes;
    }

    /** Some node is awaited, or its power is not safe. */
    void hold() {
        allThere = null;
    }

    /** Those that are to be sent now, for the first time or again. */
    List<Step> next(Moment now) {
        Moment there = allThere == null ? now : allThere;
        allThere = there;
        if (!isQuorate(now)) {
            if (now.since(there).compareTo(QUORUM) >= 0) {
                giveUp(now);
            }
            return List.of();
        }
        List<Step> cluster = steps.of(StepKind.NOOUT_OFF, StepKind.HA_ON);
        List<Step> next = new ArrayList<>(
                cluster.stream().filter(step -> isToSend(step, now)).toList());
        if (cluster.stream().allMatch(step -> isSettled(step) || triesOf(step) >= TRIES)) {
            steps.of(StepKind.START).stream()
                    .filter(step -> isToSend(step, now))
                    .forEach(next::add);
        }
        for (Step step : next) {
            tries.merge(step.position(), 1, Integer::sum);
            step.send(step.kept(), now);
        }
        return next;
    }

    /** Whether nothing more will come of that step. */
    boolean isSettled(Step step) {
        return step.isAnswered() && !isToTryAgain(step);
    }

    private boolean isQuorate(Moment now) {
        ClusterLook look = looks.fresh(now);
        return look != null && !Boolean.FALSE.equals(look.quorate());
    }

    private boolean isToSend(Step step, Moment now) {
        boolean due = step.isPlanned() || step.isDoubtful() || (isToTryAgain(step) && step.isSentFor(TRY_AGAIN, now));
        ClusterLook look = looks.fresh(now);
        if (!due || look == null || isDone(step, look, now)) {
            return false;
        }
        return step.kind() != StepKind.START || wakes.isUpFor(OWN_START, step.node(), now);
    }

    private boolean isToTryAgain(Step step) {
        int most = switch (step.outcome()) {
            case UNREACHABLE -> TRIES_UNHEARD;
            case REFUSED -> TRIES;
            default -> 0;
        };
        return triesOf(step) < most;
    }

    private int triesOf(Step step) {
        return tries.getOrDefault(step.position(), 0);
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
        if (step.kind() == StepKind.START && wakes.isMissing(step.node())) {
            step.become(Outcome.SKIPPED, "its node is not back", now.wall());
            return true;
        }
        return false;
    }

    private void giveUp(Moment now) {
        steps.stream()
                .filter(step -> step.kind() != StepKind.WAKE && !step.outcome().isTaken())
                .filter(step -> step.outcome() != Outcome.NOT_NEEDED)
                .forEach(step -> {
                    tries.put(step.position(), TRIES_UNHEARD);
                    step.become(
                            Outcome.UNREACHABLE,
                            "the cluster had no quorum within " + QUORUM.toHours() + " hours",
                            now.wall());
                });
    }
}
