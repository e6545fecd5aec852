package dev.alarum.core;

import dev.alarum.call.CallSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.NodeSettings;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.ups.UpsSettings;
import java.util.List;

/** All settings by which the hub decides. */
public record CoreSettings(
        NodeSettings nodes,
        HeartbeatSettings heartbeat,
        IncidentSettings incident,
        NoticeSettings notice,
        CallSettings call,
        List<UpsSettings> ups,
        List<ClusterSettings> clusters) {
    /** Copies the lists. */
    public CoreSettings {
        ups = List.copyOf(ups);
        clusters = List.copyOf(clusters);
    }
}
