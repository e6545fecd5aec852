package dev.alarum.sim;

import dev.alarum.node.Name;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepOrder;
import dev.alarum.sim.Chronicle.Entry;
import dev.alarum.ups.PowerState;
import java.util.ArrayList;
import java.util.List;

/**
 * Law 5: an order to shut down follows from a certain outage that goes on, for a listed node, once; and once more only a
 * while after one that nobody took.
 */
final class CarefulShutdown implements Law {
    private static final long FRESH = 15_000;
    private static final long AGAIN = 29_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        List<Entry<Happening.Orders>> all = truth.chronicle().of(Happening.Orders.class);
        for (Entry<Happening.Orders> entry : all) {
            StepOrder order = entry.what().order();
            String wrong = wrong(order, entry.at(), all, truth, excuses);
            if (wrong != null) {
                found.add(new Violation("law 5 shutdown: " + wrong, entry.at(), order.toString()));
            }
        }
        return found;
    }

    private static String wrong(
            StepOrder order, long at, List<Entry<Happening.Orders>> all, Truth truth, Excuses excuses) {
        Readings readings = new Readings(truth, excuses, order.cluster());
        boolean listed = truth.house().places().stream()
                .anyMatch(place -> place.site().equals(order.cluster())
                        && place.listedNodes().contains(new Name(order.node())));
        if (!listed) {
            return "not listed";
        }
        if (!truth.house().armed()) {
            return "not armed";
        }
        if (readings.confirmed(at).isEmpty()) {
            return "no certain outage";
        }
        long event = readings.mainsBefore(at);
        List<Entry<Happening.Orders>> before = all.stream()
                .filter(other -> other.at() > event
                        && other.at() < at
                        && other.what().order().node().equals(order.node()))
                .toList();
        boolean isOften = before.size() > starts(event, at, truth);
        if (isOften && (before.stream().anyMatch(one -> isTaken(one, at, truth)) || at - last(before) < AGAIN)) {
            return "ordered again";
        }
        return isFresh(readings, at) || readings.isSiteSilent(at) ? null : "stale reading";
    }

    private static long last(List<Entry<Happening.Orders>> orders) {
        return orders.get(orders.size() - 1).at();
    }

    /** Whether the hub heard by then that the node took that order. */
    private static boolean isTaken(Entry<Happening.Orders> ordered, long by, Truth truth) {
        StepOrder order = ordered.what().order();
        return truth.chronicle().of(Happening.Stepped.class).stream()
                .filter(entry -> entry.at() >= ordered.at() && entry.at() < by)
                .map(entry -> entry.what().result())
                .anyMatch(result -> result.plan() == order.plan()
                        && result.position() == order.position()
                        && result.outcome() == Outcome.ACCEPTED);
    }

    private static long starts(long from, long to, Truth truth) {
        return truth.chronicle().of(Happening.HubRuns.class).stream()
                .filter(runs -> runs.what().isNew() && runs.at() > from && runs.at() <= to)
                .count();
    }

    private static boolean isFresh(Readings readings, long at) {
        return readings.newest(at)
                .filter(read -> at - read.at() < FRESH && read.what().state() != PowerState.TEST)
                .isPresent();
    }
}
