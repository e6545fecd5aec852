package dev.alarum.store;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row to be kept. Times are ms since 1970 by the wall clock; states are the words of the enums. Each is written as a
 * whole and replaces the earlier row of the same key.
 */
public sealed interface Row {
    /**
     * The name of the statement that writes it: {@code db/STATEMENT.sql}.
     */
    String statement();

    /** Which row this is: of two rows with equal keys, only the newer one must be kept. */
    default Object key() {
        return this;
    }

    /** A node or relay as known at its last change of state; key {@code sender}. */
    record SenderRow(
            String sender,
            String site,
            String state,
            long since,
            long boot,
            long seq,
            @Nullable Long leaseEnds,
            @Nullable Long failedAt,
            @Nullable Long backAt)
            implements Row {
        @Override
        public String statement() {
            return "save-sender";
        }

        @Override
        public Object key() {
            return List.of("sender", sender.toLowerCase(Locale.ROOT));
        }
    }

    /** A sender that is known no more. */
    record ForgetRow(String sender) implements Row {
        @Override
        public String statement() {
            return "forget-sender";
        }

        @Override
        public Object key() {
            return List.of("forget", sender.toLowerCase(Locale.ROOT));
        }
    }

    /** The newest accepted stamp of a sender, by kind of message ({@code beat, notice, reading}); key both. */
    record StampRow(String sender, String kind, long boot, long seq) implements Row {
        @Override
        public String statement() {
            return "save-stamp";
        }

        @Override
        public Object key() {
            return List.of("stamp", sender.toLowerCase(Locale.ROOT), kind);
        }
    }

    /**
     * The newest beats' stamps of many senders, written together; key {@code slot}.
     *
     * @param slot which senders these are: always the same ones
     */
    record StampsRow(int slot, List<StampRow> stamps) implements Row {
        /** Copies the list. */
        public StampsRow {
            stamps = List.copyOf(stamps);
        }

        @Override
        public String statement() {
            return "save-stamp";
        }

        @Override
        public Object key() {
            return List.of("stamps", slot);
        }
    }

    /** A UPS as known at its last change of state; key {@code ups}. */
    record UpsRow(
            String ups,
            String relay,
            String state,
            long since,
            @Nullable Long confirmedAt) implements Row {
        /** The same in an outage that is certain since then. */
        public UpsRow confirmed(long at) {
            return new UpsRow(ups, relay, state, since, at);
        }

        @Override
        public String statement() {
            return "save-ups";
        }

        @Override
        public Object key() {
            return List.of("ups", ups.toLowerCase(Locale.ROOT));
        }
    }

    /** An incident; key {@code id}. Nodes are their names joined by a comma. */
    record IncidentRow(
            long id,
            String site,
            String cause,
            String state,
            long opened,
            @Nullable Long ended,
            String nodes) implements Row {
        @Override
        public String statement() {
            return "save-incident";
        }

        @Override
        public Object key() {
            return List.of("incident", id);
        }
    }

    /** An attempt of a call; key {@code incident, attempt}. Claiming it is not a save: see the flow phone-call. */
    record AttemptRow(
            long incident,
            int attempt,
            int contactOrder,
            String contact,
            String phone,
            String status,
            @Nullable String sid,
            @Nullable String answeredBy,
            int durationSeconds,
            @Nullable String detail,
            long at,
            @Nullable String pressed,
            int provider)
            implements Row {
        /** Carried by the first provider; no key was pressed yet. */
        public AttemptRow(
                long incident,
                int attempt,
                int contactOrder,
                String contact,
                String phone,
                String status,
                @Nullable String sid,
                @Nullable String answeredBy,
                int durationSeconds,
                @Nullable String detail,
                long at) {
            this(
                    incident,
                    attempt,
                    contactOrder,
                    contact,
                    phone,
                    status,
                    sid,
                    answeredBy,
                    durationSeconds,
                    detail,
                    at,
                    null,
                    1);
        }

        @Override
        public String statement() {
            return "save-attempt";
        }

        @Override
        public Object key() {
            return List.of("attempt", incident, attempt);
        }
    }

    /**
     * A plan; key {@code id}.
     *
     * @param undoes of a return: the number of the shutdown it puts right; null of a shutdown
     * @param origin of a shutdown that a relay carries out: which plan of that relay it is; null of all others
     */
    record PlanRow(
            long id,
            long incident,
            String ups,
            String cluster,
            String state,
            boolean armed,
            long at,
            @Nullable Long undoes,
            @Nullable String origin)
            implements Row {
        /** One of the hub itself. */
        public PlanRow(
                long id,
                long incident,
                String ups,
                String cluster,
                String state,
                boolean armed,
                long at,
                @Nullable Long undoes) {
            this(id, incident, ups, cluster, state, armed, at, undoes, null);
        }

        /** The same plan, carried out by a relay. */
        public PlanRow from(String relays) {
            return new PlanRow(id, incident, ups, cluster, state, armed, at, undoes, relays);
        }

        /** The same plan, of that incident. */
        public PlanRow of(long other) {
            return new PlanRow(id, other, ups, cluster, state, armed, at, undoes, origin);
        }

        /** The same plan in another state. */
        public PlanRow in(String other) {
            return new PlanRow(id, incident, ups, cluster, other, armed, at, undoes, origin);
        }

        @Override
        public String statement() {
            return "save-plan";
        }

        @Override
        public Object key() {
            return List.of("plan", id);
        }
    }

    /** That a plan was begun; written before its first order leaves, unless its row is there already. */
    record PlanBegunRow(PlanRow plan) implements Row {
        @Override
        public String statement() {
            return "begin-plan";
        }

        @Override
        public Object key() {
            return List.of("plan-begun", plan.id());
        }
    }

    /**
     * A step of a plan; key {@code plan, position}.
     *
     * @param kind of {@link dev.alarum.plan.StepKind}
     * @param node empty for what is of the cluster
     * @param kept what its undoing needs: for guests their numbers, comma between; null if nothing
     * @param evidence what has shown so far that the node is down, comma between; null if nothing
     */
    record StepRow(
            long plan,
            int position,
            String kind,
            String node,
            String outcome,
            @Nullable String detail,
            @Nullable String kept,
            @Nullable String evidence,
            long at)
            implements Row {
        @Override
        public String statement() {
            return "save-step";
        }

        @Override
        public Object key() {
            return List.of("step", plan, position);
        }
    }

    /**
     * A drill; key {@code id}.
     *
     * @param incident what the phone rang for; null before
     * @param steps a line each, as {@link dev.alarum.drill.DrillStep#line} writes it
     */
    record DrillRow(long id, @Nullable Long incident, String by, String state, String steps, long at) implements Row {
        @Override
        public String statement() {
            return "save-drill";
        }

        @Override
        public Object key() {
            return List.of("drill", id);
        }
    }

    /** A decision; only ever added. */
    record DecisionRow(long at, String subject, String rule, String known, String done) implements Row {
        @Override
        public String statement() {
            return "add-decision";
        }
    }

    /** A piece of news; only ever added. */
    record NewsRow(long at, String code, String subject, String text) implements Row {
        @Override
        public String statement() {
            return "add-news";
        }
    }

    /** A verified notice; key {@code id} (the webhook-id). Written before the sender gets its 2xx. */
    record NoticeRow(
            String id,
            String sender,
            long boot,
            long seq,
            String kind,
            String reason,
            @Nullable Long leaseSeconds,
            long received)
            implements Row {
        @Override
        public String statement() {
            return "add-notice";
        }

        @Override
        public Object key() {
            return List.of("notice", id);
        }
    }

    /** A verified reading; key {@code ups} (only the newest is kept). Written before the relay gets its 2xx. */
    record ReadingRow(
            String ups,
            String relay,
            long boot,
            long seq,
            String state,
            String flags,
            @Nullable Double chargePercent,
            @Nullable Long runtimeSeconds,
            @Nullable Double loadPercent,
            @Nullable String lastTransfer,
            long ageSeconds,
            long received)
            implements Row {
        @Override
        public String statement() {
            return "save-reading";
        }

        @Override
        public Object key() {
            return List.of("reading", ups.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * A piece of the past, as a replay needs it; key {@code since, kind, subject}. Its times are those of the hub's
     * monotonic clock, counted from the wall time of the hub's start.
     *
     * @param kind {@code roll, watch, gap, stall, deaf, clock, ups, forget}
     * @param subject a sender, a UPS, or {@code hub}
     * @param until when it was over; null: not yet, or not known
     * @param number by kind: of a gap the BOOT heard after it, of a clock how many ms the wall clock is off, of a watch
     *     1 after an orderly stop
     * @param detail by kind; may be empty
     */
    record HistoryRow(
            String kind,
            String subject,
            long since,
            @Nullable Long until,
            long number,
            String detail) implements Row {
        @Override
        public String statement() {
            return "save-history";
        }

        @Override
        public Object key() {
            return List.of("history", kind, subject.toLowerCase(Locale.ROOT), since);
        }
    }
}
