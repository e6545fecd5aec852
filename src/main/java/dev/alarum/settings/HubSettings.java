package dev.alarum.settings;

import dev.alarum.call.CallSettings;
import dev.alarum.call.PhoneSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.NodeSettings;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All settings of a hub. */
public record HubSettings(
        ServerSettings server,
        Path dataFolder,
        @Nullable URI publicUrl,
        NodeSettings nodes,
        HeartbeatSettings heartbeat,
        IncidentSettings incident,
        NoticeSettings notice,
        CallSettings call,
        PhoneSettings phone,
        List<UpsSettings> ups,
        List<ClusterSettings> clusters) {}
