package dev.alarum.ups;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * When one UPS is to be looked at besides the poll: when it is asked for, which is bounded, and once more a second after
 * that or after a change for the worse: the first look may come before the UPS software has set its own status. Not safe to
 * be used by several threads.
 */
final class LookTimes {
    /** How often a look may be asked for within {@link #SPAN}. */
    static final int MOST = 4;

    static final Duration SPAN = Duration.ofSeconds(1);

    /** How long after a look that was asked for, or that showed a change, the next one follows. */
    static final Duration AGAIN = Duration.ofSeconds(1);

    private final Deque<Moment> asked = new ArrayDeque<>();
    private @Nullable Moment again;

    /** Takes it that a look is asked for; whether it may be had. */
    boolean mayLook(Moment now) {
        while (!asked.isEmpty() && now.since(asked.getFirst()).compareTo(SPAN) >= 0) {
            asked.removeFirst();
        }
        if (asked.size() >= MOST) {
            return false;
        }
        asked.addLast(now);
        again = now.plus(AGAIN);
        return true;
    }

    /** Takes it that a look showed another state than the one before. */
    void changed(PowerState state, Moment now) {
        if (state != PowerState.MAINS) {
            again = now.plus(AGAIN);
        }
    }

    /** Whether one more look is due now; true once. */
    boolean isDueAgain(Moment now) {
        if (again == null || !now.isAtOrAfter(again)) {
            return false;
        }
        again = null;
        return true;
    }
}
