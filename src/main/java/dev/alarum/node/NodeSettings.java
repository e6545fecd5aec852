package dev.alarum.node;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who is expected where.
 *
 * @param nodes site of each node named in the settings, {@code alarum.node.NAME.site}
 * @param relays site of each relay named in the settings, {@code alarum.relay.NAME.site}
 * @param spoken what nodes are called in spoken texts instead of their names, {@code alarum.node.NAME.spoken}; 1 to 60
 *     letters, digits, spaces and {@code , ' . -}, a letter or digit among them
 * @param revoked names that are refused, {@code alarum.revoked}: {@code NAME} or {@code relay:NAME}
 * @param relaysWanted how many relays each site with nodes should have, {@code alarum.relays.wanted}; 0 to 100, 0: any
 */
public record NodeSettings(
        Map<Name, Name> nodes,
        Map<Name, Name> relays,
        Map<Name, String> spoken,
        Set<Sender> revoked,
        int relaysWanted) {
    /** The site of whoever is not named in the settings. */
    public static final Name HOME = new Name("home");

    private static final Pattern SPOKEN = Pattern.compile("(?=.*[\\p{L}\\p{Nd}])[\\p{L}\\p{M}\\p{Nd} ,'.-]{1,60}");

    /** @throws Demands.NotMet if a part is not of its form */
    public NodeSettings {
        nodes = Map.copyOf(nodes);
        relays = Map.copyOf(relays);
        spoken = Map.copyOf(spoken);
        revoked = Set.copyOf(revoked);
        Demands demands = new Demands().between(relaysWanted, 0, 100, "relaysWanted", "1");
        new TreeMap<>(spoken)
                .forEach((name, words) -> demands.that(
                        SPOKEN.matcher(words).matches(),
                        "spoken." + name,
                        "give 1 to 60 letters, digits, spaces and , ' . - with a letter or digit among them",
                        "storage two"));
        demands.check();
    }

    /** With all names spoken by rule, and any number of relays. */
    public NodeSettings(Map<Name, Name> nodes, Map<Name, Name> relays, Set<Sender> revoked) {
        this(nodes, relays, Map.of(), revoked, 0);
    }

    /** The site of that sender. */
    public Name siteOf(Sender sender) {
        return (sender.isRelay() ? relays : nodes).getOrDefault(sender.name(), HOME);
    }
}
