package dev.alarum.ups;

import dev.alarum.node.Name;
import java.time.Duration;
import java.util.List;

/**
 * One UPS as the hub judges it.
 *
 * @param name {@code alarum.ups.NAME.*}
 * @param site {@code .site}
 * @param nodes {@code .nodes}: the nodes it feeds; empty: all of the site
 * @param confirm {@code .confirm}: how long it must be on battery before that is believed
 * @param shutdownAfter {@code .shutdown-after}: time on battery, from the confirmation, until nodes are shut down
 * @param chargeBelow {@code .charge-below}: percent of charge under which they are shut down earlier
 * @param runtimeBelow {@code .runtime-below}: time left under which they are shut down earlier
 */
public record UpsSettings(
        Name name,
        Name site,
        List<Name> nodes,
        Duration confirm,
        Duration shutdownAfter,
        double chargeBelow,
        Duration runtimeBelow) {
    /** Copies the list. */
    public UpsSettings {
        nodes = List.copyOf(nodes);
    }
}
