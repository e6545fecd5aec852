package dev.alarum.command;

import dev.alarum.call.PhoneSettings;
import dev.alarum.call.TwilioBinding;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.ProxmoxCheckBinding;
import dev.alarum.settings.AgentSettings;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.RelaySettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code bin/alarum check} tries out for each role; a new probe is added here. */
final class Probes {
    private Probes() {}

    static List<Probe> ofHub(HubSettings settings) {
        List<Probe> probes = new ArrayList<>();
        account("alarum.twilio", settings.phone().twilio(), probes);
        account("alarum.twilio2", settings.phone().second(), probes);
        for (ClusterSettings cluster : settings.clusters()) {
            probes.add(() -> findings(
                    "Proxmox cluster " + cluster.cluster() + ": hosts, certificates, nodes and rights are right",
                    ProxmoxCheckBinding.problems(cluster)));
        }
        return probes;
    }

    private static void account(String key, PhoneSettings.@Nullable Twilio account, List<Probe> probes) {
        if (account != null) {
            String good = "the Twilio account" + (key.endsWith("2") ? " of " + key : "") + " works";
            probes.add(() ->
                    findings(good, TwilioBinding.problem(key, account).stream().toList()));
        }
    }

    private static List<Finding> findings(String good, List<String> problems) {
        return problems.isEmpty()
                ? List.of(Finding.good(good))
                : problems.stream().map(Finding::bad).toList();
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
