package dev.alarum.role;

import dev.alarum.heartbeat.BeatOutbox;
import dev.alarum.node.Moments;
import dev.alarum.node.Sender;
import dev.alarum.node.StampSource;
import dev.alarum.notice.HostState;
import dev.alarum.notice.NoticeRequest;
import dev.alarum.notice.SaidGoodbye;
import dev.alarum.settings.AgentSettings;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the flows of an agent work with: its stamps, its targets and the connections to them. */
public final class Agent implements Closeable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Agent.class);

    private final List<Target> targets;
    private final Map<String, TargetClient> clients = new LinkedHashMap<>();
    private final SteadyTimer timer = new SteadyTimer("heartbeat");
    private final BeatSending beats;
    private final NoticeSending notices;
    private final SaidGoodbye said;

    /** Begins a new BOOT. */
    public Agent(AgentSettings settings, Moments moments, Clock clock) {
        StampSource stamps = StampSource.begin(settings.dataFolder(), clock);
        targets = Target.of(settings.hubs(), settings.relays());
        targets.forEach(target -> clients.put(target.name(), new TargetClient(target, settings.period())));
        BeatOutbox outbox = new BeatOutbox(settings.name(), settings.key(), stamps, clients.keySet());
        beats = new BeatSending(outbox, stamps, clients, new TargetLog(moments));
        notices = new NoticeSending(Sender.node(settings.name()), settings.key(), stamps, moments, clients.keySet());
        said = new SaidGoodbye(moments);
    }

    /** The beans that the flows name. */
    public Map<String, Object> beans() {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("steadyTimer", timer);
        beans.put("beats", beats);
        beans.put("notices", notices);
        beans.put("hostState", new HostState());
        beans.put("lastCommands", new LastCommands());
        clients.forEach((target, client) -> beans.put("client-to-" + target, client.client()));
        return beans;
    }

    /** Adds a flow {@code beat-to-HOST-PORT} for each target. */
    public void addBeatSenders(CamelContext context) throws Exception {
        for (Target target : targets) {
            addSender(context, "beat-to-", target, target.beats());
        }
    }

    /** Adds a flow {@code notice-to-HOST-PORT} for each target. */
    public void addNoticeSenders(CamelContext context) throws Exception {
        for (Target target : targets) {
            addSender(context, "notice-to-", target, target.notices());
        }
    }

    /** Says goodbye through the flows of that context. */
    public AgentGoodbye goodbye(CamelContext context) {
        return new AgentGoodbye(context.createProducerTemplate(), notices, said);
    }

    /** Answers a request with what became of it. */
    static AgentAnswer answer(AgentGoodbye goodbye, NoticeRequest request) {
        return AgentAnswer.of(
                request.farewell().isPresent()
                        ? Optional.of(goodbye.say(request.farewell().get()))
                        : goodbye.whenHostLeaves());
    }

    /** Gives up whatever is under way, so that nothing holds up the end. */
    @Override
    public void close() {
        timer.cancel();
        clients.forEach((name, client) -> {
            try {
                client.close();
            } catch (IOException e) {
                LOGGER.debug("event=connections-not-closed target={} reason=\"{}\"", name, e.toString());
            }
        });
    }

    private static void addSender(CamelContext context, String prefix, Target target, String url) throws Exception {
        TemplatedRouteBuilder.builder(context, prefix + "target")
                .routeId(prefix + target.name())
                .parameter("target", target.name())
                .parameter("url", url)
                .add();
    }
}
