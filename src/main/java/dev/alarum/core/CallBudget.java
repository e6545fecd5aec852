package dev.alarum.core;

import dev.alarum.call.CallSettings;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many calls were taken, and how many more may be. Any 30 days count, not the calendar's months: those have an end, at
 * which twice as many calls would be free in one night.
 */
final class CallBudget {
    static final Duration HOUR = Duration.ofHours(1);
    static final Duration MONTH = Duration.ofDays(30);
    private static final int NEAR_PERCENT = 80;

    private final CallSettings settings;
    private final Effects effects;
    private final List<Moment> accepted = new ArrayList<>();
    private boolean hourNear;
    private boolean monthNear;
    private boolean spentTold;

    CallBudget(CallSettings settings, Effects effects) {
        this.settings = settings;
        this.effects = effects;
    }

    /** Takes up what was spent before the start; what is near by then was told. */
    void restore(List<Long> calls, Moment start) {
        calls.forEach(at -> accepted.add(Anchor.past(start, at)));
        hourNear = isHourNear(start);
        monthNear = isMonthNear(start);
    }

    /** One more call was taken. */
    void accepted(Moment at, Moment now) {
        accepted.removeIf(one -> now.since(one).compareTo(MONTH) >= 0);
        accepted.add(at);
        if (isHourNear(now) && !hourNear) {
            effects.tell(
                    now,
                    "call-cap-near",
                    "hub",
                    "One call is left of the " + settings.maxPerHour()
                            + " within an hour (alarum.call.max-per-hour); then only first calls go out");
        }
        if (isMonthNear(now) && !monthNear) {
            effects.tell(
                    now,
                    "call-cap-near",
                    "hub",
                    count(MONTH, now) + " of the " + settings.maxPerMonth()
                            + " calls within 30 days are made (alarum.call.max-per-month)");
        }
        hourNear = isHourNear(now);
        monthNear = isMonthNear(now);
    }

    private boolean isHourNear(Moment now) {
        return settings.maxPerHour() > 1 && count(HOUR, now) >= settings.maxPerHour() - 1;
    }

    private boolean isMonthNear(Moment now) {
        return count(MONTH, now) * 100 >= (long) settings.maxPerMonth() * NEAR_PERCENT;
    }

    private long count(Duration window, Moment now) {
        return accepted.stream()
                .filter(one -> now.since(one).compareTo(window) < 0)
                .count();
    }

    /** Whether no more calls may be made but those that no cap holds back. */
    boolean isSpent(Moment now) {
        return count(HOUR, now) >= settings.maxPerHour() || count(MONTH, now) >= settings.maxPerMonth();
    }

    /** Whether so many more calls may be made without reaching a cap. */
    boolean isLeft(int calls, Moment now) {
        return count(HOUR, now) + calls <= settings.maxPerHour() && count(MONTH, now) + calls <= settings.maxPerMonth();
    }

    /** A call is wanted; tells once if it is held back. */
    void tell(Incident incident, boolean isHeldBack, Moment now) {
        if (isHeldBack && !spentTold) {
            boolean byMonth = count(MONTH, now) >= settings.maxPerMonth();
            effects.tell(
                    now,
                    "call-cap",
                    incident,
                    "No more calls for now: "
                            + (byMonth
                                    ? settings.maxPerMonth() + " were made within 30 days"
                                    : settings.maxPerHour() + " were made within an hour"));
        }
        spentTold = isSpent(now) && (spentTold || isHeldBack);
    }
}
