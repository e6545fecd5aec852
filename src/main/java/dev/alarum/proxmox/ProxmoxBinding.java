package dev.alarum.proxmox;

import dev.alarum.net.NoAnswer;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.settings.HubSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decisions of the flow proxmox-order. */
public final class ProxmoxBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProxmoxBinding.class);

    private final Map<String, ClusterSettings> clusters = new LinkedHashMap<>();
    private final Map<String, URI> lastAnswered = new ConcurrentHashMap<>();

    ProxmoxBinding(List<ClusterSettings> clusters) {
        clusters.forEach(cluster -> this.clusters.put(cluster.cluster(), cluster));
    }

    /** The beans that the flow names. */
    public static Map<String, Object> beans(HubSettings settings) {
        return beans(settings.clusters());
    }

    /**
     * The beans that the flow names, for these clusters.
     *
     * @throws IllegalArgumentException if two clusters have the same URL or one is not HTTPS
     */
    public static Map<String, Object> beans(List<ClusterSettings> clusters) {
        return Map.of(
                "proxmoxOrder", new ProxmoxBinding(clusters), "proxmoxClient", new ProxmoxClientBinding(clusters));
    }

    /** The order with the hosts to ask, the one that answered last first: a dead one costs every node its time. */
    public ShutdownAsk begin(@Body StepOrder order) {
        ClusterSettings cluster = clusters.get(order.cluster());
        if (cluster == null) {
            return ShutdownAsk.of(order, List.of())
                    .ended(Outcome.UNREACHABLE, "the cluster " + order.cluster() + " is not in the settings");
        }
        List<URI> hosts = new ArrayList<>(cluster.urls());
        URI answered = lastAnswered.get(order.cluster());
        if (answered != null && hosts.remove(answered)) {
            hosts.add(0, answered);
        }
        return ShutdownAsk.of(order, hosts);
    }

    /** What is reported of an order that waited in its flow until mains was back. */
    public StepResult tooLate(@Body StepOrder order) {
        LOGGER.warn("event=shutdown-order-void node={} reason=\"mains came back first\"", order.node());
        return StepResult.of(order.plan(), order.position(), Outcome.STOPPED, null);
    }

    /** Whether the order's cluster is armed. */
    public boolean isArmed(@Body ShutdownAsk ask) {
        ClusterSettings cluster = clusters.get(ask.order().cluster());
        return cluster != null && cluster.armed();
    }

    /** Whether another host must be asked; asked once more with the report after the order's policy made one. */
    public boolean isUndecided(@Body Object body) {
        return body instanceof ShutdownAsk ask && ask.isUndecided();
    }

    /** The order after the answer of the host that was asked, or after it gave none. */
    public ShutdownAsk answered(
            @Variable("ask") ShutdownAsk ask,
            @Header(Exchange.HTTP_RESPONSE_CODE) @Nullable Integer status,
            @Header(Exchange.HTTP_RESPONSE_TEXT) @Nullable String reason,
            @ExchangeException @Nullable Exception failure,
            @Body @Nullable String body) {
        HostAnswer answer =
                status == null ? HostAnswer.none(NoAnswer.words(failure)) : HostAnswer.of(status, reason, body);
        switch (answer.verdict()) {
            case ACCEPTED, REFUSED ->
                lastAnswered.put(ask.order().cluster(), ask.hosts().get(0));
            case FAILED, UNREACHED ->
                LOGGER.warn(
                        "event=proxmox-host-failed node={} host={} reason=\"{}\"",
                        ask.order().node(),
                        ask.hosts().get(0).getAuthority(),
                        answer.words());
        }
        return ask.after(answer);
    }

    /** The order of a cluster that is not armed: all but the request. */
    public ShutdownAsk rehearse(@Body ShutdownAsk ask) {
        ClusterSettings cluster = clusters.get(ask.order().cluster());
        if (cluster == null || ask.hosts().isEmpty()) {
            return ask;
        }
        String request = "POST " + ask.url() + " command=shutdown";
        LOGGER.warn("event=shutdown-not-armed node={} would=\"{}\"", ask.order().node(), request);
        return ask.ended(Outcome.NOT_ARMED, cluster.setting("armed") + " is false: not sent was " + request);
    }

    /** What became of the order. */
    public StepResult result(@Body ShutdownAsk ask) {
        StepResult result = ask.result();
        LOGGER.info(
                "event=shutdown-order plan={} position={} node={} outcome={} reason=\"{}\"",
                result.plan(),
                result.position(),
                ask.order().node(),
                result.outcome(),
                result.detail() == null ? "" : result.detail());
        return result;
    }

    /** What is reported of an order that the flow itself failed on. */
    public StepResult broken(@Body StepOrder order, @ExchangeException @Nullable Exception failure) {
        String kind = failure == null ? "unknown" : failure.getClass().getSimpleName();
        LOGGER.error("event=shutdown-order-failed node={} reason={}", order.node(), kind);
        return StepResult.of(
                order.plan(), order.position(), Outcome.UNREACHABLE, "the hub itself failed on it: " + kind);
    }
}
