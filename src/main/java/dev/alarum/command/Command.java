package dev.alarum.command;

import dev.alarum.settings.SettingsProblems;
import java.util.List;

/** A command of {@code bin/alarum} other than the roles. {@code --help} is answered before {@link #run} is called. */
public interface Command {
    /** It did what was asked. */
    int OK = 0;
    /** It could not do what was asked. */
    int FAILED = 1;
    /** The command line or the settings are wrong. */
    int WRONG_USE = 2;

    /** The word on the command line, lower case. */
    String name();

    /** One line for the list of commands, without a full stop. */
    String summary();

    /** What {@code --help} prints: the forms of the command line, then what it does and what its exit codes mean. */
    String help();

    /**
     * Does it.
     *
     * @param arguments what follows the command's name
     * @return the exit code
     * @throws SettingsProblems if the settings or the arguments are wrong; the caller prints them and exits with 2
     */
    int run(List<String> arguments, Console console) throws SettingsProblems;
}
