package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterLook.Guest;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A Proxmox cluster in virtual time: its nodes go down and come up, its guests with them, high availability and Ceph. */
final class ClusterModel {
    private final World world;
    private final Random random;
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<Integer, GuestModel> guests = new TreeMap<>();
    final List<String> orders = new ArrayList<>();
    /** Orders to each node to go down since the last reading on mains. */
    final Map<String, Integer> downOrders = new HashMap<>();

    Ha ha = Ha.UNUSED;

    @Nullable
    Boolean noout;

    /** Whether no host can be reached; an order may arrive all the same, and its answer gets lost. */
    boolean away;

    /** Orders to nodes that arrived without an answer. */
    int lostAnswers;

    private @Nullable Moment disarms;

    private static final class Node {
        boolean up = true;

        @Nullable
        Moment goesDown;

        @Nullable
        Moment comesUp;
    }

    private static final class GuestModel {
        final String node;
        final boolean onboot;
        boolean runs = true;

        @Nullable
        Moment stops;

        GuestModel(String node, boolean onboot) {
            this.node = node;
            this.onboot = onboot;
        }
    }

    ClusterModel(World world, Random random, List<String> names) {
        this.world = world;
        this.random = random;
        names.forEach(name -> nodes.put(name, new Node()));
        world.proxmox = this::order;
        world.cluster = this::look;
    }

    void guest(int id, String node, boolean onboot) {
        guests.put(id, new GuestModel(node, onboot));
    }

    Set<Integer> running() {
        Set<Integer> running = new HashSet<>();
        guests.forEach((id, guest) -> {
            if (guest.runs) {
                running.add(id);
            }
        });
        return running;
    }

    Set<String> up() {
        Set<String> up = new HashSet<>();
        nodes.forEach((name, node) -> {
            if (node.up) {
                up.add(name);
            }
        });
        return up;
    }

    /** Does what is due by now. */
    void tick(Moment now) {
        nodes.forEach((name, node) -> {
            if (node.goesDown != null && now.isAtOrAfter(node.goesDown)) {
                node.goesDown = null;
                down(name, node);
            }
            if (node.comesUp != null && now.isAtOrAfter(node.comesUp)) {
                node.comesUp = null;
                up(name, node);
            }
        });
        guests.values().forEach(guest -> {
            if (guest.stops != null && now.isAtOrAfter(guest.stops)) {
                guest.stops = null;
                guest.runs = false;
            }
        });
        if (disarms != null && now.isAtOrAfter(disarms)) {
            disarms = ha == Ha.DISARMING ? null : now.plus(Duration.ofSeconds(5));
            ha = ha == Ha.ARMED ? Ha.DISARMING : Ha.DISARMED;
        }
    }

    private void down(String name, Node node) {
        node.up = false;
        world.node(name).alive = false;
        guests.values().stream().filter(guest -> guest.node.equals(name)).forEach(guest -> {
            guest.runs = false;
            guest.stops = null;
        });
    }

    private void up(String name, Node node) {
        node.up = true;
        World.Machine machine = world.node(name);
        machine.boot++;
        machine.seq = 0;
        machine.alive = true;
        guests.values().stream()
                .filter(guest -> guest.node.equals(name) && guest.onboot)
                .forEach(guest -> guest.runs = true);
    }

    /** Somebody, or its power supply, starts a machine that is off. */
    void start(String name) {
        Node node = nodes.get(name);
        if (!node.up && node.comesUp == null) {
            node.comesUp = world.now().plus(Duration.ofSeconds(30 + random.nextInt(60)));
        }
    }

    private boolean isQuorate() {
        return nodes.values().stream().filter(node -> node.up).count() * 2 > nodes.size();
    }

    @Nullable
    ClusterLook look(LookOrder order) {
        if (away || up().isEmpty()) {
            return ClusterLook.unanswered(order.plan(), order.cluster(), List.of("no host answers"));
        }
        Set<String> off = new HashSet<>(nodes.keySet());
        off.removeAll(up());
        List<Guest> running = new ArrayList<>();
        guests.forEach((id, guest) -> {
            if (guest.runs) {
                running.add(new Guest(id, "guest" + id, guest.node));
            }
        });
        return new ClusterLook(
                order.plan(),
                order.cluster(),
                true,
                isQuorate(),
                null,
                up(),
                off,
                running,
                ha,
                Set.of(),
                noout,
                List.of());
    }

    /** The nodes that run and have no order to go down. */
    Set<String> leftOn() {
        Set<String> left = up();
        left.removeIf(name -> nodes.get(name).goesDown != null);
        return left;
    }

    @Nullable
    StepResult order(StepOrder order) {
        if (!away) {
            return arrived(order);
        }
        if (order.kind() == StepKind.NODE && random.nextInt(5) == 0) {
            lostAnswers++;
            arrived(order);
        }
        return World.result(order, Outcome.UNREACHABLE);
    }

    private @Nullable StepResult arrived(StepOrder order) {
        Moment now = world.now();
        orders.add(order.kind() + " " + order.node());
        if (up().isEmpty()) {
            return World.result(order, Outcome.UNREACHABLE);
        }
        Node node = nodes.get(order.node());
        if (node != null && !node.up && order.kind() != StepKind.WAKE) {
            return World.result(order, Outcome.UNREACHABLE);
        }
        switch (order.kind()) {
            case HA_OFF -> {
                disarms = now.plus(Duration.ofSeconds(random.nextInt(10)));
                return new StepResult(order.plan(), order.position(), Outcome.ACCEPTED, null, StepOrder.ARM_HA);
            }
            case HA_ON -> {
                disarms = null;
                ha = Ha.ARMED;
            }
            case NOOUT -> noout = true;
            case NOOUT_OFF -> noout = false;
            case GUESTS ->
                order.guests().forEach(id -> guest(id).stops = now.plus(Duration.ofSeconds(random.nextInt(60))));
            case FORCE, NODE -> {
                downOrders.merge(order.node(), 1, Integer::sum);
                if (node.goesDown == null) {
                    node.goesDown = now.plus(Duration.ofSeconds(5 + random.nextInt(60)));
                    if (random.nextBoolean()) {
                        world.notice(order.node(), Notice.Kind.SHUTDOWN, null);
                    }
                }
            }
            case WAKE -> wake(order.node());
            case START -> order.guests().forEach(id -> guest(id).runs = nodes.get(guest(id).node).up);
        }
        return World.result(order, Outcome.ACCEPTED);
    }

    /** A magic packet: one in seven gets lost, and a machine that runs takes no notice. */
    void wake(String name) {
        Node node = nodes.get(name);
        if (!node.up && node.comesUp == null && random.nextInt(7) > 0) {
            node.comesUp = world.now().plus(Duration.ofSeconds(30 + random.nextInt(60)));
        }
    }

    private GuestModel guest(int id) {
        GuestModel guest = guests.get(id);
        if (guest == null) {
            throw new AssertionError("no guest " + id);
        }
        return guest;
    }
}
