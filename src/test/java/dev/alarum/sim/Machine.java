package dev.alarum.sim;

import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A node or relay: it beats unless something keeps it from it. */
final class Machine {
    final Sender sender;
    /** Its name as the way of the beats that it carries. */
    final String way;

    final House.Place place;
    final long id;
    /** When in each second it beats, ms. */
    final long phase;
    /** The relays of its site. */
    final List<Machine> relays = new ArrayList<>();

    long lastArrival;
    /** The newest of its stamps that reached the hub's machine, as boot and seq. */
    private long newestBoot;

    private long newestSeq;
    private final Set<Object> reasons = new HashSet<>();
    private boolean died;
    private long boot;
    private long seq;

    Machine(Sender sender, House.Place place, long id, long phase, long boot) {
        this.sender = sender;
        this.way = sender.toString();
        this.place = place;
        this.id = id;
        this.phase = phase;
        this.boot = boot;
    }

    boolean isAlive() {
        return reasons.isEmpty();
    }

    long boot() {
        return boot;
    }

    /** The stamp of its next message. */
    Stamp next() {
        seq++;
        return new Stamp(boot, seq);
    }

    /** So many messages were made of which nobody needs to know. */
    void skip(long messages) {
        seq += messages;
    }

    void down(Object reason, boolean dies) {
        reasons.add(reason);
        died |= dies;
    }

    /** That reason is over. @return whether it begins a new life now */
    boolean up(Object reason, long newBoot) {
        if (!reasons.remove(reason) || !reasons.isEmpty() || !died) {
            return false;
        }
        died = false;
        follow(newBoot);
        return true;
    }

    /** It goes on with a BOOT of at least that. */
    void follow(long newBoot) {
        boot = Math.max(boot + 1, newBoot);
        seq = 0;
    }

    /** Notes that one of its beats reached the hub's machine. @return whether it is newer than all before */
    boolean arrived(Stamp stamp) {
        if (stamp.boot() < newestBoot || (stamp.boot() == newestBoot && stamp.seq() <= newestSeq)) {
            return false;
        }
        newestBoot = stamp.boot();
        newestSeq = stamp.seq();
        return true;
    }
}
