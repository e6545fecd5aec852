package dev.alarum.replay;

import dev.alarum.call.CallFacts;
import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.core.CoreSettings;
import dev.alarum.core.Effect;
import dev.alarum.core.HubCore;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepResult;
import dev.alarum.store.Past;
import dev.alarum.store.Row.NoticeRow;
import dev.alarum.ups.Reading;
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
import org.jspecify.annotations.Nullable;

/**
 * The real core in virtual time over a recorded past, with an aggregator of the same rules as Camel's, a phone that is
 * answered at once and listened to, and a Proxmox that accepts every order.
 */
final class Replay {
    private static final long SECOND = 1_000;
    /** While nothing can be decided; well below the patience with a UPS on mains. */
    private static final long QUIET_STEP = 60_000;

    private static final String OWN_NETWORK = "own-network";
    private static final String INTAKE_BEHIND = "intake-behind";
    /** The ages of those that waited are not recorded: with this the hub is behind, and judges hardly later for it. */
    private static final Duration BEHIND = Duration.ofSeconds(3);

    private static final Set<String> BEATS_COME_BY = Set.of("beat-intake", "heartbeat-watch", "silence-watch");

    private final CoreSettings settings;
    private final Past past;
    private final Kept kept;
    private final Lives lives = new Lives();
    private final Readings readings = new Readings();
    private final Map<Sender, Long> armed = new TreeMap<>();
    private final List<ReplayedCall> calls = new ArrayList<>();
    private Set<String> suspended = Set.of();
    private boolean networkLost;
    private Duration backlog = Duration.ZERO;
    private Deque<Event> ahead = new ArrayDeque<>();
    private HubCore core;
    private long off;
    private long now;
    private long begun;

    private Replay(CoreSettings settings, Timeline timeline, Past past) {
        this.settings = settings;
        this.past = past;
        this.kept = Kept.at(timeline.runs().get(0), past, settings);
        this.core = new HubCore(settings, kept.memory(timeline.from()), at(timeline.from()));
    }

    /** The calls that a hub with these settings would have made. */
    static List<ReplayedCall> calls(CoreSettings settings, Timeline timeline, Past past) {
        Replay replay = new Replay(settings, timeline, past);
        timeline.runs().forEach(replay::run);
        return List.copyOf(replay.calls);
    }

    private void run(Run run) {
        begun = run.from();
        now = begun;
        off = run.roll().clockMillis();
        suspended = Set.of();
        networkLost = false;
        backlog = Duration.ZERO;
        armed.clear();
        readings.begin();
        lives.begin(run);
        core = new HubCore(settings, kept.memory(now + off), at(now));
        carry(core.begin(at(now)));
        Busy busy = Busy.of(run, past.notices(), settings);
        ahead = new ArrayDeque<>(run.events());
        while (now < run.until()) {
            Map.Entry<Long, Long> stall = run.stalls().floorEntry(now + SECOND);
            if (stall != null && stall.getValue() > now + SECOND) {
                standStill(stall.getKey(), stall.getValue());
            } else {
                goOn(step(now, busy, run.until()));
            }
            tick();
        }
    }

    private void goOn(long to) {
        takeUntil(to);
        completeUntil(to);
        pass(to);
    }

    /** What happened meanwhile is found when the hub goes on, all at once. */
    private void standStill(long from, long until) {
        takeUntil(from);
        completeUntil(from);
        pass(from);
        tick();
        now = until;
        completeUntil(until);
        while (isNextUntil(until)) {
            take(ahead.remove());
        }
    }

    private void takeUntil(long to) {
        while (isNextUntil(to)) {
            Event event = ahead.remove();
            completeUntil(event.at());
            pass(event.at());
            take(event);
        }
    }

    private boolean isNextUntil(long to) {
        Event next = ahead.peek();
        return next != null && next.at() <= to;
    }

    private static long step(long from, Busy busy, long end) {
        long to = busy.isAt(from) ? from + SECOND : Math.min(from + QUIET_STEP, Math.max(from + 1, busy.next(from)));
        return Math.min(to, end);
    }

    /** Lets time go on in which the hub ran. */
    private void pass(long to) {
        if (to > now) {
            now = to;
            core.passOver(at(now));
        }
    }

    private void tick() {
        if (!networkLost && suspended.stream().noneMatch(BEATS_COME_BY::contains)) {
            for (Beat beat : lives.beats()) {
                carry(core.heard(beat, at(now)).effects());
            }
        }
        read();
        carry(core.flows(suspended, backlog, at(now)));
        carry(core.tick(at(now)));
    }

    private void take(Event event) {
        if (event instanceof Event.Clock clock) {
            off = clock.off();
            tick();
        } else if (event instanceof Event.Heard heard) {
            lives.heard(heard.sender(), heard.boot());
            armed.remove(heard.sender());
            carry(core.heard(lives.beat(heard.sender()), at(now)).effects());
        } else if (event instanceof Event.Fell fell) {
            if (lives.beats(fell.sender()) && fell.at() > begun) {
                lastBeat(fell);
            }
            lives.fell(fell.sender(), fell.at());
        } else if (event instanceof Event.Read read) {
            readings.add(read);
            read();
        } else if (event instanceof Event.Noticed noticed) {
            kept.add(noticed.row());
            carry(core.notice(notice(noticed.row()), at(now)));
        } else if (event instanceof Event.Suspended changed) {
            deaf(changed.flows());
        } else if (event instanceof Event.Forgotten forgotten) {
            lives.forget(forgotten.sender());
            carry(core.forget(forgotten.sender(), at(now)));
        }
    }

    private void deaf(Set<String> by) {
        Set<String> flows = new HashSet<>(by);
        boolean lost = flows.remove(OWN_NETWORK);
        boolean changed = lost != networkLost;
        networkLost = lost;
        backlog = flows.remove(INTAKE_BEHIND) ? BEHIND : Duration.ZERO;
        suspended = Set.copyOf(flows);
        carry(core.flows(suspended, backlog, at(now)));
        if (changed) {
            carry(core.way(ownWay(), at(now)));
        }
    }

    private WayUpdate ownWay() {
        return new WayUpdate(networkLost ? WayUpdate.Result.LOST : WayUpdate.Result.WORKS, "as recorded");
    }

    private void read() {
        for (Reading reading : readings.due(now, lives::stamp)) {
            kept.reading(reading, now + off);
            carry(core.reading(reading, at(now)));
        }
    }

    private void lastBeat(Event.Fell fell) {
        carry(core.heard(lives.beat(fell.sender()), at(now)).effects());
        arm(fell.sender(), fell.at());
    }

    private void arm(Sender sender, long from) {
        armed.put(sender, from + Busy.timeoutOf(settings.heartbeat(), sender).toMillis());
    }

    /** Completes the groups whose time has run out by then, each at its own moment if the hub ran. */
    private void completeUntil(long to) {
        Map.Entry<Sender, Long> due = firstArmed();
        while (due != null && due.getValue() <= to) {
            armed.remove(due.getKey());
            if (!lives.beats(due.getKey())) {
                pass(due.getValue());
                carry(core.silent(due.getKey(), at(now)));
            }
            due = firstArmed();
        }
    }

    private Map.@Nullable Entry<Sender, Long> firstArmed() {
        return armed.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                // an entry of a tree may become another one when it is removed
                .map(Map.Entry::copyOf)
                .orElse(null);
    }

    private void carry(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Arm arm) {
                armed.put(arm.sender(), now + arm.within().toMillis());
            } else if (effect instanceof Effect.Complete complete) {
                if (armed.remove(complete.sender()) != null) {
                    carry(core.silent(complete.sender(), at(now)));
                }
            } else if (effect instanceof Effect.Prove) {
                carry(core.way(ownWay(), at(now)));
            } else if (effect instanceof Effect.Dial dial) {
                dial(dial.order());
            } else if (effect instanceof Effect.Order step) {
                carry(core.step(
                        StepResult.of(step.order().plan(), step.order().position(), Outcome.ACCEPTED, null), at(now)));
            } else if (effect instanceof Effect.Look look) {
                // how a cluster was then is not kept: a plan goes on without
                carry(core.seen(
                        ClusterLook.unanswered(look.order().plan(), look.order().cluster(), List.of()), at(now)));
            } else if (effect instanceof Effect.Save save) {
                kept.add(save.row());
            }
        }
    }

    private void dial(CallOrder order) {
        CallFacts facts = order.facts().get(0);
        kept.claim(order, now + off);
        long silence = lives.firstSilence(facts.failed());
        long first = silence >= 0 ? silence : readings.batterySince();
        calls.add(new ReplayedCall(
                now + off,
                order.incident(),
                order.attempt(),
                facts.cause(),
                facts.site(),
                facts.failed(),
                first < 0 ? -1 : first + off));
        CallUpdate answered = new CallUpdate(
                order.incident(), order.attempt(), CallUpdate.Status.COMPLETED, "replay", "human", 30, null);
        carry(core.call(answered, at(now)));
    }

    private static Notice notice(NoticeRow row) {
        Long lease = row.leaseSeconds();
        return new Notice(
                Sender.parse(row.sender()),
                new Stamp(row.boot(), row.seq()),
                Notice.Kind.valueOf(row.kind()),
                row.reason(),
                lease == null ? null : Duration.ofSeconds(lease));
    }

    private Moment at(long time) {
        return new Moment(time * 1_000_000, Instant.ofEpochMilli(time + off));
    }
}
