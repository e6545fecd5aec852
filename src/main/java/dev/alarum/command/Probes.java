package dev.alarum.command;

import dev.alarum.call.PhoneSettings;
import dev.alarum.call.TwilioBinding;
import dev.alarum.message.MailCheckBinding;
import dev.alarum.message.MessageSettings;
import dev.alarum.message.NtfyCheckBinding;
import dev.alarum.message.WebhookCheckBinding;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.proxmox.ProxmoxCheckBinding;
import dev.alarum.settings.AgentSettings;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.RelaySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code bin/alarum check} tries out for each role; a new probe is added here. */
final class Probes {
    private Probes() {}

    static List<Probe> ofHub(HubSettings settings) {
        List<Probe> probes = new ArrayList<>();
        account("alarum.twilio", settings.phone().twilio(), probes);
        account("alarum.twilio2", settings.phone().second(), probes);
        proxmox(settings.clusters(), probes);
        waysOut(settings.messages(), probes);
        return probes;
    }

    private static void proxmox(List<ClusterSettings> clusters, List<Probe> probes) {
        if (!clusters.isEmpty()) {
            probes.add(() -> ProxmoxCheckBinding.look(clusters).stream()
                    .flatMap(Probes::findings)
                    .toList());
        }
    }

    private static Stream<Finding> findings(ClusterReport report) {
        String good = "Proxmox cluster " + report.cluster() + ": hosts, certificates, nodes and rights are right";
        return Stream.concat(
                findings(good, report.problems()).stream(),
                report.notes().stream().map(Finding::note));
    }

    private static void waysOut(MessageSettings messages, List<Probe> probes) {
        MessageSettings.Mail mail = messages.mail();
        if (mail != null) {
            String good = "the mail server " + mail.host() + ":" + mail.port()
                    + (mail.user() == null
                            ? " speaks with us; no mail was sent"
                            : " takes the login; no mail was sent");
            probes.add(() -> found(good, MailCheckBinding.problem(mail)));
        }
        MessageSettings.Webhook webhook = messages.webhook();
        if (webhook != null) {
            String good =
                    "the webhook " + webhook.url() + " takes connections; nothing was sent, and so no token tried";
            probes.add(() -> found(good, WebhookCheckBinding.problem(webhook)));
        }
        MessageSettings.Ntfy ntfy = messages.ntfy();
        if (ntfy != null) {
            String good = "ntfy at " + ntfy.url() + " is well and gives access to the topic; nothing was published";
            probes.add(() -> found(good, NtfyCheckBinding.problem(ntfy)));
        }
    }

    private static void account(String key, PhoneSettings.@Nullable Twilio account, List<Probe> probes) {
        if (account != null) {
            String good = "the Twilio account" + (key.endsWith("2") ? " of " + key : "") + " works";
            probes.add(() -> found(good, TwilioBinding.problem(key, account)));
        }
    }

    private static List<Finding> found(String good, Optional<String> problem) {
        return findings(good, problem.stream().toList());
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
        List<ClusterSettings> clusters = settings.alone().clusters();
        proxmox(clusters, probes);
        clusters.stream()
                .filter(cluster -> !cluster.armed())
                .map(cluster -> Finding.note(
                        "Proxmox cluster " + cluster.cluster() + " is not armed: " + cluster.setting("armed")
                                + " is false, so this relay would order nothing when no hub answers"))
                .forEach(note -> probes.add(() -> List.of(note)));
        return probes;
    }
}
