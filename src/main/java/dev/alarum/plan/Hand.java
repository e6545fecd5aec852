package dev.alarum.plan;

import dev.alarum.node.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who gives the orders of a plan: this program, a relay that carries it out by itself, or nobody any more. */
final class Hand {
    private enum Whose {
        OURS,
        RELAYS,
        NOBODYS
    }

    private Whose whose = Whose.OURS;
    /** When a relay last told of the plan. */
    private @Nullable Moment toldAt;
    /** Whether the relay has orders out or to come by what it last told. */
    private boolean isAtIt;

    /** It was a relay's before a restart: who is at it still, tells soon. */
    void wasRelays(boolean isRunning, Moment now) {
        whose = Whose.RELAYS;
        toldAt = now;
        isAtIt = isRunning;
    }

    /** A relay carries the plan out. */
    void giveToRelay() {
        whose = Whose.RELAYS;
    }

    void told(RelayPlan told, Moment now) {
        toldAt = now;
        isAtIt = told.lines().stream().anyMatch(line -> line.outcome().isOpen());
    }

    void takeOver() {
        whose = Whose.OURS;
    }

    /** Nothing goes out any more. */
    void end() {
        whose = Whose.NOBODYS;
    }

    boolean isOurs() {
        return whose == Whose.OURS;
    }

    boolean isNobodys() {
        return whose == Whose.NOBODYS;
    }

    /** Whether a relay has the plan in the outage that goes on. */
    boolean isRelays() {
        return whose == Whose.RELAYS && toldAt != null;
    }

    /** Whether a relay has it and is at it; one that has told nothing for a minute, or has done all that it could, is not. */
    boolean isRelayAtIt(Moment now) {
        return isRelays() && isAtIt && isToldWithin(PlanTimes.LOST, now);
    }

    boolean isToldWithin(Duration age, Moment now) {
        Moment told = toldAt;
        return told != null && now.since(told).compareTo(age) < 0;
    }
}
