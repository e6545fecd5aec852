package dev.alarum.alone;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whose beats come over the LAN. A relay cannot verify them: they may show that a node went, and never make one go. */
public interface Lan {
    /** When that node was last heard; null if it never was. */
    @Nullable
    Moment lastHeard(Name node);

    /** Whether another node than that one was heard within so long. */
    boolean hearsAnother(Name node, Duration within);
}
