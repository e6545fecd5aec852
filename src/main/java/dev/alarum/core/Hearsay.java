package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.ShutdownPlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the shutdowns that relays say they carry out by themselves: what is of the relay's own site, and no
 * more of it than an honest relay can have to tell.
 */
final class Hearsay {
    /** A relay itself remembers no more. */
    static final int MOST_PLANS = 20;

    /** So many things that are not believed are noted of each relay. */
    private static final int MOST_NOTES = 20;

    private final List<ClusterSettings> clusters;
    private final Roster roster;
    private final Supply supply;
    private final PlanBook plans;
    private final Effects effects;
    /** Which relay told of which plan, since the start. */
    private final Map<String, Name> tellers = new HashMap<>();

    private final Map<Name, Set<String>> noted = new HashMap<>();

    Hearsay(List<ClusterSettings> clusters, Roster roster, Supply supply, PlanBook plans, Effects effects) {
        this.clusters = clusters;
        this.roster = roster;
        this.supply = supply;
        this.plans = plans;
        this.effects = effects;
    }

    /** What is believed of it; null if nothing is, which is noted once. */
    @Nullable
    RelayPlan believed(Name relay, RelayPlan told, Moment now) {
        Name site = roster.siteOfRelay(relay);
        List<RelayPlan.Line> own = told.lines().stream()
                .filter(line -> line.node().isEmpty() || isAt(site, new Name(line.node())))
                .toList();
        if (isOfOtherSite(told, site) || (own.isEmpty() && !told.lines().isEmpty())) {
            note(
                    relay,
                    told.origin(),
                    "law 4: a relay tells of its own site",
                    "a shutdown of cluster " + told.cluster() + " in the outage of UPS " + told.ups()
                            + ", which is not of site " + site,
                    now);
            return null;
        }
        RelayPlan believed = told.with(own);
        if (isOneTooMany(relay, believed) || isTooLong(believed)) {
            note(
                    relay,
                    "",
                    "a relay remembers " + MOST_PLANS + " shutdowns",
                    "more of them, or a longer one, in the outage of UPS " + told.ups(),
                    now);
            return null;
        }
        return believed;
    }

    private boolean isOfOtherSite(RelayPlan told, Name site) {
        boolean isOtherUps =
                supply.isKnown(told.ups()) && !supply.siteOf(told.ups()).equals(site);
        return isOtherUps
                || clusters.stream()
                        .filter(cluster -> cluster.cluster().equals(told.cluster()))
                        .anyMatch(cluster -> cluster.nodes().stream()
                                .noneMatch(node -> roster.siteOf(node).equals(site)));
    }

    /** Whether that node is of that site, or nobody has ever heard it. */
    private boolean isAt(Name site, Name node) {
        return roster.find(Sender.node(node)).isEmpty() || roster.siteOf(node).equals(site);
    }

    /** Plans of before the start count as its own until another relay tells of them. */
    private boolean isOneTooMany(Name relay, RelayPlan told) {
        Set<String> known = plans.all().stream()
                .flatMap(
                        plan -> Stream.ofNullable(plan.origin()).map(origin -> key(origin, plan.ups(), plan.cluster())))
                .collect(Collectors.toSet());
        tellers.keySet().retainAll(known);
        String key = key(told.origin(), told.ups(), told.cluster());
        boolean isNew = !known.contains(key);
        long own = known.stream()
                .filter(one -> tellers.getOrDefault(one, relay).equals(relay))
                .count();
        if (isNew && own >= MOST_PLANS) {
            return true;
        }
        tellers.putIfAbsent(key, relay);
        return false;
    }

    private static String key(String origin, Name ups, String cluster) {
        return origin + " " + ups.key() + " " + cluster;
    }

    /** Whether it has grown, from one telling to the next, beyond what it may have at once. */
    private boolean isTooLong(RelayPlan told) {
        return plans.of(told.ups()).stream()
                .filter(plan ->
                        told.origin().equals(plan.origin()) && plan.cluster().equals(told.cluster()))
                .anyMatch(plan -> stepsWith(plan, told) > RelayPlan.MOST_LINES);
    }

    private static long stepsWith(ShutdownPlan plan, RelayPlan told) {
        return Stream.concat(
                        plan.lines().stream().map(line -> line.kind() + " " + line.node()),
                        told.lines().stream().map(line -> line.kind() + " " + line.node()))
                .distinct()
                .count();
    }

    /** @param what of several, which; empty: noted once whatever else was */
    private void note(Name relay, String what, String rule, String known, Moment now) {
        Set<String> before = noted.computeIfAbsent(relay, one -> new HashSet<>());
        if ((what.isEmpty() || before.size() < MOST_NOTES) && before.add(what)) {
            effects.decide(now, "relay:" + relay, rule, known, "not believed");
        }
    }
}
