package dev.alarum.e2e;

import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.role.RelayRole;
import dev.alarum.settings.RelaySettings;
import dev.alarum.settings.ServerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A relay whose settings come from the command line: data folder, own port, key, base URL of the hub. */
public final class RelayMain {
    private RelayMain() {}

    public static void main(String[] arguments) {
        RelaySettings settings = new RelaySettings(
                new Name("pi"),
                SenderKey.parse(arguments[2]),
                new ServerSettings("127.0.0.1", Integer.parseInt(arguments[1]), null, null),
                List.of(URI.create(arguments[3])),
                List.of(),
                Duration.ofSeconds(1),
                Path.of(arguments[0]));
        System.exit(RelayRole.run(settings, Map.of("alarum.heartbeat.period", "1s")));
    }
}
