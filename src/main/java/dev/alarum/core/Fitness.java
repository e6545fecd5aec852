package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.plan.ClusterReport;
import dev.alarum.status.StatusView.ProblemView;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which of the Proxmox clusters could not be shut down as they are, by the last look at each. Never a reason to ring. */
final class Fitness {
    /** So many problems are told in full; a cluster that has lost its rights has one for each node. */
    private static final int IN_FULL = 3;

    private static final class Unfit {
        private final Moment since;
        private final Set<String> told = new HashSet<>();
        private List<String> problems = List.of();

        private Unfit(Moment since) {
            this.since = since;
        }
    }

    private final Effects effects;
    private final Map<String, Unfit> unfit = new TreeMap<>();

    Fitness(Effects effects) {
        this.effects = effects;
    }

    /** A cluster was looked at. Each problem is told once until all is well again, however often it comes and goes. */
    void looked(ClusterReport report, Moment now) {
        String cluster = report.cluster();
        if (report.isFit()) {
            if (unfit.remove(cluster) != null) {
                effects.tell(
                        now,
                        "proxmox-fit",
                        subject(cluster),
                        "Proxmox cluster " + cluster + " could be shut down again");
            }
            return;
        }
        Unfit one = unfit.computeIfAbsent(cluster, name -> new Unfit(now));
        one.problems = report.problems();
        if (one.told.addAll(report.problems())) {
            effects.tell(now, "proxmox-unfit", subject(cluster), words(cluster, report.problems()));
        }
    }

    private static String subject(String cluster) {
        return "proxmox " + cluster;
    }

    private static String words(String cluster, List<String> problems) {
        int more = problems.size() - IN_FULL;
        return "Proxmox cluster " + cluster + " could not be shut down as it is: "
                + String.join("; ", problems.subList(0, Math.min(IN_FULL, problems.size())))
                + (more > 0 ? "; and " + more + " more, which bin/alarum check hub names" : "");
    }

    void problems(List<ProblemView> found) {
        unfit.forEach((cluster, one) -> found.add(
                StatusDesk.problem("proxmox-unfit", subject(cluster), words(cluster, one.problems), one.since)));
    }
}
