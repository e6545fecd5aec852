package dev.alarum.ups;

import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import java.time.Duration;
import java.util.List;

/**
 * One UPS as the hub judges it.
 *
 * @param name {@code alarum.ups.NAME.*}
 * @param site {@code .site}
 * @param nodes {@code .nodes}: the nodes it feeds; empty: all of the site
 * @param confirm {@code .confirm}: how long it must be on battery before that is believed;
 *     1 s to 1 h
 * @param shutdownAfter {@code .shutdown-after}: time on battery, from the confirmation, until nodes are shut down;
 *     0 s to 1 d
 * @param chargeBelow {@code .charge-below}: percent of charge under which they are shut down earlier; 0 to 100
 * @param runtimeBelow {@code .runtime-below}: time left under which they are shut down earlier; 0 s to 1 d
 * @param lostAfter {@code .lost-after}: how long nothing may be known of the UPS in a certain outage until they are shut
 *     down earlier; 15 s to 1 d
 */
public record UpsSettings(
        Name name,
        Name site,
        List<Name> nodes,
        Duration confirm,
        Duration shutdownAfter,
        double chargeBelow,
        Duration runtimeBelow,
        Duration lostAfter) {
    /** @throws Demands.NotMet if a part is outside its range */
    public UpsSettings {
        nodes = List.copyOf(nodes);
        new Demands()
                .between(confirm, "1s", "1h", "confirm", "15s")
                .between(shutdownAfter, "0s", "1d", "shutdownAfter", "5m")
                .between(chargeBelow, 0, 100, "chargeBelow", "30")
                .between(runtimeBelow, "0s", "1d", "runtimeBelow", "10m")
                .between(lostAfter, "15s", "1d", "lostAfter", "60s")
                .check();
    }

    /** That UPS with every default: it feeds all of the site {@code home}. */
    public static UpsSettings named(Name name) {
        return new UpsSettings(
                name,
                NodeSettings.HOME,
                List.of(),
                Duration.ofSeconds(15),
                Duration.ZERO,
                30,
                Duration.ofMinutes(10),
                Duration.ofSeconds(60));
    }
}
