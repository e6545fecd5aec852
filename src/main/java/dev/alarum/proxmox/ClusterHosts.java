package dev.alarum.proxmox;

import dev.alarum.plan.ClusterSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The clusters of the settings, and which of their hosts answered last. Safe to be asked by several threads. */
final class ClusterHosts {
    private final Map<String, ClusterSettings> clusters = new LinkedHashMap<>();
    private final Map<String, URI> lastAnswered = new ConcurrentHashMap<>();

    ClusterHosts(List<ClusterSettings> clusters) {
        clusters.forEach(cluster -> this.clusters.put(cluster.cluster(), cluster));
    }

    /** The settings of a cluster; null if there is none of that name. */
    @Nullable
    ClusterSettings cluster(String name) {
        return clusters.get(name);
    }

    /** The hosts in the order in which they are asked, the one that answered last first: a dead one costs its time. */
    List<URI> of(ClusterSettings cluster) {
        List<URI> hosts = new ArrayList<>(cluster.urls());
        URI answered = lastAnswered.get(cluster.cluster());
        if (answered != null && hosts.remove(answered)) {
            hosts.add(0, answered);
        }
        return hosts;
    }

    /** A host has given a proper answer. */
    void answered(String cluster, URI host) {
        lastAnswered.put(cluster, host);
    }
}
