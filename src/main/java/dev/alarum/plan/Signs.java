package dev.alarum.plan;

import dev.alarum.node.Moment;

/** What a plan can learn of its nodes without asking their cluster. Names are as Proxmox writes them. */
public interface Signs {
    /** Whether the node has ever beaten: else only its cluster can tell how it is. */
    boolean isWatched(String node);

    /** Whether the node beats now. */
    boolean beats(String node);

    /** Whether the node is up again after it was told to go down. */
    boolean isBack(String node);

    /** Whether it has said goodbye at that moment or later, and is not up again. */
    boolean left(String node, Moment since);

    /**
     * Whether it has beaten at that moment or later and is silent for its timeout now, while somebody else of its site is
     * heard. Who was silent before shows nothing by it.
     */
    boolean isSilent(String node, Moment since);

    /** Whether that node loses its power in this outage, or is told to go by another plan. */
    boolean isGoing(String node);

    /** Of nodes that nobody watches. */
    Signs NONE = new Signs() {
        @Override
        public boolean isWatched(String node) {
            return false;
        }

        @Override
        public boolean beats(String node) {
            return false;
        }

        @Override
        public boolean isBack(String node) {
            return false;
        }

        @Override
        public boolean left(String node, Moment since) {
            return false;
        }

        @Override
        public boolean isSilent(String node, Moment since) {
            return false;
        }

        @Override
        public boolean isGoing(String node) {
            return false;
        }
    };
}
