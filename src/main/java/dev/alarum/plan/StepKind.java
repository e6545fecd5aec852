package dev.alarum.plan;

/** What a step of a plan does. The kinds of a shutdown stand in their order, then those of a return. */
public enum StepKind {
    /** High availability is disarmed, so that it moves no guests about and its watchdogs reset no node. */
    HA_OFF,
    /** Ceph is told not to rebuild what goes missing: its flag {@code noout}. */
    NOOUT,
    /** The guests of one node are shut down. */
    GUESTS,
    /** One node is shut down. */
    NODE,
    /** What still runs on a node that took its order and did not go is stopped hard, and the node is ordered once more. */
    FORCE,
    /** One node is woken, or awaited where it comes up by itself. */
    WAKE,
    /** {@code noout} is taken off again. */
    NOOUT_OFF,
    /** High availability is as it was before. */
    HA_ON,
    /** The guests of one node that we shut down are started. */
    START;

    /** Whether it concerns the cluster and none of its nodes. */
    public boolean isOfCluster() {
        return this == HA_OFF || this == NOOUT || this == NOOUT_OFF || this == HA_ON;
    }

    /** Whether it asks a node itself to go down. */
    public boolean takesNodeDown() {
        return this == NODE || this == FORCE;
    }

    /** Whether a cluster that cannot do it, or whose token may not, is none the worse for the nodes. */
    public boolean isOptional() {
        return this == HA_OFF || this == NOOUT || this == GUESTS;
    }
}
