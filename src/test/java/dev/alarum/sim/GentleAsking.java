package dev.alarum.sim;

import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.sim.CallBook.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Law 3, of providers: one that refuses the account is asked by one call at a time and once a minute at most; one that
 * wants to be left alone for a while is; one that does not ring a number is not asked for it again at once.
 */
final class GentleAsking implements Law {
    private static final long MINUTE = 60_000;
    private static final long AT_ONCE = 2_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        for (Call call : truth.calls()) {
            String wrong = wrong(call, truth);
            if (wrong != null) {
                found.add(new Violation("law 3 " + wrong, call.at, call.order.toString()));
            }
        }
        return found;
    }

    private static @Nullable String wrong(Call call, Truth truth) {
        if (isNumberAskedAgain(call, truth)) {
            return "number that is not rung asked for again at once";
        }
        Call last = lastWord(call, truth);
        if (last == null || truth.isUnsure(last.at, call.at)) {
            return null;
        }
        boolean isNewProcess = truth.gone().touches(last.at, call.at + 1);
        if (last.status() == Status.REFUSED) {
            long since = isNewProcess ? last.at : last.ended;
            if (call.at < since + MINUTE) {
                return "refused account asked again";
            }
            return isAskedByOther(last, call, truth) ? "refused account asked by two calls" : null;
        }
        CallUpdate end = last.end;
        Duration patience = last.status() == Status.NOT_PLACED && end != null ? end.retryAfter() : null;
        boolean tooSoon = patience != null && !isNewProcess && call.at < last.ended + patience.toMillis();
        return tooSoon ? "provider asked before it wanted to be" : null;
    }

    /** Whether the very call before it, for that incident, was refused in the same way a moment ago. */
    private static boolean isNumberAskedAgain(Call call, Truth truth) {
        Call before = null;
        for (Call other : truth.calls()) {
            if (other.place < call.place && other.order.incident() == call.order.incident()) {
                before = other;
            }
        }
        return before != null
                && before.status() == Status.BAD_NUMBER
                && before.order.provider() == call.order.provider()
                && before.order.contact().equals(call.order.contact())
                && call.at - before.ended < AT_ONCE
                && !truth.gone().and(truth.anySuspended()).touches(before.at, call.at + 1);
    }

    /** The call by which that provider said something last, before another one was wanted of it. */
    private static @Nullable Call lastWord(Call call, Truth truth) {
        long decided = truth.decided(call.at);
        Call last = null;
        long heard = 0;
        for (Call other : truth.calls()) {
            long word = other.wordBefore(call, decided);
            if (other.order.provider() == call.order.provider() && word >= heard) {
                last = other;
                heard = word;
            }
        }
        return last != null && last.isUnplaced() ? last : null;
    }

    private static boolean isAskedByOther(Call refused, Call call, Truth truth) {
        return truth.calls().stream()
                .anyMatch(other -> other != call
                        && other.order.provider() == call.order.provider()
                        && other.at > refused.ended
                        && other.place < call.place
                        && call.at - other.at < MINUTE
                        && !truth.anySuspended().touches(other.at - MINUTE, call.at + 1));
    }
}
