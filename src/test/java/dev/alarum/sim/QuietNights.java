package dev.alarum.sim;

import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.QuietHours;
import dev.alarum.sim.CallBook.Call;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Nobody is rung in quiet hours while somebody is awake whose number is rung. */
final class QuietNights implements Law {
    /** A turn of the tick. */
    private static final long SLACK = 2_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        for (Call call : truth.calls()) {
            boolean waited = truth.anySuspended().touches(call.at - SLACK, call.at + 1);
            boolean isAwake = !isSurely(true, call.order.contact().order(), call.at, truth);
            if (!waited && !isAwake && isAnybodyElse(call, truth)) {
                found.add(new Violation("law 3 rung in quiet hours", call.at, call.order.toString()));
            }
        }
        return found;
    }

    private static boolean isAnybodyElse(Call call, Truth truth) {
        return IntStream.rangeClosed(1, truth.house().contacts())
                .anyMatch(contact -> isSurely(false, contact, call.at, truth) && !isBad(contact, call, truth));
    }

    /** Whether that contact sleeps, or is awake, now and a moment ago. */
    static boolean isSurely(boolean asleep, int contact, long at, Truth truth) {
        QuietHours hours = truth.house().calling().quietHours(contact);
        return hours == null
                ? !asleep
                : hours.contains(timeOfDay(at, truth)) == asleep
                        && hours.contains(timeOfDay(at - SLACK, truth)) == asleep;
    }

    /** By the hub's wall clock, as often as it was set. */
    private static LocalTime timeOfDay(long at, Truth truth) {
        long stepped = truth.chronicle().of(Happening.Begins.class).stream()
                .filter(entry -> entry.at() <= at)
                .mapToLong(entry -> entry.what().fault() instanceof Fault.ClockStep step ? step.step() : 0)
                .sum();
        return HubClock.WALL.plusMillis(at + stepped).atZone(ZoneOffset.UTC).toLocalTime();
    }

    /** Whether the last that was heard of that contact's number, for that incident, is that nobody rings it. */
    private static boolean isBad(int contact, Call call, Truth truth) {
        boolean bad = false;
        for (Call other : truth.calls()) {
            if (other.at < call.at
                    && other.order.incident() == call.order.incident()
                    && other.order.contact().order() == contact) {
                bad = (bad || other.status() == Status.BAD_NUMBER) && other.known > call.at;
            }
        }
        return bad;
    }
}
