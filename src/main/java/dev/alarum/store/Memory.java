package dev.alarum.store;

import java.util.List;

/**
 * All that the hub remembers at its start, as read from the store.
 *
 * @param incidents the open ones (not CLOSED), those of the last hour, and those since the earliest node that is down yet
 *     fell silent
 * @param attempts of those incidents
 * @param plans of those incidents, and those of the last 14 days
 * @param notices the newest of each sender
 * @param lastIncident the highest incident number ever given; 0 if none
 * @param lastPlan the highest plan number ever given; 0 if none
 * @param accepted when the calls of the last 30 days were ordered that a provider took, in ms since 1970
 * @param drills the newest one that was passed or missed, and the newest of all; none, one or two
 */
public record Memory(
        List<Row.SenderRow> senders,
        List<Row.StampRow> stamps,
        List<Row.UpsRow> ups,
        List<Row.ReadingRow> readings,
        List<Row.IncidentRow> incidents,
        List<Row.AttemptRow> attempts,
        List<Row.PlanRow> plans,
        List<Row.StepRow> steps,
        List<Row.NoticeRow> notices,
        long lastIncident,
        long lastPlan,
        List<Long> accepted,
        List<Row.DrillRow> drills) {
    /** With no call of before. */
    public Memory(
            List<Row.SenderRow> senders,
            List<Row.StampRow> stamps,
            List<Row.UpsRow> ups,
            List<Row.ReadingRow> readings,
            List<Row.IncidentRow> incidents,
            List<Row.AttemptRow> attempts,
            List<Row.PlanRow> plans,
            List<Row.StepRow> steps,
            List<Row.NoticeRow> notices,
            long lastIncident,
            long lastPlan) {
        this(
                senders,
                stamps,
                ups,
                readings,
                incidents,
                attempts,
                plans,
                steps,
                notices,
                lastIncident,
                lastPlan,
                List.of(),
                List.of());
    }

    /** What a hub remembers that never ran before. */
    public static Memory empty() {
        return new Memory(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), 0,
                0);
    }
}
