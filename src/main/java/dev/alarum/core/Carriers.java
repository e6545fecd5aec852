package dev.alarum.core;

import dev.alarum.call.CallUpdate;
import dev.alarum.call.Ladder;
import dev.alarum.node.Moment;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The providers of calls, and which one carries the next. The first one does, until it fails twice in a row or refuses
 * its account; then the second one, until that fails or ten minutes have passed.
 */
final class Carriers {
    /** After so many failures in a row the other one takes over. */
    static final int FAILURES = 2;

    /** An account that was refused is tried no more often than that. */
    static final Duration REFUSED = Duration.ofMinutes(1);

    /** So long the second one carries before the first one is tried again. */
    static final Duration FIRST_AGAIN = Duration.ofMinutes(10);

    private final List<Carrier> all = new ArrayList<>();
    private final Effects effects;
    private int inUse = 1;
    private @Nullable Moment tookOver;
    private boolean told;

    Carriers(int providers, Effects effects) {
        for (int number = 1; number <= providers; number++) {
            all.add(new Carrier(number));
        }
        this.effects = effects;
    }

    /** One of them, as it did so far. */
    private static final class Carrier {
        final int number;
        final Map<String, BadNumber> bad = new LinkedHashMap<>();
        int failures;
        boolean refused;
        String why = "";

        @Nullable
        Moment since;

        @Nullable
        Moment notBefore;

        Carrier(int number) {
            this.number = number;
        }

        String name() {
            return number == 1 ? "alarum.twilio" : "alarum.twilio2";
        }

        boolean mayBeAsked(Moment now) {
            return notBefore == null || now.isAtOrAfter(notBefore);
        }

        void works() {
            failures = 0;
            refused = false;
            since = null;
            notBefore = null;
        }

        void ringsNot(String phone, String contact, String reason, Moment now) {
            BadNumber before = bad.get(phone);
            BadNumber number = new BadNumber(contact, reason, before == null ? now : before.since, now);
            number.told = before != null && before.told;
            bad.put(phone, number);
        }

        /** Whether it is better to ask another one for that number: it said a moment ago that it does not ring it. */
        boolean surelyRingsNot(String phone, Moment now) {
            BadNumber number = bad.get(phone);
            return number != null && now.since(number.asked).compareTo(Ladder.NOBODY_CALLABLE) < 0;
        }
    }

    /** A number that it does not ring. */
    private static final class BadNumber {
        final String contact;
        final String why;
        final Moment since;
        /** When it said so last. */
        final Moment asked;

        boolean told;

        BadNumber(String contact, String why, Moment since, Moment asked) {
            this.contact = contact;
            this.why = why;
            this.since = since;
            this.asked = asked;
        }

        String words(Carrier carrier, String phone) {
            return contact + " cannot be rung at " + phone + " through " + carrier.name() + ": " + why;
        }
    }

    /** Who is to carry the next call to that number; 0 if nobody may be asked now. */
    int choose(String phone, Moment now) {
        List<Carrier> free = Stream.of(of(preferred(now)), of(3 - preferred(now)))
                .flatMap(carrier -> Stream.ofNullable(carrier))
                .filter(carrier -> carrier.mayBeAsked(now))
                .toList();
        Optional<Carrier> best =
                free.stream().filter(carrier -> !carrier.bad.containsKey(phone)).findFirst();
        if (best.filter(carrier -> carrier.failures < FAILURES).isPresent()) {
            return best.get().number;
        }
        // where there is no better one, what was said of a number a while ago is no reason to leave it
        return free.stream()
                .filter(carrier -> carrier.bad.containsKey(phone) && !carrier.surelyRingsNot(phone, now))
                .findFirst()
                .or(() -> best)
                .or(() -> free.stream().findFirst())
                .map(carrier -> carrier.number)
                .orElse(0);
    }

    private int preferred(Moment now) {
        boolean firstAgain = tookOver != null && now.since(tookOver).compareTo(FIRST_AGAIN) >= 0;
        return firstAgain ? 1 : inUse;
    }

    /** That one is asked now. */
    void begin(int provider, Moment now) {
        Carrier carrier = of(provider);
        if (carrier != null && carrier.refused) {
            carrier.notBefore = now.plus(REFUSED);
        }
        if (provider == 1 && inUse == 2) {
            tookOver = now;
        }
    }

    /** It took a call. */
    void accepted(int provider, String phone) {
        Carrier carrier = of(provider);
        if (carrier != null) {
            carrier.works();
            carrier.bad.remove(phone);
        }
        if (provider == 1) {
            inUse = 1;
            tookOver = null;
        }
    }

    /**
     * It did not take a call.
     *
     * @return whether another one, of which nothing bad is known, can be asked in its place at once
     */
    boolean failed(Attempt attempt, CallUpdate update, Moment now) {
        Carrier carrier = of(attempt.provider);
        if (carrier == null) {
            return false;
        }
        Carrier other = of(3 - carrier.number);
        if (update.status() == CallUpdate.Status.BAD_NUMBER) {
            carrier.works();
            carrier.ringsNot(attempt.phone, attempt.contact, words(update), now);
            return other != null && other.mayBeAsked(now) && !other.surelyRingsNot(attempt.phone, now);
        }
        note(carrier, update, now);
        if (other != null && isToBeLeft(carrier)) {
            inUse = other.number;
            tookOver = inUse == 2 ? now : null;
        }
        return other != null
                && other.mayBeAsked(now)
                && inUse == other.number
                && other.failures == 0
                && !other.bad.containsKey(attempt.phone);
    }

    private static void note(Carrier carrier, CallUpdate update, Moment now) {
        carrier.failures++;
        carrier.refused = update.status() == CallUpdate.Status.REFUSED;
        carrier.why = words(update);
        carrier.since = carrier.since == null ? now : carrier.since;
        Duration pause = carrier.refused ? REFUSED : update.retryAfter();
        carrier.notBefore = pause == null ? null : now.plus(pause);
    }

    private boolean isToBeLeft(Carrier carrier) {
        return inUse == carrier.number && (carrier.refused || carrier.number == 2 || carrier.failures >= FAILURES);
    }

    /** Whether each of them refuses its account. */
    boolean areRefused() {
        return all.stream().allMatch(carrier -> carrier.refused);
    }

    /** How many failures in a row leave no doubt that none of them takes calls. */
    int failuresOfAll() {
        return FAILURES + all.size() - 1;
    }

    /** Tells what is new since the last time. */
    void tell(Moment now) {
        Carrier first = of(1);
        if (inUse == 2 && !told && first != null) {
            effects.tell(
                    now,
                    "provider-changed",
                    "hub",
                    "Calls go through alarum.twilio2 now; alarum.twilio took none: " + first.why);
        } else if (inUse == 1 && told && first != null && first.failures == 0) {
            effects.tell(now, "provider-back", "hub", "Calls go through alarum.twilio again");
        }
        told = inUse == 2 || (told && first != null && first.failures > 0);
        for (Carrier carrier : all) {
            carrier.bad.forEach((phone, bad) -> {
                if (!bad.told) {
                    effects.tell(now, "number-refused", "contact " + bad.contact, bad.words(carrier, phone));
                }
                bad.told = true;
            });
        }
    }

    /** What is known by now was told before the restart. */
    void wasTold() {
        told = inUse == 2;
        all.forEach(carrier -> carrier.bad.values().forEach(bad -> bad.told = true));
    }

    /** What people must see to. */
    void problems(List<ProblemView> found) {
        for (Carrier carrier : all) {
            Moment since = carrier.since;
            if (since != null && carrier.refused) {
                found.add(StatusDesk.problem(
                        "provider-refused", "hub", carrier.name() + " refuses the account: " + carrier.why, since));
            } else if (since != null && carrier.failures >= FAILURES) {
                found.add(StatusDesk.problem(
                        "provider-failing", "hub", carrier.name() + " does not take calls: " + carrier.why, since));
            }
            carrier.bad.forEach((phone, bad) -> found.add(StatusDesk.problem(
                    "number-refused", "contact " + bad.contact, bad.words(carrier, phone), bad.since)));
        }
    }

    private static String words(CallUpdate update) {
        return update.detail() == null ? update.status().word() : update.detail();
    }

    private @Nullable Carrier of(int number) {
        return number >= 1 && number <= all.size() ? all.get(number - 1) : null;
    }
}
