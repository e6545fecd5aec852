package dev.alarum.settings;

import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All settings of an agent.
 *
 * @param name {@code alarum.node.name}; the host name if not given
 * @param key {@code alarum.node.key}
 * @param hubs {@code alarum.hubs}: base URLs
 * @param relays {@code alarum.relays}: base URLs
 * @param period {@code alarum.heartbeat.period}
 * @param dataFolder {@code alarum.data.dir}
 */
public record AgentSettings(
        Name name, SenderKey key, List<URI> hubs, List<URI> relays, Duration period, Path dataFolder) {
    /** @throws Demands.NotMet if there is nobody to beat to, or the period is outside its range */
    public AgentSettings {
        hubs = List.copyOf(hubs);
        relays = List.copyOf(relays);
        Demands demands = new Demands()
                .that(
                        !hubs.isEmpty() || !relays.isEmpty(),
                        "hubs",
                        "give the base URLs of the hubs (or of alarum.relays)",
                        "http://10.8.0.1:8080");
        HeartbeatSettings.demandPeriod(demands, period);
        demands.check();
    }
}
