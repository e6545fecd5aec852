package dev.alarum.heartbeat;

import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import java.time.Duration;
import java.util.Map;

/**
 * How signs of life are judged.
 *
 * @param timeout silence after which a node or relay is judged, {@code alarum.heartbeat.timeout}; 1 s to 1 h and
 *     at least three periods, so that two lost beats are no silence
 * @param period time between two beats, {@code alarum.heartbeat.period}; 100 ms to 1 m
 * @param check time between two looks for those whose timeout has passed, {@code alarum.heartbeat.check}; 10 ms to 1 s:
 *     a silence is found that much late at most, and each look walks over everyone who is watched
 * @param timeouts exceptions by node, {@code alarum.node.NAME.timeout}; same range
 */
public record HeartbeatSettings(Duration timeout, Duration period, Duration check, Map<Name, Duration> timeouts) {
    /** Silence after 20 s, a beat every second, ten looks a second, no exceptions. */
    public static final HeartbeatSettings DEFAULT =
            new HeartbeatSettings(Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMillis(100), Map.of());

    private static final int PERIODS_IN_A_TIMEOUT = 3;

    /** @throws Demands.NotMet if a part is outside its range */
    public HeartbeatSettings {
        timeouts = Map.copyOf(timeouts);
        Demands demands = new Demands();
        demandPeriod(demands, period);
        demands.between(check, "10ms", "1s", "check", "100ms");
        demandTimeout(demands, timeout, period, "timeout");
        for (Map.Entry<Name, Duration> exception : timeouts.entrySet()) {
            demandTimeout(demands, exception.getValue(), period, "timeouts." + exception.getKey());
        }
        demands.check();
    }

    /** Those times, looked after as often as by default. */
    public HeartbeatSettings(Duration timeout, Duration period, Map<Name, Duration> timeouts) {
        this(timeout, period, DEFAULT.check, timeouts);
    }

    /** Demands of the component {@code period} what every role demands of it. */
    public static void demandPeriod(Demands demands, Duration period) {
        demands.between(period, "100ms", "1m", "period", "1s");
    }

    private static void demandTimeout(Demands demands, Duration timeout, Duration period, String component) {
        demands.between(timeout, "1s", "1h", component, "20s");
        demands.that(
                timeout.compareTo(period.multipliedBy(PERIODS_IN_A_TIMEOUT)) >= 0,
                component,
                "give at least 3 times alarum.heartbeat.period",
                "20s with a period of 1s");
    }

    /** The timeout of that node. */
    public Duration timeoutOf(Name node) {
        return timeouts.getOrDefault(node, timeout);
    }
}
