package dev.alarum.sim;

import dev.alarum.heartbeat.Beat;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.sim.Fault.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A house in virtual time around a hub: machines, network, power, phones, Proxmox, and the faults of a script. */
public final class Simulation {
    /** How long a simulation goes on after its script: the longest that anything may be excused, and the calls about it. */
    static final long EPILOGUE = 25 * 60_000;

    private static final long PERIOD = 1_000;
    private static final long FIRST_BOOT = 1_700_000_000_000L;

    private final Script script;
    private final Calm calm;
    private final Dice dice;
    private final Agenda agenda = new Agenda();
    private final Chronicle chronicle;
    private final HubProcess hub;
    private final Network network;
    private final Phones phones;
    private final Cluster cluster;
    private final Departures departures;
    private final PowerLine power;
    private final Map<Sender, Machine> machines = new TreeMap<>();
    /** The same ones, found faster. */
    private final Map<Sender, Machine> index = new HashMap<>();

    private final Map<Machine, List<Carried>> baskets = new HashMap<>();
    private long beats;

    /** A line of a node in the basket of a relay. */
    private record Carried(Beat beat, long arrives) {}

    private Simulation(Script script, SimHub simHub, Calm calm) {
        this.script = script;
        this.calm = calm;
        dice = new Dice(script.seed());
        chronicle = new Chronicle(script);
        hub = new HubProcess(simHub, agenda, chronicle, dice, calm, this::carryOut);
        network = new Network(dice);
        phones = new Phones(hub, agenda, chronicle, dice, script.house().calling());
        for (House.Place place : script.house().places()) {
            List<Machine> relays = place.relaySenders().stream()
                    .map(sender -> join(sender, place))
                    .toList();
            place.nodeSenders().forEach(sender -> join(sender, place).relays.addAll(relays));
        }
        Cluster.World world = new Cluster.World(hub, agenda, chronicle, dice, machines);
        departures = new Departures(world, network, this::forgetsWhatItCarried);
        power = new PowerLine(world, network);
        cluster = new Cluster(
                world,
                node -> network.delays(Link.NODE_HUB, node, agenda.now(), agenda.now()).length > 0,
                node -> departures.ordered(node, power.of(node.place)));
    }

    private Machine join(Sender sender, House.Place place) {
        long id = 100 + machines.size();
        Machine machine = new Machine(sender, place, id, dice.roll(id, 0, 0, PERIOD), FIRST_BOOT + id);
        machines.put(sender, machine);
        index.put(sender, machine);
        if (sender.isRelay()) {
            baskets.put(machine, new ArrayList<>());
        }
        return machine;
    }

    private void forgetsWhatItCarried(Machine machine) {
        if (machine.sender.isRelay()) {
            baskets.get(machine).clear();
        }
    }

    /** Runs the script around that hub; the same script with the same hub always gives the same chronicle. */
    public static Chronicle run(Script script, SimHub hub) {
        return run(script, hub, Calm.never());
    }

    static Chronicle run(Script script, SimHub hub, Calm calm) {
        return new Simulation(script, hub, calm).run();
    }

    /** Runs the script around the real core. */
    public static Chronicle run(Script script) {
        try (CoreHub hub = new CoreHub(script.house().settings())) {
            return run(script, hub);
        }
    }

    private Chronicle run() {
        hub.begin();
        machines.values().forEach(machine -> agenda.at(machine.phase, new Beats(machine)));
        power.begin();
        script.faults().forEach(this::enter);
        long end = script.lasts() + EPILOGUE;
        agenda.runUntil(end);
        machines.values().forEach(machine -> silent(machine, end));
        chronicle.ends(end, beats);
        return chronicle;
    }

    private void enter(Fault fault) {
        if (fault.at() >= script.lasts()) {
            return;
        }
        agenda.at(fault.at(), () -> {
            chronicle.note(agenda.now(), new Happening.Begins(fault));
            begin(fault);
        });
    }

    /** When a fault of the hub or of the network is over: with the script at the latest. */
    private void atEnd(Fault fault, Runnable over) {
        agenda.at(Math.min(fault.ends(), script.lasts()), over);
    }

    private void begin(Fault fault) {
        if (fault instanceof Fault.Death death) {
            away(machine(death.who()), death, true);
        } else if (fault instanceof Fault.Hang hang) {
            away(machine(hang.who()), hang, false);
        } else if (fault instanceof Fault.Leave leave) {
            departures.leave(machine(leave.who()), leave);
        } else if (fault instanceof Fault.Power trouble) {
            power.begin(trouble, departures);
        } else if (fault instanceof Fault.Phone || fault instanceof Fault.Provider || fault instanceof Fault.Person) {
            phones.begin(fault);
            atEnd(fault, () -> phones.end(fault));
        } else if (fault instanceof Fault.Proxmox proxmox) {
            cluster.begin(proxmox);
            atEnd(proxmox, () -> cluster.end(proxmox));
        } else if (!beginAtHub(fault)) {
            network.begin(fault);
            atEnd(fault, () -> network.end(fault));
        }
    }

    private boolean beginAtHub(Fault fault) {
        if (fault instanceof Fault.Freeze freeze) {
            freeze(freeze, Math.min(freeze.ends(), script.lasts()), freeze.how() == Fault.Stillness.PAUSED);
        } else if (fault instanceof Fault.Stutter stutter) {
            stutter(stutter);
        } else if (fault instanceof Fault.Restart restart) {
            hub.stop(restart, Duration.ZERO);
            atEnd(restart, () -> hub.startAgain(restart));
        } else if (fault instanceof Fault.Kill kill) {
            hub.stop(kill, Duration.ofMillis(kill.unwritten()));
            atEnd(kill, () -> hub.startAgain(kill));
        } else if (fault instanceof Fault.ClockStep step) {
            hub.stepClock(step.step());
        } else if (fault instanceof Fault.Suspend suspend) {
            hub.suspend(suspend);
            atEnd(suspend, () -> hub.resume(suspend));
        } else if (fault instanceof Fault.Disk disk) {
            hub.disk(false);
            atEnd(disk, () -> hub.disk(true));
        } else if (fault instanceof Fault.Drill) {
            hub.drill();
        } else if (fault instanceof Fault.CheckerDies) {
            hub.checkerDies();
        } else if (fault instanceof Fault.OwnNetwork) {
            hub.cutOff(true);
            atEnd(fault, () -> hub.cutOff(false));
        } else {
            return false;
        }
        return true;
    }

    private void freeze(Object reason, long until, boolean paused) {
        long began = agenda.now();
        hub.still(reason);
        agenda.at(until, () -> hub.goOn(reason, paused ? agenda.now() - began : 0));
    }

    private void stutter(Fault.Stutter stutter) {
        long last = Math.min(stutter.ends(), script.lasts());
        for (long at = stutter.at();
                at + stutter.each() < last;
                at += Math.max(1_000, stutter.every() + stutter.each())) {
            Object reason = List.of(stutter, at);
            agenda.at(at, () -> freeze(reason, agenda.now() + stutter.each(), false));
        }
    }

    private void away(Machine machine, Fault fault, boolean dies) {
        machine.down(fault, dies);
        agenda.at(fault.ends(), () -> departures.back(machine, fault));
    }

    private Machine machine(String who) {
        return machines.get(Sender.parse(who));
    }

    /** One machine beats on and on. */
    private final class Beats implements Runnable {
        private final Machine machine;

        Beats(Machine machine) {
            this.machine = machine;
        }

        @Override
        public void run() {
            long needless = 0;
            if (machine.sender.isRelay()) {
                if (machine.isAlive()) {
                    carry(machine);
                }
            } else {
                needless = calm.needless(machine, agenda.now());
                if (machine.isAlive()) {
                    beatBothWays(machine);
                    machine.skip(needless);
                }
            }
            agenda.in(PERIOD * (1 + needless), this);
        }
    }

    private void beatBothWays(Machine node) {
        long now = agenda.now();
        Stamp stamp = node.next();
        List<Beat> direct = List.of(new Beat(node.sender, Beat.DIRECT, stamp));
        for (long delay : network.delays(Link.NODE_HUB, node, now, now)) {
            agenda.in(delay, () -> arrive(direct));
        }
        for (Machine relay : node.relays) {
            if (relay.isAlive()) {
                Beat carried = new Beat(node.sender, relay.way, stamp);
                for (long delay : network.delays(Link.NODE_RELAY, node, now + relay.id, now)) {
                    baskets.get(relay).add(new Carried(carried, now + delay));
                }
            }
        }
    }

    private void carry(Machine relay) {
        long now = agenda.now();
        List<Beat> post = new ArrayList<>();
        post.add(new Beat(relay.sender, relay.way, relay.next()));
        baskets.get(relay).removeIf(line -> {
            boolean isThere = line.arrives() <= now;
            if (isThere) {
                post.add(line.beat());
            }
            return isThere;
        });
        for (long delay : network.delays(Link.RELAY_HUB, relay, now, now)) {
            agenda.in(delay, () -> arrive(post));
        }
    }

    /** A post reaches the hub's machine, or would if that had a network. */
    private void arrive(List<Beat> post) {
        beats += post.size();
        for (Beat beat : post) {
            Machine machine = index.get(beat.sender());
            if (machine.arrived(beat.stamp())) {
                silent(machine, agenda.now());
                machine.lastArrival = agenda.now();
            }
        }
        if (!hub.isCutOff()) {
            hub.post(() -> {
                SimHub.Taken taken = hub.hub().beats(post, hub.now());
                taken.behind().forEach((sender, boot) -> follow(machines.get(sender), boot));
                carryOut(taken.deeds());
            });
        }
    }

    private static void follow(Machine machine, long boot) {
        if (boot > machine.boot()) {
            machine.follow(boot + 1);
        }
    }

    /** What was not heard for nearly its timeout is worth a note. */
    private void silent(Machine machine, long until) {
        if (until - machine.lastArrival >= script.house().timeout() * 3 / 4) {
            chronicle.note(new Chronicle.Silence(machine.sender, machine.lastArrival, until));
        }
    }

    private void carryOut(List<Deed> deeds) {
        for (Deed deed : deeds) {
            if (deed instanceof Deed.Dial dial) {
                phones.dial(dial.order());
            } else if (deed instanceof Deed.Resume resume) {
                phones.resume(resume.attempt());
            } else if (deed instanceof Deed.Shutdown shutdown) {
                cluster.order(shutdown.order());
            } else if (deed instanceof Deed.Look look) {
                cluster.look(look.order());
            } else if (deed instanceof Deed.Tell tell) {
                chronicle.note(
                        agenda.now(),
                        new Happening.Tells(tell.news().code(), tell.news().subject()));
            } else if (deed instanceof Deed.Prove) {
                long process = hub.process();
                boolean works = !hub.isCutOff();
                agenda.in(works ? 200 : 3_000, () -> hub.tell(process, any -> any.way(works, hub.now())));
            }
        }
    }
}
