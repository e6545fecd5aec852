package dev.alarum.sim;

import dev.alarum.call.CallUpdate;
import dev.alarum.call.KeyPress;
import dev.alarum.heartbeat.Beat;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.StepResult;
import dev.alarum.status.StatusView;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A hub as the simulated world drives it. Every call is an event at a moment of the hub's own clocks, returns when all
 * its effects are carried out inside the hub, and hands back what the hub does outside. Moments never go back on the
 * monotonic clock; they may on the wall clock. What happens to a hub that stands still is not called at all.
 */
public interface SimHub extends AutoCloseable {
    /**
     * How a message was answered.
     *
     * @param isTaken whether the sender got a 2xx; else it may try again
     * @param behind for each sender whose BOOT was refused (409): the newest BOOT known
     * @param deeds what the hub does
     */
    record Taken(boolean isTaken, Map<Sender, Long> behind, List<Deed> deeds) {}

    /** Starts the process, with what is on its disk, and begins to watch; every flow runs. */
    List<Deed> start(Moment now);

    /**
     * The process is gone at once; its disk stays.
     *
     * @param unwritten rows given to the store for so long before are lost; zero: an orderly stop. What was acknowledged
     *     (claims, notices, readings) is on disk in any case
     */
    void stop(Duration unwritten, Moment now);

    /** Verified lines of one post to the intake of beats. */
    Taken beats(List<Beat> post, Moment now);

    /** A verified notice at its intake. */
    Taken notice(Notice notice, Moment now);

    /** A verified reading at its intake. */
    Taken reading(Reading reading, Moment now);

    /** News of a call. */
    List<Deed> call(CallUpdate update, Moment now);

    /** A key that was pressed in a call. */
    List<Deed> key(KeyPress press, Moment now);

    /** Somebody wants a drill. */
    List<Deed> drill(Moment now);

    /** What became of an order to Proxmox. */
    List<Deed> step(StepResult result, Moment now);

    /** How a cluster is, in answer to {@link Deed.Look}. */
    List<Deed> seen(ClusterLook look, Moment now);

    /** Whether the hub's own network worked, in answer to {@link Deed.Prove}. */
    List<Deed> way(boolean works, Moment now);

    /** From now on exactly these flows are suspended by JMX. */
    List<Deed> suspended(Set<String> flows, Moment now);

    /** The timer of the tick fires: every second while the hub runs. */
    List<Deed> tick(Moment now);

    /** The aggregator's checker of timeouts runs: every 100 ms while the hub runs. */
    List<Deed> check(Moment now);

    /** From now on the disk works or fails. */
    List<Deed> disk(boolean works, Moment now);

    /** What people see. */
    StatusView status(Moment now);

    /** Nothing more will come. */
    @Override
    void close();
}
