package dev.alarum.plan;

/** What a plan can learn of its nodes without asking their cluster. Names are as Proxmox writes them. */
public interface Signs {
    /** Whether the node has ever beaten: else only its cluster can tell how it is. */
    boolean isWatched(String node);

    /** Whether the node beats now. */
    boolean beats(String node);

    /** Whether the node is up again after it was told to go down. */
    boolean isBack(String node);

    /** Whether it has said goodbye since it was last up. */
    boolean left(String node);

    /** Whether it has beaten before and is silent for its timeout, while somebody else of its site is heard. */
    boolean isSilent(String node);

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
        public boolean left(String node) {
            return false;
        }

        @Override
        public boolean isSilent(String node) {
            return false;
        }
    };
}
