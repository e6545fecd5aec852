package dev.alarum.node;

/** One that signs messages: a node or a relay. Node and relay names are separate: a node may be called like a relay. */
public record Sender(Kind kind, Name name) implements Comparable<Sender> {
    /** What kind of machine signs. */
    public enum Kind {
        NODE,
        RELAY
    }

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
     * The sender written as on the wire: {@code NAME} for a node, {@code relay:NAME} for a relay.
     *
     * @throws IllegalArgumentException if the name has not the form of a name
     */
    public static Sender parse(String text) {
        return text.startsWith(RELAY_PREFIX)
                ? relay(new Name(text.substring(RELAY_PREFIX.length())))
                : node(new Name(text));
    }

    /** Whether this is a relay. */
    public boolean isRelay() {
        return kind == Kind.RELAY;
    }

    @Override
    public int compareTo(Sender other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    /** {@code NAME} for a node, {@code relay:NAME} for a relay. */
    @Override
    public String toString() {
        return isRelay() ? RELAY_PREFIX + name : name.text();
    }
}
