package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does the aggregator's work when the aggregator does not: its checker may have died of an error, and its clock is the
 * wall clock, which may be set back. First the group is completed by force; if nothing comes of that, the hub's own tick
 * judges.
 */
final class Backstop {
    /** How far past its timeout a silent one may get before its group is completed by force. */
    static final Duration FORCE = Duration.ofSeconds(2);

    /** How far past its timeout a silent one may get before the tick judges it; law 8 allows 5 s, a tick is 1 s. */
    static final Duration JUDGE = Duration.ofMillis(3_500);

    /** How long it stays a problem after it was last needed. */
    static final Duration SHOWN = Duration.ofMinutes(10);

    private final Effects effects;
    private final Set<Sender> forced = new HashSet<>();
    private long fired;
    private @Nullable Moment last;

    Backstop(Effects effects) {
        this.effects = effects;
    }

    /**
     * Looks at one whose silence is over by that much.
     *
     * @param late how long ago it should have been reported; negative: not yet
     * @return whether the tick has to judge it itself
     */
    boolean isForTheTick(Sender sender, Duration late, Moment now) {
        if (late.compareTo(FORCE) < 0) {
            forced.remove(sender);
            return false;
        }
        if (forced.add(sender)) {
            if (problemSince(now) == null) {
                effects.tell(now, "backstop", sender.toString(), "The hub's own tick does the aggregator's work");
            }
            fired++;
            last = now;
            effects.decide(
                    now,
                    sender.toString(),
                    "backstop",
                    "the aggregator did not complete its group",
                    "completed by force");
            effects.complete(sender);
        }
        return late.compareTo(JUDGE) >= 0;
    }

    /** That one is heard, in time. */
    void isHeard(Sender sender) {
        if (!forced.isEmpty()) {
            forced.remove(sender);
        }
    }

    /** How often it was needed since the start; 0 in normal runs. */
    long fired() {
        return fired;
    }

    /** When it was last needed, while that is a problem. */
    @Nullable
    Moment problemSince(Moment now) {
        Moment then = last;
        return then != null && now.since(then).compareTo(SHOWN) < 0 ? then : null;
    }
}
