package dev.alarum.heartbeat;

import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.node.StampSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A node's beats on their way out: one place a target, in which a newer beat replaces one that has not been taken yet.
 * Safe for several threads.
 */
public final class BeatOutbox {
    private final Name node;
    private final SenderKey key;
    private final StampSource stamps;
    private final Map<String, AtomicReference<@Nullable String>> places;

    /** An empty outbox for these targets. */
    public BeatOutbox(Name node, SenderKey key, StampSource stamps, Collection<String> targets) {
        this.node = node;
        this.key = key;
        this.stamps = stamps;
        this.places = targets.stream().collect(Collectors.toMap(target -> target, target -> new AtomicReference<>()));
    }

    /** Signs the next beat and puts it into every place. */
    public void put() {
        String line = line(stamps.next());
        places.values().forEach(place -> place.set(line));
    }

    /** Takes the beat for that target; null if it has been taken already. */
    public @Nullable String take(String target) {
        AtomicReference<@Nullable String> place = places.get(target);
        return place == null ? null : place.getAndSet(null);
    }

    private String line(Stamp stamp) {
        String signed = node + " " + stamp.boot() + " " + stamp.seq();
        return signed + " " + key.shortMac("beat " + signed);
    }
}
