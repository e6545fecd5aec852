package dev.alarum.ups;

import dev.alarum.node.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The limits of the settings at which nodes are shut down in a confirmed outage; whichever comes first. */
final class Limits {
    private Limits() {}

    /**
     * Which limit is reached, in words for people; null if none.
     *
     * @param last the newest reading on battery; null if only known from before a restart
     * @param blindSince since when nothing newer is to be had, null if it is: then the time left is counted down
     */
    static @Nullable String reached(
            UpsSettings settings, Outage outage, @Nullable Reading last, @Nullable Moment blindSince, Moment now) {
        String byReading = last == null ? null : ofReading(settings, last, countdown(outage, blindSince != null, now));
        if (byReading != null) {
            return byReading;
        }
        Moment confirmed = outage.confirmedAt();
        if (confirmed == null) {
            return null;
        }
        if (blindSince != null && now.since(blindSince).compareTo(settings.lostAfter()) >= 0) {
            return "nothing was known of the UPS for " + settings.lostAfter().toSeconds() + " s in the outage";
        }
        if (now.since(confirmed).compareTo(settings.shutdownAfter()) < 0) {
            return null;
        }
        return settings.shutdownAfter().isZero()
                ? "the outage is certain"
                : "on battery for " + settings.shutdownAfter().toSeconds() + " s since it was certain";
    }

    private static @Nullable String ofReading(UpsSettings settings, Reading last, Duration countdown) {
        if (last.state() == PowerState.CRITICAL) {
            return "the UPS says its battery is nearly empty";
        }
        if (last.state() == PowerState.SHUTTING_DOWN) {
            return "the UPS software shuts its own host down";
        }
        Double charge = last.chargePercent();
        if (charge != null && charge < settings.chargeBelow()) {
            return "charge " + charge + " % is below " + settings.chargeBelow() + " %";
        }
        Duration runtime = last.runtime();
        if (runtime != null && runtime.minus(countdown).compareTo(settings.runtimeBelow()) < 0) {
            Duration left = runtime.minus(countdown);
            return (left.isNegative() ? 0 : left.toSeconds()) + " s left on the battery are below "
                    + settings.runtimeBelow().toSeconds() + " s";
        }
        return null;
    }

    private static Duration countdown(Outage outage, boolean blind, Moment now) {
        return blind ? now.since(outage.lastOnBattery()) : Duration.ZERO;
    }
}
