package dev.alarum.sim;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.KeyPress;
import dev.alarum.core.CoreSettings;
import dev.alarum.core.Disk;
import dev.alarum.core.Effect;
import dev.alarum.core.HubCore;
import dev.alarum.drill.DrillReport;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.heartbeat.StampLedger.Judgement;
import dev.alarum.heartbeat.StampLedger.Kind;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.status.StatusView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The real core and the real ledger of stamps, in virtual time, with models of what stands between them in the flows:
 * Camel's aggregator, the queues, the store. A suspended flow does here what it does there: it refuses what it is
 * asked (direct) or lets it wait (seda).
 */
public final class CoreHub implements SimHub {
    private final CoreSettings settings;
    private final HubDisk disk = new HubDisk();
    private final ModelAggregator aggregator = new ModelAggregator();
    private final Deque<Effect> decided = new ArrayDeque<>();
    private final Deque<Sender> toComplete = new ArrayDeque<>();
    private final Deque<CallOrder> toRing = new ArrayDeque<>();
    private final Deque<StepOrder> toShutDown = new ArrayDeque<>();
    private final Deque<Deed> toTell = new ArrayDeque<>();
    private final Deque<Deed> toProve = new ArrayDeque<>();
    private final List<Memory> remembered = new ArrayList<>();
    private List<Deed> deeds = new ArrayList<>();
    private Set<String> suspended = Set.of();
    private StampLedger ledger;
    private HubCore core;
    private Moment now;
    private boolean isRunning;
    private boolean carryingOut;

    /** A hub of those settings that never ran before. */
    public CoreHub(CoreSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Deed> start(Moment moment) {
        now = moment;
        isRunning = true;
        suspended = Set.of();
        Memory memory = disk.memory(now);
        remembered.add(memory);
        core = new HubCore(settings, memory, now);
        ledger = new StampLedger(() -> now, sender -> carryOut(core.duplicate(sender, now)));
        ledger.restore(memory);
        carryOut(core.begin(now));
        memory.attempts().stream()
                .filter(row -> !CallUpdate.Status.ofWord(row.status()).isFinal())
                .forEach(row -> deeds.add(new Deed.Resume(row)));
        return done();
    }

    /** What was on its disk at each start. */
    List<Memory> remembered() {
        return remembered;
    }

    @Override
    public void stop(Duration unwritten, Moment moment) {
        now = moment;
        isRunning = false;
        disk.lose(unwritten, now);
        aggregator.clear();
        decided.clear();
        toComplete.clear();
        toRing.clear();
        toShutDown.clear();
        toTell.clear();
        toProve.clear();
    }

    @Override
    public Taken beats(List<Beat> post, Moment moment) {
        now = moment;
        if (suspended.contains("beat-intake")) {
            return new Taken(false, Map.of(), List.of());
        }
        boolean taken = true;
        Map<Sender, Long> behind = Map.of();
        for (Beat beat : post) {
            Judgement judgement = ledger.hear(beat.sender(), beat.path(), beat.stamp());
            if (judgement instanceof Judgement.Behind refused) {
                behind = behind.isEmpty() ? new HashMap<>() : behind;
                behind.put(beat.sender(), refused.boot());
            } else if (judgement instanceof Judgement.Fresh) {
                taken &= hear(beat);
            }
        }
        return new Taken(taken, behind, done());
    }

    private boolean hear(Beat beat) {
        if (suspended.contains("heartbeat-watch")) {
            return false;
        }
        HubCore.Heard heard = core.heard(beat, now);
        carryOut(heard.effects());
        return !heard.isNewest() || arm(beat.sender(), timeoutOf(beat.sender()));
    }

    private boolean arm(Sender sender, Duration within) {
        if (suspended.contains("silence-watch")) {
            return false;
        }
        aggregator.arm(sender, within, now);
        return true;
    }

    private Duration timeoutOf(Sender sender) {
        return sender.kind() == Sender.Kind.NODE
                ? settings.heartbeat().timeoutOf(sender.name())
                : settings.heartbeat().timeout();
    }

    @Override
    public Taken notice(Notice notice, Moment moment) {
        now = moment;
        Judgement judgement = ledger.judge(notice.sender(), Kind.NOTICE, "", notice.stamp());
        if (suspended.contains("notice-intake") || judgement instanceof Judgement.Behind) {
            return refused(notice.sender(), judgement);
        }
        if (judgement instanceof Judgement.Fresh) {
            keep(Disk.row(notice, now));
            if (ledger.count(notice.sender(), Kind.NOTICE, "", notice.stamp(), disk.works())) {
                carryOut(core.notice(notice, now));
            }
        }
        return new Taken(disk.works(), Map.of(), done());
    }

    @Override
    public Taken reading(Reading reading, Moment moment) {
        now = moment;
        Sender relay = Sender.relay(reading.relay());
        String lane = reading.ups().key();
        Judgement judgement = ledger.judge(relay, Kind.READING, lane, reading.stamp());
        if (suspended.contains("reading-intake") || judgement instanceof Judgement.Behind) {
            return refused(relay, judgement);
        }
        if (judgement instanceof Judgement.Fresh) {
            keep(Disk.row(reading, now));
            if (ledger.count(relay, Kind.READING, lane, reading.stamp(), disk.works())) {
                carryOut(core.reading(reading, now));
            }
        }
        return new Taken(disk.works(), Map.of(), done());
    }

    private Taken refused(Sender sender, Judgement judgement) {
        Map<Sender, Long> behind =
                judgement instanceof Judgement.Behind refused ? Map.of(sender, refused.boot()) : Map.of();
        return new Taken(false, behind, done());
    }

    private void keep(Row row) {
        if (disk.works()) {
            disk.write(row);
        } else {
            storeFailed();
        }
    }

    @Override
    public List<Deed> call(CallUpdate update, Moment moment) {
        now = moment;
        carryOut(core.call(update, now));
        return done();
    }

    @Override
    public List<Deed> key(KeyPress press, Moment moment) {
        now = moment;
        carryOut(core.key(press, now).effects());
        return done();
    }

    @Override
    public List<Deed> drill(Moment moment) {
        now = moment;
        carryOut(core.beginDrill("somebody", now).effects());
        return done();
    }

    /** The flow {@code drill-walk}: it knocks at the hub's own door, and there is no plan to ask. */
    private void walk(long drill) {
        Beat beat = new Beat(Sender.DRILL, Beat.DIRECT, new Stamp(now.wall().toEpochMilli(), 1));
        boolean isTaken = !suspended.contains("beat-intake")
                && ledger.hear(beat.sender(), beat.path(), beat.stamp()) instanceof Judgement.Fresh
                && hear(beat);
        carryOut(core.drilled(new DrillReport.Knocked(drill, isTaken ? "" : "not taken"), now));
    }

    @Override
    public List<Deed> step(StepResult result, Moment moment) {
        now = moment;
        carryOut(core.step(result, now));
        return done();
    }

    @Override
    public List<Deed> seen(ClusterLook look, Moment moment) {
        now = moment;
        carryOut(core.seen(look, now));
        return done();
    }

    @Override
    public List<Deed> way(boolean works, Moment moment) {
        now = moment;
        carryOut(core.way(
                works
                        ? new WayUpdate(WayUpdate.Result.WORKS, "a probe answered")
                        : new WayUpdate(WayUpdate.Result.LOST, "no probe answered"),
                now));
        return done();
    }

    @Override
    public List<Deed> suspended(Set<String> flows, Moment moment) {
        now = moment;
        suspended = Set.copyOf(flows);
        carryOut(List.of());
        return done();
    }

    @Override
    public List<Deed> tick(Moment moment) {
        now = moment;
        if (!suspended.contains("tick")) {
            carryOut(core.flows(suspended, now));
            carryOut(core.tick(now));
            if (!core.failing().isEmpty()) {
                throw new IllegalStateException("at a tick failed " + core.failing());
            }
        }
        return done();
    }

    @Override
    public List<Deed> check(Moment moment) {
        now = moment;
        for (Sender sender : aggregator.check(now)) {
            carryOut(core.silent(sender, now));
        }
        return done();
    }

    @Override
    public List<Deed> disk(boolean works, Moment moment) {
        now = moment;
        if (disk.become(works) && isRunning) {
            carryOut(core.storeWorks(now));
        }
        return done();
    }

    @Override
    public StatusView status(Moment moment) {
        now = moment;
        carryOut(core.flows(suspended, now));
        return core.status(now);
    }

    @Override
    public void close() {
        aggregator.clear();
    }

    private List<Deed> done() {
        if (deeds.isEmpty()) {
            return List.of();
        }
        List<Deed> all = deeds;
        deeds = new ArrayList<>();
        return all;
    }

    /** The flow {@code decisions} and those behind it: one after the other, in the order of the decisions. */
    private void carryOut(List<Effect> effects) {
        decided.addAll(effects);
        if (carryingOut || isIdle()) {
            return;
        }
        carryingOut = true;
        while (!decided.isEmpty() && !suspended.contains("decisions")) {
            carryOut(decided.removeFirst());
        }
        while (!toComplete.isEmpty() && !suspended.contains("heartbeat-complete")) {
            complete(toComplete.removeFirst());
        }
        while (!toRing.isEmpty() && !suspended.contains("phone-call")) {
            ring(toRing.removeFirst());
        }
        while (!toShutDown.isEmpty() && !suspended.contains("proxmox-order")) {
            shutDown(toShutDown.removeFirst());
        }
        if (!suspended.contains("news")) {
            deeds.addAll(toTell);
            toTell.clear();
        }
        if (!suspended.contains("own-way")) {
            deeds.addAll(toProve);
            toProve.clear();
        }
        carryingOut = false;
        if (!decided.isEmpty() && !suspended.contains("decisions")) {
            carryOut(List.of());
        }
    }

    private boolean isIdle() {
        return decided.isEmpty()
                && toComplete.isEmpty()
                && toRing.isEmpty()
                && toShutDown.isEmpty()
                && toTell.isEmpty()
                && toProve.isEmpty();
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.Save save) {
            if (!disk.save(save.row(), now)) {
                storeFailed();
            }
        } else if (effect instanceof Effect.Arm arm) {
            if (!suspended.contains("heartbeat-arm")) {
                arm(arm.sender(), arm.within());
            }
        } else if (effect instanceof Effect.Complete complete) {
            toComplete.add(complete.sender());
        } else if (effect instanceof Effect.Prove) {
            toProve.add(new Deed.Prove());
        } else if (effect instanceof Effect.Dial dial) {
            toRing.add(dial.order());
        } else if (effect instanceof Effect.Order step) {
            toShutDown.add(step.order());
        } else if (effect instanceof Effect.Look look) {
            deeds.add(new Deed.Look(look.order()));
        } else if (effect instanceof Effect.Drill drill) {
            walk(drill.number());
        } else if (effect instanceof Effect.Tell tell) {
            toTell.add(new Deed.Tell(tell.news()));
        }
    }

    private void complete(Sender sender) {
        if (aggregator.force(sender)) {
            carryOut(core.silent(sender, now));
        }
    }

    private void storeFailed() {
        carryOut(core.storeFailed("No space left on device: make room on that disk", now));
    }

    /** The flow {@code phone-call}: only who holds the claim rings; a broken disk does not silence the phone. */
    private void ring(CallOrder order) {
        if (core.isVoid(order)) {
            carryOut(core.call(
                    new CallUpdate(
                            order.incident(), order.attempt(), CallUpdate.Status.NOT_WANTED, null, null, 0, null),
                    now));
            return;
        }
        if (!disk.works()) {
            storeFailed();
        } else if (!disk.claim(Disk.claim(order, now))) {
            return;
        }
        carryOut(core.call(
                new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.INTENT, null, null, 0, null), now));
        deeds.add(new Deed.Dial(order));
    }

    /** The flow {@code proxmox-order}: an order that mains made void while it waited is not sent. */
    private void shutDown(StepOrder order) {
        if (disk.works()) {
            // the flow order-intent: what leaves is on disk before
            disk.begin(order.of());
            disk.write(order.intent());
        }
        if (core.isVoid(order)) {
            carryOut(core.step(StepResult.of(order.plan(), order.position(), Outcome.STOPPED, null), now));
        } else {
            deeds.add(new Deed.Shutdown(order));
        }
    }
}
