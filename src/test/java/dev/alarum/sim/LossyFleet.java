package dev.alarum.sim;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.Contact;
import dev.alarum.core.CoreSettings;
import dev.alarum.core.Effect;
import dev.alarum.core.HubCore;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Healthy nodes whose beats are lost on the only way they have, around the real core in virtual time. Each beats once a
 * second, at its own phase; the aggregator's checker runs each 100 ms and the tick each second, as in the hub. Every
 * failure is a false one.
 */
final class LossyFleet {
    private static final int CHECKS = 10;
    private static final Duration CHECK = Duration.ofSeconds(1).dividedBy(CHECKS);

    private final VirtualTime time = new VirtualTime();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Sender, Node> watched = new LinkedHashMap<>();
    private final Duration timeout;
    private final HubCore core;
    private long failures;
    private long seq;

    private static final class Node {
        private final Sender sender;
        private final BooleanSupplier loses;
        /** When its group of the aggregator is over, by the wall clock in ms. */
        private long due = Long.MAX_VALUE;

        Node(Sender sender, BooleanSupplier loses) {
            this.sender = sender;
            this.loses = loses;
        }
    }

    LossyFleet(Duration timeout, List<BooleanSupplier> ways) {
        this.timeout = timeout;
        HeartbeatSettings heartbeat = new HeartbeatSettings(timeout, Duration.ofSeconds(1), Map.of());
        core = new HubCore(
                new CoreSettings(
                        new NodeSettings(Map.of(), Map.of(), Set.of()),
                        heartbeat,
                        new IncidentSettings(1, Duration.ofHours(1), Duration.ofSeconds(3)),
                        new NoticeSettings(null, Duration.ofMinutes(15), Duration.ofMinutes(5)),
                        new CallSettings(
                                List.of(new Contact(1, "Ada", "+14155550101", "en")),
                                3,
                                Duration.ofSeconds(25),
                                Duration.ofSeconds(15),
                                30),
                        List.of(),
                        List.of()),
                Memory.empty(),
                time.now());
        for (BooleanSupplier loses : ways) {
            Node node = new Node(Sender.node(new Name("n" + nodes.size())), loses);
            nodes.add(node);
            watched.put(node.sender, node);
        }
        watched.put(Sender.CANARY, new Node(Sender.CANARY, () -> true));
        carryOut(core.begin(time.now()));
        nodes.forEach(this::beat);
    }

    /** Lets so many seconds pass. @return how many failures there were in them */
    long seconds(long seconds) {
        long before = failures;
        for (long second = 0; second < seconds; second++) {
            seq++;
            for (int check = 0; check < CHECKS; check++) {
                tenth(check);
            }
            carryOut(core.flows(Set.of(), time.now()));
            carryOut(core.tick(time.now()));
        }
        return failures - before;
    }

    private void tenth(int phase) {
        // beats come between two checks, since no two clocks agree
        time.pass(CHECK.dividedBy(2));
        for (int i = phase; i < nodes.size(); i += CHECKS) {
            Node node = nodes.get(i);
            if (!node.loses.getAsBoolean()) {
                beat(node);
            }
        }
        time.pass(CHECK.dividedBy(2));
        long wall = time.millis();
        for (Node node : watched.values()) {
            // Camel's checker finds what is strictly over
            if (node.due < wall) {
                node.due = Long.MAX_VALUE;
                carryOut(core.silent(node.sender, time.now()));
            }
        }
    }

    private void beat(Node node) {
        HubCore.Heard heard = core.heard(new Beat(node.sender, Beat.DIRECT, new Stamp(1, seq + 1)), time.now());
        arm(node, timeout);
        carryOut(heard.effects());
    }

    private void arm(Node node, Duration within) {
        node.due = time.millis() + within.toMillis();
    }

    private void carryOut(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Arm arm) {
                arm(watched.get(arm.sender()), arm.within());
            } else if (effect instanceof Effect.Dial dial) {
                carryOut(core.call(answered(dial.order()), time.now()));
            } else if (effect instanceof Effect.Save save
                    && save.row() instanceof Row.SenderRow row
                    && row.state().equals("FAILED")) {
                failures++;
            }
        }
    }

    private static CallUpdate answered(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.COMPLETED, "CA1", "human", 30, null);
    }
}
