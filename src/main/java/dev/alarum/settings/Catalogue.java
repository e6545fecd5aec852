package dev.alarum.settings;

import static dev.alarum.settings.Key.Owner.AGENT;
import static dev.alarum.settings.Key.Owner.HUB;
import static dev.alarum.settings.Key.Owner.RELAY;

import dev.alarum.settings.Key.Owner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Every setting there is, of all roles. */
final class Catalogue {
    private static final Set<Owner> SENDERS = Set.of(AGENT, RELAY);
    /** Who shuts nodes down. */
    private static final Set<Owner> SHUTTING = Set.of(HUB, RELAY);

    private static final Set<Owner> ALL = Set.of(HUB, AGENT, RELAY);

    private static final List<Key> KEYS = withFiles(
            keys(Set.of(HUB), "alarum.hub", "host", "port", "tls.certificate", "tls.key", "probes"),
            keys(ALL, "alarum.data", "dir"),
            keys(Set.of(HUB), "alarum.history", "keep", "max-rows"),
            keys(Set.of(HUB), "alarum.heartbeat", "timeout", "check"),
            keys(ALL, "alarum.heartbeat", "period"),
            keys(Set.of(HUB), "alarum", "failure.threshold", "failure.window", "incident.settle"),
            keys(Set.of(HUB), "alarum.node.NAME", "site", "timeout", "spoken"),
            keys(Set.of(HUB), "alarum", "relay.NAME.site", "relays.wanted", "revoked"),
            keys(Set.of(HUB), "alarum.notice.lease", "shutdown", "reboot", "stop"),
            keys(Set.of(HUB), "alarum.contact.N", "name", "phone", "language", "quiet-hours", "pin!"),
            keys(Set.of(HUB), "alarum.phone", "provider"),
            keys(Set.of(HUB), "alarum.twilio", "account-sid", "auth-token!", "from", "base-url"),
            keys(Set.of(HUB), "alarum.twilio2", "account-sid", "auth-token!", "from", "base-url"),
            keys(Set.of(HUB), "alarum.call", "attempts", "ring-timeout", "pause", "max-per-hour", "max-per-month"),
            keys(Set.of(HUB), "alarum.call", "stop-on-recovery"),
            keys(Set.of(HUB), "alarum", "public-url", "drill.schedule"),
            keys(Set.of(HUB), "alarum.messages", "gather", "retry"),
            keys(Set.of(HUB), "alarum.mail", "host", "port", "tls", "fingerprints", "user", "password!"),
            keys(Set.of(HUB), "alarum.mail", "from", "to", "tells"),
            keys(Set.of(HUB), "alarum.sms", "to", "max-per-hour", "tells"),
            keys(Set.of(HUB), "alarum.webhook", "url", "token!", "token-as", "tells"),
            keys(Set.of(HUB), "alarum.ntfy", "url", "topic!", "token!", "tells"),
            keys(Set.of(HUB), "alarum.routes", "extra"),
            keys(Set.of(HUB), "alarum.ups.NAME", "site", "shutdown-after"),
            keys(SHUTTING, "alarum.ups.NAME", "nodes", "confirm", "charge-below", "runtime-below", "lost-after"),
            keys(SHUTTING, "alarum.proxmox", "urls", "token-id", "token-secret!", "fingerprints", "nodes", "armed"),
            keys(SHUTTING, "alarum.proxmox.CLUSTER", "urls", "token-id", "token-secret!", "fingerprints"),
            keys(SHUTTING, "alarum.proxmox.CLUSTER", "nodes", "armed"),
            keys(SHUTTING, "alarum.proxmox", "ha", "ceph", "guest-timeout", "down-within", "force", "spare"),
            keys(SHUTTING, "alarum.proxmox.CLUSTER", "ha", "ceph", "guest-timeout", "down-within", "force"),
            keys(SHUTTING, "alarum.proxmox.CLUSTER", "spare"),
            keys(Set.of(HUB), "alarum.proxmox", "mains-stable", "charge-over", "wake"),
            keys(Set.of(HUB), "alarum.proxmox.CLUSTER", "mains-stable", "charge-over", "wake"),
            keys(Set.of(AGENT), "alarum", "node.name", "node.key!", "relays"),
            keys(SENDERS, "alarum", "hubs"),
            keys(Set.of(RELAY), "alarum", "hubs.silent", "wake.NAME"),
            keys(Set.of(RELAY), "alarum.relay", "name", "key!", "host", "port"),
            keys(Set.of(RELAY), "alarum.ups.NAME", "source", "command", "address", "poll"));

    private Catalogue() {}

    /** All of them. */
    static List<Key> keys() {
        return KEYS;
    }

    /** The setting of that key: a fixed one first, then one whose choice of the operator is well formed. */
    static Optional<Key> find(String key) {
        return KEYS.stream()
                .filter(known -> known.chosenIn(key) != null)
                .min(Comparator.comparing((Key known) -> !known.isFixed())
                        .thenComparing(known -> !known.allows(known.choiceIn(key))));
    }

    /** Settings below one stem; an exclamation mark makes a secret. */
    private static List<Key> keys(Set<Owner> owners, String stem, String... names) {
        return Stream.of(names)
                .map(name -> new Key(stem + "." + name.replace("!", ""), owners, name.endsWith("!")))
                .toList();
    }

    @SafeVarargs
    private static List<Key> withFiles(List<Key>... groups) {
        List<Key> all = new ArrayList<>();
        for (List<Key> group : groups) {
            for (Key key : group) {
                all.add(key);
                if (key.secret()) {
                    all.add(key.file());
                }
            }
        }
        return List.copyOf(all);
    }
}
