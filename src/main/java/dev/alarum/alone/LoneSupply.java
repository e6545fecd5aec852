package dev.alarum.alone;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import dev.alarum.ups.Observation;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.PowerWatch;
import dev.alarum.ups.Reading;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every UPS of a relay's settings as the relay itself judges it, and what it feeds. One that another relay reads is never out
 * as far as this one knows, so that no node is shut down which it feeds.
 */
final class LoneSupply {
    /** Time on battery alone is no reason here: a hub that answers would have used it. */
    private static final Duration NEVER = Duration.ofDays(1);

    private static final long BOOT = 1;

    private final Name relay;
    private final Map<Name, UpsSettings> settings = new LinkedHashMap<>();
    private final Map<Name, PowerWatch> watches = new LinkedHashMap<>();
    private final Map<Name, PowerState> newest = new LinkedHashMap<>();
    private long seq;

    LoneSupply(List<UpsSettings> all, Name relay, Moment start) {
        this.relay = relay;
        for (UpsSettings one : all) {
            settings.put(one.name(), one);
            watches.put(one.name(), new PowerWatch(waiting(one), start));
        }
    }

    private static UpsSettings waiting(UpsSettings ups) {
        return new UpsSettings(
                ups.name(),
                ups.site(),
                ups.nodes(),
                ups.confirm(),
                NEVER,
                ups.chargeBelow(),
                ups.runtimeBelow(),
                ups.lostAfter());
    }

    /** Takes what a look at that UPS showed. */
    void looked(Name ups, Observation seen, Moment now) {
        newest.put(ups, seen.state());
        PowerWatch watch = watches.get(ups);
        if (watch != null) {
            seq++;
            watch.reading(
                    new Reading(
                            ups,
                            relay,
                            new Stamp(BOOT, seq),
                            seen.state(),
                            seen.flags(),
                            seen.chargePercent(),
                            seen.runtime(),
                            seen.loadPercent(),
                            seen.lastTransfer(),
                            seen.age()),
                    now);
        }
    }

    void tick(Moment now) {
        watches.values().forEach(watch -> watch.tick(now));
    }

    /** Whether the newest look at some UPS showed anything else than mains. */
    boolean isAnyNotOnMains() {
        return newest.values().stream().anyMatch(state -> state != PowerState.MAINS);
    }

    /** Whether the newest look at that UPS showed mains. */
    boolean isOnMains(Name ups) {
        return newest.get(ups) == PowerState.MAINS;
    }

    /** Those in whose outage nodes must go, and orders may be sent at this moment. */
    List<Name> due(Moment now) {
        return watches.entrySet().stream()
                .filter(one -> isAsFar(one.getValue()) && one.getValue().mayCommand(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isAsFar(PowerWatch watch) {
        return watch.confirmed() && watch.shutdownWasDue();
    }

    /** Whether that UPS feeds that node, alone or beside others. */
    boolean feeds(Name ups, Name node) {
        UpsSettings one = settings.get(ups);
        return one != null && (one.nodes().isEmpty() || one.nodes().contains(node));
    }

    /** Whether every UPS that feeds that node, this one among them, is out and as far. */
    boolean mustGo(Name ups, Name node) {
        return feeds(ups, node)
                && watches.entrySet().stream()
                        .filter(one -> feeds(one.getKey(), node))
                        .allMatch(one -> isAsFar(one.getValue()));
    }

    /** Whether no UPS that feeds that node has mains, be it for certain or not yet. */
    boolean isWithoutMains(Name node) {
        List<Name> feeding =
                watches.keySet().stream().filter(ups -> feeds(ups, node)).toList();
        return !feeding.isEmpty() && feeding.stream().noneMatch(this::mayHaveMains);
    }

    private boolean mayHaveMains(Name ups) {
        PowerState state = newest.get(ups);
        PowerWatch watch = watches.get(ups);
        boolean isOut = watch != null && watch.confirmed();
        return !isOut
                && (state == null || state == PowerState.MAINS || state == PowerState.TEST || state == PowerState.LOST);
    }

    boolean mayCommand(Name ups, Moment now) {
        PowerWatch watch = watches.get(ups);
        return watch != null && watch.mayCommand(now);
    }

    /** How long the battery of that UPS lasts yet; null if it does not tell. */
    @Nullable
    Duration batteryLasts(Name ups, Moment now) {
        PowerWatch watch = watches.get(ups);
        return watch == null ? null : watch.batteryLasts(now);
    }

    /** In words, how that UPS is. */
    String inWords(Name ups) {
        Reading last = Objects.requireNonNull(watches.get(ups)).newest();
        return last == null
                ? "unknown"
                : last.state() + ", charge " + orUnknown(last.chargePercent()) + " %, "
                        + orUnknown(seconds(last.runtime())) + " s left";
    }

    private static @Nullable Object seconds(@Nullable Duration time) {
        return time == null ? null : time.toSeconds();
    }

    private static Object orUnknown(@Nullable Object value) {
        return value == null ? "?" : value;
    }
}
