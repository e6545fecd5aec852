package dev.alarum.settings;

import dev.alarum.node.Fingerprint;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the Proxmox clusters of a hub. */
final class ClusterReader {
    private static final String STEM = "alarum.proxmox";
    private static final String EXAMPLE_TOKEN = "alarum@pve!shutdown";
    private static final String EXAMPLE_SECRET = "01234567-89ab-cdef-0123-456789abcdef";

    private final RoleReader reader;

    ClusterReader(RoleReader reader) {
        this.reader = reader;
    }

    List<ClusterSettings> clusters() {
        List<ClusterSettings> clusters = new ArrayList<>();
        boolean unnamed = Stream.of("urls", "token-id", "token-secret", "fingerprints", "nodes", "armed")
                .anyMatch(part -> reader.has(STEM + "." + part));
        if (unnamed) {
            clusters.add(cluster(ClusterSettings.DEFAULT_NAME, STEM));
        }
        reader.names(STEM + ".").forEach((name, spelt) -> {
            String stem = STEM + "." + spelt;
            if (name.key().equals(ClusterSettings.DEFAULT_NAME)) {
                reader.note(new SettingProblem(
                        stem,
                        null,
                        "settings",
                        "default is the cluster whose keys hold no name; give this one another",
                        STEM + ".urls=…"));
            } else {
                clusters.add(cluster(spelt, stem));
            }
        });
        return clusters;
    }

    private ClusterSettings cluster(String name, String stem) {
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
        return reader.build(
                () -> new ClusterSettings(name, urls, tokenId, secret, fingerprints, nodes, armed),
                () -> new ClusterSettings(
                        name,
                        List.of(URI.create("https://pve1:8006")),
                        EXAMPLE_TOKEN,
                        EXAMPLE_SECRET,
                        List.of(),
                        List.of(new Name("pve1")),
                        false),
                Components.below(stem));
    }
}
