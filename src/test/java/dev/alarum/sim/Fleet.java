package dev.alarum.sim;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.heartbeat.Beat;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.status.StatusView.DecisionView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Nodes of one site that beat once a second, each at its own phase, and their hub in virtual time. The aggregator's
 * checker runs each 100 ms, the tick each second; what a hub that stood still finds at once, it does in random order.
 */
final class Fleet implements AutoCloseable {
    /** Time goes by in steps of this length: beats come between two checks. */
    static final Duration STEP = Duration.ofMillis(50);

    private static final int CHECK = 2;
    private static final int SECOND = 20;

    private final VirtualTime time = new VirtualTime();
    private final SimHub hub;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Moment> failures = new LinkedHashMap<>();
    private final Set<DecisionView> seen = new HashSet<>();
    private final Random random;
    private long steps;

    private static final class Node {
        private final Sender sender;
        private boolean isDead;
        private long seq;

        Node(Sender sender) {
            this.sender = sender;
        }
    }

    Fleet(SimHub hub, House house, long seed) {
        this.hub = hub;
        this.random = new Random(seed);
        house.places().forEach(place -> place.nodeSenders().forEach(sender -> nodes.add(new Node(sender))));
        carryOut(hub.start(time.now()));
    }

    /** A house with so many nodes at one site, and with all other settings as delivered. */
    static House house(int nodes) {
        return new House(
                20_000,
                1,
                3_000,
                1,
                3,
                15_000,
                30,
                15_000,
                0,
                false,
                List.of(new House.Place("home", nodes, 0, false, 0)));
    }

    Moment now() {
        return time.now();
    }

    /** Who failed, and when that was seen first, at most a second after it happened. */
    Map<String, Moment> failures() {
        return failures;
    }

    /** That one is heard no more. @return its name */
    String die(int node) {
        nodes.get(node).isDead = true;
        return nodes.get(node).sender.toString();
    }

    /** Everything goes its way for so long. */
    void pass(Duration duration) {
        for (long left = duration.dividedBy(STEP); left > 0; left--) {
            pass();
        }
    }

    private void pass() {
        time.pass(STEP);
        steps++;
        if (steps % CHECK == 1) {
            beats((int) (steps % SECOND) / CHECK);
            return;
        }
        check();
        if (steps % SECOND == 0) {
            tick();
        }
    }

    /** The hub alone stands still, with its clocks running on or not; the wall clock is right afterwards. */
    void freeze(Duration duration, Fault.Stillness how) {
        if (how == Fault.Stillness.PAUSED) {
            time.stepWall(duration);
        } else {
            time.pass(duration);
        }
        steps += duration.dividedBy(STEP);
        List<Runnable> overdue = new ArrayList<>(List.of(
                this::check,
                this::tick,
                // what was sent last waits at the door
                () -> beats(random.nextInt(SECOND / CHECK))));
        Collections.shuffle(overdue, random);
        overdue.forEach(Runnable::run);
    }

    /** The hub's wall clock is stepped. */
    void stepClock(Duration step) {
        time.stepWall(step);
    }

    private void check() {
        carryOut(hub.check(time.now()));
    }

    private void tick() {
        carryOut(hub.tick(time.now()));
        for (DecisionView decision : hub.status(time.now()).decisions()) {
            if (seen.add(decision) && decision.done().equals("failed")) {
                failures.putIfAbsent(decision.subject(), time.now());
            }
        }
    }

    private void beats(int phase) {
        for (int i = phase; i < nodes.size(); i += SECOND / CHECK) {
            Node node = nodes.get(i);
            if (!node.isDead) {
                node.seq++;
                Beat beat = new Beat(node.sender, Beat.DIRECT, new Stamp(1, node.seq));
                carryOut(hub.beats(List.of(beat), time.now()).deeds());
            }
        }
    }

    private void carryOut(List<Deed> deeds) {
        for (Deed deed : deeds) {
            if (deed instanceof Deed.Dial dial) {
                carryOut(hub.call(answered(dial.order()), time.now()));
            } else if (deed instanceof Deed.Prove prove) {
                carryOut(hub.way(true, time.now()));
            }
        }
    }

    private static CallUpdate answered(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.COMPLETED, "CA1", "human", 30, null);
    }

    @Override
    public void close() {
        hub.close();
    }
}
