package dev.alarum.core;

import dev.alarum.call.Impairment;
import dev.alarum.core.Witnesses.Lost;
import dev.alarum.heartbeat.Guard;
import dev.alarum.incident.Cause;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.status.StatusView.ProblemView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells people of the nodes that nothing hears since their relay is gone: on the page at once, and by one call of cause
 * {@code watch} when it lasts longer than holds may.
 */
final class Unwatched {
    private record Told(Incident incident, Set<Sender> nodes) {}

    private final Roster roster;
    private final Guard guard;
    private final IncidentDesk incidents;
    private final List<Told> told = new ArrayList<>();
    /** When the loss of a relay was last told. */
    private final Map<Sender, Moment> toldAt = new HashMap<>();

    Unwatched(Roster roster, Guard guard, IncidentDesk incidents) {
        this.roster = roster;
        this.guard = guard;
        this.incidents = incidents;
    }

    private SortedMap<Sender, Lost> held() {
        return roster.witnesses().held();
    }

    /** Tells what has lasted too long, each node once, and ends what is over. What the hub cannot hear is not told. */
    void tick(Moment now) {
        told.removeIf(one -> {
            boolean isOver = one.nodes().stream().noneMatch(held()::containsKey);
            if (isOver && one.incident().isLive()) {
                incidents.end(one.incident(), "the nodes are seen again, or judged", now);
            }
            return isOver;
        });
        if (!held().isEmpty() && guard.holdLeft(now).isZero()) {
            bySite().forEach((site, nodes) -> tell(site, nodes, now));
        }
    }

    private void tell(Name site, List<Sender> nodes, Moment now) {
        List<Sender> untold = nodes.stream().filter(node -> !isTold(node, now)).toList();
        boolean isTooLong =
                untold.stream().anyMatch(node -> now.since(lostBy(node).since()).compareTo(Guard.BUDGET) > 0);
        if (isTooLong) {
            Impairment gap = gap(untold);
            Incident incident = incidents.open(site, Cause.WATCH, List.of(), "two witnesses: " + gap.words(), now);
            incident.impaired = gap;
            told.add(new Told(incident, Set.copyOf(untold)));
            untold.forEach(node -> lostBy(node).relays().forEach(relay -> toldAt.put(relay.sender, now)));
        }
    }

    /** A relay that comes and goes is one trouble, not one each time. */
    private boolean isTold(Sender node, Moment now) {
        return told.stream().anyMatch(one -> one.nodes().contains(node))
                || lostBy(node).relays().stream().allMatch(relay -> {
                    Moment last = toldAt.get(relay.sender);
                    return last != null && now.since(last).compareTo(Guard.BUDGET_WINDOW) < 0;
                });
    }

    /** What nothing hears now, one problem a site. */
    void problems(List<ProblemView> found) {
        bySite().forEach((site, nodes) -> {
            Moment since = nodes.stream()
                    .map(node -> lostBy(node).since())
                    .reduce((a, b) -> a.isAtOrAfter(b) ? b : a)
                    .orElseThrow();
            found.add(StatusDesk.problem(
                    "witness-lost", "site " + site, gap(nodes).words(), since));
        });
    }

    private Map<Name, List<Sender>> bySite() {
        return held().keySet().stream()
                .filter(node -> roster.find(node).isPresent())
                .collect(Collectors.groupingBy(node -> roster.siteOf(node.name()), TreeMap::new, Collectors.toList()));
    }

    private Lost lostBy(Sender node) {
        return java.util.Objects.requireNonNull(held().get(node));
    }

    private Impairment gap(List<Sender> nodes) {
        List<String> relays = nodes.stream()
                .flatMap(node -> lostBy(node).relays().stream())
                .map(relay -> relay.name().text())
                .distinct()
                .sorted()
                .toList();
        return Impairment.unwatched(
                relays, nodes.stream().map(node -> node.name().text()).toList());
    }
}
