package dev.alarum.role;

import dev.alarum.settings.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;

/** Some of a hub's flows, running by themselves for a command. */
final class FlowsAlone {
    private FlowsAlone() {}

    /**
     * Camel with these flows, not started yet.
     *
     * @param flows their files in the hub's folder, without ending
     * @param placeholders what the flows may name as {@code {{key}}}; nothing secret
     */
    static Main of(List<String> flows, Map<String, String> placeholders) {
        Path folder = Home.folder().resolve(Role.HUB.folder());
        Properties properties = new Properties();
        properties.putAll(placeholders);
        properties.put(
                "camel.main.routesIncludePattern",
                flows.stream()
                        .map(flow -> "file:" + folder.resolve(flow + ".camel.yaml"))
                        .collect(Collectors.joining(",")));
        properties.put("camel.main.jmxEnabled", "false");
        properties.put("camel.main.startupSummaryLevel", "Off");
        properties.put("camel.main.autoConfigurationLogSummary", "false");
        properties.put("camel.main.autoConfigurationEnvironmentVariablesEnabled", "false");
        properties.put("camel.main.shutdownTimeout", "2");
        Main main = new Main();
        main.setOverrideProperties(properties);
        main.setDefaultPropertyPlaceholderLocation("false");
        return main;
    }
}
