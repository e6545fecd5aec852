package dev.alarum.sim;

import dev.alarum.incident.Cause;
import dev.alarum.sim.CallBook.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Law 1, further: after a call that no provider took, another one is taken within a stated time as long as what was to be
 * told stands and any provider would take a call to any contact.
 */
final class WaysOut implements Law {
    /** A refused account is asked again after a minute, and an order in doubt takes 15 s. */
    private static final long BOUND = 120_000;

    /** The longest that an attempt for a contact whom nobody rings costs: an order in doubt, and the wait after it. */
    private static final long ATTEMPT = 50_000;

    /** A provider that is well again does not say so. */
    private static final long RETRY = 75_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        for (Call call : truth.calls()) {
            if (call.isUnplaced() && call.facts().cause() == Cause.NODE) {
                look(call, truth, excuses, found);
            }
        }
        return found;
    }

    /** How long it may take until all other ways were tried. */
    static long bound(House house) {
        return BOUND + ATTEMPT * house.attempts() * (house.contacts() - 1);
    }

    private static void look(Call missed, Truth truth, Excuses excuses, List<Violation> found) {
        String site = missed.facts().site();
        long deadline = deadline(missed, truth);
        boolean isToBeTold = LadderGoesOn.stands(missed.facts(), missed.at, deadline, truth, excuses);
        if (!isToBeTold || truth.calls().stream().anyMatch(call -> isKnown(call, site, missed.at, deadline, truth))) {
            return;
        }
        found.add(new Violation(
                "law 1 nobody asked who takes calls",
                deadline,
                "attempt " + missed.order.attempt() + " of incident " + missed.order.incident()
                        + " was not taken at " + Chronicle.time(missed.ended).strip()
                        + ", and none after it, although somebody could"));
    }

    private static boolean isKnown(Call call, String site, long from, long to, Truth truth) {
        long reached = call.reached(truth.house().calling().keys());
        boolean isTaken = call.accepted >= from && call.accepted <= to;
        return call.tells(site) && (isTaken || (reached >= from && reached <= to));
    }

    /** The earliest at which any of the ways should have been found. */
    private static long deadline(Call missed, Truth truth) {
        House house = truth.house();
        return IntStream.rangeClosed(1, house.calling().providers())
                .boxed()
                .flatMap(provider -> IntStream.rangeClosed(1, house.contacts())
                        .mapToObj(contact -> truth.unwilling(provider, contact).wider(0, RETRY)))
                .mapToLong(closed -> truth.notJudging()
                        .and(truth.talking())
                        .and(truth.capped())
                        .and(closed)
                        .after(missed.ended, bound(house)))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
