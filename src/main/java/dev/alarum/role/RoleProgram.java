package dev.alarum.role;

import dev.alarum.settings.Loaded;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import java.util.List;
import java.util.Map;

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
            case AGENT -> arguments -> flowsOnly(role, SettingsLoader.loadAgent(arguments));
            case RELAY -> arguments -> flowsOnly(role, SettingsLoader.loadRelay(arguments));
        };
    }

    private static int flowsOnly(Role role, Loaded<?> loaded) {
        return RoleRunner.run(role, loaded.placeholders(), Map.of(), new RoleRunner.Hooks() {});
    }
}
