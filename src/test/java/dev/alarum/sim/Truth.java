package dev.alarum.sim;

import dev.alarum.call.CallUpdate;
import dev.alarum.sim.Chronicle.Entry;
import dev.alarum.sim.Fault.Deafness;
import dev.alarum.sim.Spans.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * When the hub was well, by the script and not by its own word: it ran, heard, could call, and held nothing back that
 * law 2 lets it hold back.
 */
final class Truth {
    /** A tick that is later than this makes the hub doubt itself. */
    static final long NOTICED = 3_000;

    static final long BUDGET = 60_000;
    static final long BUDGET_WINDOW = 300_000;
    /** A provider that did not take a call is asked again after a minute at the latest; and how long an answer takes. */
    private static final long RETRY = 75_000;
    /** A tick, the checker, and the time that a step of the flows takes. */
    private static final long SLACK = 3_000;

    private static final Set<String> HEARING =
            Set.of("beat-intake", "heartbeat-watch", "heartbeat-arm", "silence-watch", "notice-intake");

    private final Chronicle chronicle;
    private final House house;
    private final Spans gone;
    private final Spans still;
    private final Spans deaf;
    private final Spans anySuspended;
    private final Spans cutOff;
    private final Spans held;
    private final Spans exhausted;
    private final Spans refused;
    private final Spans onThePhone;
    private final Spans capped;
    private final CallBook book;

    Truth(Chronicle chronicle) {
        this.chronicle = chronicle;
        this.house = chronicle.script().house();
        gone = absences(true);
        still = absences(false);
        deaf = untilResumed(suspensions(fault -> fault.flows().stream().anyMatch(HEARING::contains)));
        anySuspended = untilResumed(suspensions(fault -> true));
        cutOff = faults(fault -> fault instanceof Fault.OwnNetwork);
        book = new CallBook(chronicle);
        refused = nobodyTakes();
        List<Span> exhausted = new ArrayList<>();
        held = holds(exhausted);
        // without its tick the hub doubts itself at each event until its holds are used up, and sees no suspended flow
        exhausted.addAll(suspensions(fault -> fault.flows().contains("tick"))
                .wider(0, BUDGET_WINDOW)
                .all());
        // a hub that cannot look whether it is cut off must speak in the end
        Spans notLooking = suspensions(fault -> fault.flows().contains("decisions")
                || fault.flows().contains("own-way")
                || fault.flows().contains("tick"));
        cutOff.all().stream()
                .filter(span -> notLooking.wider(0, house.timeout()).touches(span.from(), span.to()))
                .forEach(span -> exhausted.add(new Span(span.from(), span.to() + BUDGET_WINDOW)));
        this.exhausted = Spans.of(exhausted);
        onThePhone = ringing();
        capped = caps();
    }

    Chronicle chronicle() {
        return chronicle;
    }

    House house() {
        return house;
    }

    /** When the process was away. */
    Spans gone() {
        return gone;
    }

    /** When the hub could not hear although its nodes may have been well; what came then may be unknown to it. */
    Spans unhearing() {
        return gone.and(still).and(deaf).and(cutOff).wider(1_000, 1_000);
    }

    /** When the process was away after its disk had failed. */
    Spans forgetful() {
        Spans failing = faults(Fault.Disk.class::isInstance);
        return Spans.of(gone.all().stream()
                .filter(span -> failing.contains(span.from()))
                .toList());
    }

    /** When the process stood still. */
    Spans still() {
        return still;
    }

    /** When flows that hear nodes were suspended. */
    Spans deaf() {
        return deaf;
    }

    /** When any flow was suspended: orders may wait in its queue. */
    Spans anySuspended() {
        return anySuspended;
    }

    /** When the hub's own network was lost. */
    Spans cutOff() {
        return cutOff;
    }

    /** When nobody may expect that the hub judges. */
    Spans notJudging() {
        return gone.and(still).and(anySuspended).and(cutOff).and(held);
    }

    /** When nobody may expect that the hub rings: it does not judge, the provider refuses, the cap is reached, or a call is on. */
    Spans notRinging() {
        return notJudging().and(refused.wider(0, RETRY)).and(onThePhone).and(capped);
    }

    /** The same for the first call about something: no cap stands before it. */
    Spans notRingingFirst() {
        return notJudging().and(refused.wider(0, RETRY)).and(onThePhone);
    }

    /** When as many calls as are allowed were taken. */
    Spans capped() {
        return capped;
    }

    List<CallBook.Call> calls() {
        return book.all();
    }

    /** When what was rung for at that time was decided at the earliest: the order may have waited for a suspended flow. */
    long decided(long rung) {
        return anySuspended.wider(0, 1_000).beginOf(rung);
    }

    /** Whether the hub may have forgotten at the end of that stretch what it knew, or when it was. */
    boolean isUnsure(long from, long to) {
        boolean isSet = chronicle.of(Happening.ClockJumps.class).stream().anyMatch(jump -> jump.at() <= to);
        boolean isKilled = faults(fault -> fault instanceof Fault.Kill).touches(from, to + 1);
        return gone.touches(from, to + 1) && (isSet || isKilled || forgetful().touches(from, to + 1));
    }

    /** From when a provider took a call until its end was heard, and the pause after it. */
    Spans talking() {
        return Spans.of(calls().stream()
                .filter(call -> call.accepted < chronicle.end())
                .map(call -> new Span(call.at, Math.min(call.ended, chronicle.end()) + 2 * house.pause() + SLACK))
                .toList());
    }

    /** When any provider took no calls to somebody. */
    Spans troubled() {
        return faults(fault -> fault instanceof Fault.Provider);
    }

    /** When that provider takes no calls to that contact, or asked to be left alone. */
    Spans unwilling(int provider, int contact) {
        Spans patience = Spans.of(calls().stream()
                .filter(call -> call.order.provider() == provider && call.end != null && call.end.retryAfter() != null)
                .map(call ->
                        new Span(call.ended, call.ended + call.end.retryAfter().toMillis()))
                .toList());
        return faults(fault -> fault instanceof Fault.Phone phone && phone.how() == Deafness.REFUSED)
                .and(faults(fault -> fault instanceof Fault.Provider one
                        && one.provider() == provider
                        && (one.contact() == 0 || one.contact() == contact)))
                .and(patience);
    }

    /** When no provider takes a call to any contact. */
    private Spans nobodyTakes() {
        Spans all = Spans.of(List.of(new Span(0, chronicle.end())));
        for (int provider = 1; provider <= house.calling().providers(); provider++) {
            for (int contact = 1; contact <= house.contacts(); contact++) {
                all = all.common(unwilling(provider, contact));
            }
        }
        return all;
    }

    /** When the hub had used up its holds, so that it may take nodes for dead that it could not hear. */
    Spans exhausted() {
        return exhausted;
    }

    private Spans absences(boolean isGone) {
        List<Span> spans = new ArrayList<>();
        long from = -1;
        boolean current = false;
        for (Entry<?> entry : chronicle.entries()) {
            boolean begins = entry.what() instanceof Happening.HubStops;
            if (from >= 0 && (begins || entry.what() instanceof Happening.HubRuns)) {
                if (current == isGone) {
                    spans.add(new Span(from, entry.at()));
                }
                from = -1;
            }
            if (entry.what() instanceof Happening.HubStops stops) {
                from = entry.at();
                current = stops.isGone();
            }
        }
        if (from >= 0 && current == isGone) {
            spans.add(new Span(from, chronicle.end()));
        }
        return Spans.of(spans);
    }

    private Spans faults(Predicate<Fault> which) {
        return Spans.of(chronicle.of(Happening.Begins.class).stream()
                .map(entry -> entry.what().fault())
                .filter(which)
                .map(fault -> new Span(
                        fault.at(), Math.min(fault.ends(), chronicle.script().lasts())))
                .toList());
    }

    private Spans suspensions(Predicate<Fault.Suspend> which) {
        return faults(fault -> fault instanceof Fault.Suspend suspend && which.test(suspend));
    }

    /** A process that stands still cannot resume a flow either. */
    private Spans untilResumed(Spans suspended) {
        return suspended.and(Spans.of(still.all().stream()
                .filter(span -> suspended.touches(span.from() - 1, span.to()))
                .toList()));
    }

    /**
     * One full timeout after whatever made the hub doubt itself; of freezes and clock jumps as long as the budget lasts.
     */
    private Spans holds(List<Span> exhausted) {
        long hold = house.timeout() + SLACK;
        List<Span> spans = new ArrayList<>();
        spans.addAll(gone.wider(0, hold).all());
        spans.addAll(anySuspended.wider(0, hold).all());
        spans.addAll(cutOff.wider(0, hold).all());
        spans.add(new Span(0, hold));
        List<Long> doubts = new ArrayList<>();
        still.all().stream()
                .filter(span -> span.to() - span.from() >= NOTICED - 1_200)
                .forEach(span -> doubts.add(span.to()));
        chronicle.of(Happening.ClockJumps.class).stream()
                .filter(jump -> Math.abs(jump.what().millis()) >= NOTICED - 1_200)
                .forEach(jump -> doubts.add(jump.at()));
        doubts.sort(Long::compare);
        Deque<Span> granted = new ArrayDeque<>();
        for (long doubt : doubts) {
            granted.removeIf(span -> doubt - span.to() > BUDGET_WINDOW);
            long used = granted.stream()
                    .mapToLong(span -> Math.min(span.to(), doubt) - span.from())
                    .sum();
            if (used + Math.min(house.timeout(), BUDGET) >= BUDGET) {
                exhausted.add(new Span(doubt - hold, doubt + BUDGET_WINDOW));
            }
            if (used < BUDGET) {
                granted.add(new Span(doubt, doubt + Math.min(house.timeout(), BUDGET)));
                spans.add(new Span(doubt, doubt + hold));
            }
        }
        return Spans.of(spans);
    }

    /** From each order to ring until what became of it was heard, and the pause after it. */
    private Spans ringing() {
        List<Span> spans = new ArrayList<>();
        for (Entry<Happening.Rings> rings : chronicle.of(Happening.Rings.class)) {
            long ends = chronicle.of(Happening.Heard.class).stream()
                    .filter(heard ->
                            heard.at() >= rings.at() && isEnd(heard.what().update(), rings.what()))
                    .mapToLong(Entry::at)
                    .min()
                    .orElse(chronicle.end());
            spans.add(new Span(rings.at(), ends + 2 * house.pause() + SLACK));
        }
        return Spans.of(spans);
    }

    private static boolean isEnd(CallUpdate update, Happening.Rings rings) {
        return update.status().isFinal()
                && update.incident() == rings.order().incident()
                && update.attempt() == rings.order().attempt();
    }

    /** When as many calls as are allowed were accepted within an hour or a month. */
    private Spans caps() {
        return caps(house.maxPerHour(), 3_600_000).and(caps(house.calling().maxPerMonth(), 30L * 24 * 3_600_000));
    }

    private Spans caps(int most, long window) {
        List<Long> accepted =
                chronicle.of(Happening.Accepted.class).stream().map(Entry::at).toList();
        List<Span> spans = new ArrayList<>();
        for (int i = most - 1; i < accepted.size(); i++) {
            long first = accepted.get(i - most + 1);
            if (accepted.get(i) - first < window) {
                spans.add(new Span(accepted.get(i), first + window + SLACK));
            }
        }
        return Spans.of(spans);
    }
}
