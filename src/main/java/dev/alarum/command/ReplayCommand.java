package dev.alarum.command;

import dev.alarum.replay.Backtest;
import dev.alarum.replay.Outcome;
import dev.alarum.role.HubRules;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import dev.alarum.store.Archive;
import dev.alarum.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code bin/alarum replay}: which calls the recorded past would have led to with other settings. */
final class ReplayCommand implements Command {
    private static final String JSON = "--json";
    private static final String SINCE = "--since";
    private static final String UNTIL = "--until";

    /** What a replay decides by; other settings would be taken and change nothing. */
    private static final List<String> EFFECTIVE = List.of(
            "alarum.heartbeat.timeout",
            "alarum.failure.",
            "alarum.incident.",
            "alarum.notice.",
            "alarum.node.",
            "alarum.relay.",
            "alarum.ups.",
            "alarum.call.",
            "alarum.contact.",
            "alarum.data.dir");

    /** From then on what was heard is enough to judge by: the window of failures and the hour an incident stays in view. */
    private static final long WARM_UP = 2 * 3_600_000L;

    private final Clock clock;

    ReplayCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String summary() {
        return "says which calls other settings would have made in the past; run it on the hub";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum replay [--since TIME] [--until TIME] [--json] [--config FILE]… [--set KEY=VALUE]…

                Decides the recorded past once more, with the hub's settings and those of --set, and says which calls would
                have been made, how long after the first silence, and what differs from the calls that were made.
                  --since TIME  from when on: 30d, 12h (ago), 2026-11-01 or 2026-11-01T06:30:00Z; else all that is recorded
                  --until TIME  until when; else until now
                  --json        for programs
                  --set …       for instance --set alarum.heartbeat.timeout=15s --set alarum.failure.threshold=2
                It only reads the hub's database, whether the hub runs or not: run it as root or as the hub's user.
                Exit codes: 0 replayed, 1 nothing is recorded or it cannot be read, 2 wrong command line or settings.
                """;
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        List<String> rest = new ArrayList<>(taken.rest());
        boolean json = rest.remove(JSON);
        Instant now = clock.instant();
        Instant since = TimeArgument.take(rest, SINCE, now);
        Instant until = TimeArgument.take(rest, UNTIL, now);
        if (!rest.isEmpty()) {
            throw SettingsProblems.withArgument(
                    rest.get(0),
                    "give only --since, --until, --json, --config FILE and --set KEY=VALUE",
                    "bin/alarum replay --since 30d --set alarum.heartbeat.timeout=15s");
        }
        Map<String, String> sets = new TreeMap<>(taken.sets());
        HubSettings settings = SettingsLoader.loadHub(Source.of("hub", taken, console.environment(), console.home()))
                .settings();
        demandEffect(sets);
        try (Archive archive = Archive.open(settings.dataFolder())) {
            List<Long> covered = archive.covered();
            if (covered.isEmpty()) {
                console.err()
                        .println("alarum replay: nothing is recorded yet in " + settings.dataFolder()
                                + ": the hub records from its first start with this version on");
                return FAILED;
            }
            long from = since == null ? covered.get(0) : since.toEpochMilli();
            long to = until == null ? covered.get(1) : until.toEpochMilli();
            demandCovered(from, to, covered, since != null);
            Backtest backtest = Backtest.of(archive.past(from - WARM_UP));
            demandResolution(settings, backtest);
            List<Outcome> outcomes = backtest.outcomes(HubRules.of(settings), from, to);
            ReplayReport report = new ReplayReport(from, to, covered, sets, backtest.thinned(), outcomes);
            console.out().print(json ? report.json() : report.text());
            return OK;
        } catch (StoreException | IllegalArgumentException e) {
            console.err().println("alarum replay: " + e.getMessage());
            return FAILED;
        }
    }

    private static void demandEffect(Map<String, String> sets) throws SettingsProblems {
        for (String key : sets.keySet()) {
            if (EFFECTIVE.stream().noneMatch(key::startsWith)) {
                throw SettingsProblems.withArgument(
                        "--set " + key,
                        "leave it out, as a replay does not depend on it",
                        "--set alarum.heartbeat.timeout=15s");
            }
        }
    }

    private static void demandCovered(long from, long to, List<Long> covered, boolean given) throws SettingsProblems {
        String record =
                "the record covers " + TimeArgument.shown(covered.get(0)) + " to " + TimeArgument.shown(covered.get(1));
        if (given && from < covered.get(0)) {
            throw SettingsProblems.withArgument(
                    SINCE + " " + TimeArgument.shown(from),
                    "give a time that is recorded; " + record,
                    SINCE + " " + TimeArgument.shown(covered.get(0) + 1_000));
        }
        if (to <= from || from > covered.get(1)) {
            throw SettingsProblems.withArgument(
                    SINCE + " " + TimeArgument.shown(from) + " " + UNTIL + " " + TimeArgument.shown(to),
                    "give a time that ends after it begins; " + record,
                    SINCE + " 30d");
        }
    }

    private static void demandResolution(HubSettings settings, Backtest backtest) throws SettingsProblems {
        boolean tooShort = Stream.concat(
                        Stream.of(settings.heartbeat().timeout()), settings.heartbeat().timeouts().values().stream())
                .anyMatch(timeout -> timeout.compareTo(backtest.resolution()) < 0);
        if (tooShort) {
            String least = dev.alarum.node.Durations.text(backtest.resolution());
            throw SettingsProblems.withArgument(
                    "alarum.heartbeat.timeout",
                    "give " + least + " or more: shorter silences are not recorded",
                    "--set alarum.heartbeat.timeout=" + least);
        }
    }
}
