package dev.alarum.core;

import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.ReturnPlan;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepLine;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is told of a return.
 *
 * @param plan the return
 * @param stillOff others that went off in the outage and are not back
 */
record ReturnReport(ReturnPlan plan, List<String> stillOff) {
    /** Its nodes that are not back. */
    List<String> missing() {
        return nodes(outcome -> outcome != Outcome.BACK);
    }

    /** Whether all is as before the outage. */
    boolean isGood() {
        return missing().isEmpty() && amiss().isEmpty() && othersOff().isEmpty();
    }

    /** The whole of it, once nothing more will come of it. */
    String atItsEnd() {
        String begin = isGood() ? "All back in cluster " : "Not all is as before the outage in cluster ";
        return begin
                + plan.cluster()
                + part("missing", missing())
                + part("still off", othersOff())
                + part("not done", amiss())
                + part("back", nodes(outcome -> outcome == Outcome.BACK));
    }

    /** Who is missing, while the rest waits for the cluster's quorum. */
    String beforeItsEnd() {
        return "Not back in cluster " + plan.cluster() + ": " + String.join(", ", missing())
                + "; the rest is put right once the cluster has its quorum";
    }

    /** Each of its steps. */
    String results() {
        return plan.lines().stream().map(ReturnReport::inWords).collect(Collectors.joining(", "));
    }

    private List<String> othersOff() {
        List<String> missing = missing();
        return stillOff.stream().filter(name -> !missing.contains(name)).toList();
    }

    private List<String> amiss() {
        return plan.lines().stream()
                .filter(line -> line.kind() != StepKind.WAKE)
                .filter(line -> line.outcome() != Outcome.ACCEPTED && line.outcome() != Outcome.NOT_NEEDED)
                .map(ReturnReport::inWords)
                .toList();
    }

    private List<String> nodes(Predicate<Outcome> which) {
        return plan.outcomes().stream()
                .filter(one -> which.test(one.outcome()))
                .map(NodeOutcome::node)
                .toList();
    }

    private static String part(String what, List<String> which) {
        return which.isEmpty() ? "" : "; " + what + ": " + String.join(", ", which);
    }

    private static String inWords(StepLine line) {
        return line.what() + " " + PlanViews.word(line.outcome())
                + (line.words() == null || line.outcome() == Outcome.ACCEPTED ? "" : " (" + line.words() + ")");
    }
}
