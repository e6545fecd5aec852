package dev.alarum.plan;

import dev.alarum.node.Moment;
import dev.alarum.store.Row;
import java.time.Instant;

/** Orders for tests. */
public final class Orders {
    private static final Moment NOON = new Moment(0, Instant.parse("2026-01-01T12:00:00Z"));

    private Orders() {}

    /** The order to shut a node down. */
    public static StepOrder node(long plan, int position, String cluster, String node) {
        return of(plan, position, cluster, StepKind.NODE, node);
    }

    /** The order of a kind that needs nothing but a node, or none. */
    public static StepOrder of(long plan, int position, String cluster, StepKind kind, String node) {
        return StepOrder.of(
                new Row.PlanRow(plan, 1, "apc", cluster, "RUNNING", true, 0, null), position, kind, node, NOON);
    }
}
