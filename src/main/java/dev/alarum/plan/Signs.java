package dev.alarum.plan;

import dev.alarum.node.Moment;

/** What a plan can learn of its nodes without asking their cluster; what nobody shows is not so. Names are as Proxmox writes them. */
public interface Signs {
    /** Whether the node has ever beaten: else only its cluster can tell how it is. */
    default boolean isWatched(String node) {
        return false;
    }

    /** Whether the node beats now. */
    default boolean beats(String node) {
        return false;
    }

    /** Whether the node is up again after it was told to go down. */
    default boolean isBack(String node) {
        return false;
    }

    /** Whether it has said goodbye at that moment or later, and is not up again. */
    default boolean left(String node, Moment since) {
        return false;
    }

    /**
     * Whether it has beaten at that moment (a few seconds before will do) or later and is silent for its timeout now, while
     * somebody else of its site is heard all the while. Who was silent before shows nothing by it.
     */
    default boolean isSilent(String node, Moment since) {
        return false;
    }

    /** Whether that node loses its power in this outage, or is told to go by another plan. */
    default boolean isGoing(String node) {
        return false;
    }

    /** Of nodes that nobody watches. */
    Signs NONE = new Signs() {};
}
