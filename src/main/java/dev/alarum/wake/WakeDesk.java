package dev.alarum.wake;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Throttle;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes a relay can wake, and when it last did: a hub names a node at each answer until that is back. Safe to be used
 * by several threads.
 */
public final class WakeDesk {
    /** A node is sent no more than one packet in so long. */
    public static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(WakeDesk.class);

    private final Map<Name, WakeAddress> addresses;
    private final Moments moments;
    private final Throttle log;
    private final Map<Name, Moment> woken = new HashMap<>();

    /** A desk that knows these addresses. */
    public WakeDesk(Map<Name, WakeAddress> addresses, Moments moments) {
        this.addresses = Map.copyOf(addresses);
        this.moments = moments;
        this.log = new Throttle(Duration.ofHours(1), moments);
    }

    /**
     * A hub wants that node woken.
     *
     * @param node as the hub writes it
     * @return where to send the packet now; null: it was sent lately, or the node is not known here
     */
    public synchronized @Nullable WakeAddress wanted(String node) {
        WakeAddress address = Name.isName(node) ? addresses.get(new Name(node)) : null;
        if (address == null) {
            if (log.passes(node)) {
                LOGGER.warn(
                        "event=node-not-known node={} reason=\"the hub wants it woken: give alarum.wake.{} here\"",
                        shown(node),
                        shown(node));
            }
            return null;
        }
        Name name = new Name(node);
        Moment now = moments.now();
        Moment last = woken.get(name);
        if (last != null && now.since(last).compareTo(PAUSE) < 0) {
            return null;
        }
        woken.put(name, now);
        return address;
    }

    private static String shown(String node) {
        return Name.isName(node) ? node : "?";
    }
}
