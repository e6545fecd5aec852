package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.net.NoAnswer;
import dev.alarum.node.Name;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.ClusterSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Looks at clusters without touching them: whether their hosts are reached and get through to the nodes, the nodes exist
 * and are online, and the token may shut them down and do what else belongs to that. Everything is asked side by side, by
 * GET alone.
 */
public final class ProxmoxCheckBinding {
    /** So many questions at once to one cluster: a hundred nodes must not be a burden to it. */
    private static final int AT_ONCE = 32;

    private final ClusterSettings cluster;
    private final CloseableHttpClient client;
    private final ExecutorService askers;
    private final ClusterFindings findings;

    private ProxmoxCheckBinding(
            ClusterSettings cluster, CloseableHttpClient client, ExecutorService askers, ClusterFindings findings) {
        this.cluster = cluster;
        this.client = client;
        this.askers = askers;
        this.findings = findings;
    }

    /** Looks at these, all at once. @return a report of each, in their order */
    public static List<ClusterReport> look(List<ClusterSettings> clusters) throws InterruptedException {
        ExecutorService looks = threads(Math.max(1, clusters.size()), "proxmox-look");
        try {
            List<Callable<ClusterReport>> all = new ArrayList<>();
            clusters.forEach(cluster -> all.add(() -> look(cluster)));
            return results(looks, all);
        } finally {
            looks.shutdownNow();
        }
    }

    /** Looks at one; takes a second or two, and up to 40 s where nothing answers in time. */
    public static ClusterReport look(ClusterSettings cluster) throws InterruptedException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new ProxmoxClientBinding(List.of(cluster)).configureHttpClient(builder);
        ExecutorService askers = threads(AT_ONCE, "proxmox-ask");
        ClusterFindings findings = new ClusterFindings(cluster);
        try (CloseableHttpClient client = builder.build()) {
            new ProxmoxCheckBinding(cluster, client, askers, findings).run();
        } catch (IOException e) {
            findings.broken(NoAnswer.words(e));
        } finally {
            askers.shutdownNow();
        }
        return findings.report();
    }

    private static ExecutorService threads(int count, String name) {
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            // what hangs must not keep a program from ending
            thread.setDaemon(true);
            return thread;
        });
    }

    private void run() throws InterruptedException {
        List<Callable<ProxmoxSaid>> hosts = new ArrayList<>();
        cluster.urls().forEach(host -> hosts.add(() -> ask(host, "/nodes")));
        List<ProxmoxSaid> well = new ArrayList<>();
        for (ProxmoxSaid said : results(askers, hosts)) {
            JsonNode nodes = said.data();
            if (nodes == null) {
                findings.failed(said);
            } else {
                findings.nodes(said, nodes);
                well.add(said);
            }
        }
        if (!well.isEmpty()) {
            askFurther(well);
        }
    }

    private void askFurther(List<ProxmoxSaid> well) throws InterruptedException {
        URI first = well.get(0).host();
        List<Name> nodes = findings.known();
        List<Callable<ProxmoxSaid>> questions = new ArrayList<>();
        List.of(
                        "/cluster/status",
                        rightsOn("/vms"),
                        rightsOn("/"),
                        "/cluster/ha/status/current",
                        "/cluster/ceph/flags/noout")
                .forEach(path -> questions.add(() -> ask(first, path)));
        int next = questions.size();
        for (Name node : nodes) {
            questions.add(() -> ask(first, rightsOn("/nodes/" + node)));
            well.forEach(host -> questions.add(() -> ask(host.host(), "/nodes/" + node + "/status")));
        }
        List<ProxmoxSaid> answers = results(askers, questions);
        JsonNode listed = well.get(0).data();
        if (listed != null) {
            findings.state(answers.get(0), listed);
            findings.others(listed);
        }
        findings.further(new FurtherSteps(answers.get(1), answers.get(2), answers.get(3), answers.get(4)));
        for (Name node : nodes) {
            findings.rights(node, answers.get(next));
            findings.reached(node, answers.subList(next + 1, next + 1 + well.size()));
            next += 1 + well.size();
        }
    }

    private static String rightsOn(String path) {
        return "/access/permissions?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    private static <T> List<T> results(ExecutorService threads, List<Callable<T>> tasks) throws InterruptedException {
        List<T> results = new ArrayList<>();
        for (Future<T> one : threads.invokeAll(tasks)) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a look at Proxmox failed by itself", e.getCause());
            }
        }
        return results;
    }

    private ProxmoxSaid ask(URI host, String path) {
        try {
            String base = host.toString().replaceFirst("/$", "");
            return client.execute(new HttpGet(base + "/api2/json" + path), response -> said(host, response));
        } catch (IOException e) {
            return new ProxmoxSaid(host, 0, null, HostAnswer.none(e).words(), NoAnswer.isForTheCertificate(e));
        }
    }

    private static ProxmoxSaid said(URI host, ClassicHttpResponse response) throws IOException, ParseException {
        String body = response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity());
        HostAnswer answer = HostAnswer.of(response.getCode(), response.getReasonPhrase(), body);
        return new ProxmoxSaid(host, response.getCode(), answer.data(), answer.words(), false);
    }
}
