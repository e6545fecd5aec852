package dev.alarum.sim;

import java.util.PriorityQueue;

/** What is to happen, in order of time; of two things at one time, what was entered first. */
final class Agenda {
    private record Item(long at, long number, Runnable deed) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Item> items = new PriorityQueue<>();
    private long entered;
    private long now;

    /** The time, in ms from the begin of the script. */
    long now() {
        return now;
    }

    void at(long time, Runnable deed) {
        items.add(new Item(Math.max(now, time), entered++, deed));
    }

    void in(long delay, Runnable deed) {
        at(now + delay, deed);
    }

    /** Lets everything happen until that time. */
    void runUntil(long end) {
        for (Item next = items.peek(); next != null && next.at <= end; next = items.peek()) {
            items.remove();
            now = next.at;
            next.deed.run();
        }
        now = end;
    }
}
