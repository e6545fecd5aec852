package dev.alarum.plan;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterLook.Guest;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.store.Row;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A shutdown plan in virtual time, with a cluster that is as a test wants it and a disk. */
final class PlanTrial implements Signs {
    static final Moment START = new Moment(5, Instant.parse("2026-01-01T00:00:00Z"));

    final Set<String> online = new TreeSet<>();
    final Set<String> offline = new TreeSet<>();

    @Nullable
    List<Guest> guests = new ArrayList<>();

    Ha ha = Ha.UNUSED;
    final Set<Integer> haGuests = new HashSet<>();

    @Nullable
    Boolean noout;

    boolean quorate = true;
    /** Whether the cluster answers looks at all; null: a look gets no answer, not even that. */
    @Nullable
    Boolean answers = true;

    final Set<String> beating = new TreeSet<>();
    final Set<String> gone = new TreeSet<>();
    final Set<String> silent = new TreeSet<>();
    /** How long the battery lasts; null: not known. */
    @Nullable
    Duration battery;

    final List<StepOrder> orders = new ArrayList<>();
    int looks;
    Moment now = START;
    ShutdownPlan plan;

    private final ClusterSettings cluster;
    private final Set<String> relays;
    private final Map<Integer, Row.StepRow> kept = new TreeMap<>();
    private Row.@Nullable PlanRow row;

    PlanTrial(ShutdownRules rules, int nodes, String... relays) {
        this(rules, true, nodes, relays);
    }

    PlanTrial(ShutdownRules rules, boolean armed, int nodes, String... relays) {
        cluster = new ClusterSettings(
                "default",
                List.of(URI.create("https://127.0.0.1:8006")),
                "alarum@pve!hub",
                "secret",
                List.of(),
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(number -> new Name("pve" + number))
                        .toList(),
                armed,
                rules,
                ReturnRules.DEFAULT);
        this.relays = Set.of(relays);
        cluster.nodes().forEach(node -> online.add(node.text()));
        plan = ShutdownPlan.begin(7, 3, new Name("apc"), cluster, cluster.nodes(), this.relays, START);
        keep();
    }

    /** Time passes, a quarter of a second at a time, until nothing more happens at its end. */
    PlanTrial pass(double seconds) {
        long millis = Math.round(seconds * 1000);
        for (long done = 0; done < millis; done += 250) {
            now = now.plus(Duration.ofMillis(Math.min(250, millis - done)));
            if (battery != null) {
                battery = battery.minusMillis(Math.min(250, millis - done));
            }
            tick();
        }
        return this;
    }

    /** What follows at once, without any time. */
    PlanTrial tick() {
        plan.judge(now, this);
        List<StepOrder> out = plan.next(now, battery, this, true);
        orders.addAll(out);
        out.forEach(order -> kept.put(order.position(), order.intent()));
        boolean look = plan.wantsLook(now);
        keep();
        if (look) {
            looks++;
            if (answers != null) {
                plan.seen(look(), now);
                tick();
            }
        }
        return this;
    }

    private ClusterLook look() {
        return Boolean.TRUE.equals(answers)
                ? new ClusterLook(
                        7,
                        "default",
                        true,
                        quorate,
                        null,
                        online,
                        offline,
                        guests,
                        ha,
                        haGuests,
                        noout,
                        guests == null ? List.of("guests: 403") : List.of())
                : ClusterLook.unanswered(7, "default", List.of("127.0.0.1:8006: it takes no connection"));
    }

    private void keep() {
        for (Row changed : plan.unsaved(now)) {
            if (changed instanceof Row.PlanRow planRow) {
                row = planRow;
            } else if (changed instanceof Row.StepRow step) {
                kept.put(step.position(), step);
            }
        }
    }

    /** The hub is killed, and starts anew after that time with what was on disk. */
    PlanTrial restart(double seconds) {
        now = now.plus(Duration.ofMillis(Math.round(seconds * 1000)));
        Row.PlanRow known = row;
        if (known == null) {
            throw new AssertionError("the plan was never kept");
        }
        plan = ShutdownPlan.restored(known, List.copyOf(kept.values()), cluster.rules(), cluster.nodes(), relays, now);
        return this;
    }

    /** A crash has kept rows of steps from the disk. */
    PlanTrial lose(int fromPosition) {
        kept.keySet().removeIf(position -> position >= fromPosition);
        return this;
    }

    Map<Integer, Row.StepRow> disk() {
        return kept;
    }

    PlanTrial answer(StepKind kind, String node, Outcome outcome) {
        return answer(kind, node, outcome, null);
    }

    PlanTrial answer(StepKind kind, String node, Outcome outcome, @Nullable String keeps) {
        String words = outcome == Outcome.ACCEPTED ? null : "words";
        plan.result(new StepResult(7, position(kind, node), outcome, words, keeps), now);
        return tick();
    }

    /** The node takes its order. */
    PlanTrial accept(String node) {
        return answer(StepKind.NODE, node, Outcome.ACCEPTED);
    }

    /** The node is off for its cluster; that is seen at the next look. */
    PlanTrial off(String node) {
        online.remove(node);
        offline.add(node);
        List<Guest> running = guests;
        if (running != null) {
            running.removeIf(guest -> guest.node().equals(node));
        }
        return this;
    }

    PlanTrial guest(int id, String node) {
        return guest(id, "guest" + id, node);
    }

    PlanTrial guest(int id, String name, String node) {
        List<Guest> running = guests;
        if (running != null) {
            running.add(new Guest(id, name, node));
        }
        return this;
    }

    /** These guests have gone down. */
    PlanTrial down(Integer... ids) {
        List<Guest> running = guests;
        if (running != null) {
            running.removeIf(guest -> List.of(ids).contains(guest.id()));
        }
        return this;
    }

    int position(StepKind kind, String node) {
        return line(kind, node).position();
    }

    StepLine line(StepKind kind, String node) {
        return plan.lines().stream()
                .filter(line -> line.kind() == kind && line.node().equals(node))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no step " + kind + " " + node));
    }

    Outcome outcome(StepKind kind, String node) {
        return line(kind, node).outcome();
    }

    Outcome outcome(String node) {
        return outcome(StepKind.NODE, node);
    }

    /** What has been ordered so far: {@code NODE pve1}, or the kind alone. */
    List<String> ordered() {
        return orders.stream()
                .map(order -> (order.kind() + " " + order.node()).strip())
                .toList();
    }

    /** The nodes that were ordered so far. */
    List<String> nodes() {
        return orders.stream()
                .filter(order -> order.kind() == StepKind.NODE)
                .map(StepOrder::node)
                .toList();
    }

    StepOrder order(StepKind kind, String node) {
        return orders.stream()
                .filter(order -> order.kind() == kind && order.node().equals(node))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no order " + kind + " " + node));
    }

    @Override
    public boolean isWatched(String node) {
        return beating.contains(node) || gone.contains(node) || silent.contains(node);
    }

    @Override
    public boolean beats(String node) {
        return beating.contains(node);
    }

    @Override
    public boolean isBack(String node) {
        return false;
    }

    @Override
    public boolean left(String node, Moment since) {
        return gone.contains(node);
    }

    @Override
    public boolean isSilent(String node, Moment since) {
        return silent.contains(node);
    }

    @Override
    public boolean isGoing(String node) {
        return cluster.nodes().contains(new Name(node));
    }
}
