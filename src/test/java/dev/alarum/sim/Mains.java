package dev.alarum.sim;

import dev.alarum.sim.Fault.Trouble;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The mains of one site and its UPS: whether it runs on its battery, how long that lasts, and what a relay reads. */
final class Mains {
    private static final long SELF_TEST = 15_000;
    /** The last of the battery: the UPS says so, then its software shuts its own host down. */
    private static final double CRITICAL = 0.1;

    private static final double SHUTTING_DOWN = 0.02;

    private final House.Place place;
    private Fault.Power fault;

    Mains(House.Place place) {
        this.place = place;
    }

    House.Place place() {
        return place;
    }

    /** @return whether it counts: one trouble at a time */
    boolean begin(Fault.Power trouble) {
        if (fault != null) {
            return false;
        }
        fault = trouble;
        return true;
    }

    void end(Fault.Power trouble) {
        if (trouble.equals(fault)) {
            fault = null;
        }
    }

    /** Whether the site runs on its battery, or that is empty. */
    boolean isOut() {
        return fault != null && isOutage(fault);
    }

    static boolean isOutage(Fault.Power fault) {
        return fault.trouble() == Trouble.OUTAGE || fault.trouble() == Trouble.OUTAGE_UNSEEN;
    }

    private double left(long now) {
        return fault == null || !isOutage(fault) ? 1 : Math.max(0, 1 - (double) (now - fault.at()) / fault.battery());
    }

    /** What that relay reads now. */
    Reading read(Machine relay, long now) {
        boolean out = isOut();
        PowerState state = state(now);
        List<Reading.Flag> flags = new ArrayList<>();
        if (out && (state == PowerState.SHUTTING_DOWN || state == PowerState.LOST)) {
            flags.add(Reading.Flag.WAS_ON_BATTERY);
        }
        if (fault != null && fault.trouble() == Trouble.BAD_BATTERY) {
            flags.add(Reading.Flag.BATTERY_BAD);
        }
        boolean known = state != PowerState.LOST;
        return new Reading(
                place.upsName(),
                relay.sender.name(),
                relay.next(),
                state,
                Set.copyOf(flags),
                known ? Math.floor(left(now) * 100) : null,
                known ? Duration.ofSeconds((long) (left(now) * (fault == null ? 600 : fault.battery() / 1_000))) : null,
                known ? 30.0 : null,
                null,
                Duration.ZERO);
    }

    private PowerState state(long now) {
        if (fault == null) {
            return PowerState.MAINS;
        }
        double left = left(now);
        return switch (fault.trouble()) {
            case OUTAGE ->
                left < SHUTTING_DOWN
                        ? PowerState.SHUTTING_DOWN
                        : left < CRITICAL ? PowerState.CRITICAL : PowerState.ON_BATTERY;
            case OUTAGE_UNSEEN ->
                now - fault.at() < Math.min(fault.lasts(), fault.battery()) / 2
                        ? PowerState.ON_BATTERY
                        : PowerState.LOST;
            case COMMLOST -> PowerState.LOST;
            case SELF_TEST -> now - fault.at() < SELF_TEST ? PowerState.TEST : PowerState.MAINS;
            case BAD_BATTERY -> PowerState.MAINS;
        };
    }
}
