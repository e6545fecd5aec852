package dev.alarum.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rows that are written by one statement, and so in one transaction: with thousands of nodes one for each row would let
 * everything else wait for the disk.
 *
 * @param statement the name of the statement: {@code db/STATEMENT.sql}
 * @param rows one or more; more than one only of those kinds whose statement reads {@code ${body.json}}
 */
public record Batch(String statement, List<Row> rows) {
    /** The most rows in a batch: what waits behind it, waits for some hundredths of a second. */
    static final int MOST = 500;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Copies the list. */
    public Batch {
        rows = List.copyOf(rows);
    }

    /** One row, to be written now. */
    static Batch of(Row row) {
        return new Batch(row.statement(), List.of(row));
    }

    /** Those rows in as few batches as can be, in an order that comes to the same. */
    static List<Batch> of(List<Row> rows) {
        List<Batch> batches = new ArrayList<>();
        Map<String, List<Row>> open = new LinkedHashMap<>();
        int size = 0;
        for (Row row : rows) {
            if (!isOneOfMany(row) || size == MOST) {
                close(open, batches);
                size = 0;
            }
            if (isOneOfMany(row)) {
                open.computeIfAbsent(row.statement(), none -> new ArrayList<>()).add(row);
                size++;
            } else {
                batches.add(of(row));
            }
        }
        close(open, batches);
        return batches;
    }

    /** The row, if it is only one. */
    public Row row() {
        return rows.get(0);
    }

    /** The rows as an array of objects, each with the components of its record. */
    public String json() throws JsonProcessingException {
        return MAPPER.writeValueAsString(rows.stream().flatMap(Batch::flat).toList());
    }

    private static void close(Map<String, List<Row>> open, List<Batch> batches) {
        open.forEach((statement, those) -> batches.add(new Batch(statement, those)));
        open.clear();
    }

    private static Stream<? extends Row> flat(Row row) {
        return row instanceof Row.StampsRow many ? many.stamps().stream() : Stream.of(row);
    }

    /** The kinds that come by the thousand when many nodes fail or return; none of them undoes another. */
    private static boolean isOneOfMany(Row row) {
        return row instanceof Row.SenderRow
                || row instanceof Row.StampRow
                || row instanceof Row.StampsRow
                || row instanceof Row.DecisionRow
                || row instanceof Row.NewsRow
                || row instanceof Row.HistoryRow;
    }
}
