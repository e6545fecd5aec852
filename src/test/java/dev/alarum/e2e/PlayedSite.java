package dev.alarum.e2e;

import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A site played by the test: a relay with a UPS, and three nodes of a cluster. Nodes that take their order say goodbye, but
 * for the second of them, and fall silent; those that come back beat with a new boot.
 */
final class PlayedSite implements AutoCloseable {
    private static final Duration GOES_DOWN_AFTER = Duration.ofSeconds(2);
    /** Longer than the silence after which a node is off, as with any real machine. */
    private static final Duration BOOT = Duration.ofSeconds(8);

    private static final long TICK_MILLIS = 500;

    private final String letter;
    private final List<String> nodes;
    private final ProxmoxCluster cluster;
    private final Map<String, Long> boots = new ConcurrentHashMap<>();
    private final Map<String, Long> wentDown = new ConcurrentHashMap<>();
    private final AtomicLong seq = new AtomicLong();
    private final long boot = System.currentTimeMillis();
    private volatile String supply = "MAINS";

    /** @param letter by which its names differ from those of other sites */
    PlayedSite(String letter) {
        this.letter = letter;
        this.nodes = List.of(letter + 2, letter + 3, letter + 1);
        this.cluster = ProxmoxCluster.of(nodes.toArray(String[]::new))
                .guests(
                        ProxmoxGuest.vm(101, letter + 2).taking(Duration.ofSeconds(1)),
                        ProxmoxGuest.vm(102, letter + 3),
                        ProxmoxGuest.ct(103, letter + 1))
                .ha(102)
                .ceph()
                .disarms(Duration.ofSeconds(1), Duration.ofSeconds(1))
                .goesDownAfter(GOES_DOWN_AFTER)
                .comesBackAfter(BOOT);
        nodes.forEach(node -> boots.put(node, boot));
    }

    String cluster() {
        return letter;
    }

    ProxmoxCluster proxmox() {
        return cluster;
    }

    /** Its nodes in the order of their shutdown. */
    List<String> nodes() {
        return nodes;
    }

    /** When each node went off, by the monotonic clock, in nanoseconds. */
    Map<String, Long> wentDown() {
        return wentDown;
    }

    void settings(HousePlan plan) {
        nodes.forEach(node -> plan.hub("alarum.node." + node + ".site", "site-" + letter));
        plan.hub("alarum.relay.pi" + letter + ".site", "site-" + letter);
        plan.hub("alarum.ups.rack" + letter + ".site", "site-" + letter)
                .hub("alarum.ups.rack" + letter + ".nodes", String.join(",", nodes))
                .hub("alarum.ups.rack" + letter + ".confirm", "1s");
        String prefix = "alarum.proxmox." + letter + ".";
        cluster.settings().forEach((key, value) -> plan.hub(key.replace("alarum.proxmox.", prefix), value));
        plan.hub(prefix + "guest-timeout", "10s")
                .hub(prefix + "down-within", "60s")
                .hub(prefix + "mains-stable", "1s")
                .hub(prefix + "charge-over", "0")
                .hub(prefix + "wake", "proxmox");
    }

    /** Plays it from now on, by a thread of that executor. */
    void play(House house, ScheduledExecutorService executor) {
        HandSender relay = house.byHand(Sender.relay(new Name("pi" + letter)));
        Map<String, HandSender> senders = nodes.stream()
                .collect(Collectors.toMap(node -> node, node -> house.byHand(Sender.node(new Name(node)))));
        executor.scheduleAtFixedRate(() -> tick(relay, senders), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        cluster.onChange(change -> {
            String node = change.isShutdown() ? change.path().split("/")[2] : "";
            if (change.isShutdown() && !node.equals(nodes.get(1))) {
                executor.schedule(() -> goodbye(senders.get(node), executor), TICK_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
        cluster.onDown(node -> {
            boots.remove(node);
            wentDown.put(node, System.nanoTime());
        });
        cluster.onUp(node -> boots.put(node, System.currentTimeMillis()));
    }

    private void tick(HandSender relay, Map<String, HandSender> senders) {
        long now = seq.incrementAndGet();
        StringBuilder lines = new StringBuilder();
        boots.forEach((node, since) ->
                lines.append(senders.get(node).line(new Stamp(since, now))).append('\n'));
        unlessHubIsDead(() -> {
            relay.beats("", BeatLine.batch(relay.sender().name(), new Stamp(boot, now), relay.key(), lines.toString()));
            Stamp stamp = new Stamp(boot, seq.incrementAndGet());
            relay.signed(HandSender.READINGS, stamp, relay.reading("rack" + letter, stamp, supply));
        });
    }

    /** Until it is taken: the relay keeps what an agent says. */
    private void goodbye(HandSender node, ScheduledExecutorService executor) {
        String name = node.sender().name().text();
        Long since = boots.get(name);
        Stamp stamp = new Stamp(since == null ? boot : since, seq.incrementAndGet());
        boolean taken = unlessHubIsDead(() -> {
            int status = node.signed(HandSender.NOTICES, stamp, node.notice(stamp, "shutdown"));
            if (status >= 500) {
                throw new UncheckedIOException(new IOException("answered " + status));
            }
        });
        if (!taken) {
            executor.schedule(() -> goodbye(node, executor), TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean unlessHubIsDead(Runnable post) {
        try {
            post.run();
            return true;
        } catch (UncheckedIOException hubIsDead) {
            return false;
        }
    }

    /** The power goes out. */
    void darkens() {
        supply = "ON_BATTERY";
    }

    /** Power is back, and the firmware of the API's host starts it. */
    void lightens() {
        supply = "MAINS";
        cluster.switchOn(nodes.get(2));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
