package dev.alarum.notice;

import java.util.Map;
import java.util.Optional;

/**
 * What became of a notice.
 *
 * @param acknowledgedBy the target that has it; empty if none has
 * @param others why each other target that said so, or that could not be reached, has not
 */
public record NoticeOutcome(Optional<String> acknowledgedBy, Map<String, String> others) {
    /** Copies the map. */
    public NoticeOutcome {
        others = Map.copyOf(others);
    }

    /** Whether a hub or relay has it. */
    public boolean isAcknowledged() {
        return acknowledgedBy.isPresent();
    }

    /** For people: one line. */
    @Override
    public String toString() {
        String rest = others.isEmpty()
                ? ""
                : others.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(other -> other.getKey() + ": " + other.getValue())
                        .reduce("", (all, one) -> all + "; " + one);
        return acknowledgedBy.map(target -> "acknowledged by " + target).orElse("acknowledged by nobody") + rest;
    }
}
