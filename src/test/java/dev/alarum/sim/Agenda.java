package dev.alarum.sim;

import java.util.BitSet;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen, in order of time; of two things at one time, what was entered first. The next seconds have a list
 * for each ms, as a queue of all would be sorted again at every beat.
 */
final class Agenda {
    private static final int NEAR = 1 << 14;

    private record Item(long at, long number, Runnable deed) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private static final class Link {
        private final Runnable deed;
        private @Nullable Link next;

        Link(Runnable deed) {
            this.deed = deed;
        }
    }

    private final PriorityQueue<Item> far = new PriorityQueue<>();
    private final @Nullable Link[] first = new Link[NEAR];
    private final @Nullable Link[] last = new Link[NEAR];
    /** One more that is always set: a set bit at the end keeps the set from being measured anew at every change. */
    private final BitSet taken = new BitSet(NEAR + 1);

    private long entered;
    private long now;

    Agenda() {
        taken.set(NEAR);
    }

    /** The time, in ms from the begin of the script. */
    long now() {
        return now;
    }

    void at(long time, Runnable deed) {
        long when = Math.max(now, time);
        if (when - now >= NEAR) {
            far.add(new Item(when, entered++, deed));
            return;
        }
        int place = (int) (when % NEAR);
        Link link = new Link(deed);
        Link before = last[place];
        if (before == null) {
            first[place] = link;
            taken.set(place);
        } else {
            before.next = link;
        }
        last[place] = link;
    }

    void in(long delay, Runnable deed) {
        at(now + delay, deed);
    }

    /** Lets everything happen until that time. */
    void runUntil(long end) {
        while (true) {
            Item item = far.peek();
            long near = nearest();
            // what is far was entered before whatever is near and at the same time
            if (item != null && item.at <= near) {
                if (item.at > end) {
                    break;
                }
                far.remove();
                now = item.at;
                item.deed.run();
            } else if (near <= end) {
                now = near;
                take((int) (near % NEAR)).run();
            } else {
                break;
            }
        }
        now = end;
    }

    private long nearest() {
        int place = (int) (now % NEAR);
        int found = taken.nextSetBit(place);
        if (found == NEAR) {
            found = taken.nextSetBit(0);
        }
        return found == NEAR ? Long.MAX_VALUE : now + Math.floorMod(found - place, NEAR);
    }

    private Runnable take(int place) {
        Link link = first[place];
        if (link == null) {
            throw new IllegalStateException("nothing is entered there");
        }
        first[place] = link.next;
        if (link.next == null) {
            last[place] = null;
            taken.clear(place);
        }
        return link.deed;
    }
}
