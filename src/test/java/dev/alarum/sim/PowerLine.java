package dev.alarum.sim;

import dev.alarum.node.Sender;
import dev.alarum.sim.Fault.Link;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.Reading;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The mains of all sites, and the relays that read their UPSes. */
final class PowerLine {
    private static final long POLL = 5_000;
    private static final long SIGN_OF_LIFE = 30_000;

    private final HubProcess hub;
    private final Agenda agenda;
    private final Chronicle chronicle;
    private final Network network;
    private final Map<Sender, Machine> machines;
    private final Map<String, Mains> mains = new TreeMap<>();
    private final Map<Mains, PowerState> posted = new HashMap<>();
    private final Map<Mains, Long> postedAt = new HashMap<>();

    PowerLine(Cluster.World world, Network network) {
        this.hub = world.hub();
        this.agenda = world.agenda();
        this.chronicle = world.chronicle();
        this.machines = world.machines();
        this.network = network;
        for (House.Place place : chronicle.script().house().places()) {
            mains.put(place.site(), new Mains(place));
        }
    }

    Mains of(House.Place place) {
        return mains.get(place.site());
    }

    void begin() {
        mains.values().stream().filter(one -> one.place().ups()).forEach(one -> agenda.at(700, () -> poll(one)));
    }

    /** A trouble of a UPS begins; an outage that outlasts the battery takes the whole site down. */
    void begin(Fault.Power trouble, Departures departures) {
        Mains site = mains.get(trouble.site());
        if (!site.place().ups() || !site.begin(trouble)) {
            return;
        }
        agenda.at(trouble.ends(), () -> site.end(trouble));
        if (Mains.isOutage(trouble) && trouble.battery() < trouble.lasts()) {
            agenda.in(
                    trouble.battery(),
                    () -> machines.values().stream()
                            .filter(machine -> machine.place.equals(site.place()))
                            .forEach(machine -> {
                                machine.down(trouble, true);
                                departures.comeBack(machine, trouble, site);
                            }));
        }
    }

    private void poll(Mains site) {
        agenda.in(POLL, () -> poll(site));
        Machine relay = machines.values().stream()
                .filter(one -> one.sender.isRelay() && one.place.equals(site.place()) && one.isAlive())
                .findFirst()
                .orElse(null);
        if (relay == null) {
            return;
        }
        Reading reading = site.read(relay, agenda.now());
        long age = agenda.now() - postedAt.getOrDefault(site, -SIGN_OF_LIFE);
        if (reading.state() == PowerState.MAINS && posted.get(site) == PowerState.MAINS && age < SIGN_OF_LIFE) {
            return;
        }
        posted.put(site, reading.state());
        postedAt.put(site, agenda.now());
        for (long delay : network.delays(Link.RELAY_HUB, relay, agenda.now() + 1, agenda.now())) {
            agenda.in(delay, () -> give(site, reading));
        }
    }

    private void give(Mains site, Reading reading) {
        if (hub.isCutOff() || !hub.isRunning()) {
            return;
        }
        SimHub.Taken taken = hub.hub().reading(reading, hub.now());
        boolean onBattery = reading.state() == PowerState.ON_BATTERY
                || reading.state() == PowerState.CRITICAL
                || (reading.state() == PowerState.SHUTTING_DOWN
                        && reading.flags().contains(Reading.Flag.WAS_ON_BATTERY));
        chronicle.note(
                agenda.now(), new Happening.Read(site.place().site(), reading.state(), onBattery, taken.isTaken()));
        hub.hand(taken.deeds());
    }
}
