package dev.alarum.command;

import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.Preview;
import dev.alarum.role.PlanLook;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code bin/alarum plan}: what the hub would send to Proxmox if the power failed now. */
final class PlanCommand implements Command {
    private final Looking looking;

    /** Sees how clusters are. */
    interface Looking {
        Map<String, ClusterLook> at(List<ClusterSettings> clusters) throws Exception;
    }

    PlanCommand() {
        this(PlanLook::at);
    }

    PlanCommand(Looking looking) {
        this.looking = looking;
    }

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String summary() {
        return "shows what would be sent to Proxmox if the power failed now";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum plan [--config FILE]… [--set KEY=VALUE]…

                Sees how each Proxmox cluster of the hub's settings is at this moment, and shows for each UPS, in order,
                every request that would go out in its outage, what would be left out and why, and how long it may take.
                Nothing is ordered, whether armed or not. The hub need not run; its page shows the same.
                Exit codes: 0 shown, 1 a cluster could not be seen, 2 wrong command line or settings.
                """;
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        if (!taken.rest().isEmpty()) {
            throw SettingsProblems.withArgument(
                    taken.rest().get(0), "a plan takes no such argument", "bin/alarum plan");
        }
        HubSettings settings = SettingsLoader.loadHub(Source.of("hub", taken, console.environment(), console.home()))
                .settings();
        if (settings.clusters().isEmpty()) {
            console.out().println("no cluster is set up in alarum.proxmox: in an outage nothing is shut down");
            return OK;
        }
        try {
            return show(settings, looking.at(settings.clusters()), console);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (Exception e) {
            console.err().println("alarum plan: the look at Proxmox failed: " + e.getMessage());
            return FAILED;
        }
    }

    private static int show(HubSettings settings, Map<String, ClusterLook> looks, Console console) {
        int code = OK;
        for (ClusterSettings cluster : settings.clusters()) {
            ClusterLook look = looks.getOrDefault(
                    cluster.cluster(), ClusterLook.unanswered(0, cluster.cluster(), List.of("it was not asked")));
            if (!look.answered()) {
                console.err()
                        .println("alarum plan: cluster " + cluster.cluster() + " could not be seen: "
                                + String.join("; ", look.words()));
                code = FAILED;
            }
            List<UpsSettings> feeding = settings.ups().stream()
                    .filter(ups -> !fed(settings, cluster, ups).isEmpty())
                    .toList();
            if (feeding.isEmpty()) {
                showUnfed(settings, cluster, look, console);
            }
            for (UpsSettings ups : feeding) {
                Duration need = show(
                        "in an outage of UPS " + ups.name(),
                        settings,
                        cluster,
                        fed(settings, cluster, ups),
                        look,
                        console);
                sayShared(settings, cluster, ups, console);
                sayIfLate(ups, need, console);
            }
            look.words().stream()
                    .filter(words -> look.answered())
                    .forEach(words -> console.out().println("  not seen: " + words));
        }
        return code;
    }

    private static List<Name> fed(HubSettings settings, ClusterSettings cluster, UpsSettings ups) {
        return cluster.nodes().stream()
                .filter(node -> ups.nodes().isEmpty()
                        ? settings.nodes().siteOf(Sender.node(node)).equals(ups.site())
                        : ups.nodes().contains(node))
                .toList();
    }

    private static void showUnfed(HubSettings settings, ClusterSettings cluster, ClusterLook look, Console console) {
        if (settings.ups().isEmpty()) {
            Duration need = show("in an outage of the only UPS", settings, cluster, cluster.nodes(), look, console);
            sayIfLate(UpsSettings.named(new Name("NAME")), need, console);
        } else {
            show(
                    "which no UPS feeds, so that it is never shut down",
                    settings,
                    cluster,
                    cluster.nodes(),
                    look,
                    console);
        }
    }

    private static Duration show(
            String when,
            HubSettings settings,
            ClusterSettings cluster,
            List<Name> nodes,
            ClusterLook look,
            Console console) {
        Set<String> relays =
                settings.nodes().relays().keySet().stream().map(Name::key).collect(Collectors.toSet());
        Preview preview = Preview.of(
                cluster,
                nodes,
                relays,
                look.answered() ? look : null,
                Moments.system().now());
        console.out()
                .println("cluster " + cluster.cluster() + ", " + when
                        + (preview.isArmed() ? ":" : ", not armed, so that nothing of this would be sent:"));
        int width = preview.lines().stream()
                .mapToInt(line -> line.what().length())
                .max()
                .orElse(0);
        for (Preview.Line line : preview.lines()) {
            String what = "  " + line.what() + " ".repeat(width - line.what().length()) + "  ";
            if (line.requests().isEmpty()) {
                console.out().println(what + "nothing: " + line.note());
            }
            line.requests().forEach(request -> console.out().println(what + request));
        }
        console.out().println("  takes " + minutes(preview.need()) + " at most, by the times of the settings");
        return preview.need();
    }

    private static void sayIfLate(UpsSettings ups, Duration need, Console console) {
        if (need.compareTo(ups.runtimeBelow()) > 0) {
            console.out()
                    .println("  but it may begin as late as with " + minutes(ups.runtimeBelow())
                            + " left in the battery: set alarum.ups." + ups.name() + ".runtime-below="
                            + minutes(need).replaceAll(" .*", "m") + " or more, or shorten the times of the cluster");
        }
    }

    private static void sayShared(HubSettings settings, ClusterSettings cluster, UpsSettings ups, Console console) {
        String shared = fed(settings, cluster, ups).stream()
                .filter(node -> settings.ups().stream()
                        .anyMatch(other -> !other.name().equals(ups.name())
                                && fed(settings, cluster, other).contains(node)))
                .map(Name::text)
                .collect(Collectors.joining(", "));
        if (!shared.isEmpty()) {
            console.out().println("  but not while another UPS has power that feeds it, too: " + shared);
        }
    }

    private static String minutes(Duration need) {
        long minutes = need.plusSeconds(59).toMinutes();
        return minutes == 1 ? "1 minute" : minutes + " minutes";
    }
}
