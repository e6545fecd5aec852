package dev.alarum.e2e;

import java.time.Duration;

/**
 * A guest of a stand-in cluster as it is at first.
 *
 * @param id its number (VMID)
 * @param node where it is
 * @param name its name
 * @param isContainer {@code lxc}, else {@code qemu}
 * @param runs whether it runs
 * @param takes how long it takes to shut down
 * @param hangs whether it never shuts down unless it is stopped hard; its node stays up as long as it runs
 * @param isTemplate whether it is a template
 * @param startsAtBoot whether it starts with its node ({@code onboot})
 */
public record ProxmoxGuest(
        int id,
        String node,
        String name,
        boolean isContainer,
        boolean runs,
        Duration takes,
        boolean hangs,
        boolean isTemplate,
        boolean startsAtBoot) {
    /** A virtual machine that runs, shuts down at once and does not start by itself. */
    public static ProxmoxGuest vm(int id, String node) {
        return new ProxmoxGuest(id, node, "vm" + id, false, true, Duration.ZERO, false, false, false);
    }

    /** A container that runs, shuts down at once and does not start by itself. */
    public static ProxmoxGuest ct(int id, String node) {
        return new ProxmoxGuest(id, node, "ct" + id, true, true, Duration.ZERO, false, false, false);
    }

    public ProxmoxGuest named(String other) {
        return new ProxmoxGuest(id, node, other, isContainer, runs, takes, hangs, isTemplate, startsAtBoot);
    }

    public ProxmoxGuest stopped() {
        return new ProxmoxGuest(id, node, name, isContainer, false, takes, hangs, isTemplate, startsAtBoot);
    }

    public ProxmoxGuest taking(Duration time) {
        return new ProxmoxGuest(id, node, name, isContainer, runs, time, hangs, isTemplate, startsAtBoot);
    }

    public ProxmoxGuest hanging() {
        return new ProxmoxGuest(id, node, name, isContainer, runs, takes, true, isTemplate, startsAtBoot);
    }

    public ProxmoxGuest template() {
        return new ProxmoxGuest(id, node, name, isContainer, false, takes, hangs, true, startsAtBoot);
    }

    public ProxmoxGuest onboot() {
        return new ProxmoxGuest(id, node, name, isContainer, runs, takes, hangs, isTemplate, true);
    }

    /** {@code qemu} or {@code lxc}. */
    String type() {
        return isContainer ? "lxc" : "qemu";
    }

    /** As high availability calls it. */
    String sid() {
        return (isContainer ? "ct:" : "vm:") + id;
    }
}
