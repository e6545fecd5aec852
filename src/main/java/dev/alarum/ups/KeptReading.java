package dev.alarum.ups;

import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import dev.alarum.ups.Reading.Flag;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What decides in a reading, in one line, as kept for replays. */
public final class KeptReading {
    private static final String UNKNOWN = "-";

    private KeptReading() {}

    /** Relay, state, flags, charge, runtime and load; what the UPS did not give is a dash. */
    public static String text(Reading reading) {
        Duration runtime = reading.runtime();
        String flags = reading.flags().stream().map(Enum::name).sorted().collect(Collectors.joining(","));
        return String.join(
                " ",
                reading.relay().text(),
                reading.state().name(),
                flags.isEmpty() ? UNKNOWN : flags,
                number(reading.chargePercent()),
                number(runtime == null ? null : runtime.toSeconds()),
                number(reading.loadPercent()));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @param stamp the stamp it is to have
     * @throws IllegalArgumentException if it is not that
     */
    public static Reading parse(Name ups, Stamp stamp, String text) {
        String[] parts = text.split(" ");
        if (parts.length != 6) {
            throw new IllegalArgumentException("'" + text + "' is no reading: give six words");
        }
        Double runtime = number(parts[4]);
        return new Reading(
                ups,
                new Name(parts[0]),
                stamp,
                PowerState.valueOf(parts[1]),
                flags(parts[2]),
                number(parts[3]),
                runtime == null ? null : Duration.ofSeconds(runtime.longValue()),
                number(parts[5]),
                null,
                Duration.ZERO);
    }

    private static Set<Flag> flags(String text) {
        return text.equals(UNKNOWN)
                ? Set.of()
                : Arrays.stream(text.split(",")).map(Flag::valueOf).collect(Collectors.toCollection(HashSet::new));
    }

    private static String number(@Nullable Number value) {
        return value == null ? UNKNOWN : value.toString();
    }

    private static @Nullable Double number(String text) {
        return text.equals(UNKNOWN) ? null : Double.valueOf(text);
    }
}
