package dev.alarum.replay;

import dev.alarum.call.CallOrder;
import dev.alarum.core.CoreSettings;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.heartbeat.Roll.Present;
import dev.alarum.incident.IncidentState;
import dev.alarum.notice.Notice;
import dev.alarum.store.Memory;
import dev.alarum.store.Past;
import dev.alarum.store.Row;
import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.HistoryRow;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.Row.NoticeRow;
import dev.alarum.store.Row.SenderRow;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The store of the replayed hub: what it would remember at its next start. */
final class Kept {
    private static final Duration RECENT = Duration.ofHours(1);

    private final Map<Object, Row> rows = new LinkedHashMap<>();

    /** What a hub remembers that is replayed from that moment on: who was silent, announced, and already told of. */
    static Kept at(Run run, Past past, CoreSettings settings) {
        Kept kept = new Kept();
        long wall = run.from() + run.roll().clockMillis();
        for (NoticeRow notice : past.notices()) {
            if (notice.received() < wall) {
                kept.add(notice);
            }
        }
        List<IncidentRow> open = past.incidents().stream()
                .filter(row -> row.opened() < wall && (row.ended() == null || row.ended() >= wall))
                .toList();
        past.incidents().stream().filter(row -> row.opened() < wall).forEach(row -> kept.add(ended(row, wall)));
        open.forEach(row -> kept.add(acknowledged(row)));
        for (Present one : run.roll().present()) {
            if (one.boot() > 0) {
                kept.add(kept.sender(one, run, open, settings));
            }
        }
        return kept;
    }

    void add(Row row) {
        if (isOfNoUse(row)) {
            return;
        }
        if (row instanceof Row.ForgetRow forgotten) {
            rows.remove(List.of("sender", forgotten.sender().toLowerCase(java.util.Locale.ROOT)));
        } else if (row instanceof NoticeRow notice) {
            rows.put(List.of("notice", notice.sender()), notice);
        } else {
            rows.put(row.key(), row);
        }
    }

    /** What a start of the core does not read; it would only grow. */
    private static boolean isOfNoUse(Row row) {
        return row instanceof HistoryRow
                || row instanceof Row.DecisionRow
                || row instanceof Row.NewsRow
                || row instanceof Row.StampRow
                || row instanceof Row.StampsRow;
    }

    void claim(CallOrder order, long wall) {
        add(new AttemptRow(
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
                wall,
                null,
                order.provider()));
    }

    void reading(Reading reading, long wall) {
        Duration runtime = reading.runtime();
        add(new Row.ReadingRow(
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
                wall));
    }

    /** What is remembered at that wall time, as {@link dev.alarum.store.Store#memory} has it. */
    Memory memory(long wall) {
        List<IncidentRow> all = of(IncidentRow.class);
        List<IncidentRow> incidents = all.stream()
                .filter(row -> !row.state().equalsIgnoreCase(IncidentState.CLOSED.name())
                        || (row.ended() != null && row.ended() >= wall - RECENT.toMillis()))
                .toList();
        List<Long> ids = incidents.stream().map(IncidentRow::id).toList();
        List<Row.PlanRow> plans = of(Row.PlanRow.class);
        List<Row.PlanRow> known =
                plans.stream().filter(row -> ids.contains(row.incident())).toList();
        List<Long> planIds = known.stream().map(Row.PlanRow::id).toList();
        return new Memory(
                of(SenderRow.class),
                List.of(),
                of(Row.UpsRow.class),
                of(Row.ReadingRow.class),
                incidents,
                of(AttemptRow.class).stream()
                        .filter(row -> ids.contains(row.incident()))
                        .toList(),
                known,
                of(Row.StepRow.class).stream()
                        .filter(row -> planIds.contains(row.plan()))
                        .toList(),
                of(NoticeRow.class),
                all.stream().mapToLong(IncidentRow::id).max().orElse(0),
                plans.stream().mapToLong(Row.PlanRow::id).max().orElse(0));
    }

    private SenderRow sender(Present one, Run run, List<IncidentRow> open, CoreSettings settings) {
        long off = run.roll().clockMillis();
        long wall = run.from() + off;
        String sender = one.sender().toString();
        long timeout = Busy.timeoutOf(settings.heartbeat(), one.sender()).toMillis();
        boolean silent = one.silentSince() >= 0 && run.from() - one.silentSince() >= timeout;
        boolean told = !one.sender().isRelay()
                && open.stream().anyMatch(row -> List.of(row.nodes().split(",")).contains(sender));
        long since = silent ? one.silentSince() + off + timeout : wall;
        LifeState state = silent || told ? LifeState.FAILED : LifeState.UP;
        Long ends = null;
        Row newest = rows.get(List.of("notice", sender));
        if (silent && newest instanceof NoticeRow notice && notice.boot() >= one.boot() && notice.received() <= since) {
            ends = Leases.end(notice, settings.notice());
            boolean goesOn = ends == null || ends > wall;
            boolean worked = Notice.Kind.valueOf(notice.kind()) == Notice.Kind.MAINTENANCE;
            state = !goesOn ? LifeState.FAILED : worked ? LifeState.MAINTENANCE : LifeState.OFF;
        }
        boolean failed = state == LifeState.FAILED;
        return new SenderRow(
                sender,
                settings.nodes().siteOf(one.sender()).text(),
                state.name(),
                since,
                one.boot(),
                1,
                failed ? null : ends,
                failed ? since : null,
                null);
    }

    private static IncidentRow acknowledged(IncidentRow row) {
        return new IncidentRow(
                row.id(), row.site(), row.cause(), IncidentState.ACKNOWLEDGED.name(), row.opened(), null, row.nodes());
    }

    private static IncidentRow ended(IncidentRow row, long wall) {
        Long end = row.ended();
        return new IncidentRow(
                row.id(),
                row.site(),
                row.cause(),
                IncidentState.CLOSED.name(),
                row.opened(),
                end == null ? wall : end,
                row.nodes());
    }

    private <T extends Row> List<T> of(Class<T> kind) {
        List<T> found = new ArrayList<>();
        for (Row row : rows.values()) {
            if (kind.isInstance(row)) {
                found.add(kind.cast(row));
            }
        }
        return found;
    }
}
