package dev.alarum.command;

import dev.alarum.node.FleetSecret;
import dev.alarum.node.KeyGenerations;
import dev.alarum.node.Name;
import dev.alarum.node.PrivateFile;
import dev.alarum.node.Sender;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bin/alarum enroll}: the settings by which a node or relay becomes known to the hub. */
final class EnrollCommand implements Command {
    private static final String RELAY = "--relay";
    private static final String RENEW = "--renew";

    @Override
    public String name() {
        return "enroll";
    }

    @Override
    public String summary() {
        return "prints the settings that give a node or relay its key; run it on the hub";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum enroll NAME [--relay] [--renew] [--config FILE]… [--set KEY=VALUE]…

                Prints the settings to paste into the agent.properties of the node NAME, or with --relay into the
                relay.properties of the relay NAME. The same name gives the same key, however often it is asked.
                  --relay   NAME is a relay
                  --renew   a new key; the hub refuses the old one within seconds, without a restart
                Run it on the hub, as root or as the hub's user: the settings are the hub's.
                Exit codes: 0 printed, 1 the hub's data folder cannot be read or written, 2 wrong command line or settings.
                """;
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        Sender sender = sender(taken.rest());
        HubSettings settings = SettingsLoader.loadHub(Source.of("hub", taken, console.environment(), console.home()))
                .settings();
        try {
            print(sender, settings, taken.rest().contains(RENEW), console);
            return OK;
        } catch (IOException e) {
            console.err()
                    .println("alarum enroll: the hub's data folder cannot be used, alarum.data.dir is "
                            + settings.dataFolder() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private static Sender sender(List<String> rest) throws SettingsProblems {
        List<String> names = new ArrayList<>(rest);
        names.removeIf(argument -> argument.equals(RELAY) || argument.equals(RENEW));
        if (names.size() != 1 || !Name.isName(names.get(0))) {
            throw SettingsProblems.withArgument(
                    names.isEmpty() ? "NAME" : names.get(names.size() - 1),
                    "give one name of 1 to 63 of A-Z a-z 0-9 . _ -, and no options but --relay and --renew",
                    "bin/alarum enroll pve1");
        }
        Name name = new Name(names.get(0));
        return rest.contains(RELAY) ? Sender.relay(name) : Sender.node(name);
    }

    private static void print(Sender sender, HubSettings settings, boolean renew, Console console) throws IOException {
        Path folder = settings.dataFolder();
        FleetSecret secret = FleetSecret.in(folder);
        PrivateFile.giveToOwnerOfFolder(folder.resolve(FleetSecret.FILE));
        KeyGenerations generations = KeyGenerations.in(folder);
        if (renew) {
            generations = generations.renewed(sender);
            generations.keepIn(folder);
        }
        int generation = generations.of(sender);
        String stem = sender.isRelay() ? "alarum.relay" : "alarum.node";
        String role = sender.isRelay() ? "relay" : "agent";
        console.out()
                .println("# for config/" + role + ".properties of " + sender.name() + "; key generation " + generation);
        console.out().println(stem + ".name=" + sender.name());
        console.out().println(stem + ".key=" + secret.keyOf(sender, generation).encoded());
        if (settings.nodes().revoked().contains(sender)) {
            console.err()
                    .println("alarum enroll: alarum.revoked of the hub lists " + sender + ", which is refused until"
                            + " it is taken out there");
        }
    }
}
