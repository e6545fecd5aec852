package dev.alarum.core;

import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of one site at one moment. */
record Site(
        Name name,
        Collection<Watched> nodes,
        Collection<Watched> relays,
        @Nullable Watched latest,
        Witnesses witnesses) {
    static Site of(Roster roster, Name name) {
        return new Site(name, roster.nodesOf(name), roster.relaysOf(name), roster.latestOf(name), roster.witnesses());
    }

    /** As if those nodes were not there. */
    Site without(Predicate<Watched> which) {
        return new Site(name, nodes.stream().filter(which.negate()).toList(), relays, latest, witnesses);
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
     * Whether nobody is left: everyone who is watched has failed, or some have just now and everyone else fell silent
     * together with them (nodes may have timeouts of their own). With no relay it takes two or more nodes. Those
     * announced, in maintenance or never heard say nothing.
     */
    boolean isSilent(Moment now) {
        // mostly somebody lives, and with thousands that fail together nobody else need be looked at for each
        if ((latest != null && witnesses.isHeard(latest, now)) || all().anyMatch(one -> witnesses.isHeard(one, now))) {
            return false;
        }
        List<Watched> unjudged = all().filter(one -> one.state.isWatched()).toList();
        if (!unjudged.isEmpty() && !(witnesses.couldHear(now) && areLostWithTheFailed(unjudged))) {
            return false;
        }
        long gone = nodes.stream().filter(Site::isGone).count();
        return gone >= 2 || (gone == 1 && relays.stream().anyMatch(Site::isGone));
    }

    private boolean areLostWithTheFailed(List<Watched> unjudged) {
        List<Watched> failed = all().filter(Watched::isFailed).toList();
        Moment last = failed.stream()
                .flatMap(one -> Stream.ofNullable(one.lastHeard))
                .max(Comparator.comparingLong(Moment::nanos))
                .orElse(null);
        return !failed.isEmpty() && unjudged.stream().allMatch(one -> witnesses.isSilentWith(one, last));
    }

    private Stream<Watched> all() {
        return Stream.concat(nodes.stream(), relays.stream());
    }

    /** Whether a relay may just be falling silent: not heard for the grace or since the start, and not judged yet. */
    boolean isRelayInDoubt(Moment now, Duration grace) {
        return relays.stream()
                .anyMatch(relay -> (relay.state == LifeState.UP || relay.state == LifeState.SILENT)
                        && (relay.lastHeard == null
                                || now.since(relay.lastHeard).compareTo(grace) > 0));
    }

    private static boolean isGone(Watched one) {
        return one.isFailed() || one.state == LifeState.UP || one.state == LifeState.SILENT;
    }
}
