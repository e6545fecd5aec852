package dev.alarum;

import dev.alarum.command.Command;
import dev.alarum.command.Commands;
import dev.alarum.command.Console;
import dev.alarum.role.Role;
import dev.alarum.role.RoleProgram;
import dev.alarum.settings.Home;
import dev.alarum.settings.Nearest;
import dev.alarum.settings.SettingsProblems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code bin/alarum}: runs a role or a command. */
public final class Alarum {
    private static final List<String> HELP = List.of("--help", "-h", "help");

    private final Console console;
    private final List<Command> commands;

    Alarum(Console console, List<Command> commands) {
        this.console = console;
        this.commands = commands;
    }

    /** Exit codes: 0 done or stopped in order, 1 failed, 2 wrong command line or settings. */
    public static void main(String[] arguments) {
        Console console = new Console(System.out, System.err, System.getenv(), Home.folder());
        int code = new Alarum(console, Commands.all()).run(List.of(arguments));
        System.out.flush();
        System.exit(code);
    }

    int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            console.err().print(help());
            return Command.WRONG_USE;
        }
        String word = arguments.get(0);
        List<String> rest = arguments.subList(1, arguments.size());
        try {
            return run(word, rest);
        } catch (SettingsProblems e) {
            console.err()
                    .println("alarum " + word + ": nothing was started, "
                            + (e.problems().size() == 1
                                    ? "one setting is wrong"
                                    : e.problems().size() + " settings are wrong"));
            e.problems().forEach(problem -> console.err().println("  " + problem));
            return Command.WRONG_USE;
        }
    }

    private int run(String word, List<String> rest) throws SettingsProblems {
        if (HELP.contains(word)) {
            console.out().print(help());
            return Command.OK;
        }
        if (word.equals("--version")) {
            console.out().println("alarum " + version());
            return Command.OK;
        }
        boolean help = rest.stream().anyMatch(HELP.subList(0, 2)::contains);
        for (Role role : Role.values()) {
            if (role.word().equals(word)) {
                return help ? print(roleHelp(role)) : RoleProgram.of(role).run(rest);
            }
        }
        for (Command command : commands) {
            if (command.name().equals(word)) {
                return help ? print(command.help()) : command.run(rest, console);
            }
        }
        return unknown(word);
    }

    private int print(String text) {
        console.out().println(text.stripTrailing());
        return Command.OK;
    }

    private int unknown(String word) {
        List<String> words =
                new ArrayList<>(commands.stream().map(Command::name).toList());
        Arrays.stream(Role.values()).map(Role::word).forEach(words::add);
        console.err()
                .println("alarum: there is no command '" + word + "'"
                        + Nearest.to(word, words)
                                .map(near -> ", did you mean '" + near + "'?")
                                .orElse(".")
                        + " See bin/alarum --help");
        return Command.WRONG_USE;
    }

    private String help() {
        StringBuilder text = new StringBuilder("Usage: bin/alarum ROLE|COMMAND [ARGUMENT]…\n\nRoles:\n");
        for (Role role : Role.values()) {
            line(text, role.word(), role.summary());
        }
        text.append("\nCommands:\n");
        commands.forEach(command -> line(text, command.name(), command.summary()));
        line(text, "--version", "which version this is");
        return text.append("\nbin/alarum COMMAND --help tells more.\n").toString();
    }

    private static void line(StringBuilder text, String word, String summary) {
        text.append(String.format("  %-10s %s%n", word, summary));
    }

    private static String roleHelp(Role role) {
        return "Usage: bin/alarum " + role.word() + " [--config FILE]… [--set KEY=VALUE]…\n\n" + role.summary()
                + ".\n\nWithout --config, config/" + role.word() + ".properties is read; it lists every setting."
                + "\nEnvironment variables ALARUM_… override files, --set overrides both."
                + "\nExit codes: 0 stopped in order, 1 could not start, 2 wrong settings.";
    }

    private static String version() {
        String version = Alarum.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
