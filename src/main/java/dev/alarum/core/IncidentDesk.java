package dev.alarum.core;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Impairment;
import dev.alarum.call.KeyAnswer;
import dev.alarum.call.Ladder;
import dev.alarum.heartbeat.Guard;
import dev.alarum.incident.Cause;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.incident.IncidentState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges failures: opens incidents, finds their cause, lets them grow worse, ends them. */
final class IncidentDesk {
    /** A relay not heard for this long when an incident has settled must first be heard or be judged silent. */
    static final Duration RELAY_GRACE = Duration.ofSeconds(3);

    /** How long an ended incident is kept in view. */
    static final Duration IN_VIEW = Duration.ofHours(1);

    /** The site of incidents about the watching itself. */
    static final Name HUB = new Name("hub");

    private final IncidentSettings settings;
    private final CallSettings calls;
    private final Duration timeout;
    private final Roster roster;
    private final Power power;
    private final Guard guard;
    private final OwnWay ownWay;
    private final Effects effects;
    private final FailureWindow window;
    private final Map<Long, Incident> incidents = new TreeMap<>();
    private long lastId;
    /** What is left over from before the start is not judged before. */
    private @Nullable Moment wellFrom;

    IncidentDesk(
            IncidentSettings settings,
            CallSettings calls,
            Duration timeout,
            Roster roster,
            Power power,
            Guard guard,
            OwnWay ownWay,
            Effects effects,
            long lastId) {
        this.settings = settings;
        this.calls = calls;
        this.timeout = timeout;
        this.roster = roster;
        this.power = power;
        this.guard = guard;
        this.ownWay = ownWay;
        this.effects = effects;
        this.window = new FailureWindow(settings);
        this.lastId = lastId;
    }

    /** What the incidents must know of the power. */
    interface Power {
        /** Whether any UPS of that site is known. */
        boolean isAt(Name site);

        /** Whether the power explains what fell silent at that site at that moment. */
        boolean isCause(Name site, Moment firstSilence);

        /** Whether the outage of a UPS of that site goes on for certain. */
        boolean isOn(Name site);

        /** Whether an outage of that UPS, or of all that feed that node, explains the node's silence; null: of any. */
        boolean explains(@Nullable Name ups, Name node);

        /** Whether the call about this power incident should still wait for results of the plan. */
        boolean awaitsResults(Incident incident, Moment now);
    }

    Collection<Incident> all() {
        return incidents.values();
    }

    Optional<Incident> find(long id) {
        return Optional.ofNullable(incidents.get(id));
    }

    Optional<Incident> liveOf(Name site) {
        return incidents.values().stream()
                .filter(incident -> incident.isLive() && incident.cause.isOfServers() && incident.site.equals(site))
                .findFirst();
    }

    void restore(Row.IncidentRow row, int attempts, Moment start) {
        Moment callable = start.plus(timeout);
        Incident incident = new Incident(
                row.id(),
                new Name(row.site()),
                Cause.valueOf(row.cause().toUpperCase(java.util.Locale.ROOT)),
                Anchor.past(start, row.opened()),
                callable,
                new Ladder(calls, attempts, callable));
        Arrays.stream(row.nodes().split(","))
                .filter(name -> !name.isEmpty())
                .map(Name::new)
                .forEach(incident.nodes::add);
        incident.state = IncidentState.valueOf(row.state());
        incident.ended = Anchor.pastOrNull(start, row.ended());
        incidents.put(incident.id, incident);
        if (incident.isLive() && incident.cause == Cause.DRILL) {
            endDrill(incident, start);
        } else if (incident.isLive() && incident.cause == Cause.WATCH) {
            end(incident, "the hub was started anew", start);
        } else if (incident.isLive()) {
            incident.add(failedSince(incident));
        } else if (incident.state == IncidentState.CLOSED && incident.cause == Cause.NODE) {
            settled(incident);
        }
    }

    /** An incident of nodes that is closed while they stay failed was closed by a person. */
    private void settled(Incident incident) {
        incident.nodes.stream()
                .flatMap(name -> roster.find(Sender.node(name)).stream())
                .filter(Watched::isFailed)
                .forEach(node -> node.settledAt = incident.ended);
    }

    private static boolean isSettled(Watched node) {
        return node.settledAt != null && node.failedAt != null && node.settledAt.isAtOrAfter(node.failedAt);
    }

    /** The row may be older than the failures: see {@link Incident#grown}. */
    private List<Watched> failedSince(Incident incident) {
        return roster.nodesOf(incident.site).stream()
                .filter(node -> node.isFailed() && node.failedAt != null && node.failedAt.isAtOrAfter(incident.opened))
                .toList();
    }

    /** The hub can hear from now on: nothing is dialled before one full timeout. */
    void begin(Moment now) {
        for (Incident incident : incidents.values()) {
            if (incident.isLive()) {
                incident.callable = now.plus(timeout);
                incident.ladder.notBefore(incident.callable);
            }
        }
        wellFrom = now.plus(timeout);
        roster.all().stream().filter(this::isUntold).forEach(node -> node.flapping = true);
    }

    /** Whether it failed anew after the calls about its incident: nobody was told, because it came and went. */
    private boolean isUntold(Watched node) {
        boolean cameAndWent = node.isFailed() && node.backAt != null && node.rungAt != null;
        return cameAndWent
                && !wasReachedAbout(node)
                && liveOf(node.site)
                        .filter(live -> live.cause == Cause.NODE
                                && live.state == IncidentState.ACKNOWLEDGED
                                && live.nodes.contains(node.name()))
                        .isPresent();
    }

    /** The hub could not hear until lately: what was not told yet may be over, and waits for one full timeout. */
    void hearAgain(Moment now) {
        Moment judged = guard.wellSince().plus(timeout);
        for (Incident incident : incidents.values()) {
            if (incident.state == IncidentState.OPEN
                    && incident.cause.isOfServers()
                    && !power.isOn(incident.site)
                    && judged.isAtOrAfter(now)) {
                incident.callable = judged;
            }
        }
    }

    /** What a call that is placed now tells of it: those that are failed now. */
    Attempt.Told toldNow(Incident incident) {
        return new Attempt.Told(incident.cause, failedOf(incident));
    }

    /** Whether that says all that there is to say of it now. */
    boolean isCovered(Incident incident, Attempt.Told told) {
        boolean sameNodes = incident.cause != Cause.NODE || told.nodes().containsAll(failedOf(incident));
        return sameNodes && !incident.cause.isWorseThan(told.cause());
    }

    private Set<Name> failedOf(Incident incident) {
        return incident.nodes.stream()
                .filter(name ->
                        roster.find(Sender.node(name)).filter(Watched::isFailed).isPresent())
                .collect(Collectors.toSet());
    }

    /**
     * What a call of before the restart can have told of it: those that had failed by then. If there are more by now, it
     * was of one node or a few, whatever the cause is called since.
     */
    Attempt.Told toldAt(Incident incident, Moment called) {
        Set<Name> nodes = incident.nodes.stream()
                .filter(name -> roster.find(Sender.node(name))
                        .map(node -> node.failedAt)
                        .filter(failed -> !called.isAtOrAfter(failed))
                        .isEmpty())
                .collect(Collectors.toSet());
        return new Attempt.Told(nodes.size() < incident.nodes.size() ? Cause.NODE : incident.cause, nodes);
    }

    /** Somebody's phone rings for it; it names those that are failed now. */
    void rung(Incident incident, Moment now) {
        if (incident.cause == Cause.NODE) {
            incident.nodes.stream()
                    .flatMap(name -> roster.find(Sender.node(name)).stream())
                    .filter(Watched::isFailed)
                    .filter(node -> node.rungAt == null || now.isAtOrAfter(node.rungAt))
                    .forEach(node -> node.rungAt = now);
        }
    }

    /** Somebody knows of those that are failed now. */
    private void reached(Incident incident, Moment now) {
        incident.nodes.stream()
                .flatMap(name -> roster.find(Sender.node(name)).stream())
                .filter(Watched::isFailed)
                .forEach(node -> node.reachedAt = now);
    }

    /**
     * A call of before the restart was taken: of that incident, and if somebody listened to it, of those that no call of
     * their own had acknowledged until then.
     */
    void rungBefore(long called, Moment at, boolean heard) {
        if (find(called).filter(one -> one.cause == Cause.DRILL).isPresent()) {
            return;
        }
        for (Incident incident : incidents.values()) {
            boolean isAcknowledged = incident.state == IncidentState.ACKNOWLEDGED;
            boolean isAlong = isAcknowledged
                    && heard
                    && !incident.toldAlong
                    && incident.ladder.attempts() == 0
                    && at.isAtOrAfter(incident.opened);
            incident.toldAlong |= isAlong;
            if (incident.id == called || isAlong) {
                rung(incident, at);
                if (isAcknowledged) {
                    reached(incident, at);
                }
            }
        }
    }

    /** Nodes or relays of one site failed just now. */
    void failed(Name site, List<Watched> failed, Moment now) {
        Site view = Site.of(roster, site);
        Optional<Incident> live = liveOf(site);
        if (live.isPresent()) {
            grow(live.get(), view, failed, now);
            return;
        }
        if (view.isSilent(now)) {
            Cause cause = power.isCause(site, firstSilence(view, now)) ? Cause.POWER : Cause.INTERNET;
            open(site, cause, view.failedNodes(), "whole site silent", now);
            return;
        }
        List<Watched> nodes =
                failed.stream().filter(one -> !one.sender.isRelay()).toList();
        if (!nodes.isEmpty()) {
            judgeNodes(view, nodes, now);
        }
    }

    private void judgeNodes(Site view, List<Watched> fresh, Moment now) {
        openIfReached(view, fresh.stream().filter(node -> countsNow(node, now)).toList(), now);
    }

    /** Counts that failure, unless it is one more of a node that goes and comes. */
    private boolean countsNow(Watched node, Moment now) {
        node.flapping = window.isFlap(node, now);
        if (node.flapping || window.hasComeAndGone(node, now)) {
            flaps(node, now);
        }
        if (node.flapping) {
            effects.decide(
                    now,
                    node.sender.toString(),
                    "flapping",
                    "failed again within " + Words.duration(settings.window()),
                    "counted once; counts anew if it stays down for " + Words.duration(FailureWindow.FLAP));
        } else {
            node.countedAt = now;
            node.backAt = null;
        }
        return !node.flapping;
    }

    private void flaps(Watched node, Moment now) {
        if (!window.isFlapping(node, now)) {
            effects.tell(
                    now,
                    "flapping",
                    node.sender.toString(),
                    node.name() + " comes and goes; it is counted once within " + Words.duration(settings.window()));
        }
        node.flappedAt = now;
    }

    private void openIfReached(Site view, List<Watched> anew, Moment now) {
        if (anew.isEmpty()) {
            return;
        }
        List<Watched> counting = window.counting(view.nodes(), now);
        if (window.reached(counting)) {
            open(view.name(), Cause.NODE, view.failedNodes(), counting.size() + " of " + settings.threshold(), now);
        } else {
            effects.decide(
                    now,
                    view.name().text(),
                    "threshold " + settings.threshold(),
                    counting.size() + " failed within " + Words.duration(settings.window()),
                    "nobody is rung yet");
        }
    }

    Incident open(Name site, Cause cause, List<Watched> failed, String rule, Moment now) {
        lastId++;
        Moment callable = now.plus(settings.settle());
        Incident incident = new Incident(lastId, site, cause, now, callable, new Ladder(calls, 0, callable));
        incident.add(failed);
        incidents.put(lastId, incident);
        effects.save(incident.row());
        effects.decide(
                now, "incident " + lastId, rule, "site " + site + ": " + known(incident), "opened: " + cause.word());
        return incident;
    }

    private void grow(Incident incident, Site view, List<Watched> failed, Moment now) {
        boolean explained = failed.stream()
                .filter(one -> !explains(incident, one))
                .filter(one -> incident.cause != Cause.NODE || countsNow(one, now))
                .toList()
                .isEmpty();
        incident.add(failed);
        Cause cause = causeOf(incident, view, now);
        if (cause.isWorseThan(incident.cause)) {
            worsen(incident, cause, now);
        } else if (!explained && incident.state == IncidentState.ACKNOWLEDGED) {
            reopen(incident, "a failure that the cause does not explain", now);
        }
        // the row holds all names: with thousands that fail together it is written once a second, not once a failure
        incident.grown = true;
    }

    void worsen(Incident incident, Cause cause, Moment now) {
        effects.decide(
                now,
                "incident " + incident.id,
                "worse cause",
                incident.cause.word() + ", now " + cause.word(),
                "goes on as " + cause.word());
        incident.cause = cause;
        incident.nodes.forEach(name -> roster.find(Sender.node(name)).ifPresent(node -> node.countedAt = null));
        if (incident.state == IncidentState.ACKNOWLEDGED) {
            reopen(incident, "a worse cause", now);
        }
        effects.save(incident.row());
    }

    /** The power is back: what it took may stay away for a while, what had failed before it and nobody knows of may not. */
    void mainsBack(Incident incident, Moment now) {
        end(incident, "mains is back", now);
        Site view = Site.of(roster, incident.site)
                .without(node ->
                        node.isFailed() && (node.lastHeard == null || power.isCause(incident.site, node.lastHeard)));
        List<Watched> earlier = view.failedNodes().stream()
                .filter(node -> !wasReachedAbout(node))
                .toList();
        if (!earlier.isEmpty()) {
            judgeNodes(view, earlier, now);
        }
    }

    private void reopen(Incident incident, String rule, Moment now) {
        incident.callable = now.plus(settings.settle());
        incident.ladder.restart(incident.callable);
        incident.become(IncidentState.OPEN, now);
        effects.decide(now, "incident " + incident.id, rule, known(incident), "rings again");
        effects.save(incident.row());
    }

    private boolean explains(Incident incident, Watched one) {
        Name ups = incident.ups;
        return switch (incident.cause) {
            case POWER ->
                one.sender.isRelay() || one.told || (isPowers(incident.site, one) && power.explains(ups, one.name()));
            case INTERNET -> true;
            case NODE, WATCH, DRILL -> one.sender.isRelay();
        };
    }

    /** Whether it fell silent while the power was away. */
    private boolean isPowers(Name site, Watched one) {
        return power.isOn(site) || (one.lastHeard != null && power.isCause(site, one.lastHeard));
    }

    /** The cause as it looks now; no less than what is known of it already, which is not asked for again. */
    private Cause causeOf(Incident incident, Site view, Moment now) {
        if (!incident.cause.isOfServers() || incident.cause == Cause.POWER) {
            return incident.cause;
        }
        if (power.isAt(view.name()) && power.isCause(view.name(), firstSilence(view, now))) {
            return Cause.POWER;
        }
        return incident.cause == Cause.INTERNET || view.isSilent(now) ? Cause.INTERNET : Cause.NODE;
    }

    private static Moment firstSilence(Site view, Moment now) {
        Moment first = now;
        for (Watched one : view.failedNodes()) {
            Moment heard = one.left ? null : one.lastHeard;
            if (heard != null && first.isAtOrAfter(heard)) {
                first = heard;
            }
        }
        return first;
    }

    /** A node or relay came back. */
    void back(Watched one, Moment now) {
        liveOf(one.site).ifPresent(incident -> {
            if (incident.cause == Cause.INTERNET && incident.causeOver == null) {
                incident.causeOver = now;
            }
            endIfOver(incident, now);
        });
    }

    /** Does what is due by time alone, and what became due by other events. */
    void tick(Moment now) {
        for (Incident incident : List.copyOf(incidents.values())) {
            if (incident.grown) {
                incident.grown = false;
                effects.save(incident.row());
            }
            if (incident.isLive()) {
                endIfOver(incident, now);
                leftBehind(incident, now);
                settle(incident, now);
            } else if (incident.ended != null && now.since(incident.ended).compareTo(IN_VIEW) > 0) {
                if (incident.state != IncidentState.CLOSED) {
                    incident.become(IncidentState.CLOSED, now);
                    effects.save(incident.row());
                }
                incidents.remove(incident.id);
            }
        }
        countAnew(now);
    }

    private void countAnew(Moment now) {
        if (wellFrom != null && !now.isAtOrAfter(wellFrom)) {
            return;
        }
        for (Watched node : roster.all()) {
            if (node.flapping && node.isFailed() && !window.isFlap(node, now)) {
                if (!wasReachedAbout(node)) {
                    Site view = Site.of(roster, node.site);
                    liveOf(node.site)
                            .ifPresentOrElse(
                                    live -> grow(live, view, List.of(node), now),
                                    () -> judgeNodes(view, List.of(node), now));
                }
                node.flapping = false;
            }
        }
    }

    /** Whether somebody was reached about this failure already, by a call about others. */
    private static boolean wasReachedAbout(Watched node) {
        return node.reachedAt != null && node.failedAt != null && node.reachedAt.isAtOrAfter(node.failedAt);
    }

    private void settle(Incident incident, Moment now) {
        if (incident.state != IncidentState.OPEN || !now.isAtOrAfter(incident.callable)) {
            return;
        }
        Site view = Site.of(roster, incident.site);
        if (incident.cause == Cause.NODE && view.isRelayInDoubt(now, RELAY_GRACE)) {
            return;
        }
        if (incident.cause == Cause.POWER && power.awaitsResults(incident, now)) {
            return;
        }
        if (isToldBySilence(incident) && (guard.isDeaf() || !ownWay.maySpeak(now))) {
            return;
        }
        if (incident.cause == Cause.INTERNET && incident.ladder.attempts() == 0 && !view.isSilent(now)) {
            // somebody is heard again: those that stay away are judged by themselves, one timeout later
            return;
        }
        Cause cause = causeOf(incident, view, now);
        if (cause.isWorseThan(incident.cause)) {
            worsen(incident, cause, now);
        }
        incident.become(IncidentState.CALLING, now);
        effects.save(incident.row());
        effects.decide(
                now,
                "incident " + incident.id,
                "settle " + Words.duration(settings.settle()),
                known(incident),
                "rings: " + incident.cause.word());
        if (incident.cause != Cause.DRILL) {
            effects.tell(now, "incident", incident, inWords(incident));
        }
    }

    /** Whether nothing but silence speaks for it. */
    private boolean isToldBySilence(Incident incident) {
        return incident.cause.isOfServers() && !power.isOn(incident.site);
    }

    /** After the internet or the power is back, those of the site that stay away are failed nodes. */
    private void leftBehind(Incident incident, Moment now) {
        if (incident.cause != Cause.INTERNET && incident.cause != Cause.POWER) {
            return;
        }
        boolean internet = incident.cause == Cause.INTERNET;
        Site view = Site.of(roster, incident.site);
        if (internet ? view.isSilent(now) : power.isOn(incident.site)) {
            incident.causeOver = null;
            return;
        }
        Moment over = incident.causeOver == null ? now : incident.causeOver;
        incident.causeOver = over;
        // a relay may be heard for a moment only
        boolean unsure = internet && view.isRelayInDoubt(now, RELAY_GRACE);
        if (!unsure && now.since(over).compareTo(internet ? timeout.plus(Backstop.FORCE) : PowerDesk.RETURN) >= 0) {
            end(incident, internet ? "the site is heard again" : "the power is back", now);
            judgeLeft(incident.site, now);
        }
    }

    /** Who comes and goes. */
    void problems(List<ProblemView> found, Moment now) {
        for (Watched node : roster.all()) {
            Moment flapped = node.flappedAt;
            if (flapped != null && window.isFlapping(node, now)) {
                found.add(StatusDesk.problem(
                        "flapping", node.sender.toString(), "Node " + node.name() + " comes and goes", flapped));
            }
        }
    }

    /** What explained the failures of that site is over: those still failed are judged by themselves. */
    void judgeLeft(Name site, Moment now) {
        Site view = Site.of(roster, site);
        Incident live = liveOf(site).orElse(null);
        List<Watched> left = view.failedNodes().stream()
                .filter(node -> live == null || !live.nodes.contains(node.name()))
                .filter(node -> !isSettled(node) && !roster.holdByWitness(node, now))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        left.forEach(node -> {
            node.countedAt = null;
            node.left = true;
        });
        if (live == null) {
            judgeNodes(view, left, now);
        } else {
            grow(live, view, left, now);
        }
    }

    private void endIfOver(Incident incident, Moment now) {
        boolean over = switch (incident.cause) {
            case NODE -> noneFailed(incident);
            case INTERNET -> incident.causeOver != null && noneFailed(incident);
            case POWER -> !power.isOn(incident.site) && noneFailed(incident);
            case WATCH, DRILL -> false;
        };
        boolean isToBeTold =
                incident.cause == Cause.NODE && incident.state == IncidentState.CALLING && !calls.stopOnRecovery();
        if (over && !isToBeTold) {
            end(incident, "all are back", now);
        }
    }

    private boolean noneFailed(Incident incident) {
        return roster.nodesOf(incident.site).stream()
                .noneMatch(node -> node.isFailed() && incident.nodes.contains(node.name()));
    }

    /** The incident is over by itself. */
    void end(Incident incident, String why, Moment now) {
        boolean rang = incident.state != IncidentState.OPEN || incident.ladder.attempts() > 0;
        incident.become(rang ? IncidentState.RECOVERED : IncidentState.CLOSED, now);
        effects.save(incident.row());
        effects.decide(
                now,
                "incident " + incident.id,
                "recovery",
                why + " after " + Words.duration(now.since(incident.opened)),
                rang ? "recovered, nobody is rung any more" : "closed before the call");
        if (rang) {
            effects.tell(now, "recovered", incident, "Incident " + incident.id + " is over: " + why);
        }
    }

    /** Nobody is rung for a drill any more; how it did is told by the drill. */
    void endDrill(Incident incident, Moment now) {
        incident.ladder.reached();
        if (incident.isLive()) {
            incident.become(IncidentState.CLOSED, now);
            effects.save(incident.row());
        }
    }

    /** Somebody was reached. */
    KeyAnswer acknowledge(Incident incident, String how, Moment now) {
        incident.ladder.reached();
        if (incident.state != IncidentState.CALLING && incident.state != IncidentState.OPEN) {
            return KeyAnswer.OVER;
        }
        if (incident.cause == Cause.DRILL) {
            endDrill(incident, now);
            return KeyAnswer.DRILL_OVER;
        }
        incident.become(IncidentState.ACKNOWLEDGED, now);
        reached(incident, now);
        effects.save(incident.row());
        effects.decide(now, "incident " + incident.id, "reached", how, "acknowledged");
        effects.tell(now, "acknowledged", incident, "Incident " + incident.id + " is acknowledged: " + how);
        return KeyAnswer.ACKNOWLEDGED;
    }

    /**
     * Somebody says that it is settled. An outage is followed until it is over, since only then it can be told who stays
     * away: it is acknowledged.
     */
    KeyAnswer close(Incident incident, String how, Moment now) {
        if (!incident.isLive()) {
            return KeyAnswer.OVER;
        }
        if (incident.cause == Cause.DRILL) {
            return acknowledge(incident, how, now);
        }
        if (incident.cause == Cause.INTERNET || incident.cause == Cause.POWER) {
            acknowledge(incident, how, now);
            return KeyAnswer.CLOSES_BY_ITSELF;
        }
        incident.ladder.reached();
        reached(incident, now);
        incident.become(IncidentState.CLOSED, now);
        effects.save(incident.row());
        effects.decide(now, "incident " + incident.id, "closed", how, "closed, nobody is rung any more");
        effects.tell(now, "acknowledged", incident, "Incident " + incident.id + " is closed: " + how);
        return KeyAnswer.CLOSED;
    }

    /** What it is, in one sentence for people. */
    static String inWords(Incident incident) {
        Impairment impaired = incident.impaired;
        String what = incident.nodes.isEmpty()
                ? impaired == null ? "no node failed" : impaired.words()
                : incident.someNames() + " failed";
        return "Incident " + incident.id + " at site " + incident.site + ", cause " + incident.cause.word() + ": "
                + what;
    }

    private static String known(Incident incident) {
        return incident.nodes.isEmpty() ? "no node failed" : incident.names() + " failed";
    }
}
