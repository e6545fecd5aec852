package dev.alarum.sim;

import dev.alarum.call.CallFacts;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.sim.Chronicle.Entry;
import dev.alarum.sim.Chronicle.Silence;
import dev.alarum.sim.Spans.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Law 2 and 4: a call names only nodes that truly were silent for their timeout, unexcused, and a cause that stands. Where
 * the hub had used up its holds, it may judge what it could not hear.
 */
final class NoFalseCall implements Law {
    /** One round of calls to four contacts, each rung three times, and what comes before it. */
    private static final long LONGEST_DRILL = 2_700_000;

    /** A beat is noticed when it comes; the order to ring is a tick younger at most. */
    private static final long JUST_BACK = 1_500;

    /** Those last heard within this of each other fell silent together. */
    private static final long TOGETHER = 2_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Entry<Happening.Rings> rings : truth.chronicle().of(Happening.Rings.class)) {
            for (CallFacts facts : rings.what().order().facts()) {
                if (!truth.exhausted().contains(rings.at())) {
                    boolean first = seen.add(facts.incident());
                    String wrong = wrong(facts, rings.at(), first, truth, excuses);
                    if (wrong != null) {
                        found.add(new Violation("law " + wrong, rings.at(), facts.toString()));
                    }
                }
            }
        }
        return found;
    }

    private static String wrong(CallFacts facts, long at, boolean first, Truth truth, Excuses excuses) {
        for (String name : facts.failed()) {
            String wrong = wrongName(Sender.node(new Name(name)), at, truth, excuses);
            if (wrong != null) {
                return wrong;
            }
        }
        return switch (facts.cause()) {
            case NODE -> first && !isThresholdReached(facts, at, truth) ? "2 false call: threshold" : null;
            case INTERNET -> isSiteLost(facts.site(), at, truth, excuses) ? null : "2 false call: internet";
            case POWER ->
                new Readings(truth, excuses, facts.site()).explains(at, facts.failed()) ? null : "2 false call: power";
            case DRILL -> isDrilled(at, truth) ? null : "2 false call: nobody asked for a drill";
            case WATCH -> isDeafLong(at, truth) || isWitnessLost(facts, at, truth) ? null : "2 false call: watch";
        };
    }

    private static boolean isDrilled(long at, Truth truth) {
        return truth.chronicle().of(Happening.Begins.class).stream()
                .anyMatch(begun -> begun.what().fault() instanceof Fault.Drill
                        && begun.at() <= at
                        && at - begun.at() <= LONGEST_DRILL);
    }

    private static String wrongName(Sender node, long at, Truth truth, Excuses excuses) {
        Silence silence = truth.chronicle().silences().stream()
                .filter(one -> one.sender().equals(node)
                        && one.from() + truth.house().timeout() <= at
                        && one.lasts() >= truth.house().timeout()
                        && isStillSo(one.to(), at, truth))
                .findFirst()
                .orElse(null);
        if (silence == null) {
            return "2 false call: " + node + " was heard";
        }
        boolean excusedBefore = excuses.notices(silence).covers(at - JUST_BACK, at)
                || excuses.orders(silence).covers(silence.from() + truth.house().timeout(), at);
        boolean unsettled = truth.notJudging().touches(at - JUST_BACK, at) || isReanchored(at, truth);
        return excusedBefore && !unsettled ? "4 call in spite of an excuse: " + node : null;
    }

    /**
     * What could not be written before a restart is forgotten; a lease that survives it is put on the new clock by the
     * wall, once: a clock that was set shortens it.
     */
    private static boolean isReanchored(long at, Truth truth) {
        return truth.forgetful().touches(0, at)
                || truth.chronicle().of(Happening.ClockJumps.class).stream()
                        .anyMatch(jump -> jump.at() <= at && truth.gone().touches(jump.at(), at));
    }

    /** Whether it had not come back when the order was given, or the hub could not know. */
    private static boolean isStillSo(long back, long at, Truth truth) {
        Spans unknowing = truth.unhearing().and(truth.anySuspended().wider(0, JUST_BACK));
        return back >= at || unknowing.after(back, JUST_BACK) >= at;
    }

    private static boolean isThresholdReached(CallFacts facts, long at, Truth truth) {
        long reach = House.WINDOW + truth.house().timeout() + 60_000;
        return truth.exhausted().touches(at - reach, at)
                || truth.chronicle().silences().stream()
                                .filter(one -> !one.sender().isRelay()
                                        && Excuses.isOf(facts.site(), one.sender())
                                        && one.lasts() >= truth.house().timeout()
                                        && one.from() <= at
                                        && one.to() >= at - reach)
                                .map(Silence::sender)
                                .distinct()
                                .count()
                        >= truth.house().threshold();
    }

    /** Everyone of the site is silent or away by a notice; what came back lately may still be told of. */
    private static boolean isSiteLost(String site, long at, Truth truth, Excuses excuses) {
        House.Place place = truth.house().places().stream()
                .filter(one -> one.site().equals(site))
                .findFirst()
                .orElseThrow();
        List<Sender> all = new ArrayList<>(place.nodeSenders());
        all.addAll(place.relaySenders());
        return all.stream().allMatch(sender -> wasSilent(sender, at, truth) || isAway(sender, at, truth, excuses));
    }

    /** Those whose silence began with that of the first who failed need not have lasted the timeout. */
    private static boolean wasSilent(Sender sender, long at, Truth truth) {
        long lately = truth.house().timeout() + 10_000;
        long least = truth.house().timeout() - TOGETHER;
        return truth.chronicle().silences().stream()
                .anyMatch(one -> one.sender().equals(sender)
                        && one.from() + least <= at
                        && one.lasts() >= least
                        && truth.notRinging().after(one.to(), lately) >= at);
    }

    private static boolean isAway(Sender sender, long at, Truth truth, Excuses excuses) {
        return truth.chronicle().of(Happening.Announced.class).stream()
                .filter(entry -> entry.what().notice().sender().equals(sender) && entry.at() <= at)
                .anyMatch(entry ->
                        excuses.notices(new Silence(sender, entry.at(), at)).touches(0, at));
    }

    /** Whether a relay of that site was away for a timeout and all that a hold may last. */
    private static boolean isWitnessLost(CallFacts facts, long at, Truth truth) {
        long least = truth.house().timeout() + Truth.BUDGET;
        return truth.chronicle().silences().stream()
                .anyMatch(one -> one.sender().isRelay()
                        && Excuses.isOf(facts.site(), one.sender())
                        && one.from() + least <= at
                        && isStillSo(one.to(), at, truth));
    }

    private static boolean isDeafLong(long at, Truth truth) {
        Spans deaf = truth.deaf().and(truth.cutOff());
        long reach = at - Truth.BUDGET_WINDOW - Truth.BUDGET;
        boolean lately = deaf.all().stream()
                .map(Span::to)
                .anyMatch(end -> truth.notRinging().after(end, 2_000) >= at);
        return lately && deaf.within(reach, at) > Truth.BUDGET - 1_000;
    }
}
