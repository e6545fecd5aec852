package dev.alarum.flow;

import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.role.Agent;
import dev.alarum.role.AgentGoodbye;
import dev.alarum.settings.AgentSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The agent's real flows, beating to the targets of a test. */
final class AgentFlows implements AutoCloseable {
    static final SenderKey KEY = SenderKey.parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    private final Agent agent;
    private final Flows flows;

    AgentFlows(Path data, Duration period, List<URI> hubs, String... names) throws Exception {
        agent = new Agent(
                new AgentSettings(new Name("pve-01"), KEY, hubs, List.of(), period, data),
                Moments.system(),
                Clock.systemUTC());
        flows = Flows.of("agent-routes", names).set("alarum.heartbeat.period", period.toMillis() + "ms");
        agent.beans().forEach(flows::bean);
        flows.start();
    }

    static AgentFlows beating(Path data, Duration period, URI... hubs) throws Exception {
        AgentFlows flows = new AgentFlows(data, period, List.of(hubs), "heartbeat-send", "beat-to-target");
        flows.agent.addBeatSenders(flows.flows.context());
        return flows;
    }

    static AgentFlows noticing(Path data, URI... hubs) throws Exception {
        AgentFlows flows =
                new AgentFlows(data, Duration.ofSeconds(1), List.of(hubs), "notice-send", "notice-to-target");
        flows.agent.addNoticeSenders(flows.flows.context());
        return flows;
    }

    AgentGoodbye goodbye() {
        return agent.goodbye(flows.context());
    }

    @Override
    public void close() {
        agent.close();
        flows.close();
    }
}
