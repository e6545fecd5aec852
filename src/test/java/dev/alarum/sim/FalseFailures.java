package dev.alarum.sim;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * How often a healthy node is called failed because its beats are lost on the way: counted on the real core, beside what
 * the lengths of runs of lost beats say.
 *
 * <p>A node that beats each second is silent for {@code k + 1} seconds when {@code k} beats in a row are lost. Its group
 * is over once more than the timeout {@code T} has passed, and is found by the next check, at most 0.1 s later. So with
 * {@code T} in whole seconds, {@code T - 1} lost beats are no failure, since the next beat comes as the group ends, and
 * {@code T} lost beats always are one: the check comes up to 0.1 s after {@code T}, the next beat a whole second. A run
 * counts once, however long it lasts.
 */
public final class FalseFailures {
    private static final int NODES = 50;
    private static final double BEATS_A_YEAR = 365.25 * 24 * 3600;
    private static final Duration USUAL = Duration.ofSeconds(20);

    private final PrintStream out;
    private long seed;

    private FalseFailures(PrintStream out, long seed) {
        this.out = out;
        this.seed = seed;
    }

    /**
     * What was counted.
     *
     * @param beats how many beats the nodes sent, lost ones too
     * @param failures how many failures there were, all false
     */
    record Count(double beats, long failures) {
        double perYear() {
            return failures / beats * BEATS_A_YEAR;
        }

        CountInterval perYear(double normal) {
            return CountInterval.of(failures, normal).times(BEATS_A_YEAR / beats);
        }
    }

    /** Arguments: how much to simulate, 1 for the usual amount; the seed. */
    public static void main(String[] arguments) {
        double amount = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        new FalseFailures(System.out, seed).table(amount);
    }

    /** So many beats lost with that probability each, one by one. */
    static Count count(Loss loss, Duration timeout, double beats, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<BooleanSupplier> ways = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            ways.add(loss.way(random.split())::loses);
        }
        long seconds = Math.round(beats / NODES);
        return new Count((double) seconds * NODES, new LossyFleet(timeout, ways).seconds(seconds));
    }

    /** Independent losses, with the stretches left out in which no run comes within four beats of the timeout. */
    static Count countLongRuns(double probability, Duration timeout, double beats, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int longRun = runThatFails(timeout) - 4;
        List<LongRuns> ways = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            ways.add(new LongRuns(probability, longRun, random.split()));
        }
        LossyFleet fleet = new LossyFleet(timeout, List.copyOf(ways));
        long failures = fleet.seconds(Math.round(beats / NODES));
        return new Count(ways.stream().mapToDouble(LongRuns::stoodFor).sum(), failures);
    }

    /** How many lost beats in a row make a silence as long as the timeout. */
    static int runThatFails(Duration timeout) {
        return Math.toIntExact(timeout.toSeconds());
    }

    private void table(double amount) {
        out.println("| loss | timeout | node-years | false failures | per node-year, measured (95 %) | from theory |");
        out.println("|---|---|---|---|---|---|");
        for (int percent : List.of(20, 30)) {
            for (int seconds : List.of(5, 8)) {
                Loss loss = Loss.independent(percent / 100.0);
                row(percent + " %, each beat by itself", loss, Duration.ofSeconds(seconds), 3e7 * amount);
            }
        }
        row("50 %, each beat by itself", Loss.independent(0.5), USUAL, 2e8 * amount);
        for (int percent : List.of(40, 50)) {
            double probability = percent / 100.0;
            print(
                    percent + " %, each beat by itself, long runs only",
                    USUAL,
                    countLongRuns(probability, USUAL, 1e7 * amount, seed++),
                    Loss.independent(probability));
        }
        for (int percent : List.of(10, 20, 30)) {
            theory(percent + " %, each beat by itself", Loss.independent(percent / 100.0));
        }
        for (int seconds : List.of(5, 8, 20)) {
            for (int percent : List.of(1, 10)) {
                Loss loss = Loss.bursts(percent / 100.0, 5, 1);
                row(percent + " %, in bursts of 5 s", loss, Duration.ofSeconds(seconds), 2e7 * amount);
            }
        }
        for (int seconds : List.of(5, 8)) {
            Loss loss = Loss.bursts(0.1, 5, 0.5);
            row("10 %, in bursts of 5 s that let half through", loss, Duration.ofSeconds(seconds), 2e7 * amount);
        }
    }

    private void row(String name, Loss loss, Duration timeout, double beats) {
        print(name, timeout, count(loss, timeout, beats, seed++), loss);
    }

    private void print(String name, Duration timeout, Count count, Loss loss) {
        CountInterval measured = count.perYear(CountInterval.NORMAL_95);
        double theory = loss.runsPerBeat(runThatFails(timeout)) * BEATS_A_YEAR;
        out.printf(
                Locale.ROOT,
                "| %s | %d s | %s | %,d | %s (%s to %s) | %s%s |%n",
                name,
                timeout.toSeconds(),
                number(count.beats / BEATS_A_YEAR),
                count.failures,
                number(count.perYear()),
                number(measured.low()),
                number(measured.high()),
                number(theory),
                measured.holds(theory) ? "" : " (outside)");
    }

    private void theory(String name, Loss loss) {
        double theory = loss.runsPerBeat(runThatFails(USUAL)) * BEATS_A_YEAR;
        out.printf(Locale.ROOT, "| %s | %d s | | | from theory | %s |%n", name, USUAL.toSeconds(), number(theory));
    }

    private static String number(double value) {
        if (value == 0) {
            return "0";
        }
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : value >= 0.01 ? String.format(Locale.ROOT, "%.3g", value) : String.format(Locale.ROOT, "%.1e", value);
    }
}
