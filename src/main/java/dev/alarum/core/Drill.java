package dev.alarum.core;

import dev.alarum.drill.DrillState;
import dev.alarum.drill.DrillStep;
import dev.alarum.drill.DrillStep.Mark;
import dev.alarum.drill.DrillStep.Part;
import dev.alarum.node.Moment;
import dev.alarum.status.StatusView.DrillStepView;
import dev.alarum.status.StatusView.DrillView;
import dev.alarum.store.Row;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One drill, as it stands. */
final class Drill {
    final long number;
    final String by;
    final Moment began;
    DrillState state = DrillState.RUNNING;
    /** When its beat was counted. */
    @Nullable
    Moment heard;
    /** What is rung for, once all before the phone is walked. */
    @Nullable
    Incident incident;
    /** And its number, which is known of an earlier drill, too. */
    private @Nullable Long incidentNumber;

    private final Map<Part, DrillStep> steps = new EnumMap<>(Part.class);

    Drill(long number, String by, Moment began) {
        this.number = number;
        this.by = by;
        this.began = began;
        for (Part part : Part.values()) {
            steps.put(part, DrillStep.waiting(part));
        }
    }

    static Drill of(Row.DrillRow row, Moment start) {
        Drill drill = new Drill(row.id(), row.by(), Anchor.past(start, row.at()));
        drill.state = DrillState.valueOf(row.state());
        drill.incidentNumber = row.incident();
        row.steps().lines().map(DrillStep::of).forEach(step -> drill.steps.put(step.part(), step));
        return drill;
    }

    /** The phone rings for it as that incident. */
    void rings(Incident opened) {
        incident = opened;
        incidentNumber = opened.id;
    }

    boolean isRunning() {
        return state == DrillState.RUNNING;
    }

    void mark(Part part, Mark mark, String detail) {
        steps.put(part, new DrillStep(part, mark, detail));
    }

    boolean isWaiting(Part part) {
        return is(part, Mark.WAITING);
    }

    boolean isBad(Part part) {
        return is(part, Mark.BAD);
    }

    private boolean is(Part part, Mark mark) {
        DrillStep step = steps.get(part);
        return step != null && step.mark() == mark;
    }

    /** All that was not passed yet ends so. */
    void endWaiting(Mark mark, String detail) {
        steps.replaceAll((part, step) -> step.mark() == Mark.WAITING ? new DrillStep(part, mark, detail) : step);
    }

    /** Whether all that is set up works. */
    boolean isWell() {
        return steps.values().stream().allMatch(step -> step.mark() == Mark.GOOD || step.mark() == Mark.ABSENT);
    }

    String subject() {
        return "drill " + number;
    }

    /** What did not work; or, if all did, what was walked; or why it was given up. */
    String inWords() {
        DrillStep key = steps.get(Part.KEY);
        if (state == DrillState.GIVEN_UP && key != null) {
            return key.detail();
        }
        boolean anyBad = steps.values().stream().anyMatch(step -> step.mark() == Mark.BAD);
        Mark told = anyBad ? Mark.BAD : Mark.GOOD;
        return steps.values().stream()
                .filter(step -> step.mark() == told)
                .map(step -> step.part().word() + ": " + step.detail())
                .collect(Collectors.joining("; "));
    }

    Row.DrillRow row() {
        return new Row.DrillRow(
                number,
                incidentNumber,
                by,
                state.name(),
                steps.values().stream().map(DrillStep::line).collect(Collectors.joining("\n")),
                began.wall().toEpochMilli());
    }

    DrillView view() {
        return new DrillView(
                number,
                incidentNumber,
                by,
                state.word(),
                began.wall().toString(),
                steps.values().stream()
                        .map(step -> new DrillStepView(
                                step.part().word(), step.mark().word(), step.detail()))
                        .toList());
    }
}
