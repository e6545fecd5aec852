package dev.alarum.core;

import dev.alarum.call.CallFacts;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.incident.Cause;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.status.StatusView.UpsView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerEvent;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.PowerWatch;
import dev.alarum.ups.Reading;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every UPS, what follows from it, and the plans that shut nodes down. */
final class PowerDesk implements IncidentDesk.Power {
    /** How long the call about a power failure waits for the results of the plan at most. */
    static final Duration RESULTS = Duration.ofSeconds(10);

    /** How long nodes shut down by a plan may stay silent once mains is back and their relay heard. */
    static final Duration RETURN = Duration.ofMinutes(15);

    private final CoreSettings settings;
    private final Roster roster;
    private final Effects effects;
    private final Map<Name, UpsSettings> known;
    private final Map<Name, PowerWatch> watches = new TreeMap<>();
    private final Map<Name, Row.UpsRow> saved = new TreeMap<>();
    /** Until when what a power failure took down may stay away after it. */
    private final Map<Name, Moment> returnDue = new TreeMap<>();

    private final PlanDesk plans;
    private @Nullable IncidentDesk incidents;

    PowerDesk(CoreSettings settings, Roster roster, Effects effects, long lastPlan) {
        this.settings = settings;
        this.roster = roster;
        this.effects = effects;
        this.plans = new PlanDesk(settings.clusters(), roster, effects, this, lastPlan);
        this.known = settings.ups().stream().collect(Collectors.toMap(UpsSettings::name, ups -> ups));
    }

    void incidents(IncidentDesk desk) {
        incidents = desk;
    }

    boolean hasUps(Name site) {
        return settings.ups().stream().anyMatch(ups -> ups.site().equals(site))
                || watches.keySet().stream().anyMatch(ups -> siteOf(ups).equals(site));
    }

    void restore(Memory memory, Moment start) {
        settings.ups().forEach(ups -> watches.put(ups.name(), new PowerWatch(ups, start)));
        for (Row.UpsRow row : memory.ups()) {
            Name name = new Name(row.ups());
            Row.ReadingRow reading = memory.readings().stream()
                    .filter(one -> new Name(one.ups()).equals(name))
                    .findFirst()
                    .orElse(null);
            watches.put(
                    name,
                    PowerWatch.restored(settingsOf(name, row.relay()), row, reading, isPlanned(row, memory), start));
            saved.put(name, row);
        }
        plans.restore(memory, start);
        incidents().all().stream()
                .filter(incident -> incident.cause == Cause.POWER)
                .forEach(incident -> {
                    incident.ups = upsOf(incident);
                    restoreReturn(incident, start);
                });
    }

    /** Whether the outage that goes on had its plan before the restart; one of an earlier outage is not that. */
    private boolean isPlanned(Row.UpsRow row, Memory memory) {
        Long confirmed = row.confirmedAt();
        return confirmed != null
                && memory.plans().stream()
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
        return plans.upsOf(incident.id)
                .orElseGet(() -> watches.entrySet().stream()
                        .filter(one -> siteOf(one.getKey()).equals(incident.site)
                                && one.getValue().confirmed())
                        .map(Map.Entry::getKey)
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
        PowerWatch watch = watches.computeIfAbsent(
                reading.ups(),
                name -> new PowerWatch(settingsOf(name, reading.relay().text()), now));
        follow(reading.ups(), watch, watch.reading(reading, now), now);
    }

    void tick(Moment now) {
        watches.forEach((name, watch) -> {
            boolean gone = isRelayGone(watch);
            if (!gone) {
                watch.heard();
            }
            follow(name, watch, gone ? watch.silent(now) : watch.tick(now), now);
        });
        plans.tick(now);
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

    /** Whether nothing more can come from the relay that read it last: it failed, or left, as on an empty battery. */
    private boolean isRelayGone(PowerWatch watch) {
        Watched relay = relayOf(watch);
        return relay != null && (relay.isFailed() || relay.state == LifeState.OFF);
    }

    private @Nullable Watched relayOf(PowerWatch watch) {
        Reading newest = watch.newest();
        return newest == null ? null : roster.find(Sender.relay(newest.relay())).orElse(null);
    }

    private void follow(Name ups, PowerWatch watch, List<PowerEvent> events, Moment now) {
        for (PowerEvent event : events) {
            if (event instanceof PowerEvent.Confirmed) {
                confirmed(ups, now);
            } else if (event instanceof PowerEvent.ShutdownDue due) {
                long incident =
                        incidents().liveOf(siteOf(ups)).map(one -> one.id).orElse(0L);
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
        Name site = siteOf(ups);
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
    }

    private void mainsBack(Name ups, Moment now) {
        effects.tell(now, "mains-back", ups.text(), "UPS " + ups + " is on mains again");
        plans.stop(ups, now);
        expectReturn(now);
        incidents().liveOf(siteOf(ups)).filter(one -> one.cause == Cause.POWER).ifPresent(incident -> {
            if (!isOn(incident.site)) {
                incidents().mainsBack(incident, now);
                returnDue.put(incident.site, now.plus(RETURN));
                Site.of(roster, incident.site).failedNodes().forEach(node -> node.left = true);
            }
        });
    }

    /** Those that we shut down must be back a while after what feeds them is on mains. */
    private void expectReturn(Moment now) {
        for (Watched node : roster.all()) {
            if (node.told && node.leaseEnds == null && isFedByMains(node.name())) {
                node.leaseEnds = now.plus(RETURN);
                effects.save(node.row());
            }
        }
    }

    private boolean isFedByMains(Name node) {
        List<PowerWatch> feeding = watches.entrySet().stream()
                .filter(one -> feeds().test(one.getKey(), node))
                .map(Map.Entry::getValue)
                .toList();
        return feeding.stream().noneMatch(PowerWatch::confirmed)
                && feeding.stream().anyMatch(watch -> watch.state() == PowerState.MAINS);
    }

    @Override
    public boolean isAt(Name site) {
        return watches.keySet().stream().anyMatch(ups -> siteOf(ups).equals(site));
    }

    @Override
    public boolean isCause(Name site, Moment firstSilence) {
        return watches.entrySet().stream()
                .anyMatch(one ->
                        siteOf(one.getKey()).equals(site) && one.getValue().powerCauseAt(firstSilence));
    }

    @Override
    public boolean isOn(Name site) {
        return watches.entrySet().stream()
                .anyMatch(one ->
                        siteOf(one.getKey()).equals(site) && one.getValue().confirmed());
    }

    @Override
    public BiPredicate<Name, Name> feeds() {
        return (ups, node) -> {
            UpsSettings one = known.get(ups);
            if (one == null && !isTheOnlyOne(ups)) {
                return false;
            }
            if (one == null || one.nodes().isEmpty()) {
                return roster.siteOf(node).equals(siteOf(ups));
            }
            return one.nodes().contains(node);
        };
    }

    /** One that the settings do not name feeds the whole site only where no other can be meant. */
    private boolean isTheOnlyOne(Name ups) {
        return known.isEmpty() && watches.size() == 1 && watches.containsKey(ups);
    }

    @Override
    public boolean isOutFor(Name node) {
        return watches.keySet().stream().anyMatch(ups -> isOut(ups) && feeds().test(ups, node));
    }

    /** Whether some UPS is out for certain, or what an outage took down may still be on its way back. */
    boolean isUnsettled() {
        return !returnDue.isEmpty() || watches.values().stream().anyMatch(PowerWatch::confirmed);
    }

    /** Whether the outage of that UPS goes on for certain. */
    boolean isOut(Name ups) {
        PowerWatch watch = watches.get(ups);
        return watch != null && watch.confirmed();
    }

    @Override
    public boolean awaitsResults(Incident incident, Moment now) {
        Moment since = incident.confirmed;
        return since != null
                && plans.isUnderWay(incident.id)
                && now.since(since).compareTo(RESULTS) < 0;
    }

    PlanDesk plans() {
        return plans;
    }

    /** The UPSes of that site whose outage goes on for certain. */
    Map<Name, PowerWatch> outAt(Name site) {
        Map<Name, PowerWatch> out = new LinkedHashMap<>();
        watches.forEach((ups, watch) -> {
            if (watch.confirmed() && siteOf(ups).equals(site)) {
                out.put(ups, watch);
            }
        });
        return out;
    }

    /** Whether nodes can be ordered to shut down in an outage of that site that goes on. */
    boolean canShutDown(Name site) {
        return outAt(site).keySet().stream().anyMatch(plans::canShutDown);
    }

    /** Whether an order to shut down a node that this UPS feeds may go out at this moment. */
    boolean mayCommand(Name ups, Moment now) {
        PowerWatch watch = watches.get(ups);
        if (watch == null) {
            return false;
        }
        if (!isRelayGone(watch)) {
            watch.heard();
        }
        return watch.mayCommand(now);
    }

    CallFacts.@Nullable Battery battery(Name site, Moment now) {
        return watches.entrySet().stream()
                .filter(one -> siteOf(one.getKey()).equals(site))
                .map(Map.Entry::getValue)
                .filter(watch -> watch.newest() != null)
                .min(Comparator.comparing(watch -> !watch.confirmed()))
                .map(watch -> battery(watch, now))
                .orElse(null);
    }

    private static CallFacts.@Nullable Battery battery(PowerWatch watch, Moment now) {
        Reading newest = watch.newest();
        Duration age = watch.age(now);
        return newest == null || age == null
                ? null
                : new CallFacts.Battery(newest.chargePercent(), newest.loadPercent(), newest.runtime(), age);
    }

    List<UpsView> upsViews(Moment now) {
        return watches.entrySet().stream()
                .map(one -> view(one.getKey(), one.getValue(), now))
                .toList();
    }

    private UpsView view(Name name, PowerWatch watch, Moment now) {
        Reading newest = watch.newest();
        Duration age = watch.age(now);
        Duration runtime = newest == null ? null : newest.runtime();
        return new UpsView(
                name.text(),
                siteOf(name).text(),
                newest == null ? "" : newest.relay().text(),
                watch.state().name(),
                watch.confirmed(),
                watch.batteryBad(),
                newest == null ? null : newest.chargePercent(),
                runtime == null ? null : runtime.toSeconds(),
                newest == null ? null : newest.loadPercent(),
                age == null ? null : StatusDesk.seconds(age));
    }

    void problems(List<ProblemView> found) {
        watches.forEach((name, watch) -> {
            if (watch.batteryBad()) {
                found.add(StatusDesk.problem(
                        "battery-bad", name.text(), "The battery of UPS " + name + " must be replaced", watch.since()));
            }
            if (watch.state() == PowerState.LOST) {
                found.add(
                        StatusDesk.problem("ups-lost", name.text(), "UPS " + name + " cannot be read", watch.since()));
            }
            if (watch.confirmed()) {
                found.add(StatusDesk.problem(
                        "on-battery", name.text(), "UPS " + name + " runs on its battery", watch.since()));
            }
        });
    }

    private IncidentDesk incidents() {
        IncidentDesk desk = incidents;
        if (desk == null) {
            throw new IllegalStateException("the power desk was not joined to the incidents");
        }
        return desk;
    }

    private Name siteOf(Name ups) {
        UpsSettings one = known.get(ups);
        if (one != null) {
            return one.site();
        }
        PowerWatch watch = watches.get(ups);
        Watched relay = watch == null ? null : relayOf(watch);
        return relay == null ? dev.alarum.node.NodeSettings.HOME : relay.site;
    }

    /** A UPS that the settings do not name is judged by the defaults. */
    private UpsSettings settingsOf(Name ups, String relay) {
        UpsSettings one = known.get(ups);
        Name site = Name.isName(relay)
                ? settings.nodes().siteOf(Sender.relay(new Name(relay)))
                : dev.alarum.node.NodeSettings.HOME;
        return one == null ? defaultsOf(ups, site) : one;
    }

    private static UpsSettings defaultsOf(Name ups, Name site) {
        UpsSettings usual = UpsSettings.named(ups);
        return new UpsSettings(
                ups,
                site,
                usual.nodes(),
                usual.confirm(),
                usual.shutdownAfter(),
                usual.chargeBelow(),
                usual.runtimeBelow(),
                usual.lostAfter());
    }
}
