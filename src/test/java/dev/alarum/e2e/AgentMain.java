package dev.alarum.e2e;

import dev.alarum.command.NoticeCommand;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.role.AgentRole;
import dev.alarum.settings.AgentSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An agent, or its notice command, with settings from system properties instead of files. */
public final class AgentMain {
    private AgentMain() {}

    public static void main(String[] arguments) {
        Duration period = Duration.ofMillis(Long.getLong("test.period", 1000));
        AgentSettings settings = new AgentSettings(
                new Name("pve-01"),
                SenderKey.parse(System.getProperty("test.key")),
                urls("test.hubs"),
                urls("test.relays"),
                period,
                Path.of(System.getProperty("test.data")));
        Map<String, String> placeholders = Map.of("alarum.heartbeat.period", period.toMillis() + "ms");
        System.exit(
                arguments.length == 0
                        ? AgentRole.run(settings, placeholders)
                        : NoticeCommand.run(settings, placeholders, List.of(arguments), System.out, System.err));
    }

    private static List<URI> urls(String property) {
        return Stream.of(System.getProperty(property, "").split(","))
                .filter(text -> !text.isBlank())
                .map(URI::create)
                .toList();
    }
}
