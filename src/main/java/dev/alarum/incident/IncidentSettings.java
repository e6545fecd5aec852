package dev.alarum.incident;

import java.time.Duration;

/**
 * When failures are worth a call.
 *
 * @param threshold how many distinct nodes of a site must fail, {@code alarum.failure.threshold}; 1 or more
 * @param window within which they must fail, {@code alarum.failure.window}
 * @param settle time between the opening of an incident and its call, {@code alarum.incident.settle}
 */
public record IncidentSettings(int threshold, Duration window, Duration settle) {}
