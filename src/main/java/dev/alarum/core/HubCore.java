package dev.alarum.core;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.KeyAnswer;
import dev.alarum.call.KeyPress;
import dev.alarum.drill.DrillReport;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.Guard;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.status.StatusView;
import dev.alarum.store.Memory;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All decisions of a hub. Each method takes what happened and the moment it happened, and returns what must be done.
 * It has no clock, no thread and no network, and is not safe for several threads at once: its owner lets one in at a
 * time. The same events at the same moments always give the same effects.
 */
public final class HubCore {
    private final Moment start;
    private final Turns turns;
    private final Effects effects = new Effects();
    private final Guard guard;
    private final Roster roster;
    private final GapRecord record;
    private final PowerDesk power;
    private final IncidentDesk incidents;
    private final CallDesk calls;
    private final Unwatched unwatched;
    private final Watching watching;
    private final Canary canary;
    private final OwnWay ownWay;
    private final RelayCount relays;
    private final Channels channels;
    private final Fitness fitness;
    private final DrillDesk drills;
    private final StatusDesk status;

    /**
     * @param settings how to decide
     * @param memory what is known from before this start
     * @param start when the hub starts; durations of before are re-anchored here by the wall clock, once
     */
    public HubCore(CoreSettings settings, Memory memory, Moment start) {
        this(settings, memory, start, new Turns());
    }

    HubCore(CoreSettings settings, Memory memory, Moment start, Turns turns) {
        this.start = start;
        this.turns = turns;
        guard = new Guard(settings.heartbeat().timeout(), start);
        Backstop backstop = new Backstop(effects);
        ownWay = new OwnWay(settings.heartbeat(), this::isAnybodyWatched, this::hasAnybodyFailed, effects, start);
        roster = new Roster(
                settings.nodes(), settings.heartbeat(), settings.notice(), guard, ownWay, backstop, effects, start);
        record = new GapRecord(effects, settings.heartbeat(), start);
        power = new PowerDesk(settings, roster, effects, memory.lastPlan(), start);
        incidents = new IncidentDesk(
                settings.incident(),
                settings.call(),
                settings.heartbeat().timeout(),
                roster,
                power,
                guard,
                ownWay,
                effects,
                memory.lastIncident());
        power.incidents(incidents);
        roster.witnesses()
                .explainedBy(one -> power.supply().isOutFor(one.name())
                        || (one.lastHeard != null && power.isCause(one.site, one.lastHeard)));
        unwatched = new Unwatched(roster, guard, incidents);
        FactsDesk facts = new FactsDesk(roster, power, () -> drills().isTroubled());
        canary = new Canary(settings.heartbeat().timeout(), backstop, effects, start);
        watching = new Watching(guard, backstop, canary, ownWay, turns, effects, incidents);
        calls = new CallDesk(
                settings.call(),
                incidents,
                new PlanByHand(power),
                effects,
                incident -> facts.of(incident, watching, lastMoment()));
        drills = new DrillDesk(settings, incidents, calls, guard, effects);
        relays = new RelayCount(
                settings.nodes().relaysWanted(), settings.heartbeat().timeout(), roster, guard, effects);
        channels = new Channels(effects);
        fitness = new Fitness(effects);
        status = new StatusDesk(
                start, roster, incidents, calls, power, watching, unwatched, relays, channels, fitness, drills, guard,
                effects);
        restore(memory);
    }

    private @Nullable Moment last;

    private Moment lastMoment() {
        return last == null ? start : last;
    }

    private void restore(Memory memory) {
        memory.senders().forEach(row -> roster.restore(row, start));
        memory.notices().forEach(row -> roster.restoreNotice(row, start));
        memory.incidents().forEach(row -> incidents.restore(row, attemptsOf(memory, row.id()), start));
        memory.attempts().forEach(row -> calls.restore(row, start));
        calls.restoreSpent(memory.accepted(), start);
        power.restore(memory, start);
        memory.drills().forEach(row -> drills.restore(row, start));
    }

    private DrillDesk drills() {
        return drills;
    }

    private static int attemptsOf(Memory memory, long incident) {
        return memory.attempts().stream()
                .filter(row -> row.incident() == incident)
                .mapToInt(row -> row.attempt())
                .max()
                .orElse(0);
    }

    /** To be asked once, when the hub can hear: watches everyone known for one full timeout from now. */
    public List<Effect> begin(Moment now) {
        guard.begin(now);
        canary.beginAnew(now);
        ownWay.beginAnew(now);
        incidents.begin(now);
        power.begin(now);
        roster.armAll(now);
        record.begin(roster.all(), now);
        return effects.drain();
    }

    /**
     * What follows from a beat.
     *
     * @param isNewest whether it is newer than every one of its sender before, so that its silence begins anew
     */
    public record Heard(boolean isNewest, List<Effect> effects) {}

    /** A verified beat that did not wait for being counted. */
    public Heard heard(Beat beat, Moment now) {
        return heard(beat, now, now);
    }

    /**
     * A verified beat.
     *
     * @param arrived when it came to the hub, where it may have waited until now: its sender lived then, and perhaps does
     *     no more
     */
    public Heard heard(Beat beat, Moment arrived, Moment now) {
        observe(now);
        if (beat.sender().equals(Sender.DRILL)) {
            drills.heard(now);
            return new Heard(true, effects.drain());
        }
        if (beat.sender().isRelay()) {
            power.plans().word().heard(beat.sender().name(), now);
        }
        boolean newest = roster.isNewest(beat);
        if (newest) {
            record.heard(beat, arrived);
        }
        boolean wasLost = ownWay.isLost();
        // what waited for long at the door tells nothing of the way as it is now
        if (now.since(arrived).compareTo(OwnWay.SUSPICIOUS) < 0) {
            ownWay.heard(now);
        }
        if (wasLost && !ownWay.isLost()) {
            hears(watching.look(now), now);
        }
        if (roster.heard(beat, arrived, now) == Roster.Change.CAME_BACK) {
            roster.find(beat.sender()).ifPresent(one -> incidents.back(one, now));
        }
        return new Heard(newest, effects.drain());
    }

    /** The aggregator says that this one's silence lasted its timeout; the core confirms it or watches on. */
    public List<Effect> silent(Sender sender, Moment now) {
        observe(now);
        if (sender.equals(Sender.CANARY)) {
            canary.silent(now);
        } else if (sender.equals(Sender.DRILL)) {
            drills.silent(now);
        } else if (roster.silent(sender, now) == Roster.Change.FAILED) {
            roster.find(sender).ifPresent(one -> failed(List.of(one), now));
        }
        return effects.drain();
    }

    /** A verified notice. */
    public List<Effect> notice(Notice notice, Moment now) {
        observe(now);
        roster.notice(notice, now);
        return effects.drain();
    }

    /** A verified reading. */
    public List<Effect> reading(Reading reading, Moment now) {
        observe(now);
        power.plans().word().heard(reading.relay(), now);
        power.reading(reading, now);
        record.reading(reading, now);
        return effects.drain();
    }

    /** News of a call. */
    public List<Effect> call(CallUpdate update, Moment now) {
        observe(now);
        calls.update(update, now);
        drills.tick(now);
        calls.tick(now);
        return effects.drain();
    }

    /**
     * What came of a person's wish.
     *
     * @param answer what is to be told to the person
     */
    public record Answered(KeyAnswer answer, List<Effect> effects) {}

    /** A key that was pressed in a call. */
    public Answered key(KeyPress press, Moment now) {
        observe(now);
        KeyAnswer answer = calls.key(press, now);
        drills.tick(now);
        calls.tick(now);
        return new Answered(answer, effects.drain());
    }

    /**
     * Somebody who was not rung sees to an incident.
     *
     * @param incident its number
     * @param close whether it is settled already
     * @param by who, for the decision's trail
     * @return what came of it; null if no such incident is known
     */
    public @Nullable Answered settle(long incident, boolean close, String by, Moment now) {
        observe(now);
        return incidents
                .find(incident)
                .map(one -> close ? incidents.close(one, by, now) : incidents.acknowledge(one, by, now))
                .map(answer -> new Answered(answer, effects.drain()))
                .orElse(null);
    }

    /** The provider told of that call over the public URL. */
    public List<Effect> calledBack(long incident, int attempt, Moment now) {
        observe(now);
        calls.calledBack(incident, attempt);
        return effects.drain();
    }

    /**
     * What came of the wish for a drill.
     *
     * @param number the drill's; 0 if none has begun
     * @param refusal why not, in words for people; empty if it has begun
     */
    public record Begun(long number, String refusal, List<Effect> effects) {}

    /** Somebody wants a drill. @param by who, for the decision's trail */
    public Begun beginDrill(String by, Moment now) {
        observe(now);
        String refusal = drills.begin(by, now);
        long number = refusal == null ? drills.number() : 0;
        return new Begun(number, refusal == null ? "" : refusal, effects.drain());
    }

    /** The timetable wants a drill. */
    public List<Effect> drillBySchedule(Moment now) {
        observe(now);
        drills.beginBySchedule(now);
        return effects.drain();
    }

    /** News of what a drill has set going. */
    public List<Effect> drilled(DrillReport report, Moment now) {
        observe(now);
        drills.report(report, now);
        return effects.drain();
    }

    /** News of a step of a plan. */
    public List<Effect> step(StepResult result, Moment now) {
        observe(now);
        power.step(result, now);
        incidents.tick(now);
        drills.tick(now);
        calls.tick(now);
        return effects.drain();
    }

    /** What a plan's look at its cluster has shown. */
    public List<Effect> seen(ClusterLook look, Moment now) {
        observe(now);
        power.seen(look, now);
        incidents.tick(now);
        calls.tick(now);
        return effects.drain();
    }

    /** What is to be told to that relay now; it has told before what it did itself, if anything. */
    public RelayWords wordsFor(Name relay, Moment now) {
        power.plans().word().told(relay, now);
        return new RelayWords(
                power.returns().toWakeByRelay(roster.siteOfRelay(relay), now),
                power.plans().known(now));
    }

    /** That relay tells of a shutdown that it carries out by itself. It is believed for its own site only. */
    public List<Effect> relayPlan(Name relay, RelayPlan told, Moment now) {
        observe(now);
        power.plans().word().told(relay, now);
        power.fromRelay(relay, told, now);
        incidents.tick(now);
        calls.tick(now);
        return effects.drain();
    }

    /** A relay has woken that node. */
    public List<Effect> woken(Name relay, String node, Moment now) {
        observe(now);
        power.returns().woken(node, relay.text(), now);
        return effects.drain();
    }

    /** Whether an order that was given must not be sent any more, because mains came back meanwhile. */
    public boolean isVoid(StepOrder order) {
        return power.isVoid(order);
    }

    /**
     * Whether an attempt that was ordered must not be made any more: its incident waits for no call by now, or for a
     * later one. Whoever else it would have told of is rung for by an order of its own.
     */
    public boolean isVoid(CallOrder order) {
        return calls.isVoid(order);
    }

    /**
     * How the hub can hear; to be told at every tick.
     *
     * @param notRunning the flows that are not running, by id
     * @param backlog how long the oldest beats have waited that came in and were not counted yet
     */
    public List<Effect> flows(Set<String> notRunning, Duration backlog, Moment now) {
        last = now;
        canary.flows(notRunning, now);
        hears(watching.flows(notRunning, backlog, now), now);
        return effects.drain();
    }

    /** As {@link #flows(Set, Duration, Moment)}, with no beat that waits. */
    public List<Effect> flows(Set<String> notRunning, Moment now) {
        return flows(notRunning, Duration.ZERO, now);
    }

    /** What came of looking at the hub's own network. */
    public List<Effect> way(WayUpdate update, Moment now) {
        observe(now);
        ownWay.answer(update, now);
        hears(watching.look(now), now);
        return effects.drain();
    }

    private void hears(boolean again, Moment now) {
        record.hears(watching.deafBy(), now);
        if (again) {
            incidents.hearAgain(now);
            roster.armAll(now);
        }
    }

    private boolean isAnybodyWatched() {
        return roster.all().stream().anyMatch(one -> one.state.isWatched());
    }

    private boolean hasAnybodyFailed() {
        return roster.all().stream().anyMatch(Watched::isFailed);
    }

    /** One second has passed, or should have. */
    public List<Effect> tick(Moment now) {
        last = now;
        turns.of("guard", at -> doubted(guard.tick(at), at), now);
        turns.of("canary", canary::tick, now);
        turns.of("own-way", ownWay::tick, now);
        turns.of("roster", at -> failed(roster.tick(at), at), now);
        power.tick(turns, now);
        turns.of("witnesses", at -> roster.witnesses().tick(), now);
        turns.of("unwatched", unwatched::tick, now);
        turns.of("relays", relays::tick, now);
        turns.of("incidents", incidents::tick, now);
        turns.of("drills", drills::tick, now);
        turns.of("calls", calls::tick, now);
        turns.of("record", at -> record.tick(guard.backlog(), at), now);
        return effects.drain();
    }

    /** The hub is about to stop in order. */
    public List<Effect> end(Moment now) {
        record.end(now);
        return effects.drain();
    }

    /** For a replay: nothing out of the ordinary happened until now, although no event told so. */
    public void passOver(Moment now) {
        last = now;
        guard.ranUntil(now);
    }

    /** One that is to be known no more. */
    public List<Effect> forget(Sender sender, Moment now) {
        observe(now);
        roster.forget(sender);
        record.forgotten(sender, now);
        effects.decide(now, sender.toString(), "command forget", "an operator asked", "forgotten");
        incidents.tick(now);
        return effects.drain();
    }

    /** The store could not write. */
    public List<Effect> storeFailed(String reason, Moment now) {
        last = now;
        watching.storeFailed(reason, now);
        return effects.drain();
    }

    /** A message was given up on its way out by that channel. */
    public List<Effect> channelFailed(String channel, String reason, Moment now) {
        last = now;
        channels.failed(channel, reason, now);
        return effects.drain();
    }

    /** A message went out by that channel. */
    public List<Effect> channelWorks(String channel, Moment now) {
        last = now;
        channels.works(channel, now);
        return effects.drain();
    }

    /**
     * A Proxmox cluster was looked at. What is found wrong while the power is out, or soon after it, is the outage's: it
     * is left to the next look.
     */
    public List<Effect> looked(ClusterReport report, Moment now) {
        last = now;
        if (report.isFit() || !power.isUnsettled()) {
            fitness.looked(report, now);
        }
        return effects.drain();
    }

    /** The store writes again. */
    public List<Effect> storeWorks(Moment now) {
        last = now;
        watching.storeWorks(now);
        return effects.drain();
    }

    /** More than a few new BOOTs a minute under one name: probably two machines use it. */
    public List<Effect> duplicate(Sender sender, Moment now) {
        last = now;
        status.duplicate(sender, now);
        effects.tell(now, "duplicate-identity", sender.toString(), "Two machines seem to use the name " + sender);
        return effects.drain();
    }

    /**
     * Whether the detector can fire in time, or was stopped on purpose: what systemd's watchdog asks. A disk that is
     * full or a phone that is not taken is no reason to start the hub anew, nor are more beats than it can count; that it
     * counts none of those that come in is one.
     */
    public boolean canFire(Moment now) {
        return !watching.isBlind(now) && !watching.isCountingStopped() && canary.missedSince() == null;
    }

    /** The desks that failed at the last tick. */
    public Set<String> failing() {
        return turns.failing();
    }

    /** What people see. */
    public StatusView status(Moment now) {
        return status.view(now);
    }

    private void observe(Moment now) {
        last = now;
        doubted(guard.observe(now), now);
    }

    private void doubted(@Nullable String found, Moment now) {
        if (found != null) {
            effects.decide(now, "hub", "law 2: self-doubt", found, "everyone is watched for one full timeout from now");
            effects.tell(now, "self-doubt", "hub", found);
            canary.beginAnew(now);
            ownWay.beginAnew(now);
            roster.armAll(now);
            record.stood(now);
        }
    }

    private void failed(List<Watched> failed, Moment now) {
        for (Watched one : failed) {
            if (one.sender.isRelay()) {
                effects.tell(
                        now, "relay-gone", one.sender.toString(), "Relay " + one.name() + " is not heard any more");
            }
            incidents.failed(one.site, List.of(one), now);
        }
    }
}
