package dev.alarum.role;

import dev.alarum.node.Moments;
import dev.alarum.notice.NoticeRequest;
import dev.alarum.settings.AgentSettings;
import dev.alarum.settings.Home;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Security;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.ShutdownStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent: beats, and says goodbye. */
public final class AgentRole {
    private static final Logger LOGGER = LoggerFactory.getLogger(AgentRole.class);
    private static final long STOP_MILLIS = 300;

    private AgentRole() {}

    /**
     * Runs an agent until it is told to stop.
     *
     * @param placeholders every {@code alarum.*} key that is no secret
     * @return the exit code
     */
    public static int run(AgentSettings settings, Map<String, String> placeholders) {
        rememberNamesBriefly();
        Agent agent = new Agent(settings, Moments.system(), Clock.systemUTC());
        return RoleRunner.run(Role.AGENT, placeholders, agent.beans(), new AgentHooks(agent, settings));
    }

    /**
     * Sends a notice: through the running agent if there is one, else by itself, with a BOOT after the agent's last.
     *
     * @throws IOException if the running agent cannot be used
     */
    public static AgentAnswer notice(AgentSettings settings, Map<String, String> placeholders, NoticeRequest request)
            throws IOException {
        Optional<AgentAnswer> ofAgent = new AgentDoor(settings.dataFolder()).ask(request);
        return ofAgent.isPresent() ? ofAgent.get() : noticeAlone(settings, placeholders, request);
    }

    private static AgentAnswer noticeAlone(
            AgentSettings settings, Map<String, String> placeholders, NoticeRequest request) {
        rememberNamesBriefly();
        try (Agent agent = new Agent(settings, Moments.system(), Clock.systemUTC())) {
            Main main = new Main();
            agent.beans().forEach(main::bind);
            placeholders.forEach(main::addInitialProperty);
            noticeFlows().forEach(main::addInitialProperty);
            main.start();
            try {
                CamelContext context = main.getCamelContext();
                agent.addNoticeSenders(context);
                return Agent.answer(agent.goodbye(context), request);
            } finally {
                stopFast(main.getCamelContext());
                agent.close();
                main.stop();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the notice flows could not be run: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> noticeFlows() {
        Path flows = Home.folder().resolve(Role.AGENT.folder());
        Map<String, String> camel = new LinkedHashMap<>();
        camel.put("camel.main.name", "alarum-notice");
        camel.put("camel.main.jmxEnabled", "false");
        camel.put("camel.main.startupSummaryLevel", "Off");
        camel.put("camel.main.autoConfigurationLogSummary", "false");
        camel.put(
                "camel.main.routesIncludePattern",
                Stream.of("notice-send", "notice-to-target", "host-state", "errors")
                        .map(flow -> "file:" + flows.resolve(flow + ".camel.yaml"))
                        .collect(Collectors.joining(",")));
        return camel;
    }

    /** A name service that fails for a moment, or a hub that moves, must not be remembered for longer than a beat. */
    private static void rememberNamesBriefly() {
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    private static void stopFast(CamelContext context) {
        ShutdownStrategy strategy = context.getShutdownStrategy();
        strategy.setTimeUnit(TimeUnit.MILLISECONDS);
        strategy.setTimeout(STOP_MILLIS);
        strategy.setShutdownNowOnTimeout(true);
        strategy.setLogInflightExchangesOnTimeout(false);
        strategy.setSuppressLoggingOnTimeout(true);
    }

    /** What an agent does as its flows come and go. */
    private static final class AgentHooks implements RoleRunner.Hooks {
        private final Agent agent;
        private final AgentSettings settings;
        private @Nullable Closeable socket;

        AgentHooks(Agent agent, AgentSettings settings) {
            this.agent = agent;
            this.settings = settings;
        }

        @Override
        public void beforeStart(Main main) {
            main.addMainListener(new MainListenerSupport() {
                @Override
                public void afterConfigure(BaseMainSupport configured) {
                    addSenders(configured.getCamelContext());
                }
            });
        }

        @Override
        public void started(CamelContext context) {
            AgentGoodbye goodbye = agent.goodbye(context);
            try {
                socket = AgentSocket.open(settings.dataFolder(), request -> Agent.answer(goodbye, request));
            } catch (IOException | UnsupportedOperationException e) {
                // beating is worth more than taking requests
                LOGGER.warn("event=agent-socket-not-open reason=\"{}\"", e.toString());
            }
        }

        @Override
        public void beforeStop(CamelContext context) {
            stopFast(context);
            try {
                agent.goodbye(context).whenStopping();
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException | RuntimeException e) {
                LOGGER.warn("event=goodbye-failed reason=\"{}\"", e.toString());
            } finally {
                agent.close();
            }
        }

        private void addSenders(CamelContext context) {
            try {
                agent.addBeatSenders(context);
                agent.addNoticeSenders(context);
            } catch (Exception e) {
                throw new IllegalStateException("the flows to hubs and relays could not be added", e);
            }
        }
    }
}
