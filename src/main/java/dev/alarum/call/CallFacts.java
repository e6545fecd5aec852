package dev.alarum.call;

import dev.alarum.incident.Cause;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Shortage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a spoken text may say about one incident, as known at the moment of dialling.
 *
 * @param incident the incident's number
 * @param cause the cause
 * @param site the site's name
 * @param failed names of the nodes that failed, in order of failing; empty when the power went out and all still run
 * @param up names of the nodes of the site that are still up
 * @param relaysUp how many relays of the site are heard
 * @param relays how many relays the site has
 * @param internetOrPower the site has a UPS and fell silent as a whole: its power may be out as well
 * @param battery the newest reading of the site's UPS; null if the site has none or it was never heard
 * @param shutdown what became of the order to shut down, a line a node, in order; empty if there was no such order
 * @param canShutDown whether the power is out and nodes of the site can be ordered to shut down
 * @param flapping names among the failed that went and came several times
 * @param impaired why the hub's own watching is impaired; null if it is not
 * @param shortage the shutdown may take longer than the battery lasts; null if not
 * @param rehearsal with a drill: what it tells; else null
 */
public record CallFacts(
        long incident,
        Cause cause,
        String site,
        List<String> failed,
        List<String> up,
        int relaysUp,
        int relays,
        boolean internetOrPower,
        @Nullable Battery battery,
        List<NodeOutcome> shutdown,
        boolean canShutDown,
        List<String> flapping,
        @Nullable Impairment impaired,
        @Nullable Shortage shortage,
        @Nullable Rehearsal rehearsal) {
    /**
     * A UPS as last heard.
     *
     * @param chargePercent 0 to 100, null if unknown
     * @param loadPercent null if unknown
     * @param runtime time left, null if unknown
     * @param age how old this is now
     */
    public record Battery(
            @Nullable Double chargePercent,
            @Nullable Double loadPercent,
            @Nullable Duration runtime,
            Duration age) {}

    /**
     * What the call of a drill tells.
     *
     * @param off names of the nodes that are accepted to be off
     * @param troubled whether something that was walked before the phone does not work
     */
    public record Rehearsal(List<String> off, boolean troubled) {
        /** Copies the list. */
        public Rehearsal {
            off = List.copyOf(off);
        }
    }

    /** Of no drill. */
    public CallFacts(
            long incident,
            Cause cause,
            String site,
            List<String> failed,
            List<String> up,
            int relaysUp,
            int relays,
            boolean internetOrPower,
            @Nullable Battery battery,
            List<NodeOutcome> shutdown,
            boolean canShutDown,
            List<String> flapping,
            @Nullable Impairment impaired) {
        this(
                incident,
                cause,
                site,
                failed,
                up,
                relaysUp,
                relays,
                internetOrPower,
                battery,
                shutdown,
                canShutDown,
                flapping,
                impaired,
                null,
                null);
    }

    /** Copies the lists. */
    public CallFacts {
        failed = List.copyOf(failed);
        up = List.copyOf(up);
        shutdown = List.copyOf(shutdown);
        flapping = List.copyOf(flapping);
    }
}
