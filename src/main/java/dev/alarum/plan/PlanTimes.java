package dev.alarum.plan;

import java.time.Duration;

/** The times of plans that no setting gives. */
final class PlanTimes {
    /**
     * So long a plan waits for its first look at the cluster, without which it can tell neither high availability nor guests
     * anything: one host that hangs is passed over in 6 s.
     */
    static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    /** And if the battery does not last for more: Proxmox answers in a tenth of it, or is in trouble. */
    static final Duration FIRST_LOOK_HURRIED = Duration.ofSeconds(3);

    /** A node that could not be reached, or was off and is up again, is asked again after this, as long as orders go out. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    /** Time between two looks. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    /** And once nothing more is waited for, but some node may come to be reached. */
    static final Duration LOOK_SELDOM = Duration.ofSeconds(10);

    /** A look without an answer for so long was lost: each of its questions has a timeout of its own far below. */
    static final Duration LOOK_LOST = Duration.ofSeconds(15);

    /** What a look showed is taken for the present for so long. */
    static final Duration LOOK_FRESH = Duration.ofSeconds(15);

    /** How long the nodes wait for answers to what is of the cluster. */
    static final Duration CLUSTER = Duration.ofSeconds(5);

    /**
     * How long the nodes wait for high availability to let go of its watchdogs: its manager goes about every 10 s and
     * waits for the agents of all nodes, which go about every 5 s.
     */
    static final Duration DISARMED = Duration.ofSeconds(25);

    /** Proxmox renews every 10 s what it says of guests. */
    static final Duration GUESTS_SEEN = Duration.ofSeconds(15);

    /**
     * How long nodes may take to answer before the next one is asked: shared among all, so that 16 nodes of which one
     * hangs are all asked within 3 s, at a tick of 1 s.
     */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A node's share is never less: an answer of Proxmox takes some 100 ms when all is well. */
    static final Duration LEAST_PATIENCE = Duration.ofMillis(500);

    /** How long the last of the list waits for answers of the others when it cannot wait until they are down. */
    static final Duration LAST_WAITS = Duration.ofSeconds(10);

    /** An order without any word for so long was lost: asking four hosts takes no longer. */
    static final Duration LOST = Duration.ofSeconds(60);

    /** How long a node may take that was forced. */
    static final Duration FORCED = Duration.ofSeconds(60);

    /** So much of the battery's time is not counted on: it is an estimate of the UPS. */
    static final Duration RESERVE = Duration.ofSeconds(60);

    /**
     * How long after a restart an order that was out may take to show that it arrived. Proxmox waits 2 s before it acts on
     * it, and an agent says goodbye as soon as its host begins to stop.
     */
    static final Duration DOUBT = Duration.ofSeconds(10);

    /** And of a node that nobody can tell to be up. */
    static final Duration DOUBT_UNSEEN = Duration.ofSeconds(25);

    private PlanTimes() {}
}
