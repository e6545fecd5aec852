package dev.alarum.sim;

import dev.alarum.call.CallFacts;
import dev.alarum.call.Impairment;
import dev.alarum.incident.Cause;
import dev.alarum.node.Sender;
import dev.alarum.sim.Chronicle.Entry;
import dev.alarum.sim.Chronicle.Silence;
import dev.alarum.sim.Spans.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Law 1: a node that stays silent past its timeout, explained by nothing, leads to an accepted call that names it or its
 * site's trouble. Time counts only while the hub is well and can ring ({@link Truth#notRinging}).
 */
final class NoLostAlarm implements Law {
    /**
     * Beyond settling: the relay in doubt (a timeout), results of the plan (10 s), ticks, and the call's own time until
     * it is accepted with a slow provider (10 s).
     */
    private static final long BOUND = 60_000;

    /** A node that went and came counts anew after this. */
    private static final long FLAP = 300_000;

    /** So long after everyone is back, an incident is over, whatever its cause. */
    private static final long LONG_OVER = 1_200_000;

    /** The longest lease that a notice has by default. */
    private static final long LEASE = 900_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        List<Silence> all = asHeard(truth);
        for (Silence silence : all) {
            if (!silence.sender().isRelay() && silence.lasts() > truth.house().timeout()) {
                look(silence, all, truth, excuses, found);
            }
        }
        return found;
    }

    /** Two silences between which the hub could not hear are one to it. */
    private static List<Silence> asHeard(Truth truth) {
        List<Silence> merged = new ArrayList<>();
        for (Silence next : truth.chronicle().silences()) {
            Silence last = merged.stream()
                    .filter(one -> one.sender().equals(next.sender()))
                    .reduce((first, second) -> second)
                    .orElse(null);
            if (last != null && truth.unhearing().covers(last.to(), next.from() + 1)) {
                merged.remove(last);
                merged.add(new Silence(next.sender(), last.from(), next.to()));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    private static void look(Silence silence, List<Silence> all, Truth truth, Excuses excuses, List<Violation> found) {
        String site = siteOf(silence.sender(), truth.house());
        long failed = silence.from() + truth.house().timeout();
        Spans excused =
                excuses.ofNode(silence).and(excuses.ofSite(site)).and(tooFew(silence, site, all, truth, excuses));
        for (Span owed : excused.gaps(failed, silence.to())) {
            long begins = truth.notJudging().after(owed.from(), 1) + (isFlapping(silence, truth) ? FLAP : 0);
            long bound = BOUND
                    + truth.house().settle()
                    + truth.house().timeout()
                    + truth.still().within(silence.from(), begins)
                    + (isReanchored(silence, begins, truth) ? LEASE : 0);
            long deadline = deadline(silence, site, begins, bound, truth);
            if (deadline < owed.to() && !isTold(silence, site, failed, deadline, truth)) {
                found.add(new Violation(
                        "law 1 lost alarm",
                        deadline,
                        silence.sender() + " silent since "
                                + Chronicle.time(silence.from()).strip() + ", a call was owed since "
                                + Chronicle.time(begins).strip()));
            }
        }
    }

    /** Where providers take no calls, the way to one that does is found by trial. */
    private static long deadline(Silence silence, String site, long begins, long bound, Truth truth) {
        Spans excused = truth.notRingingFirst();
        long deadline = excused.after(begins, bound);
        if (!isFirst(silence, site, deadline, truth)) {
            excused = truth.notRinging();
            deadline = excused.after(begins, bound);
        }
        boolean isTroubled = truth.troubled().touches(begins, deadline);
        return isTroubled ? excused.after(begins, bound + WaysOut.bound(truth.house())) : deadline;
    }

    /** Whether nothing was told of that site before, or all that was told is long over: then no cap holds the call back. */
    private static boolean isFirst(Silence silence, String site, long deadline, Truth truth) {
        long over = truth.chronicle().silences().stream()
                .filter(one -> !one.equals(silence) && Excuses.isOf(site, one.sender()) && one.from() <= deadline)
                .mapToLong(Silence::to)
                .max()
                .orElse(0);
        long mains = truth.chronicle().of(Happening.Read.class).stream()
                .filter(read -> read.at() <= deadline
                        && read.what().isOnBattery()
                        && read.what().site().equals(site))
                .mapToLong(Entry::at)
                .max()
                .orElse(0);
        boolean isLongOver = silence.from() > Math.max(over, mains) + LONG_OVER;
        return truth.calls().stream()
                .filter(call -> call.tells(site) && call.accepted <= deadline)
                .allMatch(call -> isLongOver && call.accepted < silence.from());
    }

    /** A hub started anew after its clock was set counts a lease from its own start, since nobody knows the time that passed. */
    private static boolean isReanchored(Silence silence, long owed, Truth truth) {
        return truth.chronicle().of(Happening.ClockJumps.class).stream()
                .anyMatch(jump -> jump.at() <= owed && truth.gone().touches(Math.max(jump.at(), silence.from()), owed));
    }

    static String siteOf(Sender sender, House house) {
        return house.places().stream()
                .map(House.Place::site)
                .filter(site -> Excuses.isOf(site, sender))
                .findFirst()
                .orElseThrow();
    }

    /** When fewer than the threshold are silent at once, nobody need be rung for. */
    private static Spans tooFew(Silence silence, String site, List<Silence> all, Truth truth, Excuses excuses) {
        int threshold = truth.house().threshold();
        if (threshold <= 1) {
            return Spans.NONE;
        }
        long timeout = truth.house().timeout();
        List<Long> changes = new ArrayList<>(List.of(silence.from(), silence.to()));
        List<Spans> silent = new ArrayList<>();
        for (Silence one : all) {
            if (!one.sender().isRelay() && Excuses.isOf(site, one.sender())) {
                Spans failed = Spans.of(excuses.ofNode(one).gaps(one.from() + timeout, one.to()));
                silent.add(failed);
                failed.all().forEach(span -> changes.addAll(List.of(span.from(), span.to())));
            }
        }
        changes.sort(Long::compare);
        List<Span> few = new ArrayList<>();
        for (int i = 0; i + 1 < changes.size(); i++) {
            long at = changes.get(i);
            if (silent.stream().filter(spans -> spans.contains(at)).count() < threshold) {
                few.add(new Span(at, changes.get(i + 1)));
            }
        }
        return Spans.of(few);
    }

    /** Somebody was rung for this node within the window: this failure counts anew when it has lasted a while. */
    private static boolean isFlapping(Silence silence, Truth truth) {
        long failed = silence.from() + truth.house().timeout();
        return truth.chronicle().of(Happening.Accepted.class).stream()
                .anyMatch(call -> call.at() < failed
                        && call.at() > failed - House.WINDOW - 2 * FLAP
                        && call.what().order().facts().stream().anyMatch(facts -> names(facts, silence.sender())));
    }

    private static boolean isTold(Silence silence, String site, long failed, long deadline, Truth truth) {
        for (Entry<Happening.Accepted> call : truth.chronicle().of(Happening.Accepted.class)) {
            boolean inTime = call.at() >= failed - 1_000 && call.at() <= deadline;
            if (inTime
                    && call.what().order().facts().stream().anyMatch(facts -> tells(facts, silence.sender(), site))) {
                return true;
            }
        }
        return false;
    }

    private static boolean tells(CallFacts facts, Sender node, String site) {
        boolean ofSite = facts.cause() == Cause.INTERNET || facts.cause() == Cause.POWER;
        return names(facts, node) || (ofSite && facts.site().equals(site)) || isToldAsUnwatched(facts, node);
    }

    /** One that lost its only witness is not failed: the call says that nothing hears it. */
    private static boolean isToldAsUnwatched(CallFacts facts, Sender node) {
        Impairment gap = facts.impaired();
        return facts.cause() == Cause.WATCH
                && gap != null
                && gap.unheard().contains(node.name().text());
    }

    static boolean names(CallFacts facts, Sender node) {
        return facts.cause() != Cause.WATCH
                && facts.failed().contains(node.name().text());
    }
}
