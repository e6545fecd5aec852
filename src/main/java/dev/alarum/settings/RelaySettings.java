package dev.alarum.settings;

import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.ups.UpsSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
 */
public record RelaySettings(
        Name name,
        SenderKey key,
        ServerSettings server,
        List<URI> hubs,
        List<UpsSource> ups,
        Duration period,
        Path dataFolder) {
    /** @throws Demands.NotMet if there is no hub, or the period is outside its range */
    public RelaySettings {
        hubs = List.copyOf(hubs);
        ups = List.copyOf(ups);
        Demands demands =
                new Demands().that(!hubs.isEmpty(), "hubs", "give the base URLs of the hubs", "http://10.8.0.1:8080");
        HeartbeatSettings.demandPeriod(demands, period);
        demands.check();
    }
}
