package dev.alarum.sim;

import dev.alarum.notice.Notice;
import java.util.List;

/**
 * One thing that goes wrong (or is done) in a simulated house. Times are ms from the begin of the script; {@code who} is a
 * node, {@code relay:NAME}, or {@code *} for everyone.
 */
public sealed interface Fault {
    /** When it begins, in ms. */
    long at();

    /** How long it lasts, in ms; what lasts beyond the end of the script is never repaired. */
    long lasts();

    /** When it is over, in ms. */
    default long ends() {
        return at() + lasts();
    }

    /** A stretch of the way of beats. */
    enum Link {
        NODE_HUB,
        NODE_RELAY,
        RELAY_HUB
    }

    /** Each message on the link is lost with that probability, independently. */
    record Loss(long at, long lasts, Link link, String who, int percent) implements Fault {}

    /** Losses in bursts of that mean length (ms); in all, that share of the time nothing comes through. */
    record Bursts(long at, long lasts, Link link, String who, long mean, int percent) implements Fault {}

    /** Each message on the link takes up to so much longer (ms). */
    record Jitter(long at, long lasts, Link link, String who, long most) implements Fault {}

    /** So many messages on the link arrive twice. */
    record Duplicates(long at, long lasts, Link link, String who, int percent) implements Fault {}

    /** So many messages on the link are held back for up to 8 s, so that later ones overtake them. */
    record Reorder(long at, long lasts, Link link, String who, int percent) implements Fault {}

    /** Nothing comes through on that link of that machine; of the link to a relay the node names the machine. */
    record Cut(long at, long lasts, Link link, String who) implements Fault {}

    /** A machine dies without a word, and comes back with a new BOOT. */
    record Death(long at, long lasts, String who) implements Fault {}

    /** A machine stands still without a word, and goes on with the same BOOT. */
    record Hang(long at, long lasts, String who) implements Fault {}

    /** What becomes of a notice. */
    enum Delivery {
        IN_TIME,
        LATE,
        LOST,
        /** Comes in time, and once more late. */
        TWICE
    }

    /**
     * A machine says goodbye, beats on for a while, is away, and comes back with a new BOOT.
     *
     * @param kind what it says
     * @param lingers how long it beats on after the notice, ms
     * @param delivery what becomes of the notice
     * @param late how late it comes if it does, ms
     */
    record Leave(long at, long lasts, String who, Notice.Kind kind, long lingers, Delivery delivery, long late)
            implements Fault {}

    /** How a hub is stopped in its tracks. */
    enum Stillness {
        /** The process stands still, its clocks run on. */
        STOPPED,
        /** The machine is paused: its monotonic clock stands still, the wall clock jumps at the end. */
        PAUSED
    }

    /** The hub stands still. */
    record Freeze(long at, long lasts, Stillness how) implements Fault {}

    /** The hub stands still again and again: every so many ms for so many ms. */
    record Stutter(long at, long lasts, long every, long each) implements Fault {}

    /** The hub is stopped in order and started again after that time. */
    record Restart(long at, long lasts) implements Fault {}

    /** The hub is killed, what it wrote in the last ms is lost, and it is started again after that time. */
    record Kill(long at, long lasts, long unwritten) implements Fault {}

    /** The hub's wall clock is set, by so many ms either way; {@code lasts} says nothing. */
    record ClockStep(long at, long lasts, long step) implements Fault {}

    /** Somebody suspends flows of the hub by JMX, and resumes them. */
    record Suspend(long at, long lasts, List<String> flows) implements Fault {
        /** Copies the list. */
        public Suspend {
            flows = List.copyOf(flows);
        }
    }

    /** What a UPS goes through. */
    enum Trouble {
        /** On battery, then on mains again. What has no power at the empty battery dies. */
        OUTAGE,
        /** The relay cannot read its UPS. */
        COMMLOST,
        /** On battery, and the relay loses its UPS amid it. */
        OUTAGE_UNSEEN,
        SELF_TEST,
        BAD_BATTERY
    }

    /** A UPS is in trouble; a full battery lasts so many ms. */
    record Power(long at, long lasts, String site, Trouble trouble, long battery) implements Fault {}

    /** How the phone provider or the contacts fail. */
    enum Deafness {
        /** The provider refuses or cannot be reached. */
        REFUSED,
        /** The provider takes calls after many seconds only. */
        SLOW,
        BUSY,
        NO_ANSWER,
        VOICEMAIL,
        HUNG_UP,
        /** The provider takes the call and never says what became of it. */
        NO_WORD
    }

    /** Calls reach nobody. */
    record Phone(long at, long lasts, Deafness how) implements Fault {}

    /** How a provider takes no call. */
    enum Unwillingness {
        /** It refuses the account. */
        ACCOUNT,
        /** It rings that number for no one. */
        NUMBER,
        /** It has too much to do, and may say for how long it wants to be left alone. */
        BUSY,
        /** It does not answer, and the call is not in its list afterwards. */
        TIMEOUT
    }

    /**
     * A provider takes no calls.
     *
     * @param provider 1 or 2
     * @param contact to whose number, from 1; 0: to any
     * @param patience for how long a busy one wants to be left alone, ms; 0: it does not say
     */
    record Provider(long at, long lasts, int provider, Unwillingness how, int contact, long patience)
            implements Fault {}

    /** What somebody does whose phone rings. */
    enum Habit {
        /** Presses 4. */
        ACKNOWLEDGES,
        /** Presses 5. */
        PASSES_ON,
        /** Presses 6. */
        CLOSES,
        /** Listens, and presses nothing. */
        LISTENS,
        BUSY,
        NO_ANSWER
    }

    /** A contact does always the same, or with 0 each of them. */
    record Person(long at, long lasts, int contact, Habit how) implements Fault {}

    /** No fault: somebody wants a drill. */
    record Drill(long at, long lasts) implements Fault {}

    /** How Proxmox fails. */
    enum Refusal {
        REFUSED,
        HANGS,
        UNREACHABLE
    }

    /** Orders to that node are not accepted. */
    record Proxmox(long at, long lasts, Refusal how, String who) implements Fault {}

    /** An Error ends the thread that checks the aggregator's timeouts, until the hub is started anew. */
    record CheckerDies(long at, long lasts) implements Fault {}

    /** The hub's disk takes nothing. */
    record Disk(long at, long lasts) implements Fault {}

    /** Nothing comes from that site. */
    record SiteLost(long at, long lasts, String site) implements Fault {}

    /** The hub is cut off: it hears nobody and can ring nobody. */
    record OwnNetwork(long at, long lasts) implements Fault {}
}
