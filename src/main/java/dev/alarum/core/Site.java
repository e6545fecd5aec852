package dev.alarum.core;

import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What is known of one site at one moment. */
record Site(Name name, Collection<Watched> nodes, Collection<Watched> relays) {
    static Site of(Roster roster, Name name) {
        return new Site(name, roster.nodesOf(name), roster.relaysOf(name));
    }

    List<Watched> failedNodes() {
        return nodes.stream().filter(Watched::isFailed).toList();
    }

    List<Watched> upNodes() {
        return nodes.stream()
                .filter(node -> node.state == LifeState.UP || node.state == LifeState.LEAVING)
                .toList();
    }

    long relaysUp() {
        return relays.stream().filter(relay -> relay.state == LifeState.UP).count();
    }

    /**
     * Whether nobody is left: every watched node failed and every relay too; with no relay, two or more nodes all
     * failed. Those announced, in maintenance or never heard say nothing.
     */
    boolean isSilent() {
        // mostly somebody lives: the first one ends the search
        if (nodes.stream().anyMatch(Site::lives) || relays.stream().anyMatch(Site::lives)) {
            return false;
        }
        long failedNodes = nodes.stream().filter(Watched::isFailed).count();
        return failedNodes >= 2 || (failedNodes == 1 && relays.stream().anyMatch(Watched::isFailed));
    }

    /** Whether a relay may just be falling silent: not heard for the grace or since the start, and not judged yet. */
    boolean isRelayInDoubt(Moment now, Duration grace) {
        return relays.stream()
                .anyMatch(relay -> (relay.state == LifeState.UP || relay.state == LifeState.SILENT)
                        && (relay.lastHeard == null
                                || now.since(relay.lastHeard).compareTo(grace) > 0));
    }

    private static boolean lives(Watched one) {
        return one.state.isWatched();
    }
}
