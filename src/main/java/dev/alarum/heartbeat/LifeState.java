package dev.alarum.heartbeat;

/** How a node or relay stands. */
public enum LifeState {
    /** Expected, never heard. */
    NEW,
    /** Heard within its timeout. */
    UP,
    /** Its timeout passed, but a guard holds the judgement. */
    SILENT,
    /** Silent, and nothing explains it. */
    FAILED,
    /** Has said it leaves, still beating. */
    LEAVING,
    /** Announced or shut down by us, and silent. */
    OFF,
    /** Someone works on it until a given time. */
    MAINTENANCE;

    /** Whether a silence of one in this state is judged. */
    public boolean isWatched() {
        return this == UP || this == SILENT || this == LEAVING;
    }
}
