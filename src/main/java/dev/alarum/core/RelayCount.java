package dev.alarum.core;

import dev.alarum.heartbeat.Guard;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether every site with nodes has as many relays as are wanted. */
final class RelayCount {
    private static final Set<LifeState> AWAY = Set.of(LifeState.NEW, LifeState.FAILED, LifeState.OFF);

    private final int wanted;
    private final Duration timeout;
    private final Roster roster;
    private final Guard guard;
    private final Effects effects;
    private final Map<Name, Moment> few = new TreeMap<>();

    RelayCount(int wanted, Duration timeout, Roster roster, Guard guard, Effects effects) {
        this.wanted = wanted;
        this.timeout = timeout;
        this.roster = roster;
        this.guard = guard;
        this.effects = effects;
    }

    /** Counts, unless the hub could not have heard them all. */
    void tick(Moment now) {
        boolean mayJudge = !guard.isDeaf() && now.since(guard.wellSince()).compareTo(timeout) >= 0;
        if (wanted > 0 && mayJudge) {
            roster.sites().stream()
                    .filter(site -> !roster.nodesOf(site).isEmpty())
                    .forEach(site -> count(site, now));
        }
    }

    private void count(Name site, Moment now) {
        long there = there(site);
        if (there < wanted && few.putIfAbsent(site, now) == null) {
            effects.tell(now, "few-relays", "site " + site, words(site, there));
        } else if (there >= wanted && few.remove(site) != null) {
            effects.tell(now, "enough-relays", "site " + site, words(site, there));
        }
    }

    private long there(Name site) {
        return roster.relaysOf(site).stream()
                .filter(relay -> !AWAY.contains(relay.state))
                .count();
    }

    private String words(Name site, long there) {
        return "Site " + site + " has " + there + " of " + wanted + " wanted relays";
    }

    void problems(List<ProblemView> found) {
        few.forEach((site, since) ->
                found.add(StatusDesk.problem("few-relays", "site " + site, words(site, there(site)), since)));
    }
}
