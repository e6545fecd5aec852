package dev.alarum.command;

import dev.alarum.settings.AgentSettings;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.RelaySettings;
import java.util.ArrayList;
import java.util.List;

/** What {@code bin/alarum check} tries out for each role; a new probe is added here. */
final class Probes {
    private Probes() {}

    static List<Probe> ofHub(HubSettings settings) {
        return List.of();
    }

    static List<Probe> ofAgent(AgentSettings settings) {
        List<Probe> probes = new ArrayList<>();
        settings.hubs().forEach(url -> probes.add(new HealthProbe("hub", url)));
        settings.relays().forEach(url -> probes.add(new HealthProbe("relay", url)));
        return probes;
    }

    static List<Probe> ofRelay(RelaySettings settings) {
        List<Probe> probes = new ArrayList<>();
        settings.hubs().forEach(url -> probes.add(new HealthProbe("hub", url)));
        return probes;
    }
}
