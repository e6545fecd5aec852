package dev.alarum.ups;

import dev.alarum.node.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One stay on battery: from its first reading to the first reading on mains. */
final class Outage {
    /**
     * Readings further apart than this do not prove that the UPS was on battery in between. Three polls of 5 s: a poll or
     * two may get lost.
     */
    static final Duration LONGEST_GAP = Duration.ofSeconds(15);

    /** An outage begins with the node that noticed it first, which may be up to a poll and its way ahead of the UPS. */
    private static final Duration LEAD = Duration.ofSeconds(30);

    /**
     * What two polls show lies at least so far apart: the UPS is polled every 5 s. Looks may follow faster than that, because
     * of a change or because they were asked for, and a weak battery is critical for the second that a blip lasts.
     */
    private static final Duration POLLS_APART = Duration.ofSeconds(4);

    private final Moment began;
    private Moment lastOnBattery;
    /** Of when the newest data on battery is. */
    private Moment asOf;

    private int readings;
    /** Of when the data was that first said critical, and all since has; null if the newest does not. */
    private @Nullable Moment criticalAsOf;

    private @Nullable Moment confirmedAt;
    private @Nullable Moment ended;
    private boolean due;

    private Outage(Moment began) {
        this.began = began;
        this.lastOnBattery = began;
        this.asOf = began;
    }

    /** One that nothing has been heard of yet. */
    static Outage beginning(Moment now) {
        return new Outage(now);
    }

    /** One that was confirmed before the hub was restarted. */
    static Outage restored(Moment confirmedAt, Moment lastOnBattery, boolean due) {
        Outage outage = new Outage(confirmedAt);
        outage.confirmedAt = confirmedAt;
        outage.lastOnBattery = lastOnBattery;
        outage.asOf = lastOnBattery;
        outage.due = due;
        return outage;
    }

    /** Whether a reading at this moment still belongs to it. */
    boolean reaches(Moment now) {
        return isConfirmed() || now.since(lastOnBattery).compareTo(LONGEST_GAP) <= 0;
    }

    /**
     * Takes a reading on battery.
     *
     * @param age how old the UPS's data is; what it does not cover does not count
     * @param confirm how long it must have been on battery
     * @return whether the outage became certain by it
     */
    boolean isConfirmedBy(boolean critical, Duration age, Duration confirm, Moment now) {
        lastOnBattery = now;
        asOf = now.plus(age.negated());
        readings++;
        boolean longEnough = readings >= 2 && now.since(began).minus(age).compareTo(confirm) >= 0;
        boolean criticalTwice = isCriticalTwice(critical);
        if (isConfirmed() || !(longEnough || criticalTwice)) {
            return false;
        }
        confirmedAt = now;
        return true;
    }

    private boolean isCriticalTwice(boolean critical) {
        Moment first = criticalAsOf;
        if (!critical) {
            criticalAsOf = null;
        } else if (first == null) {
            criticalAsOf = asOf;
        }
        return critical && first != null && asOf.since(first).compareTo(POLLS_APART) >= 0;
    }

    void markDue() {
        due = true;
    }

    void end(Moment now) {
        ended = now;
    }

    boolean isConfirmed() {
        return confirmedAt != null;
    }

    boolean isDue() {
        return due;
    }

    @Nullable
    Moment confirmedAt() {
        return confirmedAt;
    }

    Moment lastOnBattery() {
        return lastOnBattery;
    }

    /** Whether data of that moment says nothing against it, because it was on battery later. */
    boolean isNewerThan(Moment data) {
        return !data.isAtOrAfter(asOf);
    }

    /** Whether it explains that something fell silent at that moment. */
    boolean explains(Moment silence, Duration reach) {
        if (!isConfirmed() || silence.since(lastOnBattery).compareTo(reach) > 0) {
            return false;
        }
        return ended == null || (ended.isAtOrAfter(silence) && silence.isAtOrAfter(began.plus(LEAD.negated())));
    }
}
