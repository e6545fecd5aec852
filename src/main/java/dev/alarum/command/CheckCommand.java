package dev.alarum.command;

import dev.alarum.role.Role;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.Loaded;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code bin/alarum check}: are the settings right, and do the credentials and addresses in them work. */
final class CheckCommand implements Command {
    private static final String CALL = "--call";

    private final Function<HubSettings, List<Probe>> hubProbes;
    private final @Nullable Function<Loaded<HubSettings>, Probe> testCall;

    /**
     * @param hubProbes what is tried for a hub
     * @param testCall places a test call to the first contact and follows it; null: {@code --call} is not known
     */
    CheckCommand(
            Function<HubSettings, List<Probe>> hubProbes, @Nullable Function<Loaded<HubSettings>, Probe> testCall) {
        this.hubProbes = hubProbes;
        this.testCall = testCall;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "tells whether the settings are right and tries what they name";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum check [hub|relay|agent] [--config FILE]… [--set KEY=VALUE]…

                Checks the settings of a role (without one: hub), then tries the credentials and addresses in them.
                Nothing is started or changed. One line a finding: good, bad, or a note, after
                which nothing has to be done.
                """
                + (testCall == null ? "" : "  --call    with hub: places a test call to the first contact\n")
                + "Exit codes: 0 all is well, 1 something did not work, 2 wrong command line or settings.\n";
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        List<String> rest = new ArrayList<>(taken.rest());
        boolean call = testCall != null && rest.remove(CALL);
        Role role = role(rest);
        if (call && role != Role.HUB) {
            throw SettingsProblems.withArgument(CALL, "only a hub calls", "bin/alarum check hub --call");
        }
        Source source = Source.of(role.word(), taken, console.environment(), console.home());
        List<Probe> probes = probes(role, source, call);
        console.out()
                .println("good  settings of the " + role.word() + " are right"
                        + (source.files().isEmpty() ? "; there is no file, only defaults" : " " + source.files()));
        return report(probes, console);
    }

    private static Role role(List<String> rest) throws SettingsProblems {
        if (rest.isEmpty()) {
            return Role.HUB;
        }
        String word = rest.get(0);
        return Arrays.stream(Role.values())
                .filter(role -> rest.size() == 1 && role.word().equals(word))
                .findAny()
                .orElseThrow(() -> SettingsProblems.withArgument(
                        rest.get(rest.size() - 1), "give hub, relay or agent", "bin/alarum check hub"));
    }

    private List<Probe> probes(Role role, Source source, boolean call) throws SettingsProblems {
        return switch (role) {
            case AGENT -> Probes.ofAgent(SettingsLoader.loadAgent(source).settings());
            case RELAY -> Probes.ofRelay(SettingsLoader.loadRelay(source).settings());
            case HUB -> {
                Loaded<HubSettings> loaded = SettingsLoader.loadHub(source);
                List<Probe> probes = new ArrayList<>(hubProbes.apply(loaded.settings()));
                if (call && testCall != null) {
                    probes.add(testCall.apply(loaded));
                }
                yield probes;
            }
        };
    }

    private static int report(List<Probe> probes, Console console) {
        int code = OK;
        for (Probe probe : probes) {
            try {
                for (Finding finding : probe.findings()) {
                    console.out().println("%-6s%s".formatted(finding.kind().word(), finding.text()));
                    code = finding.good() ? code : FAILED;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FAILED;
            }
        }
        return code;
    }
}
