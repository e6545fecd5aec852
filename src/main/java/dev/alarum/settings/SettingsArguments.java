package dev.alarum.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line taken apart.
 *
 * @param files of {@code --config FILE}, in order
 * @param sets of {@code --set KEY=VALUE}; a later one wins
 * @param rest all other arguments, in order
 */
public record SettingsArguments(List<Path> files, Map<String, String> sets, List<String> rest) {
    private static final String CONFIG = "--config";
    private static final String SET = "--set";

    /** Copies all. */
    public SettingsArguments {
        files = List.copyOf(files);
        sets = Map.copyOf(sets);
        rest = List.copyOf(rest);
    }

    /**
     * Takes a command line apart; {@code --config=FILE} and {@code --set=KEY=VALUE} are understood too.
     *
     * @throws SettingsProblems if a value is missing
     */
    public static SettingsArguments of(List<String> arguments) throws SettingsProblems {
        List<Path> files = new ArrayList<>();
        Map<String, String> sets = new LinkedHashMap<>();
        List<String> rest = new ArrayList<>();
        Iterator<String> remaining = arguments.iterator();
        while (remaining.hasNext()) {
            String argument = remaining.next();
            if (isOption(argument, CONFIG)) {
                files.add(Path.of(valueOf(argument, CONFIG, remaining, "config/hub.properties")));
            } else if (isOption(argument, SET)) {
                addSet(sets, valueOf(argument, SET, remaining, "alarum.hub.port=8080"));
            } else {
                rest.add(argument);
            }
        }
        return new SettingsArguments(files, sets, rest);
    }

    /** @throws SettingsProblems if there are other arguments than {@code --config} and {@code --set} */
    public SettingsArguments withoutRest() throws SettingsProblems {
        if (!rest.isEmpty()) {
            throw SettingsProblems.withArgument(
                    rest.get(0), "give only --config FILE and --set KEY=VALUE here", "--config config/hub.properties");
        }
        return this;
    }

    private static boolean isOption(String argument, String option) {
        return argument.equals(option) || argument.startsWith(option + "=");
    }

    private static String valueOf(String argument, String option, Iterator<String> remaining, String example)
            throws SettingsProblems {
        if (argument.length() > option.length()) {
            return argument.substring(option.length() + 1);
        }
        if (!remaining.hasNext()) {
            throw SettingsProblems.withArgument(option, "give its value", option + " " + example);
        }
        return remaining.next();
    }

    private static void addSet(Map<String, String> sets, String text) throws SettingsProblems {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw SettingsProblems.withArgument(SET, "give KEY=VALUE", "--set alarum.hub.port=8080");
        }
        sets.put(text.substring(0, equals).strip(), text.substring(equals + 1));
    }
}
