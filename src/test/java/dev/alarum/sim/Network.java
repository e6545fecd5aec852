package dev.alarum.sim;

import dev.alarum.sim.Fault.Link;
import java.util.ArrayList;
import java.util.List;

/** The ways between nodes, relays and hub: how long each message takes, and which are lost. */
final class Network {
    private static final long[] QUICK = {15, 1, 15};
    private static final long[] SLOW = {80, 5, 80};
    private static final long HELD_BACK = 8_000;
    private static final long[] LOST = {};

    private final Dice dice;
    private final List<Fault> active = new ArrayList<>();

    Network(Dice dice) {
        this.dice = dice;
    }

    void begin(Fault fault) {
        active.add(fault);
    }

    void end(Fault fault) {
        active.remove(fault);
    }

    boolean isSound() {
        return active.isEmpty();
    }

    /** When the copies of that message arrive: delays in ms; none if it is lost. */
    long[] delays(Link link, Machine from, long message, long now) {
        int way = link.ordinal();
        long quick = QUICK[way];
        long delay = quick + dice.roll(from.id, message, way, SLOW[way] - quick);
        if (active.isEmpty()) {
            return new long[] {delay};
        }
        boolean twice = false;
        for (int i = 0; i < active.size(); i++) {
            Fault fault = active.get(i);
            if (!concerns(fault, link, from)) {
                continue;
            }
            int purpose = 4 + (int) (fault.at() % 14) * 4;
            if (isLost(fault, from, message, now, purpose)) {
                return LOST;
            }
            delay += delayBy(fault, from, message, purpose);
            twice |=
                    fault instanceof Fault.Duplicates some && dice.isHit(from.id, message, purpose + 1, some.percent());
        }
        return twice ? new long[] {delay, delay + 1 + dice.roll(from.id, message, 3, 3_000)} : new long[] {delay};
    }

    private long delayBy(Fault fault, Machine from, long message, int purpose) {
        if (fault instanceof Fault.Jitter jitter) {
            return dice.roll(from.id, message, purpose + 2, Math.max(1, jitter.most()));
        }
        if (fault instanceof Fault.Reorder some && dice.isHit(from.id, message, purpose + 2, some.percent())) {
            return dice.roll(from.id, message, purpose + 3, HELD_BACK);
        }
        return 0;
    }

    private boolean isLost(Fault fault, Machine from, long message, long now, int purpose) {
        if (fault instanceof Fault.Loss loss) {
            return dice.isHit(from.id, message, purpose, loss.percent());
        }
        if (fault instanceof Fault.Bursts bursts) {
            return isInBurst(bursts, from, now);
        }
        return fault instanceof Fault.Cut || fault instanceof Fault.SiteLost;
    }

    /** Time is cut into stretches; each has one burst, which begins somewhere in it. */
    private boolean isInBurst(Fault.Bursts bursts, Machine from, long now) {
        long mean = Math.max(1, bursts.mean());
        long stretch = mean * 100 / Math.max(1, bursts.percent());
        long number = (now - bursts.at()) / stretch;
        long length = Math.min(stretch, dice.roll(from.id, number, 60, 2 * mean));
        long begins = dice.roll(from.id, number, 61, Math.max(1, stretch - length));
        long within = (now - bursts.at()) % stretch;
        return within >= begins && within < begins + length;
    }

    private static boolean concerns(Fault fault, Link link, Machine from) {
        if (fault instanceof Fault.SiteLost lost) {
            return link != Link.NODE_RELAY && from.place.site().equals(lost.site());
        }
        if (fault instanceof Fault.Loss one) {
            return one.link() == link && isMeant(one.who(), from);
        }
        if (fault instanceof Fault.Bursts one) {
            return one.link() == link && isMeant(one.who(), from);
        }
        if (fault instanceof Fault.Jitter one) {
            return one.link() == link && isMeant(one.who(), from);
        }
        if (fault instanceof Fault.Duplicates one) {
            return one.link() == link && isMeant(one.who(), from);
        }
        if (fault instanceof Fault.Reorder one) {
            return one.link() == link && isMeant(one.who(), from);
        }
        return fault instanceof Fault.Cut one && one.link() == link && isMeant(one.who(), from);
    }

    private static boolean isMeant(String who, Machine from) {
        return who.equals("*") || who.equals(from.sender.toString());
    }
}
