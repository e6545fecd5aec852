package dev.alarum.proxmox;

import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.settings.HubSettings;
import java.util.List;
import java.util.Map;
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

    private final ClusterHosts clusters;

    ProxmoxBinding(ClusterHosts clusters) {
        this.clusters = clusters;
    }

    /** The beans that the flows proxmox-order and proxmox-state name. */
    public static Map<String, Object> beans(HubSettings settings) {
        return beans(settings.clusters());
    }

    /**
     * The beans that the flows name, for these clusters.
     *
     * @throws IllegalArgumentException if two clusters have the same URL or one is not HTTPS
     */
    public static Map<String, Object> beans(List<ClusterSettings> clusters) {
        ClusterHosts hosts = new ClusterHosts(clusters);
        return Map.of(
                "proxmoxOrder",
                new ProxmoxBinding(hosts),
                "proxmoxClient",
                new ProxmoxClientBinding(clusters),
                "proxmoxState",
                new ProxmoxStateBinding(hosts),
                "proxmoxStateClient",
                ProxmoxClientBinding.ofLooks(clusters),
                "proxmoxAskers",
                ProxmoxStateBinding.askers());
    }

    /** The order with the hosts to ask. */
    public OrderUnderWay begin(@Body StepOrder order) {
        ClusterSettings cluster = clusters.cluster(order.cluster());
        if (cluster == null) {
            OrderUnderWay nowhere = new OrderUnderWay(order, List.of());
            nowhere.end(Outcome.UNREACHABLE, "the cluster " + order.cluster() + " is not in the settings");
            return nowhere;
        }
        return new OrderUnderWay(order, clusters.of(cluster));
    }

    /** Whether there is something more to be sent; asked once more with the report after the order's policy made one. */
    public boolean isUndecided(@Body Object body) {
        return body instanceof OrderUnderWay order && order.isUndecided();
    }

    /** Whether the order must be put on disk before anything more is sent. */
    public boolean isIntentDue(@Body OrderUnderWay order) {
        return order.isIntentDue();
    }

    /** The order after it was put on disk, or that failed. */
    public OrderUnderWay intended(@Body OrderUnderWay order) {
        order.intended();
        return order;
    }

    /** Whether its plan wants the order no more, and nothing of it may have been done. */
    public boolean isTooLate(@Body OrderUnderWay order, @Variable("void") boolean isVoid) {
        return isVoid && !order.isBegun();
    }

    /** The order whose plan wants it no more. */
    public OrderUnderWay tooLate(@Body OrderUnderWay order) {
        order.end(Outcome.STOPPED, null);
        return order;
    }

    /** Whether the order's cluster is armed. */
    public boolean isArmed(@Body OrderUnderWay order) {
        ClusterSettings cluster = clusters.cluster(order.order().cluster());
        return cluster != null && cluster.armed();
    }

    /** The order after the answer of the host that was asked, or after it gave none. */
    public OrderUnderWay answered(
            @Variable("ask") OrderUnderWay order,
            @Header(Exchange.HTTP_RESPONSE_CODE) @Nullable Integer status,
            @Header(Exchange.HTTP_RESPONSE_TEXT) @Nullable String reason,
            @ExchangeException @Nullable Exception failure,
            @Body @Nullable String body) {
        HostAnswer answer = status == null ? HostAnswer.none(failure) : HostAnswer.of(status, reason, body);
        switch (answer.verdict()) {
            case ACCEPTED, REFUSED -> clusters.answered(order.order().cluster(), order.host());
            case FAILED, UNREACHED ->
                LOGGER.warn(
                        "event=proxmox-host-failed kind={} node={} host={} reason=\"{}\"",
                        order.order().kind(),
                        order.order().node(),
                        order.host().getAuthority(),
                        answer.words());
        }
        order.after(answer);
        return order;
    }

    /** The order of a cluster that is not armed: all but the requests. */
    public OrderUnderWay rehearse(@Body OrderUnderWay order) {
        ClusterSettings cluster = clusters.cluster(order.order().cluster());
        if (cluster != null) {
            String requests = order.rehearsal();
            LOGGER.warn(
                    "event=order-not-armed kind={} node={} would=\"{}\"",
                    order.order().kind(),
                    order.order().node(),
                    requests);
            order.end(Outcome.NOT_ARMED, cluster.setting("armed") + " is false: not sent was " + requests);
        }
        return order;
    }

    /** What became of the order. */
    public StepResult result(@Body OrderUnderWay order) {
        StepResult result = order.result();
        LOGGER.info(
                "event=order plan={} position={} kind={} node={} outcome={} reason=\"{}\"",
                result.plan(),
                result.position(),
                order.order().kind(),
                order.order().node(),
                result.outcome(),
                result.detail() == null ? "" : result.detail());
        return result;
    }

    /** What is reported of an order that the flow itself failed on. */
    public StepResult broken(@Body StepOrder order, @ExchangeException @Nullable Exception failure) {
        String kind = failure == null ? "unknown" : failure.getClass().getSimpleName();
        LOGGER.error(
                "event=order-failed plan={} position={} kind={} node={} reason={}",
                order.plan(),
                order.position(),
                order.kind(),
                order.node(),
                kind);
        return StepResult.of(order.plan(), order.position(), Outcome.UNREACHABLE, "it failed by itself: " + kind);
    }
}
