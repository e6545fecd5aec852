package dev.alarum.role;

import dev.alarum.settings.AgentSettings;
import dev.alarum.settings.Loaded;
import dev.alarum.settings.RelaySettings;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import java.util.List;

/** What {@code bin/alarum ROLE} runs. */
@FunctionalInterface
public interface RoleProgram {
    /**
     * Runs until it is told to stop.
     *
     * @param arguments what follows the role on the command line
     * @return the exit code: 0 after an orderly stop, 1 if it could not start
     * @throws SettingsProblems if the settings are wrong; nothing was started then
     */
    int run(List<String> arguments) throws SettingsProblems;

    /** The program of that role. */
    static RoleProgram of(Role role) {
        return switch (role) {
            case HUB -> arguments -> HubRole.run(SettingsLoader.loadHub(arguments));
            case AGENT ->
                arguments -> {
                    Loaded<AgentSettings> loaded = SettingsLoader.loadAgent(arguments);
                    return AgentRole.run(loaded.settings(), loaded.placeholders());
                };
            case RELAY ->
                arguments -> {
                    Loaded<RelaySettings> loaded = SettingsLoader.loadRelay(arguments);
                    return RelayRole.run(loaded.settings(), loaded.placeholders());
                };
        };
    }
}
