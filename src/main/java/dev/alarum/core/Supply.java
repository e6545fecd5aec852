package dev.alarum.core;

import dev.alarum.call.CallFacts;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.status.StatusView.UpsView;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.PowerWatch;
import dev.alarum.ups.Reading;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every UPS as it is watched, and what it feeds. A node that several UPSes feed has power as long as one of them has. */
final class Supply {
    /** A UPS of which nothing was known for so long tells nothing any more of the power. */
    static final Duration UNSEEN = Duration.ofMinutes(5);

    private static final Set<PowerState> ON_BATTERY =
            EnumSet.of(PowerState.ON_BATTERY, PowerState.CRITICAL, PowerState.SHUTTING_DOWN);

    private final Roster roster;
    private final Map<Name, UpsSettings> known;
    private final Map<Name, PowerWatch> watches = new TreeMap<>();

    Supply(List<UpsSettings> settings, Roster roster) {
        this.roster = roster;
        this.known = settings.stream().collect(Collectors.toMap(UpsSettings::name, ups -> ups));
    }

    Map<Name, PowerWatch> watches() {
        return watches;
    }

    void put(Name ups, PowerWatch watch) {
        watches.put(ups, watch);
    }

    Optional<PowerWatch> find(Name ups) {
        return Optional.ofNullable(watches.get(ups));
    }

    /** The watch of that UPS; one that was never heard begins now. */
    PowerWatch watch(Name ups, Name relay, Moment now) {
        return watches.computeIfAbsent(ups, name -> new PowerWatch(settingsOf(name, relay.text()), now));
    }

    /** Whether that UPS is named in the settings or was ever heard. */
    boolean isKnown(Name ups) {
        return known.containsKey(ups) || watches.containsKey(ups);
    }

    boolean hasUps(Name site) {
        return known.values().stream().anyMatch(ups -> ups.site().equals(site)) || isAt(site);
    }

    /** Whether any UPS of that site is known. */
    boolean isAt(Name site) {
        return watches.keySet().stream().anyMatch(ups -> siteOf(ups).equals(site));
    }

    /** Whether the power explains what fell silent at that site at that moment. */
    boolean isCause(Name site, Moment firstSilence) {
        return watches.entrySet().stream()
                .anyMatch(one ->
                        siteOf(one.getKey()).equals(site) && one.getValue().powerCauseAt(firstSilence));
    }

    /** Whether the outage of a UPS of that site goes on for certain. */
    boolean isOn(Name site) {
        return !outAt(site).isEmpty();
    }

    /** Whether the outage of that UPS goes on for certain. */
    boolean isOut(Name ups) {
        return find(ups).filter(PowerWatch::confirmed).isPresent();
    }

    /** Whether the outage of any UPS goes on for certain. */
    boolean isAnyOut() {
        return watches.values().stream().anyMatch(PowerWatch::confirmed);
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

    /** Whether that UPS feeds that node, alone or beside others. */
    boolean feeds(Name ups, Name node) {
        UpsSettings one = known.get(ups);
        if (one == null && !isTheOnlyOne(ups)) {
            return false;
        }
        if (one == null || one.nodes().isEmpty()) {
            return roster.siteOf(node).equals(siteOf(ups));
        }
        return one.nodes().contains(node);
    }

    /** One that the settings do not name feeds the whole site only where no other can be meant. */
    private boolean isTheOnlyOne(Name ups) {
        return known.isEmpty() && watches.size() == 1 && watches.containsKey(ups);
    }

    private Map<Name, PowerWatch> feeding(Name node) {
        Map<Name, PowerWatch> feeding = new LinkedHashMap<>();
        watches.forEach((ups, watch) -> {
            if (feeds(ups, node)) {
                feeding.put(ups, watch);
            }
        });
        return feeding;
    }

    /** Whether every UPS that feeds that node is out for certain. */
    boolean isOutFor(Name node) {
        Map<Name, PowerWatch> feeding = feeding(node);
        return !feeding.isEmpty() && feeding.values().stream().allMatch(PowerWatch::confirmed);
    }

    /** Whether no UPS that feeds that node has mains, be it for certain or not yet. */
    boolean isWithoutMains(Name node) {
        Map<Name, PowerWatch> feeding = feeding(node);
        return !feeding.isEmpty()
                && feeding.values().stream().allMatch(watch -> watch.confirmed() || ON_BATTERY.contains(watch.state()));
    }

    /** Whether that UPS alone feeds that node. */
    boolean feedsAlone(Name ups, Name node) {
        return feeds(ups, node) && feeding(node).size() == 1;
    }

    /** Whether that node must go now that this UPS says so: every other one that feeds it is out, too, and as far. */
    boolean mustGo(Name ups, Name node) {
        return feeds(ups, node)
                && feeding(node).entrySet().stream()
                        .allMatch(one -> one.getKey().equals(ups)
                                || (one.getValue().confirmed() && one.getValue().shutdownWasDue()));
    }

    /** Whether some UPS that feeds that node is on mains. */
    boolean isFedByMains(Name node) {
        return feeding(node).values().stream().anyMatch(Supply::isOnMains);
    }

    private static boolean isOnMains(PowerWatch watch) {
        return watch.state() == PowerState.MAINS && !watch.confirmed();
    }

    /** Whether some UPS that feeds that node has been on mains for so long, and is so full; or none is known that does. */
    boolean isSafe(Name node, Duration stable, double charge, Moment now) {
        Map<Name, PowerWatch> feeding = feeding(node);
        return feeding.isEmpty() || feeding.values().stream().anyMatch(watch -> isSafe(watch, stable, charge, now));
    }

    /** Whether nothing has been known for so long of any UPS that feeds that node. */
    boolean isUnseen(Name node, Duration time, Moment now) {
        Map<Name, PowerWatch> feeding = feeding(node);
        return !feeding.isEmpty() && feeding.values().stream().allMatch(watch -> isUnseen(watch, time, now));
    }

    private static boolean isUnseen(PowerWatch watch, Duration time, Moment now) {
        return watch.state() == PowerState.LOST && now.since(watch.since()).compareTo(time) >= 0;
    }

    /** Whether some UPS feeds both of them. */
    boolean isSharedBy(Name one, Name other) {
        return watches.keySet().stream().anyMatch(ups -> feeds(ups, one) && feeds(ups, other));
    }

    /**
     * Whether every UPS that feeds any of those nodes has been on mains for so long, and is so full. One of which nothing is
     * known for long holds nobody up for ever, unless it was out.
     *
     * @param isProven whether something else shows that such a one is on mains again
     */
    boolean areAllSafe(List<Name> nodes, Duration stable, double charge, Predicate<Name> isProven, Moment now) {
        return watches.entrySet().stream()
                .filter(one -> nodes.stream().anyMatch(node -> feeds(one.getKey(), node)))
                .allMatch(one -> isSafe(one.getValue(), stable, charge, now)
                        || (isUnseen(one.getValue(), UNSEEN, now)
                                && (!one.getValue().confirmed() || isProven.test(one.getKey()))));
    }

    private static boolean isSafe(PowerWatch watch, Duration stable, double charge, Moment now) {
        Reading newest = watch.newest();
        Double percent = newest == null ? null : newest.chargePercent();
        return isOnMains(watch)
                && now.since(watch.since()).compareTo(stable) >= 0
                && (percent == null || percent >= charge);
    }

    /** Whether an order to shut down what this UPS feeds may go out at this moment. */
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

    /** How long the battery of that UPS lasts yet; null if it does not tell. */
    @Nullable
    Duration batteryLasts(Name ups, Moment now) {
        PowerWatch watch = watches.get(ups);
        return watch == null ? null : watch.batteryLasts(now);
    }

    /** Whether nothing more can come from the relay that read it last: it failed, or left, as on an empty battery. */
    boolean isRelayGone(PowerWatch watch) {
        Watched relay = relayOf(watch);
        return relay != null && (relay.isFailed() || relay.state == LifeState.OFF);
    }

    /** The relay that read it last; null if it was never heard. */
    @Nullable
    Name relayOf(Name ups) {
        PowerWatch watch = watches.get(ups);
        Reading newest = watch == null ? null : watch.newest();
        return newest == null ? null : newest.relay();
    }

    private @Nullable Watched relayOf(PowerWatch watch) {
        Reading newest = watch.newest();
        return newest == null ? null : roster.find(Sender.relay(newest.relay())).orElse(null);
    }

    Name siteOf(Name ups) {
        UpsSettings one = known.get(ups);
        if (one != null) {
            return one.site();
        }
        PowerWatch watch = watches.get(ups);
        Watched relay = watch == null ? null : relayOf(watch);
        return relay == null ? NodeSettings.HOME : relay.site;
    }

    /** A UPS that the settings do not name is judged by the defaults, at the site of its relay. */
    UpsSettings settingsOf(Name ups, String relay) {
        UpsSettings one = known.get(ups);
        if (one != null) {
            return one;
        }
        UpsSettings usual = UpsSettings.named(ups);
        return new UpsSettings(
                ups,
                Name.isName(relay) ? roster.siteOfRelay(new Name(relay)) : NodeSettings.HOME,
                usual.nodes(),
                usual.confirm(),
                usual.shutdownAfter(),
                usual.chargeBelow(),
                usual.runtimeBelow(),
                usual.lostAfter());
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

    List<UpsView> views(Moment now) {
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
}
