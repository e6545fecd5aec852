package dev.alarum.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** {@code bin/alarum status}: what the page shows, on a terminal. */
final class StatusCommand implements Command {
    private static final String HEALTHY = "UP";
    private static final String JSON = "--json";
    private static final String URL = "--url";

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "shows the state of the running hub; run it on the hub";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum status [--url URL] [--json] [--config FILE]… [--set KEY=VALUE]…

                Shows nodes, relays, UPS, incidents, calls, plans and problems as the running hub sees them.
                  --url URL  where the hub is reached, for instance https://hub.example.org; else by its settings
                  --json     as the hub sends it (GET /v1/status)
                It reads the file admin.token in the hub's data folder: run it as root or as the hub's user.
                Exit codes: 0 the hub's health is UP, 1 it is not, or no hub answers, 2 wrong command line or settings.
                """;
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        List<String> rest = new ArrayList<>(taken.rest());
        boolean json = rest.remove(JSON);
        URI url = RunningHub.takeUrl(rest, URL);
        if (!rest.isEmpty()) {
            throw SettingsProblems.withArgument(
                    rest.get(0), "give only --url URL, --json, --config FILE and --set KEY=VALUE", "bin/alarum status");
        }
        HubSettings settings = SettingsLoader.loadHub(Source.of("hub", taken, console.environment(), console.home()))
                .settings();
        RunningHub hub = RunningHub.of(settings.server(), settings.dataFolder());
        return run(url == null ? hub : new RunningHub(url, settings.dataFolder()), json, console.out(), console.err());
    }

    /**
     * Shows the state.
     *
     * @param json as the hub sent it, instead of tables
     * @return 0 if the hub's health is UP, else 1
     */
    static int run(RunningHub hub, boolean json, PrintStream out, PrintStream err) {
        try {
            RunningHub.Answer answer = hub.get("/v1/status");
            if (answer.status() != 200) {
                err.println("alarum status: " + hub.base() + " answered " + answer.status() + ": "
                        + answer.body().strip());
                return 1;
            }
            return show(answer.body(), json, out, err);
        } catch (IOException e) {
            err.println("alarum status: " + e.getMessage());
            return 1;
        }
    }

    private static int show(String body, boolean json, PrintStream out, PrintStream err) throws IOException {
        JsonNode state = new ObjectMapper().readTree(body);
        out.print(json ? body + System.lineSeparator() : StatusTables.of(state));
        String health = state.path("hub").path("health").asText("unknown");
        if (!health.equals(HEALTHY)) {
            err.println("alarum status: the hub's health is " + health);
            return 1;
        }
        return 0;
    }
}
