package dev.alarum.core;

import dev.alarum.heartbeat.Guard;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.incident.Cause;
import dev.alarum.incident.IncidentState;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.status.StatusView;
import dev.alarum.status.StatusView.IncidentView;
import dev.alarum.status.StatusView.NodeView;
import dev.alarum.status.StatusView.PathView;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.status.StatusView.RelayView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the state of everything into the words that people see. */
final class StatusDesk {
    /** How long a duplicate identity stays a problem after it was last seen. */
    private static final Duration DUPLICATE_SHOWN = Duration.ofMinutes(10);

    private final Moment start;
    private final Roster roster;
    private final IncidentDesk incidents;
    private final CallDesk calls;
    private final PowerDesk power;
    private final Watching watching;
    private final Unwatched unwatched;
    private final RelayCount relays;
    private final Channels channels;
    private final Fitness fitness;
    private final DrillDesk drills;
    private final Guard guard;
    private final Effects effects;
    private final Map<Sender, Moment> duplicates = new TreeMap<>();

    StatusDesk(
            Moment start,
            Roster roster,
            IncidentDesk incidents,
            CallDesk calls,
            PowerDesk power,
            Watching watching,
            Unwatched unwatched,
            RelayCount relays,
            Channels channels,
            Fitness fitness,
            DrillDesk drills,
            Guard guard,
            Effects effects) {
        this.start = start;
        this.roster = roster;
        this.incidents = incidents;
        this.calls = calls;
        this.power = power;
        this.watching = watching;
        this.unwatched = unwatched;
        this.relays = relays;
        this.channels = channels;
        this.fitness = fitness;
        this.drills = drills;
        this.guard = guard;
        this.effects = effects;
    }

    void duplicate(Sender sender, Moment now) {
        duplicates.put(sender, now);
    }

    StatusView view(Moment now) {
        List<ProblemView> problems = problems(now);
        return new StatusView(
                hub(now),
                roster.all().stream()
                        .filter(one -> !one.sender.isRelay())
                        .map(one -> node(one, now))
                        .toList(),
                roster.all().stream()
                        .filter(one -> one.sender.isRelay())
                        .map(one -> relay(one, now))
                        .toList(),
                power.supply().views(now),
                incidents.all().stream().map(StatusDesk::incident).toList(),
                calls.attempts().stream().map(Attempt::view).toList(),
                power.views(now),
                power.previews().views(now),
                drills.view(),
                problems,
                effects.news(),
                effects.decisions());
    }

    private StatusView.Hub hub(Moment now) {
        Duration hold = guard.holdLeft(now);
        String version = getClass().getPackage().getImplementationVersion();
        return new StatusView.Hub(
                version == null ? "development" : version,
                watching.health(now, calls.cannotCall()),
                now.wall().toString(),
                seconds(now.since(start)),
                seconds(hold),
                hold.isZero() ? null : guard.reason(),
                watching.canary(),
                watching.backstops());
    }

    private NodeView node(Watched one, Moment now) {
        List<PathView> paths = one.paths.entrySet().stream()
                .map(way -> new PathView(
                        way.getKey(), seconds(now.since(way.getValue().lastHeard)), way.getValue().degraded))
                .toList();
        Duration after = one.failedAfter;
        Moment lease = one.leaseEnds;
        return new NodeView(
                one.name().text(),
                one.site.text(),
                one.state.name(),
                one.since.wall().toString(),
                lastBeat(one, now),
                paths,
                after == null ? null : seconds(after),
                lease == null ? null : lease.wall().toString());
    }

    private RelayView relay(Watched one, Moment now) {
        return new RelayView(
                one.name().text(),
                one.site.text(),
                one.state.name(),
                one.since.wall().toString(),
                lastBeat(one, now));
    }

    private static IncidentView incident(Incident one) {
        return new IncidentView(
                one.id,
                one.site.text(),
                one.cause.word(),
                one.state.name(),
                one.opened.wall().toString(),
                one.nodes.stream().map(name -> name.text()).toList());
    }

    private List<ProblemView> problems(Moment now) {
        List<ProblemView> found = new ArrayList<>();
        watching.problems(found, now);
        if (calls.cannotCall()) {
            found.add(problem("cannot-call", "hub", "The phone provider does not take our calls", now));
        }
        calls.problems(found);
        duplicates.values().removeIf(seen -> now.since(seen).compareTo(DUPLICATE_SHOWN) > 0);
        duplicates.forEach((sender, seen) -> found.add(
                problem("duplicate-identity", sender.toString(), "Two machines seem to use the name " + sender, seen)));
        roster.all().forEach(one -> problemsOf(one, found));
        unwatched.problems(found);
        relays.problems(found);
        channels.problems(found);
        fitness.problems(found);
        drills.problems(found);
        incidents.problems(found, now);
        power.supply().problems(found);
        incidents.all().stream()
                .filter(one -> one.cause != Cause.DRILL)
                .filter(one -> one.state == IncidentState.CALLING || one.state == IncidentState.OPEN)
                .forEach(one -> found.add(problem(
                        "incident",
                        "incident " + one.id,
                        "Nobody was reached yet about incident " + one.id,
                        one.opened)));
        return found;
    }

    private void problemsOf(Watched one, List<ProblemView> found) {
        String subject = one.sender.toString();
        String name = (one.sender.isRelay() ? "Relay " : "Node ") + one.name();
        if (one.isFailed()) {
            found.add(
                    problem(one.sender.isRelay() ? "relay-gone" : "node-failed", subject, name + " failed", one.since));
        }
        if (one.state == LifeState.NEW) {
            found.add(problem("never-heard", subject, name + " is expected and was never heard", one.since));
        }
        one.paths.forEach((way, path) -> {
            if (path.degraded) {
                found.add(problem("path-degraded", subject, name + " is not heard " + Words.way(way), path.lastHeard));
            }
        });
    }

    static ProblemView problem(String code, String subject, String text, Moment since) {
        return new ProblemView(code, subject, text, since.wall().toString());
    }

    private static @Nullable Double lastBeat(Watched one, Moment now) {
        Moment heard = one.lastHeard;
        return heard == null ? null : seconds(now.since(heard));
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
