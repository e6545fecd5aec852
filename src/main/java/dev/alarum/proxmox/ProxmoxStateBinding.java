package dev.alarum.proxmox;

import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.proxmox.LookUnderWay.Told;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decisions of the flow proxmox-state. */
public final class ProxmoxStateBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProxmoxStateBinding.class);

    private final ClusterHosts clusters;

    ProxmoxStateBinding(ClusterHosts clusters) {
        this.clusters = clusters;
    }

    /** The threads that ask; never more than looks at once times the questions of each. */
    static ExecutorService askers() {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "proxmox-state-ask");
            // what hangs must not keep a program from ending
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The look with the hosts to ask. */
    public LookUnderWay begin(@Body LookOrder order) {
        ClusterSettings cluster = clusters.cluster(order.cluster());
        if (cluster == null) {
            LookUnderWay nowhere = new LookUnderWay(order, List.of());
            nowhere.end("the cluster " + order.cluster() + " is not in the settings");
            return nowhere;
        }
        return new LookUnderWay(order, clusters.of(cluster));
    }

    /** Whether there is something more to be asked; asked once more with the report after the look's policy made one. */
    public boolean isUndecided(@Body Object body) {
        return body instanceof LookUnderWay look && look.isUndecided();
    }

    /** The answer to a question, or that there was none. */
    public Told told(
            @Variable("question") LookQuestion question,
            @Header(Exchange.HTTP_RESPONSE_CODE) @Nullable Integer status,
            @Header(Exchange.HTTP_RESPONSE_TEXT) @Nullable String reason,
            @ExchangeException @Nullable Exception failure,
            @Body @Nullable String body) {
        return new Told(question, status == null ? HostAnswer.none(failure) : HostAnswer.of(status, reason, body));
    }

    /** A question that was not asked, because something of ours failed. */
    public Told notTold(@Variable("question") LookQuestion question, @ExchangeException @Nullable Exception failure) {
        return new Told(question, HostAnswer.none(failure));
    }

    /** The look after the answers to a round of questions. */
    public LookUnderWay answered(@Variable("look") LookUnderWay look, @Body List<?> answers) {
        var asked = look.host();
        look.after(answers.stream()
                .filter(Told.class::isInstance)
                .map(Told.class::cast)
                .toList());
        if (look.result().answered()) {
            clusters.answered(look.order().cluster(), asked);
        }
        return look;
    }

    /** What was seen. */
    public ClusterLook result(@Body LookUnderWay look) {
        ClusterLook seen = look.result();
        List<ClusterLook.Guest> guests = seen.guests();
        LOGGER.info(
                "event=proxmox-seen plan={} cluster={} answered={} quorate={} offline={} guests={} ha={} noout={}"
                        + " unseen=\"{}\" passed-over=\"{}\"",
                seen.plan(),
                seen.cluster(),
                seen.answered(),
                seen.quorate(),
                seen.offline(),
                guests == null ? "unseen" : guests.size(),
                seen.ha(),
                seen.noout(),
                seen.answered() ? String.join("; ", seen.words()) : "all",
                String.join("; ", look.passedOver()));
        return seen;
    }

    /** What is reported of a look that the flow itself failed on. */
    public ClusterLook broken(@Body LookOrder order, @ExchangeException @Nullable Exception failure) {
        String kind = failure == null ? "unknown" : failure.getClass().getSimpleName();
        LOGGER.error("event=proxmox-look-failed plan={} cluster={} reason={}", order.plan(), order.cluster(), kind);
        return ClusterLook.unanswered(order.plan(), order.cluster(), List.of("the look failed by itself: " + kind));
    }
}
