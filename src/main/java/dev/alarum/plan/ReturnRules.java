package dev.alarum.plan;

import dev.alarum.node.Demands;
import java.time.Duration;

/**
 * How a cluster comes back after an outage, below {@code alarum.proxmox} or {@code alarum.proxmox.CLUSTER}.
 *
 * @param mainsStable {@code .mains-stable}: how long mains must have been back before a node is woken; 0 s to 1 d
 * @param chargeOver {@code .charge-over}: percent of charge the batteries must have before; 0 to 95, since a battery
 *     that is full may float at 99 for ever
 * @param wake {@code .wake}: by whom nodes are woken
 */
public record ReturnRules(Duration mainsStable, double chargeOver, Wake wake) {
    /** What holds without settings. */
    public static final ReturnRules DEFAULT = new ReturnRules(Duration.ofMinutes(5), 30, Wake.OFF);

    /** By whom nodes are woken. */
    public enum Wake {
        /** Nobody: they come up by themselves or are started by hand. */
        OFF,
        /** A node of the cluster that is up. */
        PROXMOX,
        /** The relay, which knows their network addresses ({@code alarum.wake.NODE}). */
        RELAY,
        /** The relay, and a node of the cluster once one is up. */
        BOTH;

        /** Whether the relay is asked. */
        public boolean byRelay() {
            return this == RELAY || this == BOTH;
        }

        /** Whether a node of the cluster is asked. */
        public boolean byProxmox() {
            return this == PROXMOX || this == BOTH;
        }
    }

    /** @throws Demands.NotMet if a part is outside its range */
    public ReturnRules {
        new Demands()
                .between(mainsStable, "0s", "1d", "mainsStable", "5m")
                .between(chargeOver, 0, 95, "chargeOver", "30")
                .check();
    }
}
