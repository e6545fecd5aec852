package dev.alarum.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that could not be written yet, the newest of each key, in the order in which they must be written. Bounded:
 * beyond that the oldest piece of history (a decision, a piece of news, a gap) goes first, then the oldest row.
 */
final class Backlog {
    private final int most;
    private final Map<Object, Row> rows = new LinkedHashMap<>();
    private long lost;

    /** @param most how many rows are kept at most; 1 or more */
    Backlog(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most is " + most + ": give 1 or more");
        }
        this.most = most;
    }

    /** Keeps a row in place of the one of the same key, as the newest of all. */
    void keep(Row row) {
        rows.remove(row.key());
        rows.put(row.key(), row);
        if (rows.size() > most) {
            loseOne();
        }
    }

    /** Leaves out the row of that key, since this newer one is written. */
    void isWritten(Row row) {
        rows.remove(row.key());
    }

    /** The rows in the order in which they must be written. */
    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    /** How many rows were given up because there were too many. */
    long lost() {
        return lost;
    }

    private void loseOne() {
        Row least = rows.values().stream()
                .filter(Backlog::isHistory)
                .findFirst()
                .orElseGet(() -> rows.values().iterator().next());
        rows.remove(least.key());
        lost++;
    }

    private static boolean isHistory(Row row) {
        return row instanceof Row.DecisionRow || row instanceof Row.NewsRow || row instanceof Row.HistoryRow;
    }
}
