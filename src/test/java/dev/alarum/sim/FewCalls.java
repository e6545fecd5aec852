package dev.alarum.sim;

import dev.alarum.call.CallFacts;
import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.sim.Chronicle.Entry;
import java.util.ArrayList;
import java.util.List;

/** Law 3: an attempt is accepted once, one more for each crash; a contact has one live call; who was reached is left alone. */
final class FewCalls implements Law {
    /** From the order to ring until what became of it is on disk; longer with a slow provider. */
    private static final long LONGEST_CALL = 90_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        List<Entry<Happening.Rings>> all = truth.chronicle().of(Happening.Rings.class);
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                String wrong = wrong(all.get(j), all.get(i), truth);
                if (wrong != null) {
                    found.add(new Violation(
                            "law 3 " + wrong, all.get(i).at(), all.get(i).what().toString()));
                    break;
                }
            }
        }
        return found;
    }

    private static String wrong(Entry<Happening.Rings> first, Entry<Happening.Rings> second, Truth truth) {
        if (truth.exhausted().contains(second.at())) {
            return null;
        }
        if (truth.gone().touches(first.at(), second.at() + 1)) {
            return isToldAgain(first, second, truth) ? "told again after a restart" : null;
        }
        CallOrder before = first.what().order();
        CallOrder again = second.what().order();
        if (before.incident() == again.incident() && before.attempt() == again.attempt()) {
            return "same attempt twice";
        }
        CallUpdate end = endOf(before, first.at(), second.at(), truth);
        // what is real does not wait until somebody has heard a drill to its end
        boolean isDrill = before.facts().get(0).cause() == Cause.DRILL;
        if (end == null
                && !isDrill
                && before.contact().order() == again.contact().order()) {
            return "two calls to one contact";
        }
        boolean sameCall = before.incident() == again.incident() && isReached(before, first.at(), second.at(), truth);
        return sameCall && !isAnythingNew(before.facts().get(0), again, first.at(), truth)
                ? "rung though reached"
                : null;
    }

    /** Whether somebody said or showed in that call, before that time, that he sees to it. */
    private static boolean isReached(CallOrder order, long from, long before, Truth truth) {
        return truth.calls().stream()
                .anyMatch(call -> call.at == from
                        && call.order.equals(order)
                        && call.reached(truth.house().calling().keys()) <= before);
    }

    /** Who was reached before the restart is not rung again because of it, if nothing else happened. */
    private static boolean isToldAgain(Entry<Happening.Rings> first, Entry<Happening.Rings> second, Truth truth) {
        CallFacts told = first.what().order().facts().get(0);
        CallFacts again = second.what().order().facts().get(0);
        if (told.cause() != Cause.NODE
                || again.cause() != Cause.NODE
                || !told.site().equals(again.site())) {
            return false;
        }
        boolean wasKnown = isReached(first.what().order(), first.at(), second.at(), truth)
                && !truth.gone().touches(first.at(), first.at() + LONGEST_CALL);
        boolean powerBetween = truth.chronicle().of(Happening.Read.class).stream()
                .anyMatch(read -> read.at() > first.at()
                        && read.at() <= second.at()
                        && read.what().site().equals(told.site())
                        && read.what().isOnBattery());
        boolean isForgotten = truth.forgetful().touches(first.at(), second.at());
        return wasKnown
                && !isForgotten
                && !powerBetween
                && !again.failed().isEmpty()
                && !isAnythingNew(told, second.what().order(), first.at(), truth);
    }

    private static CallUpdate endOf(CallOrder order, long from, long to, Truth truth) {
        return truth.chronicle().of(Happening.Heard.class).stream()
                .filter(heard -> heard.at() >= from && heard.at() <= to)
                .map(heard -> heard.what().update())
                .filter(update -> update.status().isFinal()
                        && update.incident() == order.incident()
                        && update.attempt() == order.attempt())
                .findFirst()
                .orElse(null);
    }

    /** Whether the incident grew, grew worse, or one that was named came back and failed anew. */
    static boolean isAnythingNew(CallFacts told, CallOrder again, long since, Truth truth) {
        CallFacts facts = again.facts().get(0);
        return facts.cause() != told.cause()
                || !told.failed().containsAll(facts.failed())
                || truth.chronicle().silences().stream()
                        .anyMatch(one -> one.from() > since - truth.house().timeout()
                                && Excuses.isOf(facts.site(), one.sender())
                                && one.lasts() >= truth.house().timeout())
                || facts.failed().stream()
                        .anyMatch(name -> backSince(name, since, truth) || saidSince(name, since, truth));
    }

    /**
     * A notice, be it late, ends a failure; it counts anew when its lease is over. An order that waited for a suspended
     * flow tells what was so before it waited.
     */
    private static boolean saidSince(String name, long since, Truth truth) {
        long decided = truth.anySuspended().wider(0, 1_000).beginOf(since);
        return truth.chronicle().of(Happening.Announced.class).stream()
                .anyMatch(said ->
                        said.at() > decided && said.what().notice().sender().equals(Sender.node(new Name(name))));
    }

    private static boolean backSince(String name, long since, Truth truth) {
        return truth.chronicle().silences().stream()
                .anyMatch(one -> one.sender().equals(Sender.node(new Name(name))) && one.from() > since);
    }
}
