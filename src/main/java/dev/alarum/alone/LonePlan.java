package dev.alarum.alone;

import dev.alarum.node.Moment;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.ShutdownPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A shutdown that this relay carries out, and which hub knows what of it. */
final class LonePlan {
    /**
     * A hub that answered acts on it, but has it on disk only a moment later: what nothing more comes after is told once
     * more after this.
     */
    static final Duration ONCE_MORE = Duration.ofSeconds(10);

    private final ShutdownPlan plan;
    private final String origin;
    private final Map<String, Long> numbers;
    private final Map<String, Acknowledged> acknowledged = new HashMap<>();
    private final Set<String> settled = new TreeSet<>();
    private boolean mains;

    /** What a hub has last acknowledged of it, and since when. */
    private record Acknowledged(RelayPlan told, Moment since) {}

    /**
     * @param origin this relay's name for it
     * @param numbers by hub, the number of the plan of that hub that it goes on with
     */
    LonePlan(ShutdownPlan plan, String origin, Map<String, Long> numbers) {
        this.plan = plan;
        this.origin = origin;
        this.numbers = new TreeMap<>(numbers);
    }

    ShutdownPlan plan() {
        return plan;
    }

    String origin() {
        return origin;
    }

    Map<String, Long> numbers() {
        return numbers;
    }

    /** Whether its outage is over. */
    boolean isPast() {
        return mains;
    }

    /** Its UPS is on mains: what was not sent is not sent any more. */
    void end(Moment now) {
        mains = true;
        plan.stop(now);
    }

    /** Whether an order for that node is out or to come, or need not be sent. */
    boolean seesTo(String node) {
        return plan.outcomes().stream().anyMatch(one -> one.node().equals(node) && isSeenTo(one));
    }

    private static boolean isSeenTo(NodeOutcome one) {
        return one.outcome().isOpen() || one.outcome().isSeenTo();
    }

    /** As it is to be told to that hub. */
    RelayPlan told(String hub) {
        return plan.told(origin, numbers.getOrDefault(hub, 0L), mains);
    }

    /** That hub has answered a message that told it so, sent at that moment. @return whether it knows all now */
    boolean acknowledged(String hub, RelayPlan told, Moment sent, Moment now) {
        Acknowledged before = acknowledged.get(hub);
        if (before == null || !before.told().equals(told)) {
            acknowledged.put(hub, new Acknowledged(told, now));
            return false;
        }
        boolean isLast = mains && plan.isOver(now) && told.equals(told(hub));
        return isLast && sent.since(before.since()).compareTo(ONCE_MORE) >= 0 && settled.add(hub);
    }

    /** That hub knew its last form before a restart. */
    void settled(String hub) {
        settled.add(hub);
    }

    /** Whether there is something in it that the hub does not know. */
    boolean isNewsTo(String hub) {
        Acknowledged before = acknowledged.get(hub);
        return isToldTo(hub) && (before == null || !before.told().equals(told(hub)));
    }

    /** Whether it is told to that hub at all: until that has its last form for certain; what was never sent is not. */
    boolean isToldTo(String hub) {
        return plan.isArmed() && !settled.contains(hub);
    }

    /** The hubs that know its last form. */
    Set<String> knownTo() {
        return settled;
    }
}
