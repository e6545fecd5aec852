package dev.alarum.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the settings of a role come from; later ones win.
 *
 * @param files property files, in order
 * @param environment environment variables; {@code ALARUM_…} count
 * @param sets {@code --set KEY=VALUE}
 * @param home where relative paths within the settings begin
 */
public record Source(List<Path> files, Map<String, String> environment, Map<String, String> sets, Path home) {
    /** Copies all. */
    public Source {
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
        sets = Map.copyOf(sets);
    }

    /**
     * What the command line says; without {@code --config} the role's file in the folder {@code config} of the home
     * folder, if there is one.
     *
     * @param role {@code hub, agent} or {@code relay}
     */
    public static Source of(String role, SettingsArguments arguments, Map<String, String> environment, Path home) {
        Path usual = home.resolve("config").resolve(role + ".properties");
        List<Path> files = arguments.files().isEmpty() && Files.exists(usual) ? List.of(usual) : arguments.files();
        return new Source(files, environment, arguments.sets(), home);
    }
}
