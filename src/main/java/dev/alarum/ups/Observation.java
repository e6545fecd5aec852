package dev.alarum.ups;

import dev.alarum.ups.Reading.Flag;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a UPS showed. What the UPS does not give is null, never zero.
 *
 * @param state the state in our words
 * @param flags further marks
 * @param chargePercent battery charge, 0 to 100
 * @param runtime time left on the battery at the present load
 * @param loadPercent load, 0 or more
 * @param lastTransfer the UPS's words for why it last went on battery
 * @param age how old the UPS's own data was at that look; zero where the program does not tell
 */
public record Observation(
        PowerState state,
        Set<Flag> flags,
        @Nullable Double chargePercent,
        @Nullable Duration runtime,
        @Nullable Double loadPercent,
        @Nullable String lastTransfer,
        Duration age) {
    /** Copies the flags. */
    public Observation {
        flags = Set.copyOf(flags);
    }

    /** Nothing usable was seen. */
    public static Observation lost() {
        return lost(Set.of());
    }

    /** Nothing usable was seen but these marks. */
    static Observation lost(Set<Flag> flags) {
        return new Observation(PowerState.LOST, flags, null, null, null, null, Duration.ZERO);
    }

    /** Whether the other one tells the same state and marks, whatever its figures. */
    public boolean saysTheSameAs(Observation other) {
        return state == other.state && flags.equals(other.flags);
    }
}
