package dev.alarum.sim;

import dev.alarum.call.CallFacts;
import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.Ladder;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.sim.Chronicle.Entry;
import dev.alarum.sim.Chronicle.Silence;
import java.util.ArrayList;
import java.util.List;

/** Law 1, further: who was not reached is rung again, or the next one, as long as what was to be told stands. */
final class LadderGoesOn implements Law {
    /** The longest wait after a provider that took no call is 60 s. */
    private static final long BOUND = 90_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        for (Entry<Happening.Heard> heard : truth.chronicle().of(Happening.Heard.class)) {
            CallUpdate update = heard.what().update();
            if (update.status().isFinal() && !Ladder.isHeard(update)) {
                orderOf(update, heard.at(), truth).ifPresent(order -> look(order, heard.at(), truth, excuses, found));
            }
        }
        return found;
    }

    private static java.util.Optional<CallOrder> orderOf(CallUpdate update, long at, Truth truth) {
        return truth.chronicle().of(Happening.Rings.class).stream()
                .filter(rings -> rings.at() <= at
                        && rings.what().order().incident() == update.incident()
                        && rings.what().order().attempt() == update.attempt())
                .map(rings -> rings.what().order())
                .reduce((first, second) -> second);
    }

    private static void look(CallOrder order, long missed, Truth truth, Excuses excuses, List<Violation> found) {
        CallFacts facts = order.facts().get(0);
        long deadline =
                truth.notRinging().after(missed, BOUND + 2 * truth.house().pause());
        if (facts.cause() != Cause.NODE || !stands(facts, missed, deadline, truth, excuses)) {
            return;
        }
        boolean goesOn = truth.chronicle().of(Happening.Rings.class).stream()
                .anyMatch(rings -> rings.at() > missed
                        && rings.at() <= deadline
                        && rings.what().order().facts().stream()
                                .anyMatch(one -> one.site().equals(facts.site())));
        if (!goesOn && !isKnownOtherwise(order, missed, deadline, truth)) {
            found.add(new Violation(
                    "law 1 ladder stops",
                    deadline,
                    "attempt " + order.attempt() + " of incident " + order.incident() + " reached nobody at "
                            + Chronicle.time(missed).strip() + ", and nobody was rung after it"));
        }
    }

    /** Whether somebody was reached about the same site by another call that was on the line. */
    private static boolean isKnownOtherwise(CallOrder order, long missed, long deadline, Truth truth) {
        return truth.chronicle().of(Happening.Heard.class).stream()
                .filter(heard -> heard.at() >= missed - 1
                        && heard.at() <= deadline
                        && Ladder.isHeard(heard.what().update()))
                .flatMap(heard -> orderOf(heard.what().update(), heard.at(), truth).stream())
                .anyMatch(other -> other.facts().stream()
                        .anyMatch(facts ->
                                facts.site().equals(order.facts().get(0).site())));
    }

    /** Whether as many as it takes were silent throughout. */
    private static boolean stands(CallFacts facts, long from, long to, Truth truth, Excuses excuses) {
        long silent = facts.failed().stream()
                .filter(name -> truth.chronicle().silences().stream()
                        .anyMatch(one -> one.sender().equals(Sender.node(new Name(name)))
                                && isSilentThroughout(one, from, to, excuses)))
                .count();
        return silent >= truth.house().threshold();
    }

    private static boolean isSilentThroughout(Silence one, long from, long to, Excuses excuses) {
        return one.from() < from && one.to() > to && !excuses.ofNode(one).touches(from, to);
    }
}
