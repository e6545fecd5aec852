package dev.alarum.core;

import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.plan.Signs;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** What the beats and notices of nodes tell a plan, at one moment. */
final class PlanSigns implements Signs {
    /** Who was heard within this beats now. */
    private static final Duration JUST_NOW = Duration.ofSeconds(5);

    private final Roster roster;
    private final Supply supply;
    private final Moment now;

    PlanSigns(Roster roster, Supply supply, Moment now) {
        this.roster = roster;
        this.supply = supply;
        this.now = now;
    }

    @Override
    public boolean isWatched(String node) {
        return find(node).filter(one -> one.state != LifeState.NEW).isPresent();
    }

    @Override
    public boolean beats(String node) {
        return find(node).filter(this::isHeard).isPresent();
    }

    @Override
    public boolean isBack(String node) {
        return find(node)
                .filter(one -> one.state == LifeState.UP && !one.told && isHeard(one))
                .isPresent();
    }

    @Override
    public boolean left(String node, Moment since) {
        return find(node)
                .filter(one -> one.since.isAtOrAfter(since))
                .filter(one -> one.state == LifeState.LEAVING || (one.state == LifeState.OFF && one.said))
                .isPresent();
    }

    @Override
    public boolean isSilent(String node, Moment since) {
        return find(node)
                .filter(one -> isHeardSince(one, since))
                .filter(one -> one.state == LifeState.OFF || one.isFailed())
                .filter(this::isAnyoneElseHeard)
                .isPresent();
    }

    /** Who was not heard since a restart was silent before what left after it; of what left before it nobody knows. */
    private boolean isHeardSince(Watched one, Moment since) {
        return one.lastArrived == null
                ? !since.isAtOrAfter(roster.start())
                : one.lastArrived.plus(JUST_NOW).isAtOrAfter(since);
    }

    @Override
    public boolean isGoing(String node) {
        return Name.isName(node) && supply.isWithoutMains(new Name(node));
    }

    private boolean isAnyoneElseHeard(Watched silent) {
        return Stream.concat(roster.relaysOf(silent.site).stream(), roster.nodesOf(silent.site).stream())
                .anyMatch(one -> !one.sender.equals(silent.sender) && isHeard(one) && isThereForLong(one));
    }

    /** When a whole site is heard again, one is the first: that shows nothing about the others. */
    private boolean isThereForLong(Watched one) {
        return one.state == LifeState.UP && now.since(one.since).compareTo(one.timeout) >= 0;
    }

    private boolean isHeard(Watched one) {
        return one.lastArrived != null && now.since(one.lastArrived).compareTo(JUST_NOW) < 0;
    }

    private Optional<Watched> find(String node) {
        return Name.isName(node) ? roster.find(Sender.node(new Name(node))) : Optional.empty();
    }
}
