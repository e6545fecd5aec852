package dev.alarum.role;

import dev.alarum.core.HubCore;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Moments;
import java.util.Map;
import org.apache.camel.processor.aggregate.DefaultAggregateController;

/** The parts of a hub, for tests that put one together with a clock of their own. */
public final class HubParts {
    private HubParts() {}

    /** The core as the flows know it. */
    public static HubBinding hub(HubCore core, Moments moments) {
        return new HubBinding(core, moments);
    }

    /** The beans of the flow {@code heartbeat-watch}, by name. */
    public static Map<String, Object> watch(HeartbeatSettings settings) {
        LatestBeatStrategy latestBeat = new LatestBeatStrategy(settings);
        return Map.of(
                "latestBeat",
                latestBeat,
                "silences",
                latestBeat.silences(),
                "watchController",
                new DefaultAggregateController());
    }

    /** When a timer of the hub that was due then and ran at that time runs next; all in nanoseconds. */
    public static long tickAfter(long due, long period, long now) {
        return SteadyTimer.after(due, period, now);
    }
}
