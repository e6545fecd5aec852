package dev.alarum.replay;

import dev.alarum.heartbeat.Roll;
import java.util.List;
import java.util.NavigableMap;

/**
 * The past of one run of the hub, or of its last part.
 *
 * @param from when it began to hear
 * @param until when it was stopped, or last seen alive
 * @param roll who was known when it began
 * @param events in order
 * @param stalls when it stood still: from when to when
 */
record Run(long from, long until, Roll roll, List<Event> events, NavigableMap<Long, Long> stalls) {
    Run {
        events = List.copyOf(events);
    }
}
