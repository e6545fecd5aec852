package dev.alarum.core;

import dev.alarum.call.CallFacts;
import dev.alarum.call.Impairment;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.incident.Cause;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what a call may say of an incident. */
final class FactsDesk {
    private final Roster roster;
    private final PowerDesk power;
    private final BooleanSupplier isDrillTroubled;

    /** @param isDrillTroubled whether something that the drill walked before the phone does not work */
    FactsDesk(Roster roster, PowerDesk power, BooleanSupplier isDrillTroubled) {
        this.roster = roster;
        this.power = power;
        this.isDrillTroubled = isDrillTroubled;
    }

    CallFacts of(Incident incident, Watching watching, Moment now) {
        Site site = Site.of(roster, incident.site);
        // those with longer timeouts are not failed yet, and not up either
        boolean isSiteSilent = incident.cause == Cause.INTERNET;
        return new CallFacts(
                incident.id,
                incident.cause,
                incident.site.text(),
                names(failed(incident, site)),
                isSiteSilent ? List.of() : names(site.upNodes().stream()),
                isSiteSilent ? 0 : (int) site.relaysUp(),
                site.relays().size(),
                incident.cause == Cause.INTERNET && power.supply().hasUps(incident.site),
                power.supply().battery(incident.site, now),
                power.shutdowns().outcomes(incident.id),
                incident.cause == Cause.POWER && power.canShutDown(incident.site),
                names(failed(incident, site).filter(node -> node.flapping)),
                impaired(incident, watching),
                power.shutdowns().shortage(incident.id),
                incident.cause == Cause.DRILL ? new CallFacts.Rehearsal(off(), isDrillTroubled.getAsBoolean()) : null);
    }

    private static Stream<Watched> failed(Incident incident, Site site) {
        Map<Name, Integer> order = new HashMap<>();
        incident.nodes.forEach(name -> order.put(name, order.size()));
        return site.failedNodes().stream()
                .sorted(Comparator.comparingInt(node -> order.getOrDefault(node.name(), Integer.MAX_VALUE)));
    }

    /** Who is accepted to be off, and may have been forgotten. */
    private List<String> off() {
        return names(roster.all().stream().filter(one -> !one.sender.isRelay() && one.state == LifeState.OFF));
    }

    private static List<String> names(Stream<Watched> nodes) {
        return nodes.map(node -> node.name().text()).toList();
    }

    private static @Nullable Impairment impaired(Incident incident, Watching watching) {
        if (incident.impaired != null) {
            return incident.impaired;
        }
        return watching.storeFailure() == null ? null : Impairment.DISK;
    }
}
