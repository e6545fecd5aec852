package dev.alarum.ups;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Readings and times as kept on disk, brought back. */
final class Kept {
    private Kept() {}

    /** A time of the wall clock on both clocks; never later than now, as a clock that was set back would have it. */
    static Moment moment(long wallMillis, Moment now) {
        Duration ago = Duration.between(Instant.ofEpochMilli(wallMillis), now.wall());
        return ago.isNegative() ? now : now.plus(ago.negated());
    }

    static Reading reading(Row.ReadingRow row) {
        Long runtime = row.runtimeSeconds();
        return new Reading(
                new Name(row.ups()),
                new Name(row.relay()),
                new Stamp(row.boot(), row.seq()),
                PowerState.valueOf(row.state()),
                Arrays.stream(row.flags().split(","))
                        .filter(flag -> !flag.isBlank())
                        .map(Reading.Flag::valueOf)
                        .collect(Collectors.toSet()),
                row.chargePercent(),
                runtime == null ? null : Duration.ofSeconds(runtime),
                row.loadPercent(),
                row.lastTransfer(),
                Duration.ofSeconds(row.ageSeconds()));
    }
}
