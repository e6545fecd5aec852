package dev.alarum.core;

import dev.alarum.call.CallOrder;
import dev.alarum.node.Moment;
import dev.alarum.notice.Notice;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a hub's store gives back of the rows it was given. */
public final class Disk {
    private static final java.util.Set<String> NOT_TAKEN =
            java.util.Set.of("intent", "not-placed", "refused", "bad-number", "not-wanted");

    private static final Duration RECENT = Duration.ofHours(1);

    private Disk() {}

    /** The memory made of those rows, in the order in which they were kept. */
    public static Memory of(List<Row> rows, Moment now) {
        Map<Object, Row> kept = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row instanceof Row.ForgetRow forgotten) {
                kept.remove(List.of("sender", forgotten.sender()));
            } else if (row instanceof Row.StampsRow many) {
                many.stamps().forEach(stamp -> kept.put(stamp.key(), stamp));
            } else {
                kept.put(row instanceof Row.NoticeRow notice ? List.of("notice", notice.sender()) : row.key(), row);
            }
        }
        List<Row.IncidentRow> all = of(kept, Row.IncidentRow.class);
        List<Row.IncidentRow> incidents = all.stream()
                .filter(row -> isRemembered(row, of(kept, Row.SenderRow.class), now))
                .toList();
        List<Long> ids = incidents.stream().map(Row.IncidentRow::id).toList();
        List<Row.PlanRow> plans = of(kept, Row.PlanRow.class);
        return new Memory(
                of(kept, Row.SenderRow.class),
                of(kept, Row.StampRow.class),
                of(kept, Row.UpsRow.class),
                of(kept, Row.ReadingRow.class),
                incidents,
                of(kept, Row.AttemptRow.class).stream()
                        .filter(row -> ids.contains(row.incident()))
                        .toList(),
                plans,
                of(kept, Row.StepRow.class),
                of(kept, Row.NoticeRow.class),
                all.stream().mapToLong(Row.IncidentRow::id).max().orElse(0),
                plans.stream().mapToLong(Row.PlanRow::id).max().orElse(0),
                of(kept, Row.AttemptRow.class).stream()
                        .filter(row -> !NOT_TAKEN.contains(row.status()))
                        .map(Row.AttemptRow::at)
                        .toList(),
                drills(of(kept, Row.DrillRow.class)));
    }

    /** The newest one that was judged, and the newest of all. */
    private static List<Row.DrillRow> drills(List<Row.DrillRow> all) {
        long judged = all.stream()
                .filter(row -> List.of("PASSED", "MISSED").contains(row.state()))
                .mapToLong(Row.DrillRow::id)
                .max()
                .orElse(0);
        long newest = all.stream().mapToLong(Row.DrillRow::id).max().orElse(0);
        return all.stream()
                .filter(row -> row.id() == judged || row.id() == newest)
                .toList();
    }

    /** The row that claims an attempt. */
    public static Row.AttemptRow claim(CallOrder order, Moment now) {
        return new Row.AttemptRow(
                order.incident(),
                order.attempt(),
                order.contact().order(),
                order.contact().name(),
                order.contact().phone(),
                "intent",
                null,
                null,
                0,
                null,
                now.wall().toEpochMilli(),
                null,
                order.provider());
    }

    /** A notice as it is kept. */
    public static Row.NoticeRow row(Notice notice, Moment now) {
        Duration lease = notice.lease();
        return new Row.NoticeRow(
                notice.sender() + "." + notice.stamp().boot() + "."
                        + notice.stamp().seq(),
                notice.sender().toString(),
                notice.stamp().boot(),
                notice.stamp().seq(),
                notice.kind().name(),
                notice.reason(),
                lease == null ? null : lease.toSeconds(),
                now.wall().toEpochMilli());
    }

    /** A reading as it is kept. */
    public static Row.ReadingRow row(Reading reading, Moment now) {
        Duration runtime = reading.runtime();
        return new Row.ReadingRow(
                reading.ups().text(),
                reading.relay().text(),
                reading.stamp().boot(),
                reading.stamp().seq(),
                reading.state().name(),
                reading.flags().stream().map(Enum::name).collect(Collectors.joining(",")),
                reading.chargePercent(),
                runtime == null ? null : runtime.toSeconds(),
                reading.loadPercent(),
                reading.lastTransfer(),
                reading.age().toSeconds(),
                now.wall().toEpochMilli());
    }

    private static boolean isRemembered(Row.IncidentRow row, List<Row.SenderRow> senders, Moment now) {
        Long ended = row.ended();
        long since = senders.stream()
                .filter(sender -> sender.state().equals("FAILED") && sender.failedAt() != null)
                .mapToLong(Row.SenderRow::failedAt)
                .min()
                .orElse(Long.MAX_VALUE);
        return !row.state().equals("CLOSED")
                || (ended != null
                        && ended >= Math.min(since, now.wall().minus(RECENT).toEpochMilli()));
    }

    private static <T extends Row> List<T> of(Map<Object, Row> kept, Class<T> kind) {
        return kept.values().stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
