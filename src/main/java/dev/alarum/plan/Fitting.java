package dev.alarum.plan;

import dev.alarum.plan.ClusterLook.Guest;
import dev.alarum.plan.ClusterLook.Ha;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fits a plan to its cluster as it is: what need not be done, and what cannot be. The order of the nodes stays as listed. */
final class Fitting {
    private final PlanSteps steps;
    private final ShutdownRules rules;
    private final Set<String> relays;
    private @Nullable ClusterLook look;
    private Set<String> going = Set.of();

    /** @param relays the names of all relays, lower case: a guest that is one goes down with its node only */
    Fitting(PlanSteps steps, ShutdownRules rules, Set<String> relays) {
        this.steps = steps;
        this.rules = rules;
        this.relays = relays;
    }

    /** Fits what is still to come to that look; null if there was none. */
    void fit(@Nullable ClusterLook seen, Signs signs, Instant at) {
        look = seen;
        going = seen == null ? Set.of() : going(seen, signs);
        for (Step step : steps.all()) {
            if (step.isPlanned()) {
                fit(step, seen, signs, at);
            }
        }
        if (seen != null && seen.guests() != null) {
            // whoever brings the nodes back must know which guests ran, whoever shuts them down
            steps.nodes().stream()
                    .filter(step -> step.leftAt() == null && seen.online().contains(step.node()))
                    .forEach(step -> step.keep(Step.joined(seen.numbersOn(step.node()))));
        }
    }

    /** Whether it had to be fitted to a cluster that nobody saw. */
    boolean isBlind() {
        return look == null;
    }

    /** The nodes of the cluster that go down in this outage, by whichever plan. */
    private Set<String> going(ClusterLook seen, Signs signs) {
        Set<String> all = steps.nodes().stream().map(Step::node).collect(Collectors.toSet());
        seen.online().stream().filter(signs::isGoing).forEach(all::add);
        return all;
    }

    private void fit(Step step, @Nullable ClusterLook seen, Signs signs, Instant at) {
        if (seen == null) {
            if (!step.kind().takesNodeDown()) {
                step.become(Outcome.SKIPPED, "no host of the cluster answered", at);
            }
            return;
        }
        switch (step.kind()) {
            case HA_OFF -> fitHa(step, seen, at);
            case NOOUT -> fitNoout(step, seen, at);
            case GUESTS -> fitGuests(step, seen, at);
            case NODE, FORCE -> {
                if (seen.isOff(step.node()) && !signs.beats(step.node())) {
                    step.become(Outcome.ALREADY_OFF, "the cluster says that it is offline", at);
                }
            }
            case WAKE, NOOUT_OFF, HA_ON, START -> {}
        }
    }

    private void fitHa(Step step, ClusterLook seen, Instant at) {
        if (seen.ha() == Ha.UNUSED) {
            step.become(Outcome.NOT_NEEDED, "high availability sees to no guest", at);
        } else if (seen.ha().isOff()) {
            step.become(Outcome.NOT_NEEDED, "high availability is disarmed already", at);
        } else if (restKeepsQuorum(seen)) {
            step.become(
                    Outcome.NOT_NEEDED, "the nodes that stay up keep the quorum: high availability goes on there", at);
        } else if (seen.ha() == Ha.UNKNOWN) {
            step.become(Outcome.SKIPPED, "it could not be seen whether high availability is in use" + why(seen), at);
        } else if (Boolean.FALSE.equals(seen.quorate())) {
            step.become(Outcome.SKIPPED, "the cluster has no quorum, so it takes no change", at);
        }
    }

    private static void fitNoout(Step step, ClusterLook seen, Instant at) {
        Boolean noout = seen.noout();
        if (noout == null) {
            step.become(Outcome.NOT_NEEDED, "no Ceph is to be seen", at);
        } else if (noout) {
            step.become(Outcome.NOT_NEEDED, "noout is set already", at);
        }
    }

    private void fitGuests(Step step, ClusterLook seen, Instant at) {
        if (seen.guests() == null) {
            step.become(Outcome.SKIPPED, "it could not be seen which guests run" + why(seen), at);
        } else if (toShutDown(step.node()).isEmpty()) {
            step.become(Outcome.NOT_NEEDED, "no guest to shut down runs there", at);
        }
    }

    private static String why(ClusterLook seen) {
        return seen.words().isEmpty() ? "" : ": " + String.join("; ", seen.words());
    }

    /** The guests of that node that are shut down before it. */
    List<Integer> toShutDown(String node) {
        ClusterLook seen = look;
        if (seen == null) {
            return List.of();
        }
        boolean leavesHa = restKeepsQuorum(seen) && !seen.ha().isOff();
        return seen.guestsOn(node).stream()
                .filter(guest -> !rules.spare().contains(guest.id()))
                .filter(guest -> !relays.contains(guest.name().toLowerCase(Locale.ROOT)))
                .filter(guest -> !leavesHa || !seen.haGuests().contains(guest.id()))
                .map(Guest::id)
                .sorted()
                .toList();
    }

    /**
     * Whether high availability is a danger to nodes on their way down: its watchdogs reset those that lose the quorum
     * before they are down.
     */
    boolean isFenced() {
        ClusterLook seen = look;
        return seen != null
                && seen.ha() == Ha.ARMED
                && !restKeepsQuorum(seen)
                && steps.of(StepKind.HA_OFF).stream()
                        .noneMatch(step -> step.outcome() == Outcome.ACCEPTED && StepOrder.ARM_HA.equals(step.kept()));
    }

    /** Whether the nodes that are not to go down are a majority of the cluster. */
    private boolean restKeepsQuorum(ClusterLook seen) {
        Set<String> staying = new TreeSet<>(seen.online());
        staying.removeAll(going);
        int whole = seen.online().size() + seen.offline().size();
        return staying.size() * 2 > whole;
    }

    /** How long the steps that are still to come may take at most, by the times of the settings. */
    Duration need() {
        Duration need = Duration.ZERO;
        boolean guests = steps.any(step -> step.kind() == StepKind.GUESTS && step.isPlanned());
        // guests that nobody could see, or may shut down, go down with their nodes
        boolean unseen = steps.any(step -> step.kind() == StepKind.GUESTS && step.outcome() == Outcome.SKIPPED);
        if (guests || unseen) {
            need = need.plus(rules.guestTimeout());
        }
        return need.plus(nodesNeed());
    }

    /** How long the nodes may take that are still to come: the last one waits for the others. */
    Duration nodesNeed() {
        boolean others = steps.others().stream().anyMatch(Fitting::isToGo);
        boolean last = steps.last().stream().anyMatch(Fitting::isToGo);
        return rules.downWithin().multipliedBy((others ? 1 : 0) + (last ? 1 : 0));
    }

    private static boolean isToGo(Step step) {
        return step.outcome().isOpen();
    }
}
