package dev.alarum.core;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.Guard;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.incident.Cause;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who saw those that fell silent. A node that only a relay carried, and that fell silent together with that relay while
 * others of the site are heard, has lost its witness and perhaps nothing else: it is held and not failed. A witness that
 * stays away for longer than holds may last is told by one call about the watching itself.
 */
final class Witnesses {
    /** Those last heard within this of each other fell silent together: a beat comes each second, over ways of their own. */
    static final Duration TOGETHER = Duration.ofSeconds(2);

    private record Lost(Moment since, List<Watched> relays) {}

    private final Roster roster;
    private final Effects effects;
    /** Those held, by what they lost. */
    private final Map<Sender, Lost> held = new TreeMap<>();

    private final Map<Name, Incident> told = new HashMap<>();
    private final Map<Name, Moment> toldAt = new HashMap<>();

    Witnesses(Roster roster, Effects effects) {
        this.roster = roster;
        this.effects = effects;
    }

    /** Whether that one was not heard any more later than the other, but for {@link #TOGETHER}; never heard is earliest. */
    static boolean isSilentWith(Watched one, @Nullable Moment otherHeard) {
        Moment heard = one.lastHeard;
        return heard == null || (otherHeard != null && otherHeard.plus(TOGETHER).isAtOrAfter(heard));
    }

    /** Holds that one, whose silence has lasted its timeout, if it may only have lost its witness. @return whether it does */
    boolean holds(Watched one, Moment now) {
        List<Watched> relays = relaysLostWith(one);
        if (relays.isEmpty() || !isAnyoneHeardAfter(one)) {
            held.remove(one.sender);
            return false;
        }
        Lost before = held.get(one.sender);
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

    /** The relays by which alone it was heard when it fell silent; empty if one of them, or any other way, still works. */
    private List<Watched> relaysLostWith(Watched one) {
        Moment silent = one.lastHeard;
        if (one.sender.isRelay() || silent == null) {
            return List.of();
        }
        List<String> ways = one.paths.entrySet().stream()
                .filter(way -> way.getValue().lastHeard.plus(TOGETHER).isAtOrAfter(silent))
                .map(Map.Entry::getKey)
                .toList();
        if (ways.contains(Beat.DIRECT)) {
            return List.of();
        }
        List<Watched> relays = ways.stream()
                .flatMap(way -> roster.find(Sender.parse(way)).stream())
                .filter(relay -> relay.state != LifeState.OFF && isSilentWith(relay, silent))
                .toList();
        return relays.size() == ways.size() ? relays : List.of();
    }

    private boolean isAnyoneHeardAfter(Watched one) {
        return Stream.concat(roster.nodesOf(one.site).stream(), roster.relaysOf(one.site).stream())
                .anyMatch(other -> !other.isFailed() && !isSilentWith(other, one.lastHeard));
    }

    /** That relay is heard: those that it alone carried must be heard within their timeout from now. */
    void heard(Watched relay, Moment now) {
        if (held.isEmpty()) {
            return;
        }
        held.entrySet().removeIf(entry -> {
            boolean isIts = entry.getValue().relays().contains(relay);
            if (isIts) {
                roster.find(entry.getKey()).ifPresent(one -> {
                    one.watchedFrom = now;
                    effects.arm(one.sender, one.timeout);
                });
            }
            return isIts;
        });
    }

    /** Tells of the sites where a hold has lasted too long, once each, and ends what is over. */
    void tick(IncidentDesk incidents, Moment now) {
        if (held.isEmpty() && told.isEmpty()) {
            return;
        }
        held.keySet()
                .removeIf(sender -> roster.find(sender)
                        .filter(one -> one.state == LifeState.SILENT)
                        .isEmpty());
        told.entrySet().removeIf(entry -> {
            boolean isOver = heldAt(entry.getKey()).isEmpty();
            if (isOver && entry.getValue().isLive()) {
                incidents.end(entry.getValue(), "the nodes are seen again, or judged", now);
            }
            return isOver;
        });
        held.forEach((sender, lost) -> {
            boolean isTooLong = now.since(lost.since()).compareTo(Guard.BUDGET) > 0;
            roster.find(sender)
                    .map(one -> one.site)
                    .filter(site -> isTooLong && !isTold(site, now))
                    .ifPresent(site -> {
                        String impaired = words(heldAt(site));
                        Incident incident =
                                incidents.open(site, Cause.WATCH, List.of(), "two witnesses: " + impaired, now);
                        incident.impaired = impaired;
                        told.put(site, incident);
                        toldAt.put(site, now);
                    });
        });
    }

    /** A relay that comes and goes is one trouble, not one each time. */
    private boolean isTold(Name site, Moment now) {
        Moment last = toldAt.get(site);
        return told.containsKey(site) || (last != null && now.since(last).compareTo(Guard.BUDGET_WINDOW) < 0);
    }

    void problems(List<ProblemView> found) {
        roster.sites().forEach(site -> {
            List<Sender> lost = heldAt(site);
            if (!lost.isEmpty()) {
                Moment since = lost.stream()
                        .map(sender -> lostBy(sender).since())
                        .reduce((a, b) -> a.isAtOrAfter(b) ? b : a)
                        .orElseThrow();
                found.add(StatusDesk.problem("witness-lost", "site " + site, words(lost), since));
            }
        });
    }

    private List<Sender> heldAt(Name site) {
        List<Sender> at = new ArrayList<>();
        held.keySet()
                .forEach(sender ->
                        roster.find(sender).filter(one -> one.site.equals(site)).ifPresent(one -> at.add(sender)));
        return at;
    }

    private Lost lostBy(Sender sender) {
        return java.util.Objects.requireNonNull(held.get(sender));
    }

    private String words(List<Sender> lost) {
        String relays = names(lost.stream().flatMap(sender -> lostBy(sender).relays().stream()));
        String nodes = lost.stream().map(sender -> sender.name().text()).collect(Collectors.joining(", "));
        return relays + " is gone, and nothing else hears " + nodes;
    }

    private static String names(Stream<Watched> relays) {
        return relays.map(relay -> "relay " + relay.name()).distinct().sorted().collect(Collectors.joining(" and "));
    }
}
