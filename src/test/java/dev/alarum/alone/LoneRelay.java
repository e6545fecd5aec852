package dev.alarum.alone;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.ShutdownRules;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.ups.Observation;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A relay in virtual time, with UPSes, a cluster, a LAN, a disk and hubs that are as a test wants them. */
final class LoneRelay implements Lan {
    static final String HUB = "hub";
    static final Name RELAY = new Name("pi");
    private static final Duration POLL = Duration.ofSeconds(5);

    /** How each UPS is. */
    final Map<String, PowerState> ups = new TreeMap<>();

    double charge = 90;
    boolean looksAtUps = true;
    /** Whether the hub answers what is posted to it. */
    boolean hubAnswers = true;

    final Set<String> online = new TreeSet<>();
    final Set<String> offline = new TreeSet<>();
    /** Whether the cluster answers looks. */
    boolean clusterAnswers = true;
    /** What becomes of an order; null: nobody answers it. */
    Function<StepOrder, @Nullable Outcome> proxmox = order -> Outcome.ACCEPTED;
    /** The nodes whose beats come over the LAN. */
    final Set<String> beating = new TreeSet<>();

    final List<StepOrder> orders = new ArrayList<>();
    /** What was on disk when the order left. */
    final List<String> diskAtOrder = new ArrayList<>();

    int looks;
    Moment now = new Moment(5, Instant.parse("2026-01-31T23:00:00Z"));
    Alone alone;
    HubContact contact;
    String disk = "";
    /** Whether the disk takes anything. */
    boolean diskWorks = true;

    private final AloneSettings settings;
    private final Map<Name, Moment> heard = new HashMap<>();
    private final Map<String, Moment> lookedAt = new HashMap<>();
    private long stamps;

    LoneRelay(ShutdownRules rules, Map<String, List<String>> ups, String... nodes) {
        settings = new AloneSettings(
                Duration.ofSeconds(60),
                ups.entrySet().stream()
                        .map(one -> ups(one.getKey(), one.getValue()))
                        .toList(),
                List.of(cluster(rules, nodes)));
        ups.keySet().forEach(name -> this.ups.put(name, PowerState.MAINS));
        online.addAll(List.of(nodes));
        beating.addAll(List.of(nodes));
        contact = new HubContact(settings.silent(), () -> now);
        alone = fresh();
        seconds(5);
    }

    /** One UPS that feeds all of a cluster of three. */
    static LoneRelay withOneUps() {
        return new LoneRelay(PlainRules.NODES_ONLY, Map.of("apc", List.of()), "a2", "a3", "a1");
    }

    private static UpsSettings ups(String name, List<String> nodes) {
        UpsSettings usual = UpsSettings.named(new Name(name));
        return new UpsSettings(
                usual.name(),
                usual.site(),
                nodes.stream().map(Name::new).toList(),
                usual.confirm(),
                usual.shutdownAfter(),
                usual.chargeBelow(),
                usual.runtimeBelow(),
                usual.lostAfter());
    }

    private static ClusterSettings cluster(ShutdownRules rules, String... nodes) {
        return new ClusterSettings(
                "default",
                List.of(URI.create("https://pve:8006")),
                "alarum@pve!relay",
                "secret-of-the-test",
                List.of(),
                Arrays.stream(nodes).map(Name::new).toList(),
                true,
                rules,
                ReturnRules.DEFAULT);
    }

    private Alone fresh() {
        return new Alone(settings, RELAY, () -> new Stamp(1764, ++stamps), contact, this, () -> now);
    }

    /** Every UPS is in that state from now on. */
    LoneRelay power(PowerState state) {
        ups.replaceAll((name, before) -> state);
        return this;
    }

    LoneRelay seconds(long seconds) {
        for (long i = 0; i < seconds; i++) {
            now = now.plus(Duration.ofSeconds(1));
            second();
        }
        return this;
    }

    private void second() {
        beating.forEach(node -> heard.put(new Name(node), now));
        if (hubAnswers) {
            contact.answered(HUB, 204);
        }
        if (looksAtUps) {
            ups.forEach((name, state) -> {
                Moment last = lookedAt.get(name);
                if (last == null || now.since(last).compareTo(POLL) >= 0) {
                    look(name);
                }
            });
        }
        run(alone.tick());
    }

    /** A look at that UPS out of turn. */
    void look(String name) {
        lookedAt.put(name, now);
        PowerState state = ups.get(name);
        alone.looked(
                new Name(name),
                state == PowerState.LOST
                        ? Observation.lost()
                        : new Observation(state, Set.of(), charge, Duration.ofMinutes(40), 30.0, null, Duration.ZERO));
    }

    private void run(List<Deed> deeds) {
        for (Deed deed : deeds) {
            if (deed instanceof Deed.Keep) {
                write();
            } else if (deed instanceof Deed.Look look) {
                looks++;
                run(alone.seen(seen(look.order())));
            } else if (deed instanceof Deed.Order order) {
                carryOut(order.order());
            }
        }
    }

    private void carryOut(StepOrder order) {
        alone.intend(order);
        write();
        if (alone.isVoid(order)) {
            run(alone.step(StepResult.of(order.plan(), order.position(), Outcome.STOPPED, null)));
            return;
        }
        orders.add(order);
        diskAtOrder.add(disk);
        Outcome outcome = proxmox.apply(order);
        if (outcome != null) {
            run(alone.step(StepResult.of(order.plan(), order.position(), outcome, null)));
        }
    }

    private void write() {
        if (diskWorks) {
            disk = alone.kept();
        }
    }

    private ClusterLook seen(LookOrder order) {
        return clusterAnswers
                ? new ClusterLook(
                        order.plan(),
                        order.cluster(),
                        true,
                        true,
                        null,
                        online,
                        offline,
                        List.of(),
                        Ha.UNUSED,
                        Set.of(),
                        null,
                        List.of())
                : ClusterLook.unanswered(order.plan(), order.cluster(), List.of());
    }

    /** That node is off, as its cluster says and its silence. */
    void goesDown(String node) {
        beating.remove(node);
        online.remove(node);
        offline.add(node);
    }

    /** The hub tells that of its plans. */
    LoneRelay told(RelayWords.Known... plans) {
        alone.answered(HUB, List.of(), now, new RelayWords(List.of(), List.of(plans)));
        contact.proven(HUB);
        return this;
    }

    /** The relay is killed, and started again after so long. */
    LoneRelay killed(Duration away) {
        now = now.plus(away);
        contact = new HubContact(settings.silent(), () -> now);
        alone = fresh();
        alone.restore(disk);
        return this;
    }

    /** The nodes that were ordered, in order. */
    List<String> ordered() {
        return orders.stream().map(StepOrder::node).toList();
    }

    /** What became of each node in the newest plan. */
    Map<String, Outcome> outcomes() {
        var plans = alone.toTell(HUB);
        return plans.get(plans.size() - 1).lines().stream()
                .collect(Collectors.toMap(line -> line.node(), line -> line.outcome()));
    }

    @Override
    public @Nullable Moment lastHeard(Name node) {
        return heard.get(node);
    }

    @Override
    public boolean hearsAnother(Name node, Duration within) {
        return heard.entrySet().stream()
                .anyMatch(one ->
                        !one.getKey().equals(node) && now.since(one.getValue()).compareTo(within) < 0);
    }
}
