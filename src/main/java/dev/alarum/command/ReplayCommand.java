package dev.alarum.command;

import dev.alarum.node.Durations;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code bin/alarum replay}: which calls the recorded past would have led to with other settings. */
final class ReplayCommand implements Command {
    private static final String JSON = "--json";
    private static final String SINCE = "--since";
    private static final String UNTIL = "--until";

    /** What a replay decides by; other settings would be taken and change nothing. */
    private static final Pattern DECIDES =
            Pattern.compile("alarum\\.(heartbeat\\.timeout|(failure|incident|notice)\\..+"
                    + "|node\\..+\\.(site|timeout)|relay\\..+\\.site"
                    + "|ups\\..+\\.(site|nodes|confirm|shutdown-after|charge-below|runtime-below|lost-after))");

    /** Says where the record is, not how it is decided. */
    private static final String FOLDER = "alarum.data.dir";

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
                have been made, how long after the first silence, and what differs from the calls that were made. It is checked
                by a replay without --set: that must lead to the calls that were made.
                  --since TIME  from when on: 30d, 12h (ago), 2026-11-01 or 2026-11-01T06:30:00Z; else all that is recorded
                  --until TIME  until when; else until now
                  --json        for programs
                  --set …       for instance --set alarum.heartbeat.timeout=15s --set alarum.failure.threshold=2
                It only reads the hub's database, whether the hub runs or not: run it as root or as the hub's user.
                Exit codes: 0 replayed, 1 nothing is recorded of that time or it cannot be read, 2 wrong command line or
                settings.
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
        demandOrder(since, until, now);
        HubSettings settings = load(taken.sets(), taken, console);
        Map<String, String> sets = new TreeMap<>(taken.sets());
        sets.remove(FOLDER);
        demandEffect(sets);
        try (Archive archive = Archive.open(settings.dataFolder())) {
            List<Long> covered = archive.covered();
            if (covered.isEmpty()) {
                return failed(
                        console,
                        "nothing is recorded yet in " + settings.dataFolder()
                                + ": the hub records from its first start with this version on");
            }
            long asked = since == null ? covered.get(0) : since.toEpochMilli();
            long from = Math.max(asked, covered.get(0));
            long to = until == null ? covered.get(1) : Math.min(until.toEpochMilli(), covered.get(1));
            if (from >= to) {
                return failed(
                        console,
                        "nothing is recorded of that time: the record covers " + TimeArgument.shown(covered.get(0))
                                + " to " + TimeArgument.shown(covered.get(1))
                                + ", and grows once a minute while the hub runs");
            }
            Backtest backtest = Backtest.of(archive.past(from - WARM_UP));
            demandResolution(settings, backtest);
            List<Outcome> outcomes = backtest.outcomes(HubRules.of(settings), from, to);
            ReplayReport report = new ReplayReport(
                    from,
                    to,
                    asked < from,
                    backtest.ran(from, to),
                    sets,
                    backtest.thinned(),
                    sets.isEmpty() ? outcomes : asItIs(backtest, taken, console, from, to),
                    outcomes);
            console.out().print(json ? report.json() : report.text());
            return OK;
        } catch (StoreException | IllegalArgumentException e) {
            return failed(console, String.valueOf(e.getMessage()));
        }
    }

    private static int failed(Console console, String why) {
        console.err().println("alarum replay: " + why);
        return FAILED;
    }

    /** What the settings give without those of {@code --set}; null if a hub would not start with them. */
    private static @Nullable List<Outcome> asItIs(
            Backtest backtest, SettingsArguments taken, Console console, long from, long to) {
        try {
            return backtest.outcomes(HubRules.of(load(Map.of(), taken, console)), from, to);
        } catch (SettingsProblems e) {
            return null;
        }
    }

    private static HubSettings load(Map<String, String> sets, SettingsArguments taken, Console console)
            throws SettingsProblems {
        SettingsArguments arguments = new SettingsArguments(taken.files(), sets, List.of());
        return SettingsLoader.loadHub(Source.of("hub", arguments, console.environment(), console.home()))
                .settings();
    }

    private static void demandEffect(Map<String, String> sets) throws SettingsProblems {
        for (String key : sets.keySet()) {
            if (!DECIDES.matcher(key).matches()) {
                throw SettingsProblems.withArgument(
                        "--set " + key,
                        "leave it out, as a replay does not depend on it",
                        "--set alarum.heartbeat.timeout=15s");
            }
        }
    }

    private static void demandOrder(@Nullable Instant since, @Nullable Instant until, Instant now)
            throws SettingsProblems {
        if (since != null && !since.isBefore(now)) {
            throw SettingsProblems.withArgument(SINCE + " " + since, "give a time in the past", SINCE + " 30d");
        }
        if (since != null && until != null && !since.isBefore(until)) {
            throw SettingsProblems.withArgument(
                    SINCE + " " + since + " " + UNTIL + " " + until,
                    "give a time that ends after it begins",
                    SINCE + " 30d " + UNTIL + " 1d");
        }
    }

    private static void demandResolution(HubSettings settings, Backtest backtest) throws SettingsProblems {
        boolean tooShort = Stream.concat(
                        Stream.of(settings.heartbeat().timeout()), settings.heartbeat().timeouts().values().stream())
                .anyMatch(timeout -> timeout.compareTo(backtest.resolution()) < 0);
        if (tooShort) {
            String least = Durations.text(backtest.resolution());
            throw SettingsProblems.withArgument(
                    "alarum.heartbeat.timeout",
                    "give " + least + " or more: shorter silences are not recorded",
                    "--set alarum.heartbeat.timeout=" + least);
        }
    }
}
