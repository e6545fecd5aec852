package dev.alarum.command;

import dev.alarum.role.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What {@code install} and {@code uninstall} do to a Debian host. */
final class Installation {
    private static final String PROGRAM = "/opt/alarum";
    private static final String SETTINGS = "/etc/alarum";
    private static final String DATA = "/var/lib/alarum";
    private static final String COMMAND = "/usr/local/bin/alarum";
    private static final String UNITS = "/etc/systemd/system/";
    private static final String USERS = "/etc/sysusers.d/alarum.conf";
    private static final String FOLDERS = "/etc/tmpfiles.d/alarum.conf";
    private static final String READABLE = "rw-r--r--";

    private final Path home;
    private final HostChanges host;
    private final PrintStream out;

    Installation(Path home, HostChanges host, PrintStream out) {
        this.home = home;
        this.host = host;
        this.out = out;
    }

    /** @throws IOException if something could not be done; what was done before stays, and a second try goes on */
    void install(Role role) throws IOException {
        program();
        copy("packaging/sysusers.d/alarum.conf", USERS);
        copy("packaging/tmpfiles.d/alarum.conf", FOLDERS);
        host.run(true, "systemd-sysusers", USERS);
        host.run(true, "systemd-tmpfiles", "--create", FOLDERS);
        host.folder(SETTINGS, "rwxr-x---");
        host.folder(DATA, "rwxr-x---");
        settings(role);
        for (String unit : units(role)) {
            copy("packaging/systemd/" + unit, UNITS + unit);
        }
        host.run(true, "systemctl", "daemon-reload");
        for (String unit : units(role)) {
            host.run(true, "systemctl", "enable", unit);
        }
        host.run(false, "systemctl", "try-restart", units(role).get(0));
        out.println("Next: edit " + settingsOf(role) + ", then: systemctl start "
                + units(role).get(0));
    }

    /**
     * Undoes it; data, settings and user stay unless purged.
     *
     * @throws IOException if something could not be undone; a second try goes on
     */
    void uninstall(Role role, boolean isPurged) throws IOException {
        for (String unit : units(role)) {
            if (host.exists(UNITS + unit)) {
                host.run(false, "systemctl", "disable", "--now", unit);
                host.remove(UNITS + unit);
            }
        }
        host.run(false, "systemctl", "daemon-reload");
        if (isPurged) {
            host.remove(settingsOf(role));
            host.remove(DATA + "/" + role.word());
        }
        if (hasOther(role)) {
            out.println("kept " + PROGRAM + ": another role is installed");
            return;
        }
        host.remove(COMMAND);
        host.remove(PROGRAM);
        host.remove(USERS);
        host.remove(FOLDERS);
        if (isPurged) {
            host.remove(SETTINGS);
            host.remove(DATA);
            host.run(false, "userdel", "alarum");
        } else {
            out.println("kept " + SETTINGS + " and " + DATA + "; --purge removes them");
        }
    }

    private void program() throws IOException {
        if (Files.isDirectory(host.at(PROGRAM)) && Files.isSameFile(home, host.at(PROGRAM))) {
            return;
        }
        boolean isCheckout = Files.exists(home.resolve("pom.xml"));
        Path libraries = home.resolve(isCheckout ? "target/lib" : "lib");
        if (!Files.isDirectory(libraries)) {
            throw new IOException("there is no " + libraries + "; build first: mvn -q -DskipTests package");
        }
        host.tree(libraries, PROGRAM + "/lib", isCheckout ? List.of(home.resolve("target/alarum.jar")) : List.of());
        host.file(PROGRAM + "/bin/alarum", Files.readAllBytes(home.resolve("bin/alarum")), "rwxr-xr-x");
        for (String folder : List.of("routes", "agent-routes", "relay-routes", "config", "packaging")) {
            if (Files.isDirectory(home.resolve(folder))) {
                host.tree(home.resolve(folder), PROGRAM + "/" + folder, List.of());
            }
        }
        for (String text : List.of("LICENSE", "NOTICE")) {
            copy(text, PROGRAM + "/" + text);
        }
        host.link(COMMAND, PROGRAM + "/bin/alarum");
    }

    /** The shipped settings with the installed data folder; a file that is there is the operator's and stays. */
    private void settings(Role role) throws IOException {
        if (host.exists(settingsOf(role))) {
            out.println("kept " + settingsOf(role));
            return;
        }
        String shipped = Files.readString(home.resolve("config/" + role.word() + ".properties"));
        String dataLine = "alarum.data.dir=" + DATA + "/" + role.word();
        String installed = shipped.replaceAll("(?m)^#?alarum\\.data\\.dir=.*$", dataLine);
        if (!installed.contains(dataLine)) {
            throw new IOException("config/" + role.word() + ".properties does not list alarum.data.dir");
        }
        host.file(settingsOf(role), installed.getBytes(StandardCharsets.UTF_8), "rw-r-----");
        host.run(true, "chown", "root:alarum", settingsOf(role));
    }

    private boolean hasOther(Role role) {
        return Arrays.stream(Role.values())
                .filter(other -> other != role)
                .anyMatch(other -> host.exists(UNITS + units(other).get(0)));
    }

    private void copy(String source, String target) throws IOException {
        host.file(target, Files.readAllBytes(home.resolve(source)), READABLE);
    }

    private static String settingsOf(Role role) {
        return SETTINGS + "/" + role.word() + ".properties";
    }

    private static List<String> units(Role role) {
        String unit = "alarum-" + role.word() + ".service";
        return role == Role.AGENT ? List.of(unit, "alarum-goodbye.service") : List.of(unit);
    }
}
