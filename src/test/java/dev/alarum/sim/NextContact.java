package dev.alarum.sim;

import dev.alarum.call.Key;
import dev.alarum.sim.CallBook.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Who asks for the next contact is not the next one who is rung, unless nobody else is awake or it is about more. */
final class NextContact implements Law {
    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        for (Call call : truth.calls()) {
            if (call.key == Key.NEXT) {
                truth.calls().stream()
                        .filter(next -> next.at > call.pressed && next.order.incident() == call.order.incident())
                        .findFirst()
                        .filter(next -> isWrong(call, next, truth))
                        .ifPresent(next -> found.add(
                                new Violation("law 3 next contact not rung", next.at, next.order.toString())));
            }
        }
        return found;
    }

    private static boolean isWrong(Call call, Call next, Truth truth) {
        int same = call.order.contact().order();
        boolean othersAwake = IntStream.rangeClosed(1, truth.house().contacts())
                .anyMatch(contact -> contact != same && QuietNights.isSurely(false, contact, next.at, truth));
        return next.order.contact().order() == same
                && othersAwake
                && !truth.isUnsure(call.at, next.at)
                && !truth.anySuspended().touches(call.at, next.at + 1)
                && !FewCalls.isAnythingNew(call.facts(), next.order, call.at, truth);
    }
}
