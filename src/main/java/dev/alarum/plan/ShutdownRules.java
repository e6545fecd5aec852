package dev.alarum.plan;

import dev.alarum.node.Demands;
import java.time.Duration;
import java.util.List;

/**
 * How a cluster is shut down, below {@code alarum.proxmox} or {@code alarum.proxmox.CLUSTER}.
 *
 * @param ha {@code .ha}: whether high availability is disarmed first where it is in use
 * @param ceph {@code .ceph}: whether Ceph's flag {@code noout} is set first where there is Ceph
 * @param guestTimeout {@code .guest-timeout}: how long the guests may take to shut down before their nodes are; 0 s to
 *     30 min, 0 leaves them to their nodes
 * @param downWithin {@code .down-within}: how long a node that took its order may take to go down; 30 s to 30 min
 * @param force {@code .force}: whether one that took longer is forced
 * @param spare {@code .spare}: the guests (VMID) that go down with their node only, such as a relay
 */
public record ShutdownRules(
        boolean ha, boolean ceph, Duration guestTimeout, Duration downWithin, boolean force, List<Integer> spare) {
    /** What holds without settings. */
    public static final ShutdownRules DEFAULT =
            new ShutdownRules(true, true, Duration.ofMinutes(3), Duration.ofMinutes(3), false, List.of());

    private static final int LEAST_VMID = 100;

    /** @throws Demands.NotMet if a part is outside its range */
    public ShutdownRules {
        spare = List.copyOf(spare);
        new Demands()
                .between(guestTimeout, "0s", "30m", "guestTimeout", "3m")
                .between(downWithin, "30s", "30m", "downWithin", "3m")
                .that(
                        spare.stream().allMatch(id -> id >= LEAST_VMID),
                        "spare",
                        "give the numbers (VMID) of guests, from 100",
                        "100,105")
                .check();
    }
}
