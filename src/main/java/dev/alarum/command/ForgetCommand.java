package dev.alarum.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.Sender;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import dev.alarum.store.Store;
import dev.alarum.store.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** {@code bin/alarum forget NAME}: lets the hub forget a node or relay that will not come back. */
final class ForgetCommand implements Command {
    private static final String URL = "--url";

    @Override
    public String name() {
        return "forget";
    }

    @Override
    public String summary() {
        return "lets the hub forget a node or relay that will not come back; run it on the hub";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum forget NAME [--url URL] [--config FILE]… [--set KEY=VALUE]…

                Lets the hub forget the node NAME, or with relay:NAME the relay NAME. It is known again by its next beat;
                to keep it away, stop its agent or name it in alarum.revoked. Without a running hub the store is changed.
                  --url URL  where the hub is reached, for instance https://hub.example.org; else by its settings
                It reads the file admin.token in the hub's data folder: run it as root or as the hub's user.
                Exit codes: 0 forgotten, 1 not known or not possible, 2 wrong command line or settings.
                """;
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        List<String> rest = new ArrayList<>(taken.rest());
        URI url = RunningHub.takeUrl(rest, URL);
        Sender sender = sender(rest);
        HubSettings settings = SettingsLoader.loadHub(Source.of("hub", taken, console.environment(), console.home()))
                .settings();
        RunningHub hub = RunningHub.of(settings.server(), settings.dataFolder());
        return run(
                sender, url == null ? hub : new RunningHub(url, settings.dataFolder()), console.out(), console.err());
    }

    private static Sender sender(List<String> rest) throws SettingsProblems {
        try {
            if (rest.size() == 1) {
                return Sender.parse(rest.get(0));
            }
        } catch (IllegalArgumentException e) {
            // told below, with an example
        }
        throw SettingsProblems.withArgument(
                rest.isEmpty() ? "NAME" : rest.get(rest.size() - 1),
                "give one name of 1 to 63 of A-Z a-z 0-9 . _ -, for a relay relay:NAME",
                "bin/alarum forget pve-01");
    }

    /**
     * Asks the running hub; where none runs, takes the name out of the store.
     *
     * @return 0 if it is forgotten, else 1
     */
    static int run(Sender sender, RunningHub hub, PrintStream out, PrintStream err) {
        try {
            return askHub(sender, hub, out, err);
        } catch (RunningHub.Unreachable e) {
            return fromStore(sender, hub, "no hub answers at " + hub.base(), out, err);
        } catch (IOException e) {
            err.println("alarum forget: " + e.getMessage());
            return 1;
        }
    }

    private static int askHub(Sender sender, RunningHub hub, PrintStream out, PrintStream err) throws IOException {
        String json = new ObjectMapper()
                .createObjectNode()
                .put("name", sender.toString())
                .toString();
        RunningHub.Answer answer = hub.post("/v1/nodes/forget", json);
        if (answer.status() != 204) {
            err.println("alarum forget: " + hub.base() + " answered " + answer.status() + ": "
                    + answer.body().strip());
            return 1;
        }
        out.println(sender + " is forgotten");
        return 0;
    }

    private static int fromStore(Sender sender, RunningHub hub, String why, PrintStream out, PrintStream err) {
        if (!Files.isDirectory(hub.dataFolder())) {
            err.println("alarum forget: " + why + ", and there is no data folder " + hub.dataFolder());
            return 1;
        }
        try (Store store = Store.open(hub.dataFolder())) {
            if (!store.forget(sender.toString())) {
                err.println("alarum forget: no node or relay '" + sender + "' is known");
                return 1;
            }
            out.println(sender + " is forgotten (no hub runs)");
            return 0;
        } catch (StoreException e) {
            err.println("alarum forget: " + why + "; " + e.getMessage());
            return 1;
        }
    }
}
