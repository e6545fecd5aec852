package dev.alarum.sim;

import dev.alarum.node.Stamp;
import dev.alarum.notice.Notice;
import dev.alarum.sim.Fault.Delivery;
import dev.alarum.sim.Fault.Link;
import java.util.function.Consumer;

/** How machines leave and come back: with or without a word, by themselves or because they were ordered to. */
final class Departures {
    private static final long AGAIN = 5_000;
    /** A relay keeps trying to hand a notice over for so long; the same number of tries without a relay is the node's own. */
    private static final int TRIES = 100;

    private static final int TRIES_ALONE = 2;
    private static final long BOOT = 1_700_000_000_000L;

    private final HubProcess hub;
    private final Agenda agenda;
    private final Chronicle chronicle;
    private final Dice dice;
    private final Network network;
    private final Consumer<Machine> boots;

    Departures(Cluster.World world, Network network, Consumer<Machine> boots) {
        this.boots = boots;
        this.hub = world.hub();
        this.agenda = world.agenda();
        this.chronicle = world.chronicle();
        this.dice = world.dice();
        this.network = network;
    }

    /** That reason to be away is over. */
    void back(Machine machine, Object reason) {
        if (machine.up(reason, BOOT + agenda.now())) {
            chronicle.note(agenda.now(), new Happening.Boots(machine.sender, machine.boot()));
            boots.accept(machine);
        }
    }

    void leave(Machine machine, Fault.Leave leave) {
        if (!machine.isAlive()) {
            return;
        }
        Notice notice = notice(machine, leave.kind());
        if (leave.delivery() == Delivery.IN_TIME || leave.delivery() == Delivery.TWICE) {
            send(machine, notice, tries(machine));
        }
        if (leave.delivery() == Delivery.LATE || leave.delivery() == Delivery.TWICE) {
            agenda.in(leave.lingers() + leave.late(), () -> send(machine, notice, tries(machine)));
        }
        agenda.in(leave.lingers(), () -> machine.down(leave, true));
        agenda.at(leave.ends() + leave.lingers(), () -> back(machine, leave));
    }

    private static int tries(Machine machine) {
        return machine.place.relays() > 0 ? TRIES : TRIES_ALONE;
    }

    private static Notice notice(Machine machine, Notice.Kind kind) {
        Stamp stamp = machine.next();
        return new Notice(machine.sender, stamp, kind, "", null);
    }

    private void send(Machine machine, Notice notice, int tries) {
        long delay = 30 + dice.roll(machine.id, agenda.now(), 51, 400);
        boolean passes = network.delays(Link.RELAY_HUB, machine, agenda.now(), agenda.now()).length > 0;
        agenda.in(delay, () -> {
            boolean taken = passes && !hub.isCutOff() && hub.isRunning() && give(notice);
            if (!taken && tries > 1) {
                agenda.in(AGAIN, () -> send(machine, notice, tries - 1));
            }
        });
    }

    /** @return whether it need not be sent again */
    private boolean give(Notice notice) {
        SimHub.Taken taken = hub.hub().notice(notice, hub.now());
        if (taken.behind().isEmpty()) {
            chronicle.note(agenda.now(), new Happening.Announced(notice, taken.isTaken()));
        }
        hub.hand(taken.deeds());
        return taken.isTaken() || !taken.behind().isEmpty();
    }

    /** A node was ordered to shut down: it goes, most say so, and it comes back some minutes after mains is back. */
    void ordered(Machine node, Mains mains) {
        long number = agenda.now();
        Object reason = "ordered " + number;
        agenda.in(1_000 + dice.roll(node.id, number, 52, 15_000), () -> {
            if (node.isAlive() && dice.isHit(node.id, number, 53, 60)) {
                send(node, notice(node, Notice.Kind.SHUTDOWN), tries(node));
            }
            agenda.in(dice.roll(node.id, number, 54, 5_000), () -> {
                node.down(reason, true);
                if (mains.isOut() || dice.isHit(node.id, number, 55, 30)) {
                    comeBack(node, reason, mains);
                }
            });
        });
    }

    /** Whatever lost its power or was shut down starts some minutes after mains is back. */
    void comeBack(Machine machine, Object reason, Mains mains) {
        if (mains.isOut()) {
            agenda.in(10_000, () -> comeBack(machine, reason, mains));
        } else {
            agenda.in(30_000 + dice.roll(machine.id, agenda.now(), 56, 200_000), () -> back(machine, reason));
        }
    }
}
