package dev.alarum.settings;

import dev.alarum.settings.Key.Owner;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads the settings of a role: property files, then the environment, then {@code --set}. Nothing is loaded by halves:
 * either the record with its placeholders, or the list of everything that is wrong.
 */
public final class SettingsLoader {
    static final Path DEFAULT_DATA_FOLDER = Path.of("data");

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private SettingsLoader() {}

    /** @throws SettingsProblems if anything is wrong */
    public static Loaded<HubSettings> loadHub(Source source) throws SettingsProblems {
        return new HubReader(source).read();
    }

    /** @throws SettingsProblems if anything is wrong */
    public static Loaded<AgentSettings> loadAgent(Source source) throws SettingsProblems {
        return new SenderReader(Owner.AGENT, source, SettingsLoader::hostName).agent();
    }

    /** @throws SettingsProblems if anything is wrong */
    public static Loaded<RelaySettings> loadRelay(Source source) throws SettingsProblems {
        return new SenderReader(Owner.RELAY, source, SettingsLoader::hostName).relay();
    }

    /**
     * By the arguments of {@code bin/alarum hub}, this process's environment and home folder.
     *
     * @throws SettingsProblems if anything is wrong
     */
    public static Loaded<HubSettings> loadHub(List<String> arguments) throws SettingsProblems {
        return loadHub(ofProcess("hub", arguments));
    }

    /**
     * By the arguments of {@code bin/alarum agent}, this process's environment and home folder.
     *
     * @throws SettingsProblems if anything is wrong
     */
    public static Loaded<AgentSettings> loadAgent(List<String> arguments) throws SettingsProblems {
        return loadAgent(ofProcess("agent", arguments));
    }

    /**
     * By the arguments of {@code bin/alarum relay}, this process's environment and home folder.
     *
     * @throws SettingsProblems if anything is wrong
     */
    public static Loaded<RelaySettings> loadRelay(List<String> arguments) throws SettingsProblems {
        return loadRelay(ofProcess("relay", arguments));
    }

    private static Source ofProcess(String role, List<String> arguments) throws SettingsProblems {
        return Source.of(role, SettingsArguments.of(arguments).withoutRest(), System.getenv(), Home.folder());
    }

    private static String hostName() {
        try {
            return Files.isReadable(HOST_NAME)
                    ? Files.readString(HOST_NAME, StandardCharsets.UTF_8).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "";
        }
    }
}
