package dev.alarum.sim;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.sim.Fault.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Proxmox: takes orders to shut nodes down, or does not; whoever takes one goes down a while later. */
final class Cluster {
    private static final long GIVEN_UP = 20_000;

    private final HubProcess hub;
    private final Agenda agenda;
    private final Chronicle chronicle;
    private final Dice dice;
    private final Map<Sender, Machine> machines;
    private final Predicate<Machine> isReachable;
    private final Consumer<Machine> goesDown;
    private final boolean armed;
    private final List<Fault.Proxmox> faults = new ArrayList<>();

    Cluster(World world, Predicate<Machine> isReachable, Consumer<Machine> goesDown) {
        this.hub = world.hub();
        this.agenda = world.agenda();
        this.chronicle = world.chronicle();
        this.dice = world.dice();
        this.machines = world.machines();
        this.armed = chronicle.script().house().armed();
        this.isReachable = isReachable;
        this.goesDown = goesDown;
    }

    /** What the parts of a simulation share. */
    record World(HubProcess hub, Agenda agenda, Chronicle chronicle, Dice dice, Map<Sender, Machine> machines) {}

    void begin(Fault.Proxmox fault) {
        faults.add(fault);
    }

    void end(Fault.Proxmox fault) {
        faults.remove(fault);
    }

    void order(StepOrder order) {
        if (!armed) {
            answer(order, Outcome.NOT_ARMED, 1);
            return;
        }
        chronicle.note(agenda.now(), new Happening.Orders(order));
        Machine node = machines.get(Sender.node(new Name(order.node())));
        Refusal refusal = refusalOf(node);
        long delay = 50 + dice.roll(node.id, agenda.now(), 50, 750);
        if (refusal == Refusal.REFUSED) {
            answer(order, Outcome.REFUSED, delay);
        } else if (refusal != null || !node.isAlive() || hub.isCutOff() || !isReachable.test(node)) {
            answer(order, Outcome.UNREACHABLE, refusal == Refusal.HANGS ? GIVEN_UP : delay + 3_000);
        } else {
            agenda.in(delay / 2, () -> goesDown.accept(node));
            answer(order, Outcome.ACCEPTED, delay);
        }
    }

    /** Whoever of the cluster can be asked says who is there. */
    void look(LookOrder order) {
        List<Machine> all = chronicle.script().house().places().stream()
                .filter(place -> place.site().equals(order.cluster()))
                .flatMap(place -> place.listedNodes().stream())
                .map(name -> machines.get(Sender.node(name)))
                .toList();
        boolean answered = !hub.isCutOff()
                && all.stream().anyMatch(node -> node.isAlive() && refusalOf(node) == null && isReachable.test(node));
        ClusterLook look = answered
                ? look(order, all)
                : ClusterLook.unanswered(order.plan(), order.cluster(), List.of("no host answers"));
        long process = hub.process();
        agenda.in(answered ? 100 : 3_000, () -> hub.tell(process, any -> any.seen(look, hub.now())));
    }

    private static ClusterLook look(LookOrder order, List<Machine> all) {
        Set<String> online = names(all, true);
        return new ClusterLook(
                order.plan(),
                order.cluster(),
                true,
                online.size() * 2 > all.size(),
                null,
                online,
                names(all, false),
                List.of(),
                ClusterLook.Ha.UNUSED,
                Set.of(),
                null,
                List.of());
    }

    private static Set<String> names(List<Machine> all, boolean alive) {
        return all.stream()
                .filter(node -> node.isAlive() == alive)
                .map(node -> node.sender.name().text())
                .collect(Collectors.toSet());
    }

    private Refusal refusalOf(Machine node) {
        return faults.stream()
                .filter(fault -> fault.who().equals("*") || fault.who().equals(node.sender.toString()))
                .map(Fault.Proxmox::how)
                .findFirst()
                .orElse(null);
    }

    private void answer(StepOrder order, Outcome outcome, long delay) {
        StepResult result = StepResult.of(order.plan(), order.position(), outcome, null);
        long process = hub.process();
        agenda.in(
                delay,
                () -> hub.tell(process, any -> {
                    chronicle.note(agenda.now(), new Happening.Stepped(result));
                    return any.step(result, hub.now());
                }));
    }
}
