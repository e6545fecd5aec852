package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Preview;
import dev.alarum.status.StatusView.PreviewLine;
import dev.alarum.status.StatusView.PreviewView;
import dev.alarum.ups.PowerWatch;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What would be done if the power failed now: shown before it does. It looks at the clusters now and then, and sends nothing. */
final class PreviewDesk {
    /** The plan's number of looks that belong to no plan. */
    static final long NO_PLAN = 0;

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofMinutes(5);

    /** A cluster that nobody saw is looked at again after this. */
    private static final Duration AGAIN = Duration.ofSeconds(15);

    private final List<ClusterSettings> clusters;
    private final Roster roster;
    private final Effects effects;
    private final Supply supply;
    private final PlanBook plans;
    private final Map<String, Moment> due = new HashMap<>();
    private final Map<String, ClusterLook> looks = new HashMap<>();
    private final Map<String, Moment> lookedAt = new HashMap<>();

    PreviewDesk(
            List<ClusterSettings> clusters,
            Roster roster,
            Effects effects,
            Supply supply,
            PlanBook plans,
            Moment start) {
        this.clusters = clusters;
        this.roster = roster;
        this.effects = effects;
        this.supply = supply;
        this.plans = plans;
        clusters.forEach(cluster -> due.put(cluster.cluster(), start.plus(FIRST)));
    }

    /**
     * A cluster that is being shut down, or comes back, is looked at by its plan. After a start in an outage one look before
     * that is worth its while: hosts may be out of reach later.
     */
    void tick(Moment now) {
        for (ClusterSettings cluster : clusters) {
            String name = cluster.cluster();
            Moment next = due.get(name);
            if (next != null
                    && now.isAtOrAfter(next)
                    && !plans.isUnderWay(name, now)
                    && (!supply.isAnyOut() || !lookedAt.containsKey(name))) {
                due.put(name, now.plus(EVERY));
                effects.look(new LookOrder(NO_PLAN, name));
            }
        }
    }

    void seen(ClusterLook look, Moment now) {
        if (look.answered()) {
            looks.put(look.cluster(), look);
            lookedAt.put(look.cluster(), now);
        } else {
            looks.remove(look.cluster());
            lookedAt.remove(look.cluster());
            due.computeIfPresent(look.cluster(), (name, later) -> now.plus(AGAIN));
        }
    }

    List<PreviewView> views(Moment now) {
        List<PreviewView> views = new ArrayList<>();
        supply.watches().forEach((ups, watch) -> {
            for (ClusterSettings cluster : clusters) {
                List<Name> nodes = cluster.nodes().stream()
                        .filter(node -> supply.feeds(ups, node))
                        .toList();
                if (!nodes.isEmpty()) {
                    views.add(view(ups, watch, cluster, nodes, now));
                }
            }
        });
        return views;
    }

    private PreviewView view(Name ups, PowerWatch watch, ClusterSettings cluster, List<Name> nodes, Moment now) {
        Preview preview = Preview.of(cluster, nodes, roster.relayNames(), looks.get(cluster.cluster()), now);
        Moment looked = lookedAt.get(cluster.cluster());
        List<PreviewLine> lines = new ArrayList<>();
        preview.lines().forEach(line -> lines.add(new PreviewLine(line.what(), line.requests(), line.note())));
        return new PreviewView(
                ups.text(),
                cluster.cluster(),
                preview.isArmed(),
                preview.need().toSeconds(),
                runtime(watch),
                looked == null ? null : StatusDesk.seconds(now.since(looked)),
                nodes.stream()
                        .filter(node -> !supply.feedsAlone(ups, node))
                        .map(Name::text)
                        .toList(),
                lines);
    }

    private static @Nullable Long runtime(PowerWatch watch) {
        Reading newest = watch.newest();
        Duration runtime = newest == null ? null : newest.runtime();
        return runtime == null ? null : runtime.toSeconds();
    }
}
