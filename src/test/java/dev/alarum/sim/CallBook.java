package dev.alarum.sim;

import dev.alarum.call.CallFacts;
import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.Key;
import dev.alarum.call.KeyPress;
import dev.alarum.call.Ladder;
import dev.alarum.sim.Chronicle.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Each call of a chronicle with all that became of it, in the order in which the hub asked for them. */
final class CallBook {
    private static final long NEVER = Long.MAX_VALUE / 4;

    private record Id(long incident, int attempt) {}

    /** One call. Times that did not come are far away. */
    static final class Call {
        final long at;
        final CallOrder order;
        /** The place of the order among all that happened. */
        final int place;

        /** When the provider took it. */
        long accepted = NEVER;
        /** When the hub heard that. */
        long known = NEVER;
        /** When the hub heard the end. */
        long ended = NEVER;

        @Nullable
        CallUpdate end;

        /** When the hub heard the last key. */
        long pressed = NEVER;

        @Nullable
        Key key;

        private int knownPlace = Integer.MAX_VALUE;
        private int endedPlace = Integer.MAX_VALUE;

        private Call(int place, long at, CallOrder order) {
            this.place = place;
            this.at = at;
            this.order = order;
        }

        /** How it ended; null if it did not. */
        @Nullable
        Status status() {
            return end == null ? null : end.status();
        }

        boolean isUnplaced() {
            Status status = status();
            return status == Status.NOT_PLACED || status == Status.REFUSED || status == Status.BAD_NUMBER;
        }

        /** When the hub heard whether the provider took it; -1 if it had not when that other call was wanted. */
        long wordBefore(Call other, long decided) {
            if (isBefore(known, knownPlace, other, decided)) {
                return known;
            }
            return isUnplaced() && isBefore(ended, endedPlace, other, decided) ? ended : -1;
        }

        private static boolean isBefore(long time, int place, Call other, long decided) {
            return decided < other.at ? time < decided : place < other.place;
        }

        /** What is said of the incident that it is about. */
        CallFacts facts() {
            return order.facts().get(0);
        }

        boolean tells(String site) {
            return order.facts().stream().anyMatch(facts -> facts.site().equals(site));
        }

        /** When somebody had understood it who sees to it; far away if nobody did. */
        long reached(boolean keys) {
            if (keys) {
                return key == Key.ACKNOWLEDGE || key == Key.CLOSE ? pressed : NEVER;
            }
            return end != null && Ladder.isHeard(end) ? ended : NEVER;
        }

        private void take(CallUpdate update, long now, int nth) {
            switch (update.status()) {
                case NOT_PLACED, REFUSED, BAD_NUMBER, NOT_WANTED, INTENT -> {}
                default -> {
                    known = Math.min(known, now);
                    knownPlace = Math.min(knownPlace, nth);
                }
            }
            if (update.status().isFinal() && end == null) {
                ended = now;
                endedPlace = nth;
                end = update;
            }
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private final Map<Id, Call> newest = new HashMap<>();

    CallBook(Chronicle chronicle) {
        int nth = 0;
        for (Entry<?> entry : chronicle.entries()) {
            nth++;
            if (entry.what() instanceof Happening.Rings rings) {
                Call call = new Call(nth, entry.at(), rings.order());
                calls.add(call);
                newest.put(new Id(rings.order().incident(), rings.order().attempt()), call);
            } else if (entry.what() instanceof Happening.Accepted accepted) {
                of(accepted.order().incident(), accepted.order().attempt()).accepted = entry.at();
            } else if (entry.what() instanceof Happening.Heard heard) {
                CallUpdate update = heard.update();
                Call call = newest.get(new Id(update.incident(), update.attempt()));
                if (call != null) {
                    call.take(update, entry.at(), nth);
                }
            } else if (entry.what() instanceof Happening.Pressed pressed) {
                KeyPress press = pressed.press();
                Call call = of(press.incident(), press.attempt());
                call.key = press.key();
                call.pressed = entry.at();
            }
        }
    }

    private Call of(long incident, int attempt) {
        return newest.get(new Id(incident, attempt));
    }

    List<Call> all() {
        return calls;
    }
}
