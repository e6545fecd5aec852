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
 * @param unlessTest with TEST, where nothing tells how long the self-test has lasted: what it is if that is none after all;
 *     else null
 */
public record Observation(
        PowerState state,
        Set<Flag> flags,
        @Nullable Double chargePercent,
        @Nullable Duration runtime,
        @Nullable Double loadPercent,
        @Nullable String lastTransfer,
        Duration age,
        @Nullable PowerState unlessTest) {
    /** Copies the flags. */
    public Observation {
        flags = Set.copyOf(flags);
    }

    /** One without doubt. */
    public Observation(
            PowerState state,
            Set<Flag> flags,
            @Nullable Double chargePercent,
            @Nullable Duration runtime,
            @Nullable Double loadPercent,
            @Nullable String lastTransfer,
            Duration age) {
        this(state, flags, chargePercent, runtime, loadPercent, lastTransfer, age, null);
    }

    /** Nothing usable was seen. */
    public static Observation lost() {
        return lost(Set.of());
    }

    /** Nothing usable was seen but these marks. */
    static Observation lost(Set<Flag> flags) {
        return new Observation(PowerState.LOST, flags, null, null, null, null, Duration.ZERO);
    }

    /** The same in that state, without doubt. */
    Observation as(PowerState certain) {
        return new Observation(certain, flags, chargePercent, runtime, loadPercent, lastTransfer, age);
    }

    /** Whether the other one tells the same state and marks, whatever its figures. */
    public boolean saysTheSameAs(Observation other) {
        return state == other.state && flags.equals(other.flags);
    }
}
