package dev.alarum.store;

import java.util.List;

/**
 * What the store tells of a time, for a replay.
 *
 * @param history by time; the first is a roll, unless there is none at all
 * @param notices by time of receipt
 * @param incidents all there are, by number
 * @param attempts all there are, by incident and number
 */
public record Past(
        List<Row.HistoryRow> history,
        List<Row.NoticeRow> notices,
        List<Row.IncidentRow> incidents,
        List<Row.AttemptRow> attempts) {
    /** Copies the lists. */
    public Past {
        history = List.copyOf(history);
        notices = List.copyOf(notices);
        incidents = List.copyOf(incidents);
        attempts = List.copyOf(attempts);
    }
}
