package dev.alarum.plan;

/** What became of a step of a plan, or of a node by it. */
public enum Outcome {
    /** Its turn has not come. */
    PLANNED,
    /** The order is out and not answered yet. */
    PENDING,
    /** The order is taken. */
    ACCEPTED,
    /** Proxmox refused. */
    REFUSED,
    /** No Proxmox host could be reached, or none got through to the node. */
    UNREACHABLE,
    /** Not sent, because the cluster is not armed. */
    NOT_ARMED,
    /** Not sent, because mains came back first or a person wanted it so. */
    STOPPED,
    /** The order was taken, and the node or its guests have gone down since. */
    DOWN,
    /** The node was off before it was asked. */
    ALREADY_OFF,
    /** The order was taken, and the node or one of its guests is still up after its time. */
    STILL_UP,
    /** Not done, because Proxmox cannot or may not do it, and nodes do not wait for it; never a node's. */
    SKIPPED,
    /** There is nothing to be done; never a node's. */
    NOT_NEEDED,
    /** On the way back: the node is up again. */
    BACK,
    /** On the way back: the node did not come up in its time. */
    MISSING;

    /** Whether the order was taken, so that the node is or will be off because of us. */
    public boolean isTaken() {
        return this == ACCEPTED || this == DOWN || this == STILL_UP;
    }

    /** Whether nobody need order that node any more: it goes, or is off. */
    public boolean isSeenTo() {
        return isTaken() || this == ALREADY_OFF;
    }

    /** Whether nothing was ordered yet, or nothing was heard of the order. */
    public boolean isOpen() {
        return this == PLANNED || this == PENDING;
    }
}
