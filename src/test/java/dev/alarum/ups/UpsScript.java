package dev.alarum.ups;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import dev.alarum.ups.PowerEvent.ShutdownDue;
import dev.alarum.ups.Reading.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plays readings and ticks to a watch in virtual time and keeps what it says. */
final class UpsScript {
    static final Moment START = new Moment(0, Instant.parse("2026-01-01T00:00:00Z"));
    static final UpsSettings AT_ONCE = settings("15s", "0s");

    final List<PowerEvent> events = new ArrayList<>();
    PowerWatch watch;
    Moment now = START;

    @Nullable
    Double charge = 90.0;

    @Nullable
    Duration runtime = Duration.ofMinutes(40);

    private long seq;

    UpsScript(UpsSettings settings) {
        watch = new PowerWatch(settings, START);
    }

    static UpsSettings settings(String confirm, String shutdownAfter) {
        return settings(confirm, shutdownAfter, "24h");
    }

    static UpsSettings settings(String confirm, String shutdownAfter, String lostAfter) {
        return new UpsSettings(
                new Name("apc"),
                new Name("home"),
                List.of(),
                Duration.parse("PT" + confirm),
                Duration.parse("PT" + shutdownAfter),
                30,
                Duration.ofMinutes(10),
                Duration.parse("PT" + lostAfter));
    }

    /** Moves the clock to that many seconds after the start, with a tick every second on the way. */
    UpsScript at(double seconds) {
        Moment then = START.plus(Duration.ofMillis((long) (seconds * 1000)));
        while (then.since(now).compareTo(Duration.ofSeconds(1)) > 0) {
            now = now.plus(Duration.ofSeconds(1));
            events.addAll(watch.tick(now));
        }
        now = then;
        return this;
    }

    UpsScript says(PowerState state, Flag... flags) {
        return says(state, Duration.ZERO, flags);
    }

    UpsScript says(PowerState state, Duration age, Flag... flags) {
        seq++;
        events.addAll(watch.reading(reading(state, age, seq, flags), now));
        return this;
    }

    /** The same state at each of these seconds. */
    UpsScript says(PowerState state, double first, double... more) {
        at(first).says(state);
        for (double second : more) {
            at(second).says(state);
        }
        return this;
    }

    /** What a second relay says of the same UPS. */
    UpsScript saysTheOther(PowerState state, Duration age) {
        seq++;
        events.addAll(watch.reading(reading("pi-2", state, age, seq), now));
        return this;
    }

    Reading reading(PowerState state, Duration age, long number, Flag... flags) {
        return reading("pi", state, age, number, flags);
    }

    private Reading reading(String relay, PowerState state, Duration age, long number, Flag... flags) {
        return new Reading(
                new Name("apc"),
                new Name(relay),
                new Stamp(1, number),
                state,
                Set.of(flags),
                charge,
                runtime,
                20.0,
                null,
                age);
    }

    <E extends PowerEvent> long count(Class<E> kind) {
        return events.stream().filter(kind::isInstance).count();
    }

    long shutdowns() {
        return count(ShutdownDue.class);
    }
}
