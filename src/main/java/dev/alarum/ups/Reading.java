package dev.alarum.ups;

import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One status of one UPS as a relay read it. What the UPS does not give is null, never zero.
 *
 * @param ups the UPS
 * @param relay the relay that read it, known from the key that signed
 * @param stamp its place in the relay's life
 * @param state the state in our words
 * @param flags further marks, see {@link Flag}
 * @param chargePercent battery charge, 0 to 100
 * @param runtime time left on the battery at the present load
 * @param loadPercent load, 0 or more
 * @param lastTransfer the UPS's words for why it last went on battery
 * @param age how old the UPS's own data was when the relay sent this
 */
public record Reading(
        Name ups,
        Name relay,
        Stamp stamp,
        PowerState state,
        Set<Flag> flags,
        @Nullable Double chargePercent,
        @Nullable Duration runtime,
        @Nullable Double loadPercent,
        @Nullable String lastTransfer,
        Duration age) {
    /** A mark beside the state. */
    public enum Flag {
        /** The battery must be replaced or is missing. */
        BATTERY_BAD,
        /** With LOST and SHUTTING_DOWN: the UPS was on battery when last known. */
        WAS_ON_BATTERY
    }

    /** Copies the flags. */
    public Reading {
        flags = Set.copyOf(flags);
    }

    /** The same, known that much later. */
    public Reading olderBy(Duration waited) {
        return new Reading(
                ups, relay, stamp, state, flags, chargePercent, runtime, loadPercent, lastTransfer, age.plus(waited));
    }
}
