package dev.alarum.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which nodes of a stand-in cluster are up, and how they go and come. */
final class ProxmoxNodes {
    private static final Duration SOONEST = Duration.ofMillis(300);
    /** What a node that was held up by a guest takes from then on. */
    private static final Duration ONCE_FREE = Duration.ofSeconds(1);

    private final List<String> names;
    private final ProxmoxGuests guests;
    private final ProxmoxTimes times;
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Map<String, Duration> goDownAfter = new ConcurrentHashMap<>();
    private final List<Consumer<String>> onDown = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> onUp = new CopyOnWriteArrayList<>();
    private volatile @Nullable Duration comesBackAfter;
    private volatile boolean noQuorum;

    private enum State {
        UP,
        /** Took the order, and waits for its time. */
        GOING,
        /** Its time is over, and it waits for guests that run. */
        HELD,
        OFF,
        COMING
    }

    ProxmoxNodes(List<String> names, ProxmoxGuests guests, ProxmoxTimes times) {
        this.names = List.copyOf(names);
        this.guests = guests;
        this.times = times;
        guests.whenEmptied(this::emptied);
    }

    void onDown(Consumer<String> told) {
        onDown.add(told);
    }

    void onUp(Consumer<String> told) {
        onUp.add(told);
    }

    /** From now on a node that takes its order goes off after that time and when none of its guests runs. */
    void goDownAfter(String node, Duration time) {
        goDownAfter.put(node, time);
    }

    void staysUp(String node) {
        goDownAfter.remove(node);
    }

    void comeBackAfter(Duration time) {
        comesBackAfter = time;
    }

    void withoutQuorum() {
        noQuorum = true;
    }

    List<String> names() {
        return names;
    }

    boolean isUp(String node) {
        State state = states.getOrDefault(node, State.UP);
        return state != State.OFF && state != State.COMING;
    }

    /** Whether more than half of the nodes are there. */
    boolean isQuorate() {
        return !noQuorum && 2 * names.stream().filter(this::isUp).count() > names.size();
    }

    /** The node has taken the order to shut down; it answers before it goes. */
    void ordered(String node) {
        Duration time = goDownAfter.get(node);
        if (time != null && changes(node, State.UP, State.GOING)) {
            guests.leaveWith(node);
            times.after(time.compareTo(SOONEST) < 0 ? SOONEST : time, () -> {
                if (changes(node, State.GOING, State.HELD) && guests.isEmpty(node)) {
                    off(node);
                }
            });
        }
    }

    private void emptied(String node) {
        if (states.get(node) == State.HELD) {
            times.after(ONCE_FREE, () -> off(node));
        }
    }

    private void off(String node) {
        if (changes(node, State.HELD, State.OFF)) {
            onDown.forEach(told -> told.accept(node));
        }
    }

    /** The power of the node is cut. */
    void cut(String node) {
        guests.shutDown(node, guests.on(node), Duration.ZERO, true);
        states.put(node, State.HELD);
        off(node);
    }

    /** The node is told to wake. */
    void wake(String node) {
        Duration time = comesBackAfter;
        if (time != null) {
            comes(node, time);
        }
    }

    /** Somebody switches the node on. */
    void switchOn(String node) {
        Duration time = comesBackAfter;
        comes(node, time == null ? Duration.ZERO : time);
    }

    private void comes(String node, Duration within) {
        if (changes(node, State.OFF, State.COMING)) {
            times.after(within, () -> up(node));
        }
    }

    private void up(String node) {
        if (changes(node, State.COMING, State.UP)) {
            onUp.forEach(told -> told.accept(node));
        }
    }

    private synchronized boolean changes(String node, State from, State to) {
        if (states.getOrDefault(node, State.UP) != from) {
            return false;
        }
        states.put(node, to);
        return true;
    }
}
