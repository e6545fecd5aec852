package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.Contact;
import dev.alarum.call.Key;
import dev.alarum.call.KeyAnswer;
import dev.alarum.call.KeyPress;
import dev.alarum.drill.DrillReport;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.status.News;
import dev.alarum.status.StatusView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.Reading;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Machines, a phone and a Proxmox in virtual time around the real core; an aggregator of the same rules as Camel's. */
final class World {
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(250);

    final List<CallOrder> calls = new ArrayList<>();
    final List<StepOrder> orders = new ArrayList<>();
    final List<News> news = new ArrayList<>();
    final List<Row> rows = new ArrayList<>();
    Set<String> suspended = Set.of();
    /** Desks that fail at each tick; no other may. */
    final Set<String> broken = new HashSet<>();
    /** How long beats wait at the hub's door: those that came later are not counted yet. */
    Duration backlog = Duration.ZERO;
    /** Beats that came to the door. */
    private record Arrived(Moment at, Beat beat) {}

    private final Deque<Arrived> waiting = new ArrayDeque<>();
    /** What looking at the hub's own network brings; null for no answer. */
    Supplier<@Nullable WayUpdate> ownWay = () -> new WayUpdate(WayUpdate.Result.WORKS, "a probe answered");
    /** How often it looked. */
    int looks;
    /** Whether the aggregator's checker lives. */
    boolean checking = true;
    /** Whether the aggregator still completes a group by force. */
    boolean forcing = true;
    /** Whether the hub's own tick runs. */
    boolean ticking = true;
    /** Why the hub's own door does not take the beat of a drill; null for no answer, empty if it does. */
    @Nullable
    String door = "";
    /** What a rehearsal of the plans finds; null for no answer. */
    @Nullable
    List<String> rehearsal = List.of();
    /** How the phone answers; by default a human listens to the end. */
    Function<CallOrder, CallUpdate> phone = World::heard;

    /** How Proxmox answers at once; null for no answer yet. By default every node accepts. */
    Function<StepOrder, @Nullable StepResult> proxmox = order -> result(order, Outcome.ACCEPTED);

    /** Nodes that took an order and are off for their cluster since; they come back with mains. */
    final Set<String> off = new HashSet<>();
    /** How the cluster looks, answered at once; null for no answer yet. By default whoever took an order is off. */
    Function<LookOrder, @Nullable ClusterLook> cluster = this::plainly;

    private final Map<Sender, Machine> machines = new TreeMap<>();
    private final Map<Sender, Moment> armed = new TreeMap<>();
    private final CoreSettings settings;
    private HubCore core;
    private Moment now = new Moment(5_000_000_000L, Instant.parse("2026-01-31T23:59:00.000456Z"));
    private long ticks;

    /** One that beats. */
    static final class Machine {
        final Sender sender;
        final Set<String> ways = new HashSet<>(Set.of(Beat.DIRECT));
        boolean alive = true;
        long boot = 1000;
        long seq;

        Machine(Sender sender) {
            this.sender = sender;
        }
    }

    World(CoreSettings settings) {
        this(settings, Memory.empty());
    }

    World(CoreSettings settings, Memory memory) {
        this.settings = settings;
        core = hub(settings, memory);
        run(core.begin(now));
    }

    private HubCore hub(CoreSettings settings, Memory memory) {
        return new HubCore(settings, memory, now, new Turns() {
            @Override
            void of(String desk, Consumer<Moment> turn, Moment at) {
                super.of(desk, broken.contains(desk) ? World::fail : turn, at);
            }
        });
    }

    private static void fail(Moment at) {
        throw new IllegalStateException("broken by the test");
    }

    static CoreSettings settings(int threshold, UpsSettings... ups) {
        return new CoreSettings(
                new NodeSettings(Map.of(), Map.of(), Set.of()),
                new HeartbeatSettings(TIMEOUT, Duration.ofSeconds(1), Map.of()),
                new IncidentSettings(threshold, Duration.ofHours(1), Duration.ofSeconds(3)),
                new NoticeSettings(null, Duration.ofMinutes(15), Duration.ofMinutes(5)),
                new CallSettings(
                        List.of(new Contact(1, "Ada", "+14155550101", "en")),
                        3,
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(15),
                        30),
                List.of(ups),
                List.of());
    }

    static CoreSettings with(CoreSettings base, ClusterSettings... clusters) {
        return new CoreSettings(
                base.nodes(),
                base.heartbeat(),
                base.incident(),
                base.notice(),
                base.call(),
                base.ups(),
                List.of(clusters));
    }

    static CallUpdate heard(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.COMPLETED, "CA1", "human", 30, null);
    }

    /** It waits in its flow. */
    static CallUpdate waits(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.INTENT, null, null, 0, null);
    }

    /** Its turn came when nobody had to be rung any more. */
    static CallUpdate notWanted(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.NOT_WANTED, null, null, 0, null);
    }

    static CallUpdate missed(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), CallUpdate.Status.NO_ANSWER, "CA1", null, 0, null);
    }

    Machine node(String name) {
        return machine(Sender.node(new Name(name)));
    }

    Machine relay(String name) {
        return machine(Sender.relay(new Name(name)));
    }

    private Machine machine(Sender sender) {
        return machines.computeIfAbsent(sender, Machine::new);
    }

    Moment now() {
        return now;
    }

    /** Lets time pass for everyone. */
    World pass(Duration duration) {
        Moment end = now.plus(duration);
        while (!now.isAtOrAfter(end)) {
            now = now.plus(STEP);
            ticks++;
            checkTimeouts();
            if (ticks % 4 == 0) {
                beats();
                if (ticking) {
                    run(core.flows(suspended, backlog, now));
                    run(core.tick(now));
                    assertThat(broken).containsAll(core.failing());
                }
            }
        }
        return this;
    }

    World seconds(long seconds) {
        return pass(Duration.ofSeconds(seconds));
    }

    World minutes(long minutes) {
        return pass(Duration.ofMinutes(minutes));
    }

    /** The hub alone stands still: nobody is heard, nothing runs. */
    World freeze(Duration duration) {
        now = now.plus(duration);
        checkTimeouts();
        return this;
    }

    /** The hub's wall clock jumps; the aggregator, which trusts it, completes every group at once. */
    World clockJump(Duration jump) {
        now = new Moment(now.nanos(), now.wall().plus(jump));
        List.copyOf(armed.keySet()).forEach(sender -> {
            armed.remove(sender);
            run(core.silent(sender, now));
        });
        return this;
    }

    /** The hub is killed, and begins anew after that time with what was on disk. */
    World restart(Duration down) {
        armed.clear();
        waiting.clear();
        now = now.plus(down);
        core = hub(settings, Disk.of(rows, now));
        run(core.begin(now));
        return this;
    }

    World forget(String node) {
        machines.remove(Sender.node(new Name(node)));
        run(core.forget(Sender.node(new Name(node)), now));
        return this;
    }

    private void beats() {
        while (!waiting.isEmpty() && now.since(waiting.getFirst().at()).compareTo(backlog) >= 0) {
            Arrived first = waiting.removeFirst();
            beat(first.beat(), first.at());
        }
        if (suspended.contains("beat-intake")) {
            return;
        }
        for (Machine machine : machines.values()) {
            if (machine.alive) {
                machine.seq++;
                for (String way : machine.ways) {
                    Beat beat = new Beat(machine.sender, way, new Stamp(machine.boot, machine.seq));
                    if (backlog.isZero()) {
                        beat(beat, now);
                    } else {
                        waiting.addLast(new Arrived(now, beat));
                    }
                }
            }
        }
    }

    World beat(Sender sender, String way, Stamp stamp) {
        beat(new Beat(sender, way, stamp), now);
        return this;
    }

    /** A beat of that node is counted that waited at the door for so long. */
    World overtaken(String node, Duration waited) {
        Machine machine = node(node);
        machine.seq++;
        Stamp stamp = new Stamp(machine.boot, machine.seq);
        beat(new Beat(machine.sender, machine.ways.iterator().next(), stamp), now.plus(waited.negated()));
        return this;
    }

    private void beat(Beat beat, Moment arrived) {
        HubCore.Heard heard = core.heard(beat, arrived, now);
        if (heard.isNewest()) {
            armed.put(beat.sender(), now.plus(TIMEOUT));
        }
        run(heard.effects());
    }

    /** Nothing that comes in is counted for so long. */
    World stall(long seconds) {
        for (long second = 0; second < seconds; second++) {
            backlog = backlog.plusSeconds(1);
            seconds(1);
        }
        return this;
    }

    /** All that waits is counted. */
    World catchUp() {
        backlog = Duration.ZERO;
        return this;
    }

    World notice(String node, Notice.Kind kind, @Nullable Duration lease) {
        return notice(node(node), kind, lease);
    }

    World notice(Machine machine, Notice.Kind kind, @Nullable Duration lease) {
        machine.seq++;
        Stamp stamp = new Stamp(machine.boot, machine.seq);
        rows.add(Disk.row(new Notice(machine.sender, stamp, kind, "", lease), now));
        run(core.notice(new Notice(machine.sender, stamp, kind, "", lease), now));
        return this;
    }

    /** A relay announces that it leaves. */
    World goodbye(String relay, Notice.Kind kind) {
        Machine machine = relay(relay);
        machine.seq++;
        run(core.notice(new Notice(machine.sender, new Stamp(machine.boot, machine.seq), kind, "", null), now));
        return this;
    }

    World reading(String relay, PowerState state, Reading.Flag... flags) {
        return reading(relay, "ups", state, flags);
    }

    World reading(String relay, String ups, PowerState state, Reading.Flag... flags) {
        Machine machine = relay(relay);
        machine.seq++;
        if (state == PowerState.MAINS) {
            off.clear();
        }
        Reading reading = new Reading(
                new Name(ups),
                machine.sender.name(),
                new Stamp(machine.boot, machine.seq),
                state,
                Set.of(flags),
                81.0,
                Duration.ofMinutes(25),
                30.0,
                null,
                Duration.ZERO);
        rows.add(Disk.row(reading, now));
        run(core.reading(reading, now));
        return this;
    }

    /** A cluster without guests, high availability or Ceph. */
    private ClusterLook plainly(LookOrder order) {
        Set<String> on = settings.clusters().stream()
                .filter(one -> one.cluster().equals(order.cluster()))
                .flatMap(one -> one.nodes().stream())
                .map(Name::text)
                .filter(node -> !off.contains(node))
                .collect(Collectors.toSet());
        return new ClusterLook(
                order.plan(),
                order.cluster(),
                true,
                true,
                null,
                on,
                off,
                List.of(),
                ClusterLook.Ha.UNUSED,
                Set.of(),
                null,
                List.of());
    }

    private void answered(StepOrder order, StepResult result) {
        if (result.outcome() == Outcome.ACCEPTED && order.kind().takesNodeDown()) {
            off.add(order.node());
        }
        run(core.step(result, now));
    }

    static StepResult result(StepOrder order, Outcome outcome) {
        return StepResult.of(order.plan(), order.position(), outcome, null);
    }

    /** Proxmox answers later. */
    World answer(StepOrder order, Outcome outcome) {
        answered(order, result(order, outcome));
        return this;
    }

    /** The hub is killed and starts again at once with other memory. */
    World restart(CoreSettings settings, Memory memory) {
        armed.clear();
        core = hub(settings, memory);
        run(core.begin(now));
        return this;
    }

    /** Somebody presses a key in that call. @return what is answered */
    KeyAnswer press(CallOrder order, Key key) {
        HubCore.Answered answered = core.key(new KeyPress(order.incident(), order.attempt(), key), now);
        run(answered.effects());
        return answered.answer();
    }

    /** Somebody settles an incident without having been rung; null if there is none. */
    @Nullable
    KeyAnswer settle(long incident, boolean close) {
        HubCore.Answered answered = core.settle(incident, close, "the page", now);
        if (answered == null) {
            return null;
        }
        run(answered.effects());
        return answered.answer();
    }

    World update(CallUpdate update) {
        run(core.call(update, now));
        return this;
    }

    /** A message was given up. */
    World channelFails(String channel) {
        run(core.channelFailed(channel, "no answer", now));
        return this;
    }

    /** A message was delivered. */
    World channelWorks(String channel) {
        run(core.channelWorks(channel, now));
        return this;
    }

    /** The Proxmox cluster "default" was looked at. */
    World looked(String... problems) {
        run(core.looked(new ClusterReport("default", List.of(problems), List.of("a note")), now));
        return this;
    }

    /** What was told of that kind. */
    List<String> told(String code) {
        return news.stream()
                .filter(one -> one.code().equals(code))
                .map(News::text)
                .toList();
    }

    /** What that relay is to wake. */
    List<String> toWake(String relay) {
        return core.wordsFor(new Name(relay), now).wake();
    }

    /** That relay has woken a node. */
    World woken(String relay, String node) {
        run(core.woken(new Name(relay), node, now));
        return this;
    }

    /** A relay tells of its own plan. */
    World seen(ClusterLook look) {
        run(core.seen(look, now));
        return this;
    }

    World relayPlan(RelayPlan told) {
        run(core.relayPlan(new Name("pi"), told, now));
        return this;
    }

    RelayWords wordsFor(String relay) {
        return core.wordsFor(new Name(relay), now);
    }

    boolean isVoid(StepOrder order) {
        return core.isVoid(order);
    }

    boolean isVoid(CallOrder order) {
        return core.isVoid(order);
    }

    /** A look at the own network is answered only now. */
    World way(WayUpdate update) {
        run(core.way(update, now));
        return this;
    }

    boolean canFire() {
        return core.canFire(now);
    }

    StatusView status() {
        return core.status(now);
    }

    String stateOf(String node) {
        return status().nodes().stream()
                .filter(one -> one.name().equals(node))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private void checkTimeouts() {
        if (!checking) {
            return;
        }
        for (Sender sender : List.copyOf(armed.keySet())) {
            Moment due = armed.get(sender);
            if (due != null && now.isAtOrAfter(due)) {
                armed.remove(sender);
                run(core.silent(sender, now));
            }
        }
    }

    private void walk(long drill) {
        if ("".equals(door)) {
            beat(new Beat(Sender.DRILL, Beat.DIRECT, new Stamp(now.wall().toEpochMilli(), 1)), now);
        }
        if (door != null) {
            run(core.drilled(new DrillReport.Knocked(drill, door), now));
        }
        if (rehearsal != null) {
            run(core.drilled(new DrillReport.Rehearsed(drill, rehearsal), now));
        }
    }

    /** Somebody wants a drill. @return why there is none; empty if it has begun */
    String drill() {
        HubCore.Begun begun = core.beginDrill("Ada", now);
        run(begun.effects());
        return begun.refusal();
    }

    /** The timetable wants a drill. */
    World drillBySchedule() {
        run(core.drillBySchedule(now));
        return this;
    }

    /** What was asked in an earlier drill is answered only now. */
    World lateReport(DrillReport report) {
        run(core.drilled(report, now));
        return this;
    }

    /** The provider told of that call over the public URL. */
    World calledBack(CallOrder order) {
        run(core.calledBack(order.incident(), order.attempt(), now));
        return this;
    }

    private void run(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Arm arm) {
                armed.put(arm.sender(), now.plus(arm.within()));
            } else if (effect instanceof Effect.Prove) {
                looks++;
                WayUpdate answer = ownWay.get();
                if (answer != null) {
                    run(core.way(answer, now));
                }
            } else if (effect instanceof Effect.Drill drill) {
                walk(drill.number());
            } else if (effect instanceof Effect.Complete complete) {
                if (forcing && armed.remove(complete.sender()) != null) {
                    run(core.silent(complete.sender(), now));
                }
            } else if (effect instanceof Effect.Dial dial) {
                calls.add(dial.order());
                rows.add(Disk.claim(dial.order(), now));
                run(core.call(phone.apply(dial.order()), now));
            } else if (effect instanceof Effect.Order step) {
                orders.add(step.order());
                rows.add(step.order().intent());
                StepResult result = proxmox.apply(step.order());
                if (result != null) {
                    answered(step.order(), result);
                }
            } else if (effect instanceof Effect.Look look) {
                ClusterLook seen = cluster.apply(look.order());
                if (seen != null) {
                    run(core.seen(seen, now));
                }
            } else if (effect instanceof Effect.Tell tell) {
                news.add(tell.news());
            } else if (effect instanceof Effect.Save save) {
                rows.add(save.row());
            }
        }
    }
}
