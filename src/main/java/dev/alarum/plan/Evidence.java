package dev.alarum.plan;

/** What shows that a node which was ordered to shut down is going down. */
public enum Evidence {
    /** Its cluster says that it is gone. */
    API("Proxmox"),
    /** It said goodbye. */
    NOTICE("notice"),
    /** It beats no more, while others of its site are heard. */
    SILENCE("silence");

    private final String word;

    Evidence(String word) {
        this.word = word;
    }

    /** As people read it. */
    public String word() {
        return word;
    }

    /** Whether it proves by itself that the node is down; else only that it is on its way. */
    public boolean isProof() {
        return this != NOTICE;
    }
}
