package dev.alarum.sim;

import dev.alarum.incident.Cause;
import dev.alarum.sim.CallBook.Call;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Law 3, of money: when as many calls were taken within an hour or a month as are allowed, only the first call of an
 * incident goes out, or the first that tells of a worse cause.
 */
final class KeptCaps implements Law {
    private static final long HOUR = 3_600_000;
    private static final long SLACK = 1_500;

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
        if (truth.calls().stream().noneMatch(other -> hasTold(other, call, truth))) {
            return null;
        }
        long decided = truth.decided(call.at);
        List<Call> taken = truth.calls().stream()
                .filter(other -> other.known < decided && !truth.isUnsure(other.at, call.at))
                .toList();
        long lately = taken.stream()
                .filter(other -> truth.decided(other.at) > decided - HOUR + SLACK)
                .count();
        if (lately >= truth.house().maxPerHour()) {
            return "cap of an hour";
        }
        return taken.size() >= truth.house().calling().maxPerMonth() ? "cap of a month" : null;
    }

    /** Whether that earlier call told all that this one is about; what a call told along is not known to a new process. */
    private static boolean hasTold(Call earlier, Call call, Truth truth) {
        boolean isOld = truth.gone().touches(earlier.at, call.at + 1);
        Cause cause = call.facts().cause();
        if (earlier.known >= truth.decided(call.at) || (isOld && cause != Cause.NODE)) {
            return false;
        }
        return isOld
                ? earlier.order.incident() == call.order.incident()
                : earlier.order.facts().stream()
                        .anyMatch(facts ->
                                facts.incident() == call.order.incident() && rank(facts.cause()) >= rank(cause));
    }

    private static int rank(Cause cause) {
        return switch (cause) {
            case WATCH, DRILL -> 0;
            case NODE -> 1;
            case INTERNET -> 2;
            case POWER -> 3;
        };
    }
}
