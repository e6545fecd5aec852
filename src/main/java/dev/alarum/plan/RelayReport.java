package dev.alarum.plan;

import dev.alarum.node.Name;
import java.util.List;

/**
 * What a relay tells of waking and shutting down. A hub answers it with {@link RelayWords}.
 *
 * @param relay the relay, known from the key that signed
 * @param woken the nodes that it has woken since it told a hub last
 * @param plans its own shutdowns, each until a hub has acknowledged what came of it
 */
public record RelayReport(Name relay, List<Name> woken, List<RelayPlan> plans) {
    /** The most plans that a relay tells of at once: one for each UPS and cluster. */
    public static final int MOST_PLANS = 64;

    /** The most nodes that it tells to have woken at once. */
    public static final int MOST_WOKEN = 1_000;

    /** Copies the lists. */
    public RelayReport {
        woken = List.copyOf(woken);
        plans = List.copyOf(plans);
    }
}
