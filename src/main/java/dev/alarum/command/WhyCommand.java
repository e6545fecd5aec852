package dev.alarum.command;

import dev.alarum.node.Sender;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import dev.alarum.store.Archive;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.StoreException;
import java.util.List;
import java.util.stream.Collectors;

/** {@code bin/alarum why}: how the hub came to ring, or not to. */
final class WhyCommand implements Command {
    private static final int SHOWN = 20;

    @Override
    public String name() {
        return "why";
    }

    @Override
    public String summary() {
        return "tells how the hub came to ring, or not to; run it on the hub";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum why [INCIDENT|NODE] [--config FILE]… [--set KEY=VALUE]…

                Prints in order of time what was known, which law or rule of the hub spoke, and what was done or not.
                  INCIDENT  its number; without it the newest incident
                  NODE      the name of a node, for a relay relay:NAME; a node called like a number is node:NAME
                It only reads the hub's database, whether the hub runs or not: run it as root or as the hub's user.
                Exit codes: 0 told, 1 there is none or it cannot be read, 2 wrong command line or settings.
                """;
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        if (taken.rest().size() > 1) {
            throw SettingsProblems.withArgument(
                    taken.rest().get(1), "give one incident or one node", "bin/alarum why pve-01");
        }
        HubSettings settings = SettingsLoader.loadHub(Source.of("hub", taken, console.environment(), console.home()))
                .settings();
        try (Archive archive = Archive.open(settings.dataFolder())) {
            List<IncidentRow> incidents = archive.incidents();
            if (taken.rest().isEmpty()) {
                return newest(incidents, archive, console);
            }
            String asked = taken.rest().get(0);
            return asked.matches("\\d{1,18}")
                    ? incident(Long.parseLong(asked), incidents, archive, console)
                    : sender(asked, archive, console);
        } catch (StoreException e) {
            console.err().println("alarum why: " + e.getMessage());
            return FAILED;
        }
    }

    private static int newest(List<IncidentRow> incidents, Archive archive, Console console) throws StoreException {
        if (incidents.isEmpty()) {
            console.out().println("there was no incident yet; bin/alarum why NODE tells of a node");
            return OK;
        }
        console.out().print(Trail.of(incidents.get(incidents.size() - 1), archive));
        return OK;
    }

    private static int incident(long asked, List<IncidentRow> incidents, Archive archive, Console console)
            throws StoreException {
        for (IncidentRow incident : incidents) {
            if (incident.id() == asked) {
                console.out().print(Trail.of(incident, archive));
                return OK;
            }
        }
        String there = incidents.isEmpty()
                ? "there was none yet"
                : "there are " + incidents.get(0).id() + " to "
                        + incidents.get(incidents.size() - 1).id();
        console.err().println("alarum why: there is no incident " + asked + ": " + there);
        return FAILED;
    }

    private static int sender(String asked, Archive archive, Console console) throws SettingsProblems, StoreException {
        String name = asked.startsWith("node:") ? asked.substring("node:".length()) : asked;
        try {
            name = Sender.parse(name).toString();
        } catch (IllegalArgumentException e) {
            throw SettingsProblems.withArgument(
                    asked, "give the number of an incident, a name, or relay:NAME", "bin/alarum why pve-01");
        }
        List<String> known = archive.senders();
        String asWritten = name;
        name = known.stream().filter(asWritten::equalsIgnoreCase).findFirst().orElse(asWritten);
        if (!known.contains(name) && archive.decisionsAbout(name, 1).isEmpty()) {
            console.err()
                    .println("alarum why: there is no node or relay '" + name + "': there are "
                            + (known.isEmpty() ? "none yet" : listed(known)));
            return FAILED;
        }
        console.out().print(Trail.of(name, archive));
        return OK;
    }

    private static String listed(List<String> known) {
        String more = known.size() > SHOWN ? " and " + (known.size() - SHOWN) + " others" : "";
        return known.stream().limit(SHOWN).collect(Collectors.joining(", ")) + more;
    }
}
