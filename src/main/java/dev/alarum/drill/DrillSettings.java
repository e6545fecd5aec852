package dev.alarum.drill;

import org.jspecify.annotations.Nullable;

/**
 * When drills begin by themselves.
 *
 * @param timetable {@code alarum.drill.schedule}: six or seven fields as Quartz takes them, in the machine's time zone;
 *     null: never
 */
public record DrillSettings(@Nullable String timetable) {
    /** Only when somebody asks for one. */
    public static final DrillSettings DEFAULT = new DrillSettings(null);
}
