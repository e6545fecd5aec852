package dev.alarum.plan;

import java.time.Duration;

/**
 * A plan that may take longer than the battery lasted when it began.
 *
 * @param need how long it may take by the times of the settings
 * @param battery how long the battery lasted
 */
public record Shortage(Duration need, Duration battery) {}
