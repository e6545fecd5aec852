package dev.alarum.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** {@code bin/alarum ack INCIDENT} and {@code bin/alarum close INCIDENT}: ends the ringing from a keyboard. */
final class SettleCommand implements Command {
    private static final String URL = "--url";

    private final String wish;
    private final String summary;
    private final String effect;

    private SettleCommand(String wish, String summary, String effect) {
        this.wish = wish;
        this.summary = summary;
        this.effect = effect;
    }

    static SettleCommand ack() {
        return new SettleCommand(
                "ack",
                "acknowledges an incident: nobody is rung any more until it grows worse",
                "Acknowledges it: nobody is rung for it any more until it grows worse.");
    }

    static SettleCommand close() {
        return new SettleCommand(
                "close",
                "closes an incident that is settled",
                "Closes it. An outage of internet or power is acknowledged and closes by itself when it is over.");
    }

    @Override
    public String name() {
        return wish;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum %s INCIDENT [--url URL] [--config FILE]… [--set KEY=VALUE]…

                %s
                INCIDENT is its number, as bin/alarum status shows it.
                  --url URL  where the hub is reached, for instance https://hub.example.org; else by its settings
                It reads the file admin.token in the hub's data folder: run it as root or as the hub's user.
                Exit codes: 0 done, 1 no such incident or not possible, 2 wrong command line or settings.
                """.formatted(wish, effect);
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        List<String> rest = new ArrayList<>(taken.rest());
        URI url = RunningHub.takeUrl(rest, URL);
        String incident = incident(rest);
        HubSettings settings = SettingsLoader.loadHub(Source.of("hub", taken, console.environment(), console.home()))
                .settings();
        RunningHub hub = url == null
                ? RunningHub.of(settings.server(), settings.dataFolder())
                : new RunningHub(url, settings.dataFolder());
        return run(incident, hub, console);
    }

    private String incident(List<String> rest) throws SettingsProblems {
        if (rest.size() == 1 && rest.get(0).matches("[1-9][0-9]{0,17}")) {
            return rest.get(0);
        }
        throw SettingsProblems.withArgument(
                rest.isEmpty() ? "INCIDENT" : rest.get(rest.size() - 1),
                "give the number of one incident",
                "bin/alarum " + wish + " 7");
    }

    private int run(String incident, RunningHub hub, Console console) {
        try {
            RunningHub.Answer answer = hub.post("/v1/incidents/" + incident + "/" + wish, "{}");
            if (answer.status() != 200) {
                console.err()
                        .println("alarum " + wish + ": " + hub.base() + " answered " + answer.status() + ": "
                                + answer.body().strip());
                return 1;
            }
            String came =
                    new ObjectMapper().readTree(answer.body()).path("answer").asText();
            console.out().println("incident " + incident + ": " + words(came));
            return 0;
        } catch (IOException e) {
            console.err().println("alarum " + wish + ": " + e.getMessage());
            return 1;
        }
    }

    private static String words(String answer) {
        return switch (answer) {
            case "acknowledged" -> "acknowledged";
            case "closed" -> "closed";
            case "closes-by-itself" -> "acknowledged; it closes by itself when it is over";
            default -> "settled already";
        };
    }
}
