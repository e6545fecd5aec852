package dev.alarum.core;

import dev.alarum.call.CallOrder;
import dev.alarum.node.Sender;
import dev.alarum.plan.StepOrder;
import dev.alarum.status.News;
import dev.alarum.store.Row;

/** Something that must be done because of a decision; the flow {@code decisions} does it. */
public sealed interface Effect {
    /** Which branch of the flow carries it out: {@code save, arm, dial, shutdown, tell}. */
    String kind();

    /** Keep a row. */
    record Save(Row row) implements Effect {
        @Override
        public String kind() {
            return "save";
        }
    }

    /** Watch this sender for one full timeout from now. */
    record Arm(Sender sender) implements Effect {
        @Override
        public String kind() {
            return "arm";
        }
    }

    /** Ring a contact. */
    record Dial(CallOrder order) implements Effect {
        @Override
        public String kind() {
            return "dial";
        }
    }

    /** Shut a Proxmox node down. */
    record Shutdown(StepOrder order) implements Effect {
        @Override
        public String kind() {
            return "shutdown";
        }
    }

    /** Tell people without ringing. */
    record Tell(News news) implements Effect {
        @Override
        public String kind() {
            return "tell";
        }
    }
}
