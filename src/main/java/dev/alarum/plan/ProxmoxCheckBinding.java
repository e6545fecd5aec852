package dev.alarum.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.Name;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/** Tries a cluster without touching it: whether its hosts are reached, its nodes exist, and the token may shut them down. */
public final class ProxmoxCheckBinding {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RIGHT = "Sys.PowerMgmt";

    private final ClusterSettings cluster;
    private final List<String> problems = new ArrayList<>();

    private ProxmoxCheckBinding(ClusterSettings cluster) {
        this.cluster = cluster;
    }

    /** What is wrong with a cluster, in words for people; empty if a shutdown would work. Takes up to 15 s a host. */
    public static List<String> problems(ClusterSettings cluster) {
        ProxmoxCheckBinding check = new ProxmoxCheckBinding(cluster);
        check.run();
        return List.copyOf(check.problems);
    }

    private void run() {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new ProxmoxClientBinding(List.of(cluster)).configureHttpClient(builder);
        try (CloseableHttpClient client = builder.build()) {
            boolean judged = false;
            for (URI host : cluster.urls()) {
                JsonNode nodes = get(client, host, "/nodes");
                if (nodes != null && !judged) {
                    judged = true;
                    judgeNodes(host, nodes);
                    judgeRights(client, host);
                }
            }
        } catch (IOException e) {
            problems.add(setting("urls") + ": " + NoAnswer.words(e));
        }
    }

    private void judgeNodes(URI host, JsonNode nodes) {
        Set<String> known = new TreeSet<>();
        nodes.forEach(node -> known.add(node.path("node").asText()));
        for (Name node : cluster.nodes()) {
            // in Proxmox a name in another case is another node
            if (!known.contains(node.text())) {
                problems.add(setting("nodes") + ": the cluster has no node " + node + ", says " + host.getAuthority()
                        + "; it has " + String.join(", ", known));
            }
        }
    }

    private void judgeRights(CloseableHttpClient client, URI host) {
        for (Name node : cluster.nodes()) {
            String path = "/nodes/" + node;
            String query = "?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
            JsonNode rights = get(client, host, "/access/permissions" + query);
            if (rights != null && !rights.path(path).has(RIGHT)) {
                problems.add(setting("token-id") + ": " + cluster.tokenId() + " lacks the right " + RIGHT + " on "
                        + path + "; docs/proxmox.md has the commands that give it");
            }
        }
    }

    private @Nullable JsonNode get(CloseableHttpClient client, URI host, String path) {
        try {
            String base = host.toString().replaceFirst("/$", "");
            return client.execute(new HttpGet(base + "/api2/json" + path), response -> data(host, response));
        } catch (IOException e) {
            problems.add(setting("urls") + ": " + host.getAuthority() + ": " + NoAnswer.words(e));
            return null;
        }
    }

    private @Nullable JsonNode data(URI host, ClassicHttpResponse response) throws IOException, ParseException {
        String body = response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity());
        HostAnswer answer = HostAnswer.of(response.getCode(), response.getReasonPhrase(), body);
        if (answer.verdict() == HostAnswer.Verdict.ACCEPTED) {
            return JSON.readTree(body).path("data");
        }
        String setting = response.getCode() == 401 ? setting("token-secret") : setting("urls");
        problems.add(setting + ": " + host.getAuthority() + ": " + answer.words());
        return null;
    }

    private String setting(String name) {
        return ProxmoxClientBinding.setting(cluster, name);
    }
}
