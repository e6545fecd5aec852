package dev.alarum.flow;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/** Real flow files running in this process, with the beans and settings a test gives them. */
public final class Flows implements AutoCloseable {
    private final Main main = new Main();
    private final Map<String, String> settings = new LinkedHashMap<>();

    private Flows(String folder, String... flows) {
        String pattern = Stream.concat(errorPolicies(folder), Stream.of(flows))
                .map(flow -> "file:" + Path.of(folder, flow + ".camel.yaml").toAbsolutePath())
                .distinct()
                .collect(Collectors.joining(","));
        settings.put("camel.main.routesIncludePattern", pattern);
        settings.put("camel.main.jmxEnabled", "false");
        settings.put("camel.main.shutdownTimeout", "1");
        // a consumer of seda that is told to stop waits for its poll
        settings.put("camel.component.seda.defaultPollTimeout", "50");
        settings.put("camel.main.autoConfigurationLogSummary", "false");
    }

    private static Stream<String> errorPolicies(String folder) {
        String[] files = Path.of(folder).toFile().list();
        return Stream.of(files == null ? new String[0] : files)
                .map(file -> file.replace(".camel.yaml", ""))
                .filter(flow -> flow.endsWith("errors"))
                .sorted();
    }

    /**
     * The flows of that folder ({@code routes, agent-routes, relay-routes}), by file name without its ending; the
     * folder's error policies are always among them.
     */
    public static Flows of(String folder, String... flows) {
        return new Flows(folder, flows);
    }

    /** These flows of another folder as well. */
    public Flows and(String folder, List<String> flows) {
        String more = flows.stream()
                .map(flow -> ",file:" + Path.of(folder, flow + ".camel.yaml").toAbsolutePath())
                .collect(Collectors.joining());
        settings.merge("camel.main.routesIncludePattern", more, String::concat);
        return this;
    }

    /** A bean that the flows name. */
    public Flows bean(String name, Object bean) {
        main.bind(name, bean);
        return this;
    }

    /** A setting that the flows name, or one of Camel's. */
    public Flows set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Starts them. */
    public Flows start() throws Exception {
        settings.forEach(main::addInitialProperty);
        main.start();
        return this;
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    public ProducerTemplate template() {
        return context().createProducerTemplate();
    }

    @Override
    public void close() {
        main.stop();
    }
}
