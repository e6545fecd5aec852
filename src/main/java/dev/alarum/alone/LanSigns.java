package dev.alarum.alone;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.Signs;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What beats on the LAN tell a plan, at one moment: that a node fell silent. That one beats is not taken for a sign, since
 * anybody on the LAN could feign it, and with {@code force} a node that seems to be up would be ordered once more.
 */
final class LanSigns implements Signs {
    /** So long a node beats no more until that counts. */
    private static final Duration SILENCE = Duration.ofSeconds(20);
    /** Who was heard within this shows that the LAN works. */
    private static final Duration JUST_NOW = Duration.ofSeconds(5);

    private final Lan lan;
    private final LoneSupply supply;
    private final Moment now;

    LanSigns(Lan lan, LoneSupply supply, Moment now) {
        this.lan = lan;
        this.supply = supply;
        this.now = now;
    }

    @Override
    public boolean isWatched(String node) {
        return lastHeard(node) != null;
    }

    @Override
    public boolean isSilent(String node, Moment since) {
        Moment last = lastHeard(node);
        return last != null
                && last.plus(JUST_NOW).isAtOrAfter(since)
                && now.since(last).compareTo(SILENCE) >= 0
                && lan.hearsAnother(new Name(node), JUST_NOW);
    }

    @Override
    public boolean isGoing(String node) {
        return Name.isName(node) && supply.isWithoutMains(new Name(node));
    }

    private @Nullable Moment lastHeard(String node) {
        return Name.isName(node) ? lan.lastHeard(new Name(node)) : null;
    }
}
