package dev.alarum.core;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.Guard;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import java.time.Duration;

/** The ways by which nodes are heard: which of them are degraded. */
final class Paths {
    /** A way that was not heard for this long, while another is, is degraded. */
    static final Duration SILENCE = Duration.ofMinutes(1);

    private static final long SILENCE_NANOS = SILENCE.toNanos();

    private final Roster roster;
    private final Guard guard;
    private final Effects effects;

    Paths(Roster roster, Guard guard, Effects effects) {
        this.roster = roster;
        this.guard = guard;
        this.effects = effects;
    }

    /** Looks whether a way of one that lives has fallen silent. */
    void look(Watched one, Moment now) {
        if (one.state != LifeState.UP || one.paths.size() < 2) {
            return;
        }
        if (!one.hasQuietPath(SILENCE_NANOS, now)) {
            return;
        }
        one.paths.forEach((way, path) -> {
            Moment from = guard.wellSince().isAtOrAfter(path.lastHeard) ? guard.wellSince() : path.lastHeard;
            if (!path.degraded && now.since(from).compareTo(SILENCE) > 0 && !explainedByRelay(way)) {
                path.degraded = true;
                effects.tell(
                        now,
                        "path-degraded",
                        one.sender.toString(),
                        one.name() + " is not heard " + Words.way(way) + " any more; it is heard the other way");
            }
        });
    }

    private boolean explainedByRelay(String way) {
        return !way.equals(Beat.DIRECT)
                && roster.find(Sender.parse(way))
                        .filter(relay -> relay.state != LifeState.UP)
                        .isPresent();
    }

    /** One was heard by that way. */
    void heard(Watched one, String way, Moment now) {
        Watched.Path path = one.paths.get(way);
        if (path != null && path.degraded) {
            path.degraded = false;
            effects.tell(
                    now, "path-back", one.sender.toString(), one.name() + " is heard " + Words.way(way) + " again");
        }
    }

    /** How long ago each way was heard, in words. */
    String words(Watched one, Moment now) {
        StringBuilder ways = new StringBuilder();
        one.paths.forEach((way, path) -> ways.append(ways.isEmpty() ? "" : ", ")
                .append(way)
                .append(' ')
                .append(Words.seconds(now.since(path.lastHeard))));
        return ways.isEmpty() ? "not heard since the hub started" : ways.toString();
    }
}
