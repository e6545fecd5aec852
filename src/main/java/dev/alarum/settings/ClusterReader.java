package dev.alarum.settings;

import dev.alarum.node.Fingerprint;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.ReturnRules;
import dev.alarum.plan.ReturnRules.Wake;
import dev.alarum.plan.ShutdownRules;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Reads the Proxmox clusters of a hub, or of a relay that may have to act by itself. */
final class ClusterReader {
    private static final String STEM = "alarum.proxmox";
    private static final String EXAMPLE_TOKEN = "alarum@pve!shutdown";
    private static final String EXAMPLE_SECRET = "01234567-89ab-cdef-0123-456789abcdef";

    private static final List<String> OF_SHUTDOWN = List.of(
            "urls",
            "token-id",
            "token-secret",
            "fingerprints",
            "nodes",
            "armed",
            "ha",
            "ceph",
            "guest-timeout",
            "down-within",
            "force",
            "spare");
    private static final List<String> OF_RETURN = List.of("mains-stable", "charge-over", "wake");
    private static final Form<Boolean> IF_IN_USE = new Form<>(ClusterReader::autoOrOff, on -> on ? "auto" : "off");
    private static final Form<Wake> WAKE =
            Form.oneOf(Wake.class, one -> one.name().toLowerCase(Locale.ROOT));

    private final RoleReader reader;

    ClusterReader(RoleReader reader) {
        this.reader = reader;
    }

    /** All that a hub goes by. */
    List<ClusterSettings> ofHub() {
        List<String> parts = new ArrayList<>(OF_SHUTDOWN);
        parts.addAll(OF_RETURN);
        return clusters(parts, this::back);
    }

    /** What a relay goes by: bringing a cluster back is the hub's matter. */
    List<ClusterSettings> ofRelay() {
        return clusters(OF_SHUTDOWN, stem -> ReturnRules.DEFAULT);
    }

    private List<ClusterSettings> clusters(List<String> parts, Function<String, ReturnRules> back) {
        List<ClusterSettings> clusters = new ArrayList<>();
        boolean unnamed = parts.stream().anyMatch(part -> reader.has(STEM + "." + part));
        if (unnamed) {
            clusters.add(cluster(ClusterSettings.DEFAULT_NAME, STEM, back));
        }
        String[] suffixes = parts.stream().map(part -> "." + part).toArray(String[]::new);
        reader.names(STEM + ".", suffixes).forEach((name, spelt) -> {
            String stem = STEM + "." + spelt;
            if (name.key().equals(ClusterSettings.DEFAULT_NAME)) {
                reader.note(new SettingProblem(
                        stem,
                        null,
                        "settings",
                        "default is the cluster whose keys hold no name; give this one another",
                        STEM + ".urls=…"));
            } else {
                clusters.add(cluster(spelt, stem, back));
            }
        });
        return clusters;
    }

    private ClusterSettings cluster(String name, String stem, Function<String, ReturnRules> returnRules) {
        List<URI> urls =
                reader.required(stem + ".urls", Form.URL.list(), "give the base URLs of the API", "https://pve1:8006");
        String tokenId =
                reader.required(stem + ".token-id", Form.TEXT, "give the token as USER@REALM!TOKEN", EXAMPLE_TOKEN);
        String secret = reader.requiredSecret(
                stem + ".token-secret", "give the secret as Proxmox showed it once", EXAMPLE_SECRET);
        List<String> fingerprints = reader.optional(stem + ".fingerprints", Form.TEXT.list(), Fingerprint.EXAMPLE)
                .orElse(List.of());
        List<Name> nodes = reader.required(
                stem + ".nodes", Form.NAME.list(), "give the nodes in the order of their shutdown", "pve2,pve1");
        boolean armed = reader.optional(stem + ".armed", Form.BOOLEAN, "true").orElse(false);
        ShutdownRules rules = rules(stem);
        ReturnRules back = returnRules.apply(stem);
        return reader.build(
                () -> new ClusterSettings(name, urls, tokenId, secret, fingerprints, nodes, armed, rules, back),
                () -> new ClusterSettings(
                        name,
                        List.of(URI.create("https://pve1:8006")),
                        EXAMPLE_TOKEN,
                        EXAMPLE_SECRET,
                        List.of(),
                        List.of(new Name("pve1")),
                        false,
                        ShutdownRules.DEFAULT,
                        ReturnRules.DEFAULT),
                Components.below(stem));
    }

    private ShutdownRules rules(String stem) {
        ShutdownRules byDefault = ShutdownRules.DEFAULT;
        boolean ha = optional(stem + ".ha", IF_IN_USE, byDefault.ha(), "off");
        boolean ceph = optional(stem + ".ceph", IF_IN_USE, byDefault.ceph(), "off");
        Duration guests = optional(stem + ".guest-timeout", Form.DURATION, byDefault.guestTimeout(), "3m");
        Duration down = optional(stem + ".down-within", Form.DURATION, byDefault.downWithin(), "3m");
        boolean force = optional(stem + ".force", Form.BOOLEAN, byDefault.force(), "true");
        List<Integer> spare = optional(stem + ".spare", Form.INTEGER.list(), byDefault.spare(), "100,105");
        return reader.build(
                () -> new ShutdownRules(ha, ceph, guests, down, force, spare), () -> byDefault, Components.below(stem));
    }

    private ReturnRules back(String stem) {
        ReturnRules byDefault = ReturnRules.DEFAULT;
        Duration stable = optional(stem + ".mains-stable", Form.DURATION, byDefault.mainsStable(), "5m");
        double charge = optional(stem + ".charge-over", Form.PERCENT, byDefault.chargeOver(), "50");
        Wake wake = optional(stem + ".wake", WAKE, byDefault.wake(), "both");
        return reader.build(() -> new ReturnRules(stable, charge, wake), () -> byDefault, Components.below(stem));
    }

    private <T> T optional(String key, Form<T> form, T byDefault, String example) {
        return reader.optional(key, form, example).orElse(byDefault);
    }

    private static boolean autoOrOff(String text) {
        return switch (text) {
            case "auto" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("give auto or off");
        };
    }
}
