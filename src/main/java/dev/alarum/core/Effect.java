package dev.alarum.core;

import dev.alarum.call.CallOrder;
import dev.alarum.node.Sender;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.StepOrder;
import dev.alarum.status.News;
import dev.alarum.store.Row;
import java.time.Duration;

/** Something that must be done because of a decision; the flow {@code decisions} does it. */
public sealed interface Effect {
    /** Which branch of the flow carries it out: {@code save, arm, complete, prove, dial, drill, order, look, tell}. */
    String kind();

    /** Keep a row. */
    record Save(Row row) implements Effect {
        @Override
        public String kind() {
            return "save";
        }
    }

    /**
     * Watch this sender from now on.
     *
     * @param within after which silence the aggregator is to report it: its timeout, or what is left of it; positive
     */
    record Arm(Sender sender, Duration within) implements Effect {
        @Override
        public String kind() {
            return "arm";
        }
    }

    /** Make the aggregator report this sender now: its time is long over and nothing came. */
    record Complete(Sender sender) implements Effect {
        @Override
        public String kind() {
            return "complete";
        }
    }

    /** Look whether the hub's own network works. */
    record Prove() implements Effect {
        @Override
        public String kind() {
            return "prove";
        }
    }

    /** Ring a contact. */
    record Dial(CallOrder order) implements Effect {
        @Override
        public String kind() {
            return "dial";
        }
    }

    /** Walk what a drill walks before the phone rings. */
    record Drill(long number) implements Effect {
        @Override
        public String kind() {
            return "drill";
        }
    }

    /** Carry out a step of a plan through Proxmox. */
    record Order(StepOrder order) implements Effect {
        @Override
        public String kind() {
            return "order";
        }
    }

    /** See how a cluster is. */
    record Look(LookOrder order) implements Effect {
        @Override
        public String kind() {
            return "look";
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
