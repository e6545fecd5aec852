package dev.alarum.sim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * Real flows of {@code routes/} on one thread and in virtual time: their queues, timers, thread pools and the
 * aggregator's clock are moved by hand. Two runs of the same events are the same.
 */
final class VirtualRoutes implements AutoCloseable {
    /** The aggregator's checker comes by this often, and so does everything else here. */
    static final Duration STEP = Duration.ofMillis(100);

    private final Main main = new Main();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final VirtualTime time;
    private final HandThreads threads;
    private final HandTimers timers;
    private final HandQueues queues;
    private final HandDoor door = new HandDoor();
    private VirtualAggregator aggregator;
    private ProducerTemplate template;

    VirtualRoutes(VirtualTime time, String... flows) {
        this.time = time;
        this.threads = new HandThreads(time);
        this.timers = new HandTimers(time);
        this.queues = new HandQueues(time);
        String[] files = Path.of("routes").toFile().list((folder, name) -> name.endsWith("errors.camel.yaml"));
        settings.put(
                "camel.main.routesIncludePattern",
                Stream.concat(Stream.of(files).sorted(), Stream.of(flows).map(flow -> flow + ".camel.yaml"))
                        .map(file -> "file:" + Path.of("routes", file).toAbsolutePath())
                        .collect(Collectors.joining(",")));
        settings.put("alarum.heartbeat.check", STEP.toMillis() + "ms");
        settings.put("camel.main.jmxEnabled", "false");
        settings.put("camel.main.shutdownTimeout", "1");
        settings.put("camel.main.autoConfigurationLogSummary", "false");
        settings.put("camel.main.startupSummaryLevel", "Off");
        main.bind("seda", queues);
        main.bind("timer", timers);
        main.bind("platform-http", door);
    }

    VirtualRoutes bean(String name, Object bean) {
        main.bind(name, bean);
        return this;
    }

    VirtualRoutes beans(Map<String, Object> beans) {
        beans.forEach(this::bean);
        return this;
    }

    VirtualRoutes set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Flows of the test's own, in place of what leaves the machine. */
    VirtualRoutes routes(RoutesBuilder routes) {
        main.configure().addRoutesBuilder(routes);
        return this;
    }

    VirtualRoutes start() throws Exception {
        settings.forEach(main::addInitialProperty);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport started) {
                started.getCamelContext().getExecutorServiceManager().setThreadPoolFactory(threads);
            }
        });
        main.start();
        aggregator = new VirtualAggregator(context(), "watch", time);
        aggregator.takeOver();
        template = context().createProducerTemplate();
        return this;
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    /** Hands a message to a flow, and lets everything that follows from it happen. */
    void send(String uri, Object body) throws Exception {
        template.sendBody(uri, body);
        queues.drain();
    }

    /** Posts to the door, and lets everything that follows from it happen. */
    HandDoor.Answer post(String path, byte[] body, Map<String, Object> headers) throws Exception {
        HandDoor.Answer answer = door.post(path, body, headers);
        queues.drain();
        return answer;
    }

    /** Runs the aggregator's checker. */
    void check() throws Exception {
        aggregator.takeOver();
        threads.runAll();
        queues.drain();
    }

    /** Runs the timer of that name. */
    void fire(String timer) throws Exception {
        timers.fire(timer);
        queues.drain();
    }

    HandQueues queues() {
        return queues;
    }

    /** Lets everything happen that waits in a queue. */
    void settle() throws Exception {
        queues.drain();
    }

    /** Lets one {@link #STEP} pass, and everything happen that is due by then. */
    void step() throws Exception {
        time.pass(STEP);
        runDue();
    }

    /** Lets everything happen that is due now: first the aggregator's checker, then the timers. */
    void runDue() throws Exception {
        aggregator.takeOver();
        threads.runDue();
        queues.drain();
        timers.runDue();
        queues.drain();
    }

    @Override
    public void close() {
        main.stop();
    }
}
