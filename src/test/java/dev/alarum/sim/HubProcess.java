package dev.alarum.sim;

import dev.alarum.node.Moment;
import dev.alarum.status.StatusView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** The hub's machine: whether the process runs, stands still or is gone, its clocks and its timers. */
final class HubProcess {
    private static final long TICK = 1_000;
    private static final long CHECK = 100;
    private static final long LOOK = 20_000;
    private static final long LOOK_IN_CALM = 300_000;
    private static final int KEPT_IN_SOCKETS = 12;

    private final SimHub hub;
    private final Agenda agenda;
    private final Chronicle chronicle;
    private final Dice dice;
    private final Calm calm;
    private final Consumer<List<Deed>> world;
    private final Runnable timers = this::timers;
    private final HubClock clock = new HubClock();
    private final Set<Object> stills = new HashSet<>();
    private final Set<Object> absences = new HashSet<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Set<Fault.Suspend> suspends = new HashSet<>();
    private String health = "";
    private long process;
    private long checks;
    private long waits;
    private boolean isCutOff;
    private boolean isCheckerDead;

    HubProcess(SimHub hub, Agenda agenda, Chronicle chronicle, Dice dice, Calm calm, Consumer<List<Deed>> world) {
        this.hub = hub;
        this.agenda = agenda;
        this.chronicle = chronicle;
        this.dice = dice;
        this.calm = calm;
        this.world = world;
    }

    /** The number of the process that runs or stands still; a new one after each start. */
    long process() {
        return process;
    }

    boolean isRunning() {
        return stills.isEmpty() && absences.isEmpty();
    }

    boolean isGone() {
        return !absences.isEmpty();
    }

    /** The first start. */
    void begin() {
        start();
        agenda.in(CHECK, timers);
    }

    /** The timers of the process, and somebody who looks at the status now and then. */
    private void timers() {
        checks++;
        if (isRunning()) {
            fire(checks % (TICK / CHECK) == 0);
        }
        if (checks % (LOOK / CHECK) == 0 && (checks % (LOOK_IN_CALM / CHECK) == 0 || !calm.isNow(agenda.now()))) {
            look();
        }
        agenda.in(CHECK, timers);
    }

    private void fire(boolean isTick) {
        check();
        if (isTick) {
            world.accept(hub.tick(now()));
        }
    }

    private void check() {
        if (!isCheckerDead) {
            world.accept(hub.check(now()));
        }
    }

    void checkerDies() {
        isCheckerDead = !isGone();
    }

    private void look() {
        if (isRunning()) {
            StatusView view = hub.status(now());
            if (!view.hub().health().equals(health)) {
                health = view.hub().health();
                chronicle.note(agenda.now(), new Happening.Health(health));
            }
        }
    }

    Moment now() {
        return clock.at(agenda.now());
    }

    /** Something comes to the process from within its machine; while it stands still it waits. */
    void tell(long toProcess, Function<SimHub, List<Deed>> news) {
        if (isGone() || toProcess != process) {
            return;
        }
        if (isRunning()) {
            world.accept(news.apply(hub));
        } else {
            waiting.add(() -> world.accept(news.apply(hub)));
        }
    }

    /** A post comes to the process; while it stands still, few wait in the sockets. */
    void post(Runnable post) {
        if (isRunning()) {
            post.run();
        } else if (!isGone() && waiting.size() < KEPT_IN_SOCKETS && dice.isHit(1, waits++, 40, 50)) {
            waiting.add(post);
        }
    }

    SimHub hub() {
        return hub;
    }

    /** Lets the world carry out what the hub does. */
    void hand(List<Deed> deeds) {
        world.accept(deeds);
    }

    /** It stands still from now on. */
    void still(Object reason) {
        if (isGone()) {
            return;
        }
        if (isRunning()) {
            chronicle.note(agenda.now(), new Happening.HubStops(false));
        }
        stills.add(reason);
    }

    /** That reason to stand still is over; whatever waited and what was due comes at once, in any order. */
    void goOn(Object reason, long paused) {
        if (!stills.remove(reason)) {
            return;
        }
        if (paused > 0) {
            clock.pause(paused);
            chronicle.note(agenda.now(), new Happening.ClockJumps(paused));
        }
        if (!isRunning()) {
            return;
        }
        chronicle.note(agenda.now(), new Happening.HubRuns(false));
        List<Runnable> due = new ArrayList<>(waiting);
        waiting.clear();
        due.add((int) dice.roll(2, agenda.now(), 41, due.size() + 1L), this::check);
        due.add((int) dice.roll(2, agenda.now(), 42, due.size() + 1L), () -> world.accept(hub.tick(now())));
        due.forEach(Runnable::run);
    }

    /** The process ends. */
    void stop(Object reason, Duration unwritten) {
        if (absences.isEmpty()) {
            chronicle.note(agenda.now(), new Happening.HubStops(true));
            hub.stop(unwritten, now());
            stills.clear();
            waiting.clear();
            suspends.clear();
        }
        absences.add(reason);
    }

    /** The process is started again, unless something else keeps it away. */
    void startAgain(Object reason) {
        if (absences.remove(reason) && absences.isEmpty()) {
            start();
        }
    }

    private void start() {
        process++;
        isCheckerDead = false;
        chronicle.note(agenda.now(), new Happening.HubRuns(true));
        world.accept(hub.start(now()));
    }

    void stepClock(long millis) {
        clock.step(millis);
        chronicle.note(agenda.now(), new Happening.ClockJumps(millis));
    }

    /** Whether the hub's machine is cut off from the world. */
    boolean isCutOff() {
        return isCutOff;
    }

    void cutOff(boolean cut) {
        isCutOff = cut;
    }

    void disk(boolean works) {
        if (isGone() || isRunning()) {
            world.accept(hub.disk(works, now()));
        } else {
            waiting.add(() -> world.accept(hub.disk(works, now())));
        }
    }

    /** Somebody wants a drill; a hub that does not run does not hear it. */
    void drill() {
        if (isRunning()) {
            world.accept(hub.drill(now()));
        }
    }

    void suspend(Fault.Suspend fault) {
        if (isRunning()) {
            suspends.add(fault);
            tellSuspended();
        }
    }

    void resume(Fault.Suspend fault) {
        if (suspends.remove(fault)) {
            tell(process, any -> any.suspended(flows(), now()));
        }
    }

    private void tellSuspended() {
        world.accept(hub.suspended(flows(), now()));
    }

    private Set<String> flows() {
        Set<String> flows = new TreeSet<>();
        suspends.forEach(one -> flows.addAll(one.flows()));
        return flows;
    }
}
