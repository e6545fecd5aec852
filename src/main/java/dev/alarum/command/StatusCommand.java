package dev.alarum.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;

/** {@code bin/alarum status}: what the page shows, on a terminal. */
final class StatusCommand {
    private static final String HEALTHY = "UP";

    private StatusCommand() {}

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
