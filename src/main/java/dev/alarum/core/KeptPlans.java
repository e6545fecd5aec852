package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.plan.PlanRows;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plans of before this start. One that cannot be read must not keep the hub from starting: it is as if it never was. */
final class KeptPlans {
    private static final Logger LOGGER = LoggerFactory.getLogger(KeptPlans.class);

    private KeptPlans() {}

    /** The same memory without those that cannot be read. */
    static Memory readable(Memory memory, Moment start) {
        List<Row.PlanRow> plans = memory.plans().stream()
                .filter(plan -> isReadable(plan, memory.steps(), start))
                .toList();
        return new Memory(
                memory.senders(),
                memory.stamps(),
                memory.ups(),
                memory.readings(),
                memory.incidents(),
                memory.attempts(),
                plans,
                memory.steps(),
                memory.notices(),
                memory.lastIncident(),
                memory.lastPlan(),
                memory.accepted(),
                memory.drills());
    }

    private static boolean isReadable(Row.PlanRow plan, List<Row.StepRow> steps, Moment start) {
        try {
            PlanRows.read(plan, steps, start);
            return true;
        } catch (RuntimeException e) {
            LOGGER.error(
                    "event=plan-unreadable plan={} cluster={} reason=\"{}\"", plan.id(), plan.cluster(), e.toString());
            return false;
        }
    }
}
