package dev.alarum.sim;

import dev.alarum.incident.Cause;
import dev.alarum.sim.CallBook.Call;
import dev.alarum.sim.Chronicle.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A drill keeps no real call waiting, is not told together with one, and wakes nobody. */
final class DrillsGiveWay implements Law {
    /** Turns of the tick. */
    private static final long SLACK = 3_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        for (Call call : truth.calls()) {
            String wrong = isOfDrill(call) ? wrongDrill(call, truth, excuses) : null;
            if (wrong != null) {
                found.add(new Violation("law 1 " + wrong, call.at, call.order.toString()));
            }
        }
        truth.chronicle().of(Happening.Tells.class).stream()
                .filter(told -> told.what().code().equals("incident"))
                .filter(told -> isHeldUp(told, truth))
                .forEach(told -> found.add(new Violation(
                        "law 1 a drill held up a call", told.at(), told.what().subject())));
        return found;
    }

    static boolean isOfDrill(Call call) {
        return call.order.facts().stream().anyMatch(facts -> facts.cause() == Cause.DRILL);
    }

    private static @Nullable String wrongDrill(Call drill, Truth truth, Excuses excuses) {
        if (drill.order.facts().size() > 1) {
            return "a drill told together with what is real";
        }
        boolean isAsleep = QuietNights.isSurely(true, drill.order.contact().order(), drill.at, truth);
        if (isAsleep && !truth.anySuspended().touches(drill.at - SLACK, drill.at + 1)) {
            return "a drill woke somebody";
        }
        boolean isAlarm = truth.calls().stream().anyMatch(call -> isOwedAt(drill.at, call, truth, excuses));
        return isAlarm ? "a drill while a call was owed" : null;
    }

    /** Whether that call was of nodes that stayed away, and had reached nobody by then. */
    private static boolean isOwedAt(long time, Call call, Truth truth, Excuses excuses) {
        boolean isEarlier = !isOfDrill(call) && call.facts().cause() == Cause.NODE && call.at < time - SLACK;
        return isEarlier
                && !truth.gone().and(truth.anySuspended()).touches(call.at, time + 1)
                && LadderGoesOn.stands(call.facts(), call.at, time + 1, truth, excuses)
                && truth.calls().stream().noneMatch(other -> isReachedAbout(call, other, time, truth));
    }

    private static boolean isReachedAbout(Call call, Call other, long time, Truth truth) {
        return other.tells(call.facts().site())
                && other.reached(truth.house().calling().keys()) <= time;
    }

    /** Whether nobody was rung about an incident when it was told, while somebody listened to a drill. */
    private static boolean isHeldUp(Entry<Happening.Tells> told, Truth truth) {
        long at = told.at();
        boolean isListening = truth.calls().stream()
                .anyMatch(call -> isOfDrill(call) && call.known < at - SLACK && call.ended > at + SLACK);
        boolean isRung = truth.calls().stream()
                .anyMatch(call -> !isOfDrill(call) && call.at >= at - SLACK && call.at <= at + SLACK);
        boolean isBusyOtherwise =
                truth.calls().stream().anyMatch(call -> !isOfDrill(call) && call.at < at && call.ended > at);
        Spans excused = truth.notJudging()
                .and(truth.troubled())
                .and(truth.capped())
                .and(truth.anySuspended())
                .and(truth.gone())
                .and(truth.still());
        return isListening && !isRung && !isBusyOtherwise && !excused.touches(at - SLACK, at + SLACK);
    }
}
