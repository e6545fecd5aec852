package dev.alarum.ups;

import dev.alarum.intake.JsonFields;
import dev.alarum.intake.MessageId;
import dev.alarum.intake.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a reading, strictly. */
final class ReadingParser {
    private static final double MOST_CHARGE = 100;
    /** An overloaded UPS says more than 100. */
    private static final double MOST_LOAD = 1_000;

    private static final long A_YEAR = Duration.ofDays(365).toSeconds();
    private static final Set<String> FIELDS = Set.of(
            "ups",
            "relay",
            "boot",
            "seq",
            "state",
            "flags",
            "chargePercent",
            "runtimeSeconds",
            "loadPercent",
            "lastTransfer",
            "ageSeconds");
    private static final Map<String, PowerState> STATES = Arrays.stream(PowerState.values())
            .collect(Collectors.toUnmodifiableMap(PowerState::name, Function.identity()));
    private static final Map<String, Reading.Flag> FLAGS = Arrays.stream(Reading.Flag.values())
            .collect(Collectors.toUnmodifiableMap(Reading.Flag::name, Function.identity()));

    private ReadingParser() {}

    /**
     * The reading in a body whose signature was verified.
     *
     * @param id which relay the key proved to be the sender, and the stamp that was signed; the body must say the same
     * @throws Refusal if a field is unknown, missing, of the wrong type or out of its range
     */
    static Reading parse(MessageId id, byte[] body) throws Refusal {
        JsonFields fields = JsonFields.of(body, FIELDS);
        if (!fields.name("relay").equals(id.sender().name())) {
            throw Refusal.malformed(
                    "relay is not the sender in webhook-id, " + id.sender().name());
        }
        fields.sameStampAs(id);
        return new Reading(
                fields.name("ups"),
                id.sender().name(),
                id.stamp(),
                fields.word("state", STATES),
                Set.copyOf(fields.words("flags", FLAGS)),
                fields.numberOrNull("chargePercent", 0, MOST_CHARGE),
                seconds(fields.wholeOrNull("runtimeSeconds", 0, A_YEAR)),
                fields.numberOrNull("loadPercent", 0, MOST_LOAD),
                fields.wordsForPeople("lastTransfer"),
                Duration.ofSeconds(fields.whole("ageSeconds", 0, A_YEAR)));
    }

    private static @Nullable Duration seconds(@Nullable Long number) {
        return number == null ? null : Duration.ofSeconds(number);
    }
}
