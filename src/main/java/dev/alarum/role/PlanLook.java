package dev.alarum.role;

import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.proxmox.ProxmoxBinding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/** Sees how clusters are, by the very flows by which a plan sees them. Nothing is ordered. */
public final class PlanLook {
    private static final List<String> FLOWS = List.of("proxmox-state", "proxmox-question", "proxmox-errors");

    /** Each host of a cluster may take 5 s to connect and 4 s to answer; four of them are many. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private PlanLook() {}

    /** The plans of the flows, of which there is none: bean {@code plans}. */
    public static final class Ear {
        private final BlockingQueue<ClusterLook> looks = new LinkedBlockingQueue<>();

        /** What a look has shown. */
        public void seen(ClusterLook look) {
            looks.add(look);
        }

        /** No order goes out. */
        public boolean isVoid(StepOrder order) {
            return true;
        }

        /** No order goes out. */
        public void step(StepResult result) {
            throw new IllegalStateException("nothing was ordered: " + result);
        }
    }

    /**
     * Looks at these, all at once.
     *
     * @return a look at each, by its name; unanswered where nothing was seen in time
     * @throws Exception if the flows cannot run
     */
    public static Map<String, ClusterLook> at(List<ClusterSettings> clusters) throws Exception {
        Ear ear = new Ear();
        Main main = FlowsAlone.of(FLOWS, Map.of());
        try {
            main.bind("plans", ear);
            ProxmoxBinding.beans(clusters).forEach(main::bind);
            main.start();
            ProducerTemplate template = main.getCamelTemplate();
            clusters.forEach(cluster -> template.sendBody("seda:proxmox-state", new LookOrder(0, cluster.cluster())));
            return heard(ear, clusters);
        } finally {
            main.stop();
        }
    }

    private static Map<String, ClusterLook> heard(Ear ear, List<ClusterSettings> clusters) throws InterruptedException {
        Map<String, ClusterLook> looks = new HashMap<>();
        clusters.forEach(cluster -> looks.put(
                cluster.cluster(),
                ClusterLook.unanswered(
                        0, cluster.cluster(), List.of("no answer within " + LONGEST.toSeconds() + " s"))));
        long begin = System.nanoTime();
        for (int i = 0; i < clusters.size(); i++) {
            long left = LONGEST.toNanos() - (System.nanoTime() - begin);
            ClusterLook look = ear.looks.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
            if (look != null) {
                looks.put(look.cluster(), look);
            }
        }
        return looks;
    }
}
