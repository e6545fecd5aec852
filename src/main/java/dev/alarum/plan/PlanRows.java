package dev.alarum.plan;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.store.Row;
import java.util.List;
import java.util.Set;

/** Whether a plan as kept can be gone on with. */
public final class PlanRows {
    private PlanRows() {}

    /**
     * Reads all that will be read of it: what is found here is not found at every tick.
     *
     * @param rows the steps of all plans
     * @throws RuntimeException if it cannot be read
     */
    public static void read(Row.PlanRow row, List<Row.StepRow> rows, Moment now) {
        new Name(row.ups());
        if (row.undoes() == null) {
            ShutdownPlan.restored(row, rows, ShutdownRules.DEFAULT, List.of(), Set.of(), now)
                    .aftermath();
        } else {
            ReturnPlan.restored(row, rows, ReturnRules.DEFAULT, now).lines();
        }
        rows.stream()
                .filter(step -> step.plan() == row.id())
                .map(step -> Step.restored(step, now))
                .forEach(PlanRows::read);
    }

    private static void read(Step step) {
        if (!step.kind().isOfCluster()) {
            new Name(step.node());
        }
        if (KeptForm.of(step.kind()) == KeptForm.GUESTS) {
            step.guests();
        }
    }
}
