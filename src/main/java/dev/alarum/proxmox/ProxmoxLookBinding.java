package dev.alarum.proxmox;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.plan.ClusterReport;
import dev.alarum.plan.ClusterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The looks of a running hub at its clusters, bean {@code proxmoxLook}: once a day at each, so that it is known before the
 * power fails what a shutdown would fail on. One that has a problem is looked at each time, so that its end is seen.
 */
public final class ProxmoxLookBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProxmoxLookBinding.class);
    private static final Duration DAY = Duration.ofHours(24);

    private final List<ClusterSettings> clusters;
    private final Moments moments;
    /** When a cluster was fit at its last look. */
    private final Map<String, Moment> fit = new ConcurrentHashMap<>();

    /** Looks at these. */
    public ProxmoxLookBinding(List<ClusterSettings> clusters, Moments moments) {
        this.clusters = List.copyOf(clusters);
        this.moments = moments;
    }

    /** Looks at those whose time it is, all at once. @return a report of each; empty if it is nobody's time */
    public List<ClusterReport> look() throws InterruptedException {
        Moment now = moments.now();
        List<ClusterReport> reports = ProxmoxCheckBinding.look(
                clusters.stream().filter(one -> isDue(one.cluster(), now)).toList());
        for (ClusterReport report : reports) {
            if (report.isFit()) {
                fit.put(report.cluster(), now);
            } else {
                fit.remove(report.cluster());
            }
            LOGGER.info(
                    "event=proxmox-look cluster={} fit={} problems=\"{}\" notes=\"{}\"",
                    report.cluster(),
                    report.isFit(),
                    String.join("; ", report.problems()),
                    String.join("; ", report.notes()));
        }
        return reports;
    }

    private boolean isDue(String cluster, Moment now) {
        Moment before = fit.get(cluster);
        return before == null || now.since(before).compareTo(DAY) >= 0;
    }
}
