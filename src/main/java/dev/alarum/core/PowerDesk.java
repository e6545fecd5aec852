package dev.alarum.core;

import dev.alarum.incident.Cause;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.ShutdownPlan;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.status.StatusView.PlanView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerEvent;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.PowerWatch;
import dev.alarum.ups.Reading;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What follows from the UPSes: incidents, plans that shut nodes down, and ways back. */
final class PowerDesk implements IncidentDesk.Power {
    /** How long the call about a power failure waits for the results of the plan at most. */
    static final Duration RESULTS = Duration.ofSeconds(10);

    /** How long nodes shut down by a plan may stay silent once mains is back and their relay heard. */
    static final Duration RETURN = Duration.ofMinutes(15);

    /** Nodes that we hold back until power stays and batteries are full are expected after this in any case. */
    static final Duration HELD_BACK = Duration.ofHours(12);

    private final CoreSettings settings;
    private final Roster roster;
    private final Effects effects;
    private final Supply supply;
    private final Map<Name, Row.UpsRow> saved = new TreeMap<>();
    /** Until when what a power failure took down may stay away after it. */
    private final Map<Name, Moment> returnDue = new TreeMap<>();
    /** Since when a node that we shut down has power again. */
    private final Map<Name, Moment> fedSince = new TreeMap<>();

    private final PlanBook shutdowns = new PlanBook();
    private final PlanDesk plans;
    private final ReturnDesk returns;
    private final PreviewDesk previews;
    private final Hearsay hearsay;
    private @Nullable IncidentDesk incidents;

    PowerDesk(CoreSettings settings, Roster roster, Effects effects, long lastPlan, Moment start) {
        this.settings = settings;
        this.roster = roster;
        this.effects = effects;
        this.supply = new Supply(settings.ups(), roster);
        PlanNumbers numbers = new PlanNumbers(lastPlan);
        this.plans = new PlanDesk(settings.clusters(), roster, effects, supply, shutdowns, numbers);
        this.returns = new ReturnDesk(settings.clusters(), roster, effects, supply, shutdowns, numbers);
        this.previews = new PreviewDesk(settings.clusters(), roster, effects, supply, shutdowns, start);
        this.hearsay = new Hearsay(settings.clusters(), roster, supply, shutdowns, effects);
    }

    void incidents(IncidentDesk desk) {
        incidents = desk;
    }

    Supply supply() {
        return supply;
    }

    PlanBook shutdowns() {
        return shutdowns;
    }

    PlanDesk plans() {
        return plans;
    }

    PreviewDesk previews() {
        return previews;
    }

    ReturnDesk returns() {
        return returns;
    }

    void restore(Memory all, Moment start) {
        Memory memory = KeptPlans.readable(all, start);
        settings.ups().forEach(ups -> supply.put(ups.name(), new PowerWatch(ups, start)));
        for (Row.UpsRow kept : memory.ups()) {
            Row.UpsRow row = asPlanned(kept, memory);
            Name name = new Name(row.ups());
            Row.ReadingRow reading = memory.readings().stream()
                    .filter(one -> new Name(one.ups()).equals(name))
                    .findFirst()
                    .orElse(null);
            UpsSettings ups = supply.settingsOf(name, row.relay());
            supply.put(name, PowerWatch.restored(ups, row, reading, isPlanned(row, memory), start));
            saved.put(name, row);
        }
        plans.restore(memory, start);
        returns.restore(memory, start);
        plans.expectSilences(returns::isHeldBack, start);
        incidents().all().stream()
                .filter(incident -> incident.cause == Cause.POWER)
                .forEach(incident -> {
                    incident.ups = upsOf(incident);
                    restoreReturn(incident, start);
                });
    }

    /** A plan that runs says that its outage was certain, even if a crash has kept that from the disk. */
    private Row.UpsRow asPlanned(Row.UpsRow row, Memory memory) {
        if (row.confirmedAt() != null) {
            return row;
        }
        OptionalLong begun = memory.plans().stream()
                .filter(plan -> plan.undoes() == null && plan.origin() == null)
                .filter(plan -> plan.state().equals(ShutdownPlan.State.RUNNING.name()))
                .filter(plan -> new Name(plan.ups()).equals(new Name(row.ups())) && plan.at() >= row.since())
                .filter(plan -> incidents()
                        .find(plan.incident())
                        .filter(Incident::isLive)
                        .isPresent())
                .mapToLong(Row.PlanRow::at)
                .max();
        return begun.isPresent() ? row.confirmed(begun.getAsLong()) : row;
    }

    /** Whether the outage that goes on had its plan before the restart; one of an earlier outage is not that. */
    private boolean isPlanned(Row.UpsRow row, Memory memory) {
        Long confirmed = row.confirmedAt();
        return confirmed != null
                && memory.plans().stream()
                        .filter(plan -> plan.undoes() == null)
                        .filter(plan -> new Name(plan.ups()).equals(new Name(row.ups())))
                        .anyMatch(plan -> plan.at() >= confirmed
                                || incidents()
                                        .find(plan.incident())
                                        .filter(Incident::isLive)
                                        .isPresent());
    }

    /** What an outage that ended before the restart took down is still to be judged, unless it was already. */
    private void restoreReturn(Incident incident, Moment start) {
        Moment ended = incident.ended;
        boolean judged = incidents().all().stream()
                .anyMatch(later -> later.site.equals(incident.site) && later.id > incident.id);
        if (ended != null && !judged) {
            Moment well = start.plus(settings.heartbeat().timeout());
            Moment due = ended.plus(RETURN);
            returnDue.put(incident.site, due.isAtOrAfter(well) ? due : well);
        }
    }

    private @Nullable Name upsOf(Incident incident) {
        return shutdowns
                .upsOf(incident.id)
                .orElseGet(() -> supply.outAt(incident.site).keySet().stream()
                        .findFirst()
                        .orElse(null));
    }

    /** What a power failure took down may stay away a while after it; what else failed before is judged once we hear. */
    void begin(Moment now) {
        roster.all().stream()
                .filter(one -> one.isFailed() && !one.sender.isRelay())
                .forEach(one -> returnDue.putIfAbsent(
                        one.site, now.plus(settings.heartbeat().timeout().plus(Backstop.FORCE))));
    }

    void reading(Reading reading, Moment now) {
        PowerWatch watch = supply.watch(reading.ups(), reading.relay(), now);
        follow(reading.ups(), watch, watch.reading(reading, now), now);
        if (watch.state() == PowerState.MAINS) {
            plans.endOfRelays(reading.ups(), now);
        }
    }

    void tick(Turns turns, Moment now) {
        turns.of("power", this::watch, now);
        turns.of("plans", plans::tick, now);
        turns.of("returns", returns::tick, now);
        turns.of("previews", previews::tick, now);
        turns.of("power-after", this::judgeAfter, now);
    }

    private void watch(Moment now) {
        List.copyOf(supply.watches().entrySet()).forEach(one -> {
            PowerWatch watch = one.getValue();
            boolean gone = supply.isRelayGone(watch);
            if (!gone) {
                watch.heard();
            }
            follow(one.getKey(), watch, gone ? watch.silent(now) : watch.tick(now), now);
        });
    }

    private void judgeAfter(Moment now) {
        expectReturn(now);
        List<Name> due = returnDue.entrySet().stream()
                .filter(one -> now.isAtOrAfter(one.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(site -> {
            returnDue.remove(site);
            if (!isOn(site)) {
                incidents().judgeLeft(site, now);
            }
        });
    }

    private void follow(Name ups, PowerWatch watch, List<PowerEvent> events, Moment now) {
        for (PowerEvent event : events) {
            if (event instanceof PowerEvent.Confirmed) {
                confirmed(ups, now);
            } else if (event instanceof PowerEvent.ShutdownDue due) {
                long incident = incidents()
                        .liveOf(supply.siteOf(ups))
                        .map(one -> one.id)
                        .orElse(0L);
                plans.begin(ups, incident, due.reason(), now);
            } else if (event instanceof PowerEvent.MainsBack) {
                mainsBack(ups, now);
            } else if (event instanceof PowerEvent.BecameLost lost) {
                effects.tell(
                        now,
                        "ups-lost",
                        ups.text(),
                        "UPS " + ups + " cannot be read any more"
                                + (lost.duringOutage() ? "; the outage counts on" : ""));
            } else if (event instanceof PowerEvent.BackFromLost) {
                effects.tell(now, "ups-back", ups.text(), "UPS " + ups + " can be read again");
            } else if (event instanceof PowerEvent.BatteryBad) {
                effects.tell(now, "battery-bad", ups.text(), "The battery of UPS " + ups + " must be replaced");
            }
        }
        Row.UpsRow row = watch.row();
        if (!row.equals(saved.put(ups, row))) {
            effects.save(row);
        }
    }

    private void confirmed(Name ups, Moment now) {
        Name site = supply.siteOf(ups);
        effects.tell(now, "on-battery", ups.text(), "UPS " + ups + " runs on its battery");
        Incident incident = incidents().liveOf(site).orElse(null);
        if (incident == null) {
            List<Watched> failed = Site.of(roster, site).failedNodes();
            incident = incidents().open(site, Cause.POWER, failed, "law 5: UPS " + ups + " on battery", now);
        } else if (Cause.POWER.isWorseThan(incident.cause)) {
            incidents().worsen(incident, Cause.POWER, now);
        }
        incident.ups = incident.ups == null ? ups : incident.ups;
        incident.confirmed = now;
        expectNoReturn();
    }

    /** Whoever we shut down and has no power again need not be back before it has. */
    private void expectNoReturn() {
        for (Watched node : roster.all()) {
            if (node.told && node.leaseEnds != null && supply.isOutFor(node.name())) {
                node.leaseEnds = null;
                effects.save(node.row());
            }
        }
    }

    private void mainsBack(Name ups, Moment now) {
        effects.tell(now, "mains-back", ups.text(), "UPS " + ups + " is on mains again");
        plans.stop(ups, now);
        plans.spare(ups, now);
        expectReturn(now);
        incidents()
                .liveOf(supply.siteOf(ups))
                .filter(one -> one.cause == Cause.POWER)
                .ifPresent(incident -> {
                    if (!isOn(incident.site)) {
                        incidents().mainsBack(incident, now);
                        returnDue.put(incident.site, now.plus(RETURN));
                        Site.of(roster, incident.site).failedNodes().forEach(node -> node.left = true);
                    }
                });
    }

    /** Those that we shut down must be back a while after what feeds them is on mains, or after we let them come. */
    private void expectReturn(Moment now) {
        for (Watched node : roster.all()) {
            if (node.sender.isRelay() || !node.told || node.leaseEnds != null) {
                continue;
            }
            if (isExpected(node.name(), now)) {
                fedSince.remove(node.name());
                node.leaseEnds = now.plus(RETURN);
                effects.save(node.row());
            }
        }
    }

    /** Whether it could be on its way. */
    private boolean isExpected(Name node, Moment now) {
        if (!supply.isFedByMains(node)) {
            fedSince.remove(node);
            return false;
        }
        Moment fed = fedSince.computeIfAbsent(node, name -> now);
        return !returns.isHeldBack(node) || now.since(fed).compareTo(HELD_BACK) >= 0;
    }

    @Override
    public boolean isAt(Name site) {
        return supply.isAt(site);
    }

    @Override
    public boolean isCause(Name site, Moment firstSilence) {
        return supply.isCause(site, firstSilence);
    }

    @Override
    public boolean isOn(Name site) {
        return supply.isOn(site);
    }

    @Override
    public boolean explains(@Nullable Name ups, Name node) {
        return ups == null || supply.feedsAlone(ups, node) || supply.isOutFor(node);
    }

    /** Whether some UPS is out for certain, or what an outage took down may still be on its way back. */
    boolean isUnsettled() {
        return !returnDue.isEmpty() || supply.isAnyOut();
    }

    @Override
    public boolean awaitsResults(Incident incident, Moment now) {
        Moment since = incident.confirmed;
        return since != null
                && shutdowns.isUnquiet(incident.id, now)
                && now.since(since).compareTo(RESULTS) < 0;
    }

    /** Whether nodes can be ordered to shut down in an outage of that site that goes on. */
    boolean canShutDown(Name site) {
        return supply.outAt(site).keySet().stream().anyMatch(plans::canShutDown);
    }

    /** That relay tells of a shutdown that it carries out by itself. */
    void fromRelay(Name relay, RelayPlan told, Moment now) {
        RelayPlan believed = hearsay.believed(relay, told, now);
        if (believed != null) {
            long incident = incidents()
                    .liveOf(roster.siteOfRelay(relay))
                    .map(one -> one.id)
                    .orElse(0L);
            plans.fromRelay(believed, incident, now);
        }
    }

    void step(StepResult result, Moment now) {
        plans.step(result, now);
        returns.step(result, now);
    }

    void seen(ClusterLook look, Moment now) {
        if (look.plan() == PreviewDesk.NO_PLAN) {
            previews.seen(look, now);
        }
        plans.seen(look, now);
        returns.seen(look, now);
    }

    boolean isVoid(StepOrder order) {
        return shutdowns.isVoid(order) || returns.isVoid(order);
    }

    /** All plans and returns, in the order of their numbers. */
    List<PlanView> views(Moment now) {
        List<PlanView> views = new ArrayList<>(shutdowns.views(now));
        views.addAll(returns.views(now));
        views.sort(Comparator.comparingLong(PlanView::id));
        return views;
    }

    private IncidentDesk incidents() {
        IncidentDesk desk = incidents;
        if (desk == null) {
            throw new IllegalStateException("the power desk was not joined to the incidents");
        }
        return desk;
    }
}
