package dev.alarum.alone;

import dev.alarum.plan.LookOrder;
import dev.alarum.plan.StepOrder;

/** Something that a relay must do because of what it decided by itself; the flow {@code plan-decided} does it. */
public sealed interface Deed {
    /** Which branch of the flow carries it out: {@code order, look, keep}. */
    String kind();

    /** Carry out a step of a plan through Proxmox. */
    record Order(StepOrder order) implements Deed {
        @Override
        public String kind() {
            return "order";
        }
    }

    /** See how a cluster is. */
    record Look(LookOrder order) implements Deed {
        @Override
        public String kind() {
            return "look";
        }
    }

    /** Write down how things stand. */
    record Keep() implements Deed {
        @Override
        public String kind() {
            return "keep";
        }
    }
}
