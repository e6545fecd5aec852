package dev.alarum.node;

import java.util.Map;
import java.util.Set;

/**
 * Who is expected where.
 *
 * @param nodes site of each node named in the settings, {@code alarum.node.NAME.site}
 * @param relays site of each relay named in the settings, {@code alarum.relay.NAME.site}
 * @param revoked names that are refused, {@code alarum.revoked}: {@code NAME} or {@code relay:NAME}
 */
public record NodeSettings(Map<Name, Name> nodes, Map<Name, Name> relays, Set<Sender> revoked) {
    /** The site of whoever is not named in the settings. */
    public static final Name HOME = new Name("home");

    /** Copies all. */
    public NodeSettings {
        nodes = Map.copyOf(nodes);
        relays = Map.copyOf(relays);
        revoked = Set.copyOf(revoked);
    }

    /** The site of that sender. */
    public Name siteOf(Sender sender) {
        return (sender.isRelay() ? relays : nodes).getOrDefault(sender.name(), HOME);
    }
}
