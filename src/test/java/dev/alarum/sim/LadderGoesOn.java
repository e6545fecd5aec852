package dev.alarum.sim;

import dev.alarum.call.CallFacts;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.sim.CallBook.Call;
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
        for (Call call : truth.calls()) {
            boolean isOver = call.end != null && call.status() != Status.NOT_WANTED;
            if (isOver && call.reached(truth.house().calling().keys()) > call.ended) {
                look(call, truth, excuses, found);
            }
        }
        return found;
    }

    private static void look(Call call, Truth truth, Excuses excuses, List<Violation> found) {
        CallFacts facts = call.facts();
        long missed = call.ended;
        long deadline =
                truth.notRinging().after(missed, BOUND + 2 * truth.house().pause());
        if (facts.cause() != Cause.NODE || !stands(facts, call.at, deadline, truth, excuses)) {
            return;
        }
        boolean goesOn = truth.calls().stream()
                .anyMatch(next -> next.at > missed && next.at <= deadline && next.tells(facts.site()));
        if (!goesOn && !isKnownOtherwise(call, deadline, truth)) {
            found.add(new Violation(
                    "law 1 ladder stops",
                    deadline,
                    "attempt " + call.order.attempt() + " of incident " + call.order.incident() + " reached nobody at "
                            + Chronicle.time(missed).strip() + ", and nobody was rung after it"));
        }
    }

    /** Whether somebody was reached about the same site by another call that was on the line. */
    private static boolean isKnownOtherwise(Call missed, long deadline, Truth truth) {
        boolean keys = truth.house().calling().keys();
        // a key counts at once, in the midst of other calls
        long from = keys ? missed.at : missed.ended - 1;
        return truth.calls().stream()
                .anyMatch(other -> other.reached(keys) >= from
                        && other.reached(keys) <= deadline
                        && other.tells(missed.facts().site()));
    }

    /** Whether as many as it takes were silent throughout. */
    static boolean stands(CallFacts facts, long from, long to, Truth truth, Excuses excuses) {
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
