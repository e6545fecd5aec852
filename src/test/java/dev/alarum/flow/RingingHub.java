package dev.alarum.flow;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.CallUpdate;
import dev.alarum.core.CoreSettings;
import dev.alarum.core.Effect;
import dev.alarum.core.HubCore;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.status.StatusView;
import dev.alarum.store.Memory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The real core in real time, with three nodes that beat, for the phone's flows. It keeps when it ordered each attempt and
 * when it heard of its end. Public because Camel calls it.
 */
public final class RingingHub implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Sender MORTAL = Sender.node(new Name("web-1"));
    private static final List<Sender> LIVING =
            List.of(Sender.node(new Name("web-2")), Sender.node(new Name("db")), Sender.relay(new Name("pi")));

    private final Moments moments = Moments.system();
    private final HubCore core;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<Order> orders = new ArrayList<>();
    private final List<End> ends = new ArrayList<>();
    private Consumer<CallOrder> phone = order -> {};
    private boolean dead;
    private long seq;
    private Duration longestBeat = Duration.ZERO;

    /** An attempt that was ordered. */
    record Order(CallOrder order, Moment at) {}

    /** The end of an attempt. */
    record End(CallUpdate update, Moment at) {}

    RingingHub(CallSettings calls) {
        core = new HubCore(
                new CoreSettings(
                        new NodeSettings(Map.of(), Map.of(), Set.of()),
                        new HeartbeatSettings(TIMEOUT, Duration.ofSeconds(1), Map.of()),
                        new IncidentSettings(1, Duration.ofHours(1), Duration.ZERO),
                        NoticeSettings.DEFAULT,
                        calls,
                        List.of(),
                        List.of()),
                Memory.empty(),
                moments.now());
    }

    /** Begins to hear and to judge; orders go to that phone. */
    synchronized void start(Consumer<CallOrder> to) {
        phone = to;
        run(core.begin(moments.now()));
        clock.scheduleAtFixedRate(this::second, 0, 500, TimeUnit.MILLISECONDS);
    }

    /** One of the nodes dies. */
    synchronized void dies() {
        dead = true;
    }

    private synchronized void second() {
        seq++;
        beat(LIVING);
        if (!dead) {
            beat(List.of(MORTAL));
        }
        run(core.flows(Set.of(), moments.now()));
        run(core.tick(moments.now()));
    }

    private void beat(List<Sender> senders) {
        for (Sender sender : senders) {
            Moment before = moments.now();
            run(core.heard(new Beat(sender, Beat.DIRECT, new Stamp(1, seq)), before)
                    .effects());
            Duration took = moments.now().since(before);
            longestBeat = took.compareTo(longestBeat) > 0 ? took : longestBeat;
        }
    }

    private void run(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Dial dial) {
                orders.add(new Order(dial.order(), moments.now()));
                phone.accept(dial.order());
            } else if (effect instanceof Effect.Complete complete) {
                run(core.silent(complete.sender(), moments.now()));
            } else if (effect instanceof Effect.Prove) {
                run(core.way(new WayUpdate(WayUpdate.Result.WORKS, "it does"), moments.now()));
            }
        }
    }

    /** News of an attempt. */
    public synchronized void call(CallUpdate update) {
        if (update.status().isFinal()) {
            ends.add(new End(update, moments.now()));
        }
        run(core.call(update, moments.now()));
    }

    /** Whether an order came too late. */
    public synchronized boolean isCallVoid(CallOrder order) {
        return core.isVoid(order);
    }

    /** The claim could not be written. */
    public void storeFailed(String reason) {
        throw new IllegalStateException(reason);
    }

    /** All attempts so far, in their order. */
    synchronized List<Order> orders() {
        return List.copyOf(orders);
    }

    /** The ends of attempts so far, in their order. */
    synchronized List<End> ends() {
        return List.copyOf(ends);
    }

    /** Whether somebody was reached about each incident there is. */
    synchronized boolean isReached() {
        List<StatusView.IncidentView> incidents = status().incidents();
        return !incidents.isEmpty()
                && incidents.stream().allMatch(one -> one.state().equals("ACKNOWLEDGED"));
    }

    synchronized StatusView status() {
        return core.status(moments.now());
    }

    /** How long the slowest beat took to be counted, with all that follows from it. */
    synchronized Duration longestBeat() {
        return longestBeat;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
