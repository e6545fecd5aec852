package dev.alarum.role;

import dev.alarum.settings.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One role running: Camel with the role's flows, from the start to an orderly stop. */
public final class RoleRunner {
    private static final Logger LOGGER = LoggerFactory.getLogger(RoleRunner.class);
    private static final String ENDING = ".camel.yaml";
    private static final int STOPPED = 0;
    private static final int NOT_STARTED = 1;

    private final Role role;
    private final Hooks hooks;
    private final Main main = new Main();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** What a role does at the turns of its life. */
    public interface Hooks {
        /** The flows of the hub's folder, by name, that run beside those of the role's own. */
        default List<String> lentFlows() {
            return List.of();
        }

        /** Before Camel starts: settings of Camel, beans, listeners. */
        default void beforeStart(Main main) {}

        /** All flows run. */
        default void started(CamelContext context) {}

        /** A stop was asked for; all flows still run, and stop when this returns. Called at most once. */
        default void beforeStop(CamelContext context) {}
    }

    private RoleRunner(Role role, Hooks hooks) {
        this.role = role;
        this.hooks = hooks;
    }

    /**
     * Runs the flows of the role's folder in the home folder until SIGTERM, SIGINT or the stop of the Camel context.
     *
     * @param role whose flows
     * @param placeholders what the flows may name as {@code {{key}}}; nothing secret
     * @param beans what the flows may name as {@code bean: ref} or {@code #bean:name}
     * @param hooks what else is to be done
     * @return the exit code: 0 after an orderly stop, 1 if the flows could not start
     */
    public static int run(Role role, Map<String, String> placeholders, Map<String, Object> beans, Hooks hooks) {
        return new RoleRunner(role, hooks).run(placeholders, beans);
    }

    private int run(Map<String, String> placeholders, Map<String, Object> beans) {
        Path folder = Home.folder().resolve(role.folder());
        if (!Files.isDirectory(folder)) {
            return refuse("there is no folder " + folder + " with the flows");
        }
        List<Path> lent = hooks.lentFlows().stream().map(RoleRunner::lentFlow).toList();
        for (Path flow : lent) {
            if (!Files.isReadable(flow)) {
                return refuse("there is no flow " + flow);
            }
        }
        configure(folder, lent, placeholders);
        beans.forEach(main::bind);
        main.bind(SteadyTimerComponent.NAME, new SteadyTimerComponent());
        // the JVM has no other way to end with 0 after a signal: its own exit code would be 143
        Thread onSignal = new Thread(() -> Runtime.getRuntime().halt(stop()), "stop-on-signal");
        try {
            hooks.beforeStart(main);
            Runtime.getRuntime().addShutdownHook(onSignal);
            main.start();
            hooks.started(main.getCamelContext());
        } catch (Exception e) {
            return notStarted(onSignal, e);
        }
        LOGGER.info(
                "event=ready role={} flows={}",
                role.word(),
                main.getCamelContext().getRoutesSize());
        return awaitStop(onSignal);
    }

    private static Path lentFlow(String name) {
        return Home.folder().resolve(Role.HUB.folder()).resolve(name + ENDING);
    }

    private void configure(Path folder, List<Path> lent, Map<String, String> placeholders) {
        String name = "alarum-" + role.word();
        Properties properties = new Properties();
        properties.putAll(placeholders);
        properties.putAll(Map.of(
                "camel.main.name", name,
                "camel.main.routesIncludePattern", pattern(folder, lent),
                "camel.main.jmxEnabled", String.valueOf(role != Role.AGENT),
                "camel.main.jmxManagementNamePattern", name,
                "camel.main.startupSummaryLevel", "Off",
                "camel.main.autoConfigurationLogSummary", "false",
                "camel.main.autoConfigurationEnvironmentVariablesEnabled", "false",
                "camel.main.shutdownLogInflightExchangesOnTimeout", "false",
                "camel.main.shutdownTimeout", "5"));
        main.setOverrideProperties(properties);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport started) {
                PropertiesComponent component =
                        (PropertiesComponent) started.getCamelContext().getPropertiesComponent();
                // what the settings say is final: they have read the environment already, below --set
                component.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
                started.getCamelContext().addLifecycleStrategy(new LifecycleStrategySupport() {
                    @Override
                    public void onContextStopped(CamelContext context) {
                        stopping.countDown();
                    }
                });
            }
        });
    }

    private static String pattern(Path folder, List<Path> lent) {
        return Stream.concat(Stream.of(folder.resolve("*" + ENDING)), lent.stream())
                .map(path -> "file:" + path)
                .collect(Collectors.joining(","));
    }

    private int awaitStop(Thread onSignal) {
        try {
            stopping.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        forget(onSignal);
        return stop();
    }

    private int stop() {
        if (stopped.compareAndSet(false, true)) {
            CamelContext context = main.getCamelContext();
            if (context != null && context.isStarted()) {
                LOGGER.info("event=stopping role={}", role.word());
                sayGoodbye(context);
            }
            main.stop();
            LOGGER.info("event=stopped role={}", role.word());
        }
        return STOPPED;
    }

    private void sayGoodbye(CamelContext context) {
        try {
            hooks.beforeStop(context);
        } catch (RuntimeException e) {
            LOGGER.warn("event=goodbye-failed role={} reason=\"{}\"", role.word(), e.toString());
        }
    }

    private int notStarted(Thread onSignal, Exception failure) {
        forget(onSignal);
        LOGGER.debug("event=not-started role={}", role.word(), failure);
        int code = refuse(innermost(failure));
        main.stop();
        return code;
    }

    private int refuse(String reason) {
        LOGGER.error("event=not-started role={} reason=\"{}\"", role.word(), reason);
        return NOT_STARTED;
    }

    private static void forget(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException signalled) {
            LOGGER.debug("event=signalled-already");
        }
    }

    static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return (message == null ? cause.toString() : message).replaceAll("\\s*\\R\\s*", " | ");
    }
}
