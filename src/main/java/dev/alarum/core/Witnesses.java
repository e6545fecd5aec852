package dev.alarum.core;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.Guard;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who saw those that fell silent. A node that only a relay carried, and that fell silent together with that relay while
 * others of the site are heard, has lost its witness and perhaps nothing else: it is held and not failed, until the relay
 * has been back for one timeout. {@link Unwatched} tells people.
 */
final class Witnesses {
    /** Those last heard within this of each other, or within two beats if that is longer, fell silent together. */
    private static final Duration TOGETHER = Duration.ofSeconds(2);

    /**
     * What one lost.
     *
     * @param since when it was held first
     * @param relays those that alone carried it
     */
    record Lost(Moment since, List<Watched> relays) {}

    private final Roster roster;
    private final Guard guard;
    private final Effects effects;
    private final Duration together;
    private final SortedMap<Sender, Lost> held = new TreeMap<>();
    /** Those whose relay was heard again; only if it stays, their silence is their own. */
    private final Map<Sender, Lost> released = new TreeMap<>();

    private Predicate<Watched> explained = one -> false;

    Witnesses(Roster roster, Guard guard, Duration period, Effects effects) {
        Duration twoBeats = period.multipliedBy(2);
        this.roster = roster;
        this.guard = guard;
        this.effects = effects;
        this.together = twoBeats.compareTo(TOGETHER) > 0 ? twoBeats : TOGETHER;
    }

    /** What explains a silence already needs no witness. */
    void explainedBy(Predicate<Watched> known) {
        explained = known;
    }

    /** Those that are held, and what they lost. */
    SortedMap<Sender, Lost> held() {
        return held;
    }

    /** Whether the hub could hear for a full timeout, so that who was not heard was silent. */
    boolean couldHear(Moment now) {
        return guard.holdLeft(now).isZero();
    }

    /** Whether that one was heard so lately that it cannot be among those that fell silent. */
    boolean isHeard(Watched one, Moment now) {
        return one.lastHeard != null
                && one.state.isWatched()
                && now.since(one.lastHeard).compareTo(together) < 0;
    }

    /** Whether that one was heard no later than the other, but for what counts as together; never heard is earliest. */
    boolean isSilentWith(Watched one, @Nullable Moment otherHeard) {
        Moment heard = one.lastHeard;
        return heard == null || (otherHeard != null && otherHeard.plus(together).isAtOrAfter(heard));
    }

    /** Holds that one, whose silence has lasted its timeout, if it may only have lost its witness. @return whether it does */
    boolean holds(Watched one, Moment now) {
        Lost goneAgain = goneAgain(one, now);
        Lost before = goneAgain == null ? held.get(one.sender) : goneAgain;
        List<Watched> relays = goneAgain == null ? relaysLostWith(one) : goneAgain.relays();
        if (relays.isEmpty() || explained.test(one) || !isAnyoneHeardAfter(one, now)) {
            held.remove(one.sender);
            return false;
        }
        held.put(one.sender, new Lost(before == null ? now : before.since(), relays));
        if (before == null) {
            effects.decide(
                    now,
                    one.sender.toString(),
                    "two witnesses",
                    "only " + names(relays.stream())
                            + " carried it, and fell silent with it; others of the site are heard",
                    "held, watched on");
        }
        return true;
    }

    /** What that one lost before, if its relay was heard for a moment only. */
    private @Nullable Lost goneAgain(Watched one, Moment now) {
        Lost back = released.remove(one.sender);
        return back != null && back.relays().stream().noneMatch(relay -> isHeard(relay, now)) ? back : null;
    }

    /** The relays by which alone it was heard when it fell silent; empty if one of them, or any other way, still works. */
    private List<Watched> relaysLostWith(Watched one) {
        Moment silent = one.lastHeard;
        if (silent == null) {
            return one.wasHeld ? relaysUnheard(one) : List.of();
        }
        if (one.sender.isRelay()) {
            return List.of();
        }
        List<String> ways = one.paths.entrySet().stream()
                .filter(way -> way.getValue().lastHeard.plus(together).isAtOrAfter(silent))
                .map(Map.Entry::getKey)
                .toList();
        if (ways.contains(Beat.DIRECT)) {
            return List.of();
        }
        List<Watched> relays = ways.stream()
                .flatMap(way -> roster.find(Sender.parse(way)).stream())
                .filter(relay -> isSilentWith(relay, silent))
                .toList();
        return relays.size() == ways.size() ? relays : List.of();
    }

    private List<Watched> relaysUnheard(Watched one) {
        return roster.relaysOf(one.site).stream()
                .filter(relay -> relay.lastHeard == null)
                .toList();
    }

    private boolean isAnyoneHeardAfter(Watched one, Moment now) {
        Watched latest = roster.latestOf(one.site);
        return (latest != null && isHeardAfter(latest, one, now))
                || Stream.concat(roster.nodesOf(one.site).stream(), roster.relaysOf(one.site).stream())
                        .anyMatch(other -> isHeardAfter(other, one, now));
    }

    private boolean isHeardAfter(Watched other, Watched one, Moment now) {
        boolean isThere = other.state.isWatched() || other.state == LifeState.MAINTENANCE;
        return isThere
                && other.lastHeard != null
                && now.since(other.lastHeard).compareTo(other.timeout.dividedBy(2)) < 0
                && !isSilentWith(other, one.lastHeard);
    }

    /** That relay is heard: those that it alone carried must be heard within their timeout from now. */
    void heard(Watched relay, Moment now) {
        if (held.isEmpty()) {
            return;
        }
        held.entrySet().removeIf(entry -> {
            boolean isIts = entry.getValue().relays().contains(relay);
            if (isIts) {
                released.put(entry.getKey(), entry.getValue());
                roster.find(entry.getKey()).ifPresent(one -> {
                    one.watchedFrom = now;
                    effects.arm(one.sender, one.timeout);
                });
            }
            return isIts;
        });
    }

    /** Forgets those that are heard again, left or were forgotten. */
    void tick() {
        if (!held.isEmpty() || !released.isEmpty()) {
            held.keySet().removeIf(this::isOver);
            released.keySet().removeIf(this::isOver);
        }
    }

    private boolean isOver(Sender sender) {
        return roster.find(sender).filter(one -> one.state == LifeState.SILENT).isEmpty();
    }

    static String names(Stream<Watched> relays) {
        return relays.map(relay -> "relay " + relay.name()).distinct().sorted().collect(Collectors.joining(" and "));
    }
}
