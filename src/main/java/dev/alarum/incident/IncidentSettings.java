package dev.alarum.incident;

import dev.alarum.node.Demands;
import java.time.Duration;

/**
 * When failures are worth a call.
 *
 * @param threshold how many distinct nodes of a site must fail, {@code alarum.failure.threshold}; 1 to 1000
 * @param window within which they must fail, {@code alarum.failure.window}; 1 s to 7 d
 * @param settle time between the opening of an incident and its call, {@code alarum.incident.settle}; 0 s to
 *     1 m
 */
public record IncidentSettings(int threshold, Duration window, Duration settle) {
    /** The first failure counts; within 1 h; 3 s to settle. */
    public static final IncidentSettings DEFAULT = new IncidentSettings(1, Duration.ofHours(1), Duration.ofSeconds(3));

    /** @throws Demands.NotMet if a part is outside its range */
    public IncidentSettings {
        new Demands()
                .between(threshold, 1, 1000, "threshold", "2")
                .between(window, "1s", "7d", "window", "1h")
                .between(settle, "0s", "1m", "settle", "3s")
                .check();
    }
}
