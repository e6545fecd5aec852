package dev.alarum.heartbeat;

import dev.alarum.node.Name;
import java.time.Duration;
import java.util.Map;

/**
 * How signs of life are judged.
 *
 * @param timeout silence after which a node or relay is judged, {@code alarum.heartbeat.timeout}
 * @param period time between two beats, {@code alarum.heartbeat.period}
 * @param timeouts exceptions by node, {@code alarum.node.NAME.timeout}
 */
public record HeartbeatSettings(Duration timeout, Duration period, Map<Name, Duration> timeouts) {
    /** Copies the map. */
    public HeartbeatSettings {
        timeouts = Map.copyOf(timeouts);
    }

    /** The timeout of that node. */
    public Duration timeoutOf(Name node) {
        return timeouts.getOrDefault(node, timeout);
    }
}
