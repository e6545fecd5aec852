package dev.alarum.command;

import dev.alarum.role.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code bin/alarum install ROLE} and {@code bin/alarum uninstall ROLE}: a role as a service of a Debian host. */
final class InstallCommand implements Command {
    private final boolean isUndo;

    private InstallCommand(boolean isUndo) {
        this.isUndo = isUndo;
    }

    static InstallCommand install() {
        return new InstallCommand(false);
    }

    static InstallCommand uninstall() {
        return new InstallCommand(true);
    }

    @Override
    public String name() {
        return isUndo ? "uninstall" : "install";
    }

    @Override
    public String summary() {
        return isUndo ? "undoes install; keeps data and settings" : "makes a role a service of this host";
    }

    @Override
    public String help() {
        return isUndo ? """
                Usage: bin/alarum uninstall hub|relay|agent [--purge] [--dry-run] [--root DIR]

                Stops and removes the service, and the program with the last role. Settings, data and the user alarum
                stay; --purge removes them, too.

                  --dry-run    tells what would be done, and does nothing
                  --root DIR   works on the files below DIR, and runs no program

                Exit codes: 0 done, 1 something could not be done, 2 wrong arguments.""" : """
                Usage: bin/alarum install hub|relay|agent [--dry-run] [--root DIR]

                Puts the program to /opt/alarum, the unit to /etc/systemd/system, a settings file to /etc/alarum and
                the data folder to /var/lib/alarum/ROLE, makes the user alarum, enables the service, and tells each
                thing it does. Run again, it brings the program up to date. A settings file that is there is never changed.

                  --dry-run    tells what would be done, and does nothing
                  --root DIR   works on the files below DIR, and runs no program

                Exit codes: 0 done, 1 something could not be done, 2 wrong arguments.""";
    }

    @Override
    public int run(List<String> arguments, Console console) {
        List<String> left = new ArrayList<>(arguments);
        boolean isDry = left.remove("--dry-run");
        boolean isPurged = isUndo && left.remove("--purge");
        Path root = root(left);
        Optional<Role> role = left.size() == 1 ? roleCalled(left.get(0)) : Optional.empty();
        if (role.isEmpty()) {
            console.err()
                    .println("alarum " + name() + ": cannot use " + arguments + "; for instance: bin/alarum " + name()
                            + " agent --dry-run");
            return WRONG_USE;
        }
        if (!isDry && root.equals(Path.of("/")) && !"root".equals(System.getProperty("user.name"))) {
            console.err().println("alarum " + name() + ": changes to this host need root; --dry-run shows them");
            return FAILED;
        }
        Installation installation =
                new Installation(console.home(), new HostChanges(root, isDry, console.out()), console.out());
        try {
            if (isUndo) {
                installation.uninstall(role.get(), isPurged);
            } else {
                installation.install(role.get());
            }
            return OK;
        } catch (IOException e) {
            console.err().println("alarum " + name() + ": " + e);
            return FAILED;
        }
    }

    private static Path root(List<String> arguments) {
        int option = arguments.indexOf("--root");
        if (option < 0 || option + 1 >= arguments.size() || !Files.isDirectory(Path.of(arguments.get(option + 1)))) {
            // an option that is left over is refused with the other wrong arguments
            return Path.of("/");
        }
        arguments.remove(option);
        return Path.of(arguments.remove(option)).toAbsolutePath().normalize();
    }

    private static Optional<Role> roleCalled(String word) {
        return Arrays.stream(Role.values())
                .filter(role -> role.word().equals(word))
                .findFirst();
    }
}
