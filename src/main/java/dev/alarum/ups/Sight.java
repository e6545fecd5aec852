package dev.alarum.ups;

import dev.alarum.node.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a UPS is known at present: its readings come, and they say something. */
final class Sight {
    /** A relay repeats itself at least this often while the UPS is on mains (sign of life of the wire). */
    private static final Duration ON_MAINS = Duration.ofSeconds(30);

    /** A relay repeats itself at every poll otherwise; polls are 5 s apart unless set otherwise. */
    private static final Duration OTHERWISE = Duration.ofSeconds(5);

    private static final int MISSED = 3;

    /** A loose USB plug comes and goes for hours: told once in this time. */
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(5);

    private Moment heard;
    private Duration patience = ON_MAINS.multipliedBy(MISSED);
    private @Nullable Moment lostSince;
    private @Nullable Moment lastTold;
    private boolean told;

    /** A UPS that has until three signs of life from now to be heard. */
    Sight(Moment start) {
        heard = start;
    }

    /**
     * Takes a reading.
     *
     * @return whether the UPS is known again after it was told lost
     */
    boolean isBackBy(PowerState state, Moment now) {
        heard = now;
        patience = (state == PowerState.MAINS ? ON_MAINS : OTHERWISE).multipliedBy(MISSED);
        if (state == PowerState.LOST) {
            lostSince = lostSince == null ? now : lostSince;
            return false;
        }
        lostSince = null;
        boolean back = told;
        told = false;
        return back;
    }

    /** Looks at the clock; whether it must be told now that the UPS is lost. */
    boolean isLostNow(Moment now) {
        if (lostSince == null && now.since(heard).compareTo(patience) >= 0) {
            lostSince = heard;
        }
        Duration bad = OTHERWISE.multipliedBy(MISSED);
        if (told || lostSince == null || now.since(lostSince).compareTo(bad) < 0 || wasToldLately(now)) {
            return false;
        }
        told = true;
        lastTold = now;
        return true;
    }

    boolean isLost() {
        return lostSince != null;
    }

    private boolean wasToldLately(Moment now) {
        return lastTold != null && now.since(lastTold).compareTo(TOLD_AGAIN) < 0;
    }
}
