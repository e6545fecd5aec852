package dev.alarum.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The guests of a stand-in cluster: where they are, which run, how long they take to go. */
final class ProxmoxGuests {
    private final Map<Integer, Guest> guests = new TreeMap<>();
    private final ProxmoxTimes times;
    private volatile Consumer<String> emptied = node -> {};

    /** A guest as it is now. */
    private static final class Guest {
        private final ProxmoxGuest as;
        private String node;
        private boolean runs;
        /** Counts its starts, so that what was to end an earlier run does not end this one. */
        private int run;

        private Guest(ProxmoxGuest as) {
            this.as = as;
            this.node = as.node();
            this.runs = as.runs();
        }
    }

    ProxmoxGuests(ProxmoxTimes times) {
        this.times = times;
    }

    /** Told of a node whenever a guest on it has stopped and none runs there any more. */
    void whenEmptied(Consumer<String> told) {
        emptied = told;
    }

    synchronized void add(ProxmoxGuest guest) {
        guests.put(guest.id(), new Guest(guest));
    }

    synchronized List<ProxmoxGuest> all() {
        return guests.values().stream().map(guest -> guest.as).toList();
    }

    synchronized List<Integer> running() {
        return ids(guest -> guest.runs);
    }

    synchronized boolean runs(int id) {
        return guests.containsKey(id) && guests.get(id).runs;
    }

    synchronized String node(int id) {
        return guests.get(id).node;
    }

    synchronized boolean isEmpty(String node) {
        return ids(guest -> guest.runs && guest.node.equals(node)).isEmpty();
    }

    synchronized List<Integer> on(String node) {
        return ids(guest -> guest.node.equals(node));
    }

    synchronized void move(int id, String node) {
        guests.get(id).node = node;
    }

    synchronized void start(Collection<Integer> ids) {
        for (int id : ids) {
            Guest guest = guests.get(id);
            if (guest != null && !guest.runs && !guest.as.isTemplate()) {
                guest.runs = true;
                guest.run++;
            }
        }
    }

    /**
     * Shuts down those of them that are on that node.
     *
     * @param timeout for each
     * @param force whether one that takes longer is stopped hard, else it runs on
     */
    void shutDown(String node, Collection<Integer> ids, Duration timeout, boolean force) {
        for (Guest guest : on(node, ids)) {
            boolean inTime = !guest.as.hangs() && guest.as.takes().compareTo(timeout) <= 0;
            if (inTime || force) {
                stopAfter(inTime ? guest.as.takes() : timeout, guest);
            }
        }
    }

    /** Their node goes down: each takes its time, and one that hangs holds it up. */
    void leaveWith(String node) {
        on(node, on(node)).stream()
                .filter(guest -> !guest.as.hangs())
                .forEach(guest -> stopAfter(guest.as.takes(), guest));
    }

    private synchronized List<Guest> on(String node, Collection<Integer> ids) {
        List<Guest> found = new ArrayList<>();
        for (Guest guest : guests.values()) {
            if (guest.runs && guest.node.equals(node) && ids.contains(guest.as.id())) {
                found.add(guest);
            }
        }
        return found;
    }

    private void stopAfter(Duration time, Guest guest) {
        int run = guest.run;
        times.after(time, () -> stop(guest, run));
    }

    private void stop(Guest guest, int run) {
        boolean isLast;
        synchronized (this) {
            if (!guest.runs || guest.run != run) {
                return;
            }
            guest.runs = false;
            isLast = isEmpty(guest.node);
        }
        if (isLast) {
            emptied.accept(guest.node);
        }
    }

    private List<Integer> ids(Predicate<Guest> which) {
        return guests.values().stream()
                .filter(which)
                .map(guest -> guest.as.id())
                .toList();
    }
}
