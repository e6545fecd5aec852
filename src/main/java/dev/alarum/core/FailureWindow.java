package dev.alarum.core;

import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Which failures of a site count towards the threshold. */
final class FailureWindow {
    /** A node that went and came within the window counts anew only when it stays down this long. */
    static final Duration FLAP = Duration.ofMinutes(5);

    private final IncidentSettings settings;

    FailureWindow(IncidentSettings settings) {
        this.settings = settings;
    }

    /**
     * The distinct nodes that count now: a node that is still down always, one that came back when it failed within the
     * window.
     */
    List<Watched> counting(Collection<Watched> nodes, Moment now) {
        return nodes.stream().filter(node -> counts(node, now)).toList();
    }

    boolean reached(List<Watched> counting) {
        return counting.size() >= settings.threshold();
    }

    /** Whether this failure is one more of a node that somebody was rung for within the window, and is still short. */
    boolean isFlap(Watched node, Moment now) {
        return node.rungAt != null
                && node.backAt != null
                && now.since(node.rungAt).compareTo(settings.window()) < 0
                && node.failedAt != null
                && now.since(node.failedAt).compareTo(FLAP) < 0;
    }

    /** Whether it was seen to come and go within the window. */
    boolean isFlapping(Watched node, Moment now) {
        return node.flappedAt != null && now.since(node.flappedAt).compareTo(settings.window()) < 0;
    }

    private boolean counts(Watched node, Moment now) {
        return node.isFailed() || hasComeAndGone(node, now);
    }

    /** Whether it came back from a failure that counted within the window. */
    boolean hasComeAndGone(Watched node, Moment now) {
        return node.countedAt != null
                && node.backAt != null
                && now.since(node.countedAt).compareTo(settings.window()) < 0;
    }
}
