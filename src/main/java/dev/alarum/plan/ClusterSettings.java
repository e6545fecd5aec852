package dev.alarum.plan;

import dev.alarum.node.BaseUrl;
import dev.alarum.node.Demands;
import dev.alarum.node.Fingerprint;
import dev.alarum.node.Name;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One Proxmox cluster, {@code alarum.proxmox.*} (named {@code default}) or {@code alarum.proxmox.CLUSTER.*}.
 *
 * @param cluster its name
 * @param urls base URLs of its API, {@code .urls}: the first that answers is used; plain http to loopback only
 * @param tokenId {@code .token-id}: {@code USER@REALM!TOKEN}
 * @param tokenSecret {@code .token-secret}
 * @param fingerprints {@code .fingerprints}: SHA-256 of the certificates accepted, 64 lower-case hex digits each; empty:
 *     the system's trust store decides
 * @param nodes {@code .nodes}: in the order of their shutdown, the API's own host last
 * @param armed {@code .armed}: whether the orders are really sent
 * @param rules how it is shut down
 * @param back how it comes back
 */
public record ClusterSettings(
        String cluster,
        List<URI> urls,
        String tokenId,
        String tokenSecret,
        List<String> fingerprints,
        List<Name> nodes,
        boolean armed,
        ShutdownRules rules,
        ReturnRules back) {
    /** The name of the cluster whose keys hold no name. */
    public static final String DEFAULT_NAME = "default";

    private static final Pattern TOKEN_ID =
            Pattern.compile("[^\\s@!:/=]+@[A-Za-z][A-Za-z0-9._-]*![A-Za-z][A-Za-z0-9._-]*");
    private static final Pattern TOKEN_SECRET = Pattern.compile("[!-~&&[^!=]]+");

    /** @throws Demands.NotMet if a part is not of its form */
    public ClusterSettings {
        urls = List.copyOf(urls);
        fingerprints = Fingerprint.plain(fingerprints);
        nodes = List.copyOf(nodes);
        new Demands()
                .that(!urls.isEmpty(), "urls", "give the URL of the API", "https://pve1:8006")
                .that(
                        urls.stream().allMatch(BaseUrl::isSafe),
                        "urls",
                        "give https; plain http only to loopback",
                        "https://pve1:8006")
                .that(TOKEN_ID.matcher(tokenId).matches(), "tokenId", tokenRule(tokenId), "alarum@pve!shutdown")
                .that(
                        TOKEN_SECRET.matcher(tokenSecret).matches(),
                        "tokenSecret",
                        "give only the secret as Proxmox showed it once, without the token's name",
                        "01234567-89ab-cdef-0123-456789abcdef")
                .that(Fingerprint.areWellFormed(fingerprints), "fingerprints", Fingerprint.RULE, Fingerprint.EXAMPLE)
                .that(!nodes.isEmpty(), "nodes", "give the nodes in the order of their shutdown", "pve2,pve1")
                .that(
                        new HashSet<>(nodes).size() == nodes.size(),
                        "nodes",
                        "give each node once, in the order of their shutdown",
                        "pve2,pve1")
                .check();
    }

    /** The key of a setting of this cluster, by its last part: {@code urls} and so on. */
    public String setting(String name) {
        return "alarum.proxmox." + (cluster.equals(DEFAULT_NAME) ? "" : cluster + ".") + name;
    }

    private static String tokenRule(String tokenId) {
        String form = "give USER@REALM!TOKEN";
        if (tokenId.indexOf('!') != tokenId.lastIndexOf('!')) {
            return form + "; here USER@REALM! stands twice: enter the token's full name once, as Proxmox shows it";
        }
        return tokenId.contains("=") ? form + " only; what follows the = belongs to token-secret" : form;
    }

    /** Names the cluster only: the token is secret. */
    @Override
    public String toString() {
        return "ClusterSettings[" + cluster + "]";
    }
}
