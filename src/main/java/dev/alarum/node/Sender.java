package dev.alarum.node;

/**
 * One that is heard: a node or a relay, which sign their messages, or one of the hub's own. Their names are separate: a
 * node may be called like a relay.
 */
public record Sender(Kind kind, Name name) implements Comparable<Sender> {
    /** What kind of machine is heard. */
    public enum Kind {
        NODE,
        RELAY,
        /** No machine: the hub lets it fall silent to see whether its detector notices. */
        CANARY,
        /** No machine either: the hub beats by itself through its own door, in a drill. */
        DRILL
    }

    /** The hub's own; no message can carry its name. */
    public static final Sender CANARY = new Sender(Kind.CANARY, new Name("canary"));

    /** The hub's own in a drill; only the hub has its key. */
    public static final Sender DRILL = new Sender(Kind.DRILL, new Name("drill"));

    private static final String RELAY_PREFIX = "relay:";

    /** The node of that name. */
    public static Sender node(Name name) {
        return new Sender(Kind.NODE, name);
    }

    /** The relay of that name. */
    public static Sender relay(Name name) {
        return new Sender(Kind.RELAY, name);
    }

    /**
     * The sender written as on the wire: {@code NAME} for a node, {@code relay:NAME} for a relay,
     * {@code hub:drill} for the hub's own in a drill.
     *
     * @throws IllegalArgumentException if the name has not the form of a name
     */
    public static Sender parse(String text) {
        if (text.equals(DRILL.toString())) {
            return DRILL;
        }
        return text.startsWith(RELAY_PREFIX)
                ? relay(new Name(text.substring(RELAY_PREFIX.length())))
                : node(new Name(text));
    }

    /** Whether this is a relay. */
    public boolean isRelay() {
        return kind == Kind.RELAY;
    }

    // asked at every beat: quicker than a record's own
    @Override
    public boolean equals(Object other) {
        return other instanceof Sender sender && kind == sender.kind && name.equals(sender.name);
    }

    @Override
    public int hashCode() {
        return 31 * kind.ordinal() + name.hashCode();
    }

    @Override
    public int compareTo(Sender other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    /** {@code NAME} for a node, {@code relay:NAME} for a relay, {@code hub:NAME} for the hub's own. */
    @Override
    public String toString() {
        return switch (kind) {
            case NODE -> name.text();
            case RELAY -> RELAY_PREFIX + name;
            case CANARY, DRILL -> "hub:" + name;
        };
    }
}
