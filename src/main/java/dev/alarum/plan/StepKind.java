package dev.alarum.plan;

/** What a step of a plan does. The kinds of a shutdown stand in the order of its stages, then those of a return. */
public enum StepKind {
    /** High availability is disarmed, so that it moves no guests about and its watchdogs reset no node. */
    HA_OFF(1),
    /** Ceph is told not to rebuild what goes missing: its flag {@code noout}. */
    NOOUT(1),
    /** The guests of one node are shut down. */
    GUESTS(2),
    /** One node is shut down. */
    NODE(3),
    /** What still runs on a node that took its order and did not go is stopped hard, and the node is ordered once more. */
    FORCE(4),
    /** One node is woken. */
    WAKE(1),
    /** {@code noout} is taken off again. */
    NOOUT_OFF(2),
    /** High availability is as it was before. */
    HA_ON(2),
    /** The guests of one node that we shut down are started. */
    START(3);

    private final int stage;

    StepKind(int stage) {
        this.stage = stage;
    }

    /** The stage of its plan it belongs to, from 1; those of one stage are sent side by side or shortly after each other. */
    public int stage() {
        return stage;
    }

    /** Whether it concerns the cluster and none of its nodes. */
    public boolean isOfCluster() {
        return this == HA_OFF || this == NOOUT || this == NOOUT_OFF || this == HA_ON;
    }

    /** Whether it asks a node itself to go down. */
    public boolean takesNodeDown() {
        return this == NODE || this == FORCE;
    }
}
