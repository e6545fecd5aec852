package dev.alarum.role;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.Callback;
import dev.alarum.call.KeyAnswer;
import dev.alarum.call.KeyPress;
import dev.alarum.core.Effect;
import dev.alarum.core.HubCore;
import dev.alarum.drill.DrillReport;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayReport;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.status.DrillRequest;
import dev.alarum.status.SettleRequest;
import dev.alarum.status.StatusView;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.jspecify.annotations.Nullable;

/**
 * The hub's core as the flows know it, bean {@code hub}. It lets one event in at a time and hands what must be done to
 * {@code seda:decided}, in the order of the decisions; handing over never waits.
 */
public final class HubBinding implements CamelContextAware {
    private static final String DECIDED = "seda:decided";

    private final HubCore core;
    private final Moments moments;
    private final FlowStops stops = new FlowStops();
    /** The flows whose standing still is the hub's; null: all. */
    private volatile @Nullable Set<String> ours;

    private @Nullable CamelContext context;
    private @Nullable ProducerTemplate template;

    HubBinding(HubCore core, Moments moments) {
        this.core = core;
        this.moments = moments;
    }

    /** Only the flows that are there now are the hub's; what becomes of others changes nothing. */
    public void countFlows() {
        Set<String> found = new TreeSet<>();
        getCamelContext().getRoutes().forEach(route -> found.add(route.getRouteId()));
        ours = found;
    }

    private boolean isOurs(String flow) {
        Set<String> counted = ours;
        return counted == null || counted.contains(flow);
    }

    /** Begins to watch everyone known; once, when the flows run. */
    public void begin() {
        decide(HubCore::begin);
    }

    /**
     * A verified beat. It counts from when it came to the door, however long it waited there for being counted.
     *
     * @param arrived when that was, by the monotonic clock; null if it did not wait
     * @return whether it is newer than every one before it: a copy that came the other way proves that way, and no more
     */
    public synchronized boolean heard(Beat beat, @ExchangeProperty(DoorConsumer.ARRIVED) @Nullable Long arrived) {
        Moment now = moments.now();
        HubCore.Heard heard = core.heard(
                beat, arrived == null ? now : now.plus(waited(arrived).negated()), now);
        handOver(heard.effects());
        return heard.isNewest();
    }

    private static Duration waited(long arrived) {
        Duration waited = Duration.ofNanos(Math.max(0, System.nanoTime() - arrived));
        return waited.compareTo(DoorBacklog.GIVEN_UP) < 0 ? waited : DoorBacklog.GIVEN_UP;
    }

    /**
     * The aggregator completed this sender's group: its silence lasted its timeout. Which flows run is looked up first,
     * since the flow {@code tick} may be stopped as well as the intake.
     */
    public void silent(Sender sender) {
        look();
        decide((hub, now) -> hub.silent(sender, now));
    }

    /** A verified notice. */
    public void notice(Notice notice) {
        decide((hub, now) -> hub.notice(notice, now));
    }

    /** A verified reading; it is older by what it waited since it came to the door. */
    public void reading(@Body Reading reading, @ExchangeProperty(DoorConsumer.ARRIVED) @Nullable Long arrived) {
        Reading read = arrived == null ? reading : reading.olderBy(waited(arrived));
        decide((hub, now) -> hub.reading(read, now));
    }

    /** News of a call. */
    public void call(CallUpdate update) {
        decide((hub, now) -> hub.call(update, now));
    }

    /** A key that was pressed in a call. @return what came of it */
    public synchronized KeyAnswer key(KeyPress press) {
        HubCore.Answered answered = core.key(press, moments.now());
        handOver(answered.effects());
        return answered.answer();
    }

    /** Somebody with the admin token settles an incident. @return what came of it; empty if there is no such incident */
    public synchronized String settle(SettleRequest.Wish wish) {
        HubCore.Answered answered =
                core.settle(wish.incident(), wish.close(), "somebody with the admin token", moments.now());
        if (answered == null) {
            return "";
        }
        handOver(answered.effects());
        return answered.answer().word();
    }

    /** The provider told of that call over the public URL. */
    public void calledBack(Callback callback) {
        decide((hub, now) -> hub.calledBack(callback.incident(), callback.attempt(), now));
    }

    /** Somebody with the admin token wants a drill. @return what came of it */
    public synchronized DrillRequest.Begun beginDrill() {
        HubCore.Begun begun = core.beginDrill("somebody with the admin token", moments.now());
        handOver(begun.effects());
        return new DrillRequest.Begun(begun.number(), begun.refusal());
    }

    /** The timetable wants a drill. */
    public void drillBySchedule() {
        decide(HubCore::drillBySchedule);
    }

    /** News of what a drill has set going. */
    public void drilled(DrillReport report) {
        decide((hub, now) -> hub.drilled(report, now));
    }

    /** News of a step of a plan. */
    public void step(StepResult result) {
        decide((hub, now) -> hub.step(result, now));
    }

    /** What a plan's look at its cluster has shown. */
    public void seen(ClusterLook look) {
        decide((hub, now) -> hub.seen(look, now));
    }

    /** A relay tells of waking and shutting down. @return what it must know */
    public synchronized RelayWords relayTells(RelayReport report) {
        for (Name node : report.woken()) {
            handOver(core.woken(report.relay(), node.text(), moments.now()));
        }
        for (RelayPlan plan : report.plans()) {
            handOver(core.relayPlan(report.relay(), plan, moments.now()));
        }
        return core.wordsFor(report.relay(), moments.now());
    }

    /** What came of looking at the hub's own network. */
    public void way(WayUpdate update) {
        decide((hub, now) -> hub.way(update, now));
    }

    /** The hub is about to stop in order. */
    public void end() {
        decide(HubCore::end);
    }

    /** One second has passed: looks which flows run, and at the clock. */
    public void tick() {
        look();
        decide(HubCore::tick);
    }

    /** One that is to be known no more: {@code NAME} or {@code relay:NAME}. Its stamps stay: a replay cannot bring it back. */
    public void forget(String name) {
        Sender sender = Sender.parse(name);
        decide((hub, now) -> hub.forget(sender, now));
    }

    /** The store could not write. */
    public void storeFailed(String reason) {
        decide((hub, now) -> hub.storeFailed(reason, now));
    }

    /** The store writes again. */
    public void storeWorks() {
        decide(HubCore::storeWorks);
    }

    /** A message was given up on its way out by that channel. */
    public void channelFailed(String channel, String reason) {
        decide((hub, now) -> hub.channelFailed(channel, reason, now));
    }

    /** A message went out by that channel. */
    public void channelWorks(String channel) {
        decide((hub, now) -> hub.channelWorks(channel, now));
    }

    /** A Proxmox cluster was looked at. */
    public void looked(ClusterReport report) {
        decide((hub, now) -> hub.looked(report, now));
    }

    /** Two machines seem to use one name. */
    public void duplicate(Sender sender) {
        decide((hub, now) -> hub.duplicate(sender, now));
    }

    /** Whether an order must not be sent any more: mains came back while it waited in its flow. */
    public synchronized boolean isVoid(StepOrder order) {
        return core.isVoid(order);
    }

    /** Whether an attempt to ring must not be made any more: nobody has to be rung for its incident by now. */
    public synchronized boolean isCallVoid(CallOrder order) {
        return core.isVoid(order);
    }

    /** Whether the detector can fire in time, or was stopped on purpose. */
    public boolean canFire() {
        look();
        synchronized (this) {
            return core.canFire(moments.now());
        }
    }

    /** What people see; which flows run is looked up now, since the flow {@code tick} itself may be stopped. */
    public StatusView status() {
        look();
        synchronized (this) {
            return core.status(moments.now());
        }
    }

    private void look() {
        Set<String> notRunning = notRunning();
        synchronized (this) {
            Set<String> stoppedMeanwhile = stops.take();
            stoppedMeanwhile.removeIf(flow -> !isOurs(flow));
            if (!notRunning.containsAll(stoppedMeanwhile)) {
                stoppedMeanwhile.addAll(notRunning);
                decide((hub, now) -> hub.flows(stoppedMeanwhile, backlog(), now));
            }
            decide((hub, now) -> hub.flows(notRunning, backlog(), now));
        }
    }

    private Duration backlog() {
        CamelContext running = context;
        return running == null ? Duration.ZERO : HttpDoor.backlog(running);
    }

    private synchronized void decide(BiFunction<HubCore, Moment, List<Effect>> event) {
        handOver(event.apply(core, moments.now()));
    }

    private void handOver(List<Effect> effects) {
        ProducerTemplate hand = template;
        if (hand == null) {
            throw new IllegalStateException("the hub's flows do not run yet");
        }
        if (!effects.isEmpty()) {
            hand.sendBody(DECIDED, effects);
        }
    }

    private Set<String> notRunning() {
        Set<String> found = new TreeSet<>();
        CamelContext running = context;
        if (running != null && running.isStarted()) {
            for (Route route : running.getRoutes()) {
                ServiceStatus status = running.getRouteController().getRouteStatus(route.getId());
                if (isOurs(route.getRouteId()) && (status == null || !status.isStarted())) {
                    found.add(route.getId());
                }
            }
        }
        return found;
    }

    @Override
    public CamelContext getCamelContext() {
        CamelContext running = context;
        if (running == null) {
            throw new IllegalStateException("the hub's flows do not run yet");
        }
        return running;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        this.template = context.createProducerTemplate();
        context.addRoutePolicyFactory((camel, flow, route) -> stops);
    }
}
