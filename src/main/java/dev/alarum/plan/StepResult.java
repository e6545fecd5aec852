package dev.alarum.plan;

import org.jspecify.annotations.Nullable;

/**
 * What became of an order.
 *
 * @param plan the plan's number
 * @param position the step's place in the plan
 * @param outcome what happened
 * @param detail the API's words, without secrets, for instance {@code 403 Permission check failed}; null if it accepted
 *     all of it
 * @param kept what the step's undoing needs, in words of the flow alone ({@code arm-ha}, or an option as it was), also
 *     where the order was not answered and may have been carried out; null if nothing
 */
public record StepResult(
        long plan,
        int position,
        Outcome outcome,
        @Nullable String detail,
        @Nullable String kept) {
    /** With nothing that is kept. */
    public static StepResult of(long plan, int position, Outcome outcome, @Nullable String detail) {
        return new StepResult(plan, position, outcome, detail, null);
    }
}
