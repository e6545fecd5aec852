package dev.alarum.settings;

import dev.alarum.call.CallSettings;
import dev.alarum.call.PhoneSettings;
import dev.alarum.drill.DrillSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.HistorySettings;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.message.MessageSettings;
import dev.alarum.node.BaseUrl;
import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a hub.
 *
 * @param server where it listens, {@code alarum.hub.*}
 * @param dataFolder {@code alarum.data.dir}: SQLite and secrets
 * @param publicUrl {@code alarum.public-url}: by which Twilio reaches this hub; https, plain http to loopback only;
 *     null: it cannot
 * @param probes {@code alarum.hub.probes}: hosts that can be reached when the hub's own network works; none: those of
 *     {@link #ownProbes}
 * @param nodes who is expected where
 * @param heartbeat how signs of life are judged
 * @param incident when failures are worth a call
 * @param notice how long an announced absence is accepted
 * @param history how much of the past is kept for replays
 * @param call whom to ring, and how often
 * @param phone who carries the calls
 * @param ups every UPS, by name; with more than one UPS or site each says which nodes it feeds
 * @param clusters every Proxmox cluster
 * @param drill when drills begin by themselves
 * @param messages by which ways news goes out
 */
public record HubSettings(
        ServerSettings server,
        Path dataFolder,
        @Nullable URI publicUrl,
        List<URI> probes,
        NodeSettings nodes,
        HeartbeatSettings heartbeat,
        IncidentSettings incident,
        NoticeSettings notice,
        HistorySettings history,
        CallSettings call,
        PhoneSettings phone,
        List<UpsSettings> ups,
        List<ClusterSettings> clusters,
        DrillSettings drill,
        MessageSettings messages) {
    /** @throws Demands.NotMet if parts do not go together */
    public HubSettings {
        probes = List.copyOf(probes);
        ups = List.copyOf(ups);
        clusters = List.copyOf(clusters);
        Demands demands = new Demands()
                .that(
                        publicUrl == null || BaseUrl.isSafe(publicUrl),
                        "publicUrl",
                        "give https; plain http only to loopback",
                        "https://hub.example.org")
                .that(
                        phone.provider() != PhoneSettings.Provider.TWILIO
                                || !call.contacts().isEmpty(),
                        "contact",
                        "give at least one contact with provider twilio",
                        "+14155550123")
                .that(
                        messages.sms() == null || phone.twilio() != null,
                        "sms.to",
                        "give alarum.twilio.account-sid, .auth-token and .from, too: SMS go through that account",
                        "none");
        boolean each = ups.size() > 1 || sites(nodes, ups).size() > 1;
        for (UpsSettings one : ups) {
            demands.that(
                    !each || !one.nodes().isEmpty(),
                    "ups." + one.name() + ".nodes",
                    "give the nodes it feeds, as there is more than one UPS or site",
                    "pve1,pve2");
        }
        demands.check();
    }

    /** What the hub tries to reach when nobody is heard: the probes given, else the phone provider and its own public URL. */
    public List<URI> ownProbes() {
        if (!probes.isEmpty()) {
            return probes;
        }
        PhoneSettings.Twilio twilio = phone.provider() == PhoneSettings.Provider.TWILIO ? phone.twilio() : null;
        return Stream.of(Optional.ofNullable(twilio).map(PhoneSettings.Twilio::baseUrl), Optional.ofNullable(publicUrl))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Set<Name> sites(NodeSettings nodes, List<UpsSettings> ups) {
        Set<Name> sites = new HashSet<>(nodes.nodes().values());
        sites.addAll(nodes.relays().values());
        ups.forEach(one -> sites.add(one.site()));
        return sites;
    }
}
