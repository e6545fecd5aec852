package dev.alarum.incident;

/** Why servers are gone, from the mildest to the worst. */
public enum Cause {
    /** Nothing: a rehearsal. */
    DRILL,
    /** The watching itself is impaired. */
    WATCH,
    /** Nodes failed while their site is reachable. */
    NODE,
    /** The site's internet went out. */
    INTERNET,
    /** The site's power went out. */
    POWER;

    /** Whether this cause is worse than the other. */
    public boolean isWorseThan(Cause other) {
        return compareTo(other) > 0;
    }

    /** Whether servers are gone, so that it belongs to their site. */
    public boolean isOfServers() {
        return this != DRILL && this != WATCH;
    }

    /** The word on the wire and in texts: {@code drill}, {@code watch}, {@code node}, {@code internet}, {@code power}. */
    public String word() {
        return switch (this) {
            case DRILL -> "drill";
            case WATCH -> "watch";
            case NODE -> "node";
            case INTERNET -> "internet";
            case POWER -> "power";
        };
    }
}
