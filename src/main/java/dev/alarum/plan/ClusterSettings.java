package dev.alarum.plan;

import dev.alarum.node.Name;
import java.net.URI;
import java.util.List;

/**
 * One Proxmox cluster, {@code alarum.proxmox.*} (named {@code default}) or {@code alarum.proxmox.CLUSTER.*}.
 *
 * @param cluster its name
 * @param urls base URLs of its API, {@code .urls}: the first that answers is used
 * @param tokenId {@code .token-id}: {@code USER@REALM!TOKEN}
 * @param tokenSecret {@code .token-secret}
 * @param fingerprints {@code .fingerprints}: SHA-256 of the certificates accepted, 64 lower-case hex digits each; empty:
 *     the system's trust store decides
 * @param nodes {@code .nodes}: in the order of their shutdown, the API's own host last
 * @param armed {@code .armed}: whether the orders are really sent
 */
public record ClusterSettings(
        String cluster,
        List<URI> urls,
        String tokenId,
        String tokenSecret,
        List<String> fingerprints,
        List<Name> nodes,
        boolean armed) {
    /** Copies the lists. */
    public ClusterSettings {
        urls = List.copyOf(urls);
        fingerprints = List.copyOf(fingerprints);
        nodes = List.copyOf(nodes);
    }

    /** Names the cluster only: the token is secret. */
    @Override
    public String toString() {
        return "ClusterSettings[" + cluster + "]";
    }
}
