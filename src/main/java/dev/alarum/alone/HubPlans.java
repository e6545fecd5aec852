package dev.alarum.alone;

import dev.alarum.node.Name;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.RelayWords.Known;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the hubs last told of their own plans in the outages that go on. */
final class HubPlans {
    private final Map<String, List<Known>> byHub = new TreeMap<>();

    /** That hub's newest words. @return whether they differ from those before */
    boolean put(String hub, List<Known> plans) {
        List<Known> before = byHub.put(hub, List.copyOf(plans));
        return !plans.equals(before == null ? List.of() : before);
    }

    /** The outage of that UPS is over: what was told of it is history. @return whether there was anything */
    boolean forget(Name ups) {
        boolean any = false;
        for (Map.Entry<String, List<Known>> one : byHub.entrySet()) {
            List<Known> left = new ArrayList<>(one.getValue());
            any |= left.removeIf(plan -> plan.ups().equals(ups));
            one.setValue(left);
        }
        return any;
    }

    Map<String, List<Known>> byHub() {
        return byHub;
    }

    /** By hub, the number of its newest plan for that UPS and cluster. */
    Map<String, Long> numbers(Name ups, String cluster) {
        Map<String, Long> numbers = new HashMap<>();
        byHub.forEach((hub, plans) -> plans.stream()
                .filter(plan -> plan.ups().equals(ups) && plan.cluster().equals(cluster))
                .forEach(plan -> numbers.merge(hub, plan.number(), Math::max)));
        return numbers;
    }

    /** Whether some hub has shut that node down, or found it off. */
    boolean isDown(String cluster, String node) {
        return byHub.values().stream()
                .flatMap(List::stream)
                .filter(plan -> plan.cluster().equals(cluster))
                .flatMap(plan -> plan.nodes().stream())
                .anyMatch(one -> one.node().equals(node) && one.outcome().isSeenTo());
    }

    /** Whether the newest that some hub told of that node in that outage is a stop, which only a person has it do. */
    boolean isStopped(Name ups, String cluster, String node) {
        return byHub.values().stream()
                .anyMatch(plans -> plans.stream()
                        .filter(plan -> plan.ups().equals(ups) && plan.cluster().equals(cluster))
                        .sorted(Comparator.comparingLong(Known::number))
                        .flatMap(plan -> plan.nodes().stream())
                        .filter(one -> one.node().equals(node))
                        .reduce((first, second) -> second)
                        .filter(one -> one.outcome() == Outcome.STOPPED)
                        .isPresent());
    }
}
