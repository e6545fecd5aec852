package dev.alarum.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a plan as people see it.
 *
 * @param position its place, from 1
 * @param kind what it does
 * @param node the node; empty for what is of the cluster
 * @param outcome what became of it
 * @param words the API's words, or why it ended so; null if there is nothing to say
 * @param evidence what shows that its node goes down, in words
 */
public record StepLine(
        int position,
        StepKind kind,
        String node,
        Outcome outcome,
        @Nullable String words,
        List<String> evidence) {
    /** What it is about, in words. */
    public String what() {
        return switch (kind) {
            case NODE, WAKE -> node;
            case GUESTS -> "guests of " + node;
            case FORCE -> node + " by force";
            case START -> "guests on " + node;
            case HA_OFF -> "high availability off";
            case HA_ON -> "high availability on";
            case NOOUT -> "noout set";
            case NOOUT_OFF -> "noout taken off";
        };
    }

    static StepLine of(Step step) {
        return new StepLine(
                step.position(),
                step.kind(),
                step.node(),
                step.outcome(),
                step.words(),
                step.evidence().stream().map(Evidence::word).toList());
    }
}
