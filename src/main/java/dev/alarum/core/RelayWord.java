package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.store.Memory;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether a relay that may shut down nodes by itself has had time to tell what it did. One that could not be heard for a while
 * may be in the middle of it, and what it says of its UPS, or had said before, may come before what it says of its plans: so
 * the hub gives it a moment to tell before it orders anybody. One outage has one plan.
 */
final class RelayWord {
    /** The shortest time without contact after which a relay may have acted, with some to spare. */
    static final Duration GAP = Duration.ofSeconds(8);

    /** How long orders wait once it is heard again: a relay tells within 5 s of being able to. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The kind of a stamp that shows that a relay tells of plans. */
    private static final String KIND = "plan";

    private final Set<Name> tellers = new HashSet<>();
    private final Map<Name, Moment> heard = new HashMap<>();
    private final Map<Name, Moment> returned = new HashMap<>();

    void restore(Memory memory) {
        memory.stamps().stream()
                .filter(row -> row.kind().equals(KIND))
                .map(row -> Sender.parse(row.sender()).name())
                .forEach(tellers::add);
    }

    /** Something of that relay came. */
    void heard(Name relay, Moment now) {
        Moment before = heard.put(relay, now);
        if (before == null || now.since(before).compareTo(GAP) >= 0) {
            returned.put(relay, now);
        }
    }

    /** That relay tells what it does, if anything. */
    void told(Name relay, Moment now) {
        heard(relay, now);
        tellers.add(relay);
    }

    /** Whether orders are to wait for that relay's word. */
    boolean isAwaited(Name relay, Moment now) {
        Moment since = returned.get(relay);
        return tellers.contains(relay) && since != null && now.since(since).compareTo(PATIENCE) < 0;
    }
}
