package dev.alarum.settings;

import dev.alarum.alone.AloneSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.ups.UpsSettings;
import dev.alarum.ups.UpsSource;
import dev.alarum.wake.WakeAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All settings of a relay.
 *
 * @param name {@code alarum.relay.name}
 * @param key {@code alarum.relay.key}
 * @param server {@code alarum.relay.host} and {@code .port}
 * @param hubs {@code alarum.hubs}: base URLs
 * @param ups {@code alarum.ups.NAME.source}, {@code .command}, {@code .address}, {@code .poll}
 * @param period {@code alarum.heartbeat.period}
 * @param dataFolder {@code alarum.data.dir}
 * @param wake {@code alarum.wake.NODE}: where each node hears a magic packet
 * @param alone what it does when the power fails and no hub answers; clusters only where it reads a UPS, and with more
 *     than one UPS each says which nodes it feeds
 */
public record RelaySettings(
        Name name,
        SenderKey key,
        ServerSettings server,
        List<URI> hubs,
        List<UpsSource> ups,
        Duration period,
        Path dataFolder,
        Map<Name, WakeAddress> wake,
        AloneSettings alone) {
    /** @throws Demands.NotMet if there is no hub, the period is outside its range, or parts do not go together */
    public RelaySettings {
        hubs = List.copyOf(hubs);
        ups = List.copyOf(ups);
        wake = Map.copyOf(wake);
        Demands demands =
                new Demands().that(!hubs.isEmpty(), "hubs", "give the base URLs of the hubs", "http://10.8.0.1:8080");
        HeartbeatSettings.demandPeriod(demands, period);
        boolean shutsDown = !alone.clusters().isEmpty();
        demands.that(
                !shutsDown || !ups.isEmpty(),
                "ups.NAME.source",
                "give the UPS that this relay reads, or leave alarum.proxmox.* out: a relay shuts nodes down in an outage"
                        + " of its own UPS only",
                "apcaccess");
        for (UpsSettings one : alone.ups()) {
            demands.that(
                    !shutsDown || alone.ups().size() == 1 || !one.nodes().isEmpty(),
                    "ups." + one.name() + ".nodes",
                    "give the nodes it feeds, as there is more than one UPS",
                    "pve1,pve2");
        }
        demands.check();
    }

    /** One that wakes and shuts down nothing. */
    public RelaySettings(
            Name name,
            SenderKey key,
            ServerSettings server,
            List<URI> hubs,
            List<UpsSource> ups,
            Duration period,
            Path dataFolder) {
        this(name, key, server, hubs, ups, period, dataFolder, Map.of(), AloneSettings.NONE);
    }

    /** Whether it shuts nodes down by itself when no hub answers. */
    public boolean shutsDown() {
        return !alone.clusters().isEmpty();
    }

    /** Whether it has anything to ask a hub, or to tell it, of waking and shutting down. */
    public boolean tellsOfPlans() {
        return shutsDown() || !wake.isEmpty();
    }
}
