package dev.alarum.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Few scripts that cost little and hold every kind of trouble that many scripts hold together. */
final class VariedScripts {
    private final long seed;
    private final Set<String> kinds = new TreeSet<>();
    private final long cost;

    private VariedScripts(long seed) {
        this.seed = seed;
        Script script = Scripts.of(seed);
        script.faults().stream().filter(fault -> fault.at() < script.lasts()).forEach(this::note);
        script.house().places().forEach(place -> note(place, script.house().armed()));
        cost = (script.lasts() + Simulation.EPILOGUE) / 1_000 * (10 + beatsASecond(script.house()));
    }

    /** Of the seeds from 1 on, so many: the cheap ones that together hold every kind of trouble that all of them hold. */
    static List<Long> among(long seeds) {
        List<VariedScripts> all =
                LongStream.rangeClosed(1, seeds).mapToObj(VariedScripts::new).toList();
        Set<String> wanted = new HashSet<>();
        all.forEach(script -> wanted.addAll(script.kinds));
        List<Long> chosen = new ArrayList<>();
        while (!wanted.isEmpty()) {
            VariedScripts best = all.stream()
                    .max((one, other) -> Double.compare(one.worth(wanted), other.worth(wanted)))
                    .orElseThrow();
            chosen.add(best.seed);
            wanted.removeAll(best.kinds);
        }
        return chosen;
    }

    private double worth(Set<String> wanted) {
        return (double) kinds.stream().filter(wanted::contains).count() / cost;
    }

    private void note(Fault fault) {
        kinds.add(fault.getClass().getSimpleName());
        if (fault instanceof Fault.Suspend suspend) {
            suspend.flows().forEach(flow -> kinds.add("suspended " + flow));
        } else if (fault instanceof Fault.Power power) {
            kinds.add("power " + power.trouble());
        } else if (fault instanceof Fault.Leave leave) {
            kinds.add("notice " + leave.kind());
        } else if (fault instanceof Fault.Phone phone) {
            kinds.add("phone " + phone.how());
        } else if (fault instanceof Fault.Proxmox proxmox) {
            kinds.add("proxmox " + proxmox.how());
        } else if (fault instanceof Fault.Freeze freeze) {
            kinds.add("freeze " + freeze.how());
        }
    }

    private void note(House.Place place, boolean armed) {
        kinds.add(place.relays() + " relays");
        if (place.listed() > 0) {
            kinds.add(armed ? "armed" : "not armed");
        }
    }

    private static long beatsASecond(House house) {
        return house.places().stream()
                .mapToLong(place -> place.nodes() * (1L + place.relays()))
                .sum();
    }
}
