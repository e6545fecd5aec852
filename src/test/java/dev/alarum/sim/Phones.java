package dev.alarum.sim;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.Key;
import dev.alarum.call.KeyPress;
import dev.alarum.sim.Fault.Deafness;
import dev.alarum.sim.Fault.Habit;
import dev.alarum.sim.Fault.Unwillingness;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The phone provider, the people, and the flow that follows a call up: each attempt ends with one final word. */
final class Phones {
    private static final long POLL = 2_000;
    /** Two looks into the provider's list. */
    private static final long LOOKS = 10_000;
    /** A call of which nothing is heard is given up so long after its ring timeout. */
    private static final long OVERDUE = 300_000;

    /** An order that is not answered is looked for in the provider's list, twice. */
    private static final long IN_DOUBT = 15_000;

    private static final int MISSED_ANYWAY = 10;

    private record Id(long incident, int attempt) {}

    /** A call that the provider took. */
    private record Placed(CallOrder order, long ends, CallUpdate end) {}

    private final HubProcess hub;
    private final Agenda agenda;
    private final Chronicle chronicle;
    private final Dice dice;
    private final House.Calling calling;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<Id, Placed> placed = new HashMap<>();
    private long dialled;

    Phones(HubProcess hub, Agenda agenda, Chronicle chronicle, Dice dice, House.Calling calling) {
        this.hub = hub;
        this.agenda = agenda;
        this.chronicle = chronicle;
        this.dice = dice;
        this.calling = calling;
    }

    void begin(Fault fault) {
        faults.add(fault);
    }

    void end(Fault fault) {
        faults.remove(fault);
    }

    private boolean isSo(Deafness how) {
        return faults.stream().anyMatch(fault -> fault instanceof Fault.Phone phone && phone.how() == how);
    }

    /** What that contact does always for now; null if it does this and that. */
    private @Nullable Habit habit(CallOrder order) {
        return faults.stream()
                .filter(fault -> fault instanceof Fault.Person)
                .map(Fault.Person.class::cast)
                .filter(person -> person.contact() == 0
                        || person.contact() == order.contact().order())
                .map(Fault.Person::how)
                .reduce((first, last) -> last)
                .orElse(null);
    }

    private Optional<Fault.Provider> unwilling(CallOrder order) {
        return faults.stream()
                .filter(fault -> fault instanceof Fault.Provider)
                .map(Fault.Provider.class::cast)
                .filter(provider -> provider.provider() == order.provider()
                        && (provider.contact() == 0
                                || provider.contact() == order.contact().order()))
                // whoever refuses the account does not look at the number
                .min(Comparator.comparing(Fault.Provider::how));
    }

    void dial(CallOrder order) {
        dialled++;
        chronicle.note(agenda.now(), new Happening.Rings(order));
        long process = hub.process();
        long way = (isSo(Deafness.SLOW) ? 3_000 : 20) + dice.roll(3, dialled, 0, isSo(Deafness.SLOW) ? 5_000 : 180);
        agenda.in(way, () -> reach(order, process));
    }

    private void reach(CallOrder order, long process) {
        if (process != hub.process() || hub.isGone()) {
            return;
        }
        long answer = 20 + dice.roll(3, dialled, 1, 180);
        if (hub.isCutOff() || isSo(Deafness.REFUSED)) {
            tell(process, answer, update(order, Status.NOT_PLACED, null, 0));
            return;
        }
        Optional<Fault.Provider> unwilling = unwilling(order);
        if (unwilling.isPresent()) {
            refuse(order, unwilling.get(), process, answer);
            return;
        }
        chronicle.note(agenda.now(), new Happening.Accepted(order));
        Placed call = fate(order);
        placed.put(new Id(order.incident(), order.attempt()), call);
        tell(process, answer, update(order, Status.QUEUED, null, 0));
        follow(call, process);
    }

    private void refuse(CallOrder order, Fault.Provider unwilling, long process, long answer) {
        Status status = switch (unwilling.how()) {
            case ACCOUNT -> Status.REFUSED;
            case NUMBER -> Status.BAD_NUMBER;
            case BUSY, TIMEOUT -> Status.NOT_PLACED;
        };
        boolean asks = unwilling.how() == Unwillingness.BUSY && unwilling.patience() > 0;
        Duration pause = asks ? Duration.ofMillis(unwilling.patience()) : null;
        tell(
                process,
                unwilling.how() == Unwillingness.TIMEOUT ? IN_DOUBT : answer,
                new CallUpdate(order.incident(), order.attempt(), status, null, null, 0, "refused: test", pause));
    }

    /** What will become of a call that was just taken. */
    private Placed fate(CallOrder order) {
        long rings = 2_000 + dice.roll(4, dialled, 2, 10_000);
        if (isSo(Deafness.NO_WORD)) {
            long end = agenda.now() + House.RING + OVERDUE;
            return new Placed(order, end, update(order, Status.FAILED, null, 0));
        }
        int chance = (int) dice.roll(4, dialled, 3, 100);
        Habit habit = habit(order);
        if (habit == Habit.BUSY || isSo(Deafness.BUSY) || chance < MISSED_ANYWAY / 2) {
            return new Placed(order, agenda.now() + rings / 2, update(order, Status.BUSY, null, 0));
        }
        if (habit == Habit.NO_ANSWER || isSo(Deafness.NO_ANSWER) || chance < MISSED_ANYWAY) {
            return new Placed(order, agenda.now() + House.RING, update(order, Status.NO_ANSWER, null, 0));
        }
        long ends = agenda.now() + rings;
        if (isSo(Deafness.VOICEMAIL)) {
            return new Placed(order, ends + 20_000, update(order, Status.COMPLETED, "machine_start", 20));
        }
        if (calling.keys() && !isSo(Deafness.HUNG_UP)) {
            return talk(order, habit == null ? anyHabit() : habit, ends);
        }
        int seconds =
                isSo(Deafness.HUNG_UP) ? 1 + (int) dice.roll(4, dialled, 4, 7) : 8 + (int) dice.roll(4, dialled, 4, 30);
        return new Placed(order, ends + seconds * 1_000L, update(order, Status.COMPLETED, "human", seconds));
    }

    private Habit anyHabit() {
        Habit[] usual = {
            Habit.ACKNOWLEDGES, Habit.ACKNOWLEDGES, Habit.ACKNOWLEDGES, Habit.PASSES_ON, Habit.CLOSES, Habit.LISTENS
        };
        return usual[(int) dice.roll(4, dialled, 6, usual.length)];
    }

    /** Somebody listens, and may press a key. */
    private Placed talk(CallOrder order, Habit habit, long answered) {
        long pressed = answered + 2_000 + dice.roll(4, dialled, 7, 15_000);
        switch (habit) {
            case ACKNOWLEDGES -> press(order, Key.ACKNOWLEDGE, pressed);
            case PASSES_ON -> press(order, Key.NEXT, pressed);
            case CLOSES -> press(order, Key.CLOSE, pressed);
            case LISTENS, BUSY, NO_ANSWER -> {}
        }
        long ends = pressed + 1_000 + dice.roll(4, dialled, 8, 8_000);
        return new Placed(order, ends, update(order, Status.COMPLETED, "human", (int) ((ends - answered) / 1_000)));
    }

    /** The provider hands a key on to whichever process takes it then. */
    private void press(CallOrder order, Key key, long at) {
        KeyPress press = new KeyPress(order.incident(), order.attempt(), key);
        agenda.at(at, () -> {
            if (!hub.isCutOff()) {
                hub.tell(hub.process(), any -> {
                    chronicle.note(agenda.now(), new Happening.Pressed(press));
                    return any.key(press, hub.now());
                });
            }
        });
    }

    private void follow(Placed call, long process) {
        long asked = Math.max(agenda.now(), call.ends()) + dice.roll(4, call.ends(), 5, POLL);
        tell(process, asked - agenda.now(), call.end());
    }

    /** The hub was started anew and follows up what its disk knows of. */
    void resume(Row.AttemptRow row) {
        Placed call = placed.get(new Id(row.incident(), row.attempt()));
        long process = hub.process();
        if (call != null) {
            follow(call, process);
        } else {
            CallUpdate none =
                    new CallUpdate(row.incident(), row.attempt(), Status.NOT_PLACED, null, null, 0, "not in the list");
            tell(process, LOOKS, none);
        }
    }

    private void tell(long process, long delay, CallUpdate update) {
        agenda.in(
                delay,
                () -> hub.tell(process, any -> {
                    chronicle.note(agenda.now(), new Happening.Heard(update));
                    return any.call(update, hub.now());
                }));
    }

    private static CallUpdate update(CallOrder order, Status status, String answeredBy, int seconds) {
        String sid = status == Status.NOT_PLACED ? null : "CA" + order.incident() + "-" + order.attempt();
        return new CallUpdate(order.incident(), order.attempt(), status, sid, answeredBy, seconds, null);
    }
}
