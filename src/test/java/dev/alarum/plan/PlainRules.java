package dev.alarum.plan;

import java.time.Duration;
import java.util.List;

/** Rules of a cluster for tests about other things. */
public final class PlainRules {
    /** Nodes only: nothing is done before them. */
    public static final ShutdownRules NODES_ONLY =
            new ShutdownRules(false, false, Duration.ZERO, Duration.ofMinutes(5), false, List.of());

    private PlainRules() {}
}
