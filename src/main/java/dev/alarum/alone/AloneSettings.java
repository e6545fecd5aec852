package dev.alarum.alone;

import dev.alarum.node.Demands;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.util.List;

/**
 * What a relay does when the power fails and no hub answers.
 *
 * @param silent {@code alarum.hubs.silent}: how long no hub may answer until the relay acts by itself; 10 s to 10 min
 * @param ups every UPS that the relay's settings name, with the limits of the hub's keys; its {@code shutdownAfter} means
 *     nothing here, as a relay waits until the battery is nearly empty
 * @param clusters every Proxmox cluster that it shuts down; none: it shuts nothing down
 */
public record AloneSettings(Duration silent, List<UpsSettings> ups, List<ClusterSettings> clusters) {
    /** What holds without settings: nothing is shut down. */
    public static final AloneSettings NONE = new AloneSettings(Duration.ofSeconds(60), List.of(), List.of());

    /** @throws Demands.NotMet if the time is outside its range */
    public AloneSettings {
        ups = List.copyOf(ups);
        clusters = List.copyOf(clusters);
        new Demands().between(silent, "10s", "10m", "silent", "60s").check();
    }
}
