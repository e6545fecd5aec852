package dev.alarum.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What {@code bin/simulate} runs: many seeds, or one with its log. */
public final class Simulate {
    private static final double MILLIS_A_YEAR = 365.25 * 24 * 3_600_000;
    private static final String USAGE = """
            Usage: bin/simulate [--seeds N] [--from S] [--calls | --drills | --years Y] [--nodes N] [--threads N]
                   bin/simulate --seed S [--calls | --drills | --years Y [--nodes N]] [--log]
                   bin/simulate --script FILE [--log]

              --seeds N      so many seeds (200)
              --from S       the first seed (1)
              --calls        scripts about the calls: providers that take none, keys, quiet hours, caps
              --drills       the same, with drills in their midst
              --years Y      long scripts that make Y node-years in all, with many nodes and few faults:
                             the fewer seeds for Y, the longer each script and the fewer faults a node-year.
                             Where nothing happens nodes beat twice a timeout, at least every 10 s, and the
                             status is looked at every 5 min;
                             without it short scripts full of faults
              --nodes N      with --years: nodes of a house at most (40)
              --threads N    seeds at a time (as many as the machine has cores)
              --seed S       one seed: its script, the laws it breaks and, if it does, the shrunk script
              --script FILE  one script from a file, as printed
              --log          with --seed and --script: all that happened
              --help         this text

            Exit codes: 0 no law broken, 1 a law broken, 2 wrong arguments.
            """;

    private final PrintStream out;
    private final Arguments arguments;
    private final AtomicLong nodeMillis = new AtomicLong();
    private final AtomicLong beats = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private long told = System.nanoTime();

    private Simulate(Arguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
    }

    /** Runs and exits. */
    public static void main(String[] words) throws Exception {
        int code;
        try {
            Arguments arguments = Arguments.of(words);
            if (arguments.has("help")) {
                System.out.print(USAGE);
                code = 0;
            } else {
                code = new Simulate(arguments, System.out).run();
            }
        } catch (IllegalArgumentException e) {
            code = refused(e.getMessage());
        } catch (IOException e) {
            code = refused("cannot read " + e.getMessage());
        }
        System.exit(code);
    }

    private static int refused(@Nullable String reason) {
        System.err.println("bin/simulate: " + reason + "\n" + USAGE);
        return 2;
    }

    private int run() throws IOException, InterruptedException {
        if (arguments.has("seed")) {
            return one(script(arguments.number("seed", 1)));
        }
        if (arguments.has("script")) {
            return one(ScriptText.parse(Files.readString(Path.of(arguments.text("script")))));
        }
        return many();
    }

    private Script script(long seed) {
        if (arguments.has("drills")) {
            return Scripts.ofDrills(seed);
        }
        if (arguments.has("calls")) {
            return Scripts.ofCalls(seed);
        }
        if (!arguments.has("years")) {
            return Scripts.of(seed);
        }
        int nodes = (int) arguments.number("nodes", 40);
        double millis = arguments.decimal("years", 1) * MILLIS_A_YEAR / arguments.number("seeds", 200);
        return Scripts.ofYears(seed, nodes, millis);
    }

    private int one(Script script) {
        Trial trial = Trial.of(script);
        out.println(script);
        if (arguments.has("log")) {
            out.println(trial.chronicle());
        }
        out.println(trial.violations().isEmpty() ? "no law broken" : trial.report());
        return trial.violations().isEmpty() ? 0 : 1;
    }

    private int many() throws InterruptedException {
        long from = arguments.number("from", 1);
        long seeds = arguments.number("seeds", 200);
        int threads = (int) arguments.number("threads", Runtime.getRuntime().availableProcessors());
        long begun = System.nanoTime();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        for (long seed = from; seed < from + seeds; seed++) {
            long one = seed;
            workers.execute(() -> tried(one, seeds, begun));
        }
        workers.shutdown();
        workers.awaitTermination(30, TimeUnit.DAYS);
        progress(seeds, begun);
        return broken.get() == 0 ? 0 : 1;
    }

    private void tried(long seed, long seeds, long begun) {
        try {
            Trial trial = arguments.has("years") && !arguments.has("calls")
                    ? Trial.ofLong(script(seed))
                    : Trial.of(script(seed));
            nodeMillis.addAndGet(trial.nodeMillis());
            beats.addAndGet(trial.chronicle().beats());
            faults.addAndGet(trial.script().faults().size());
            if (!trial.violations().isEmpty()) {
                broken.incrementAndGet();
                say(trial.report());
            }
        } catch (RuntimeException | Error e) {
            broken.incrementAndGet();
            say("seed " + seed + " fails: " + e);
            e.printStackTrace(out);
        }
        done.incrementAndGet();
        synchronized (this) {
            if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(10)) {
                told = System.nanoTime();
                progress(seeds, begun);
            }
        }
    }

    private synchronized void say(String text) {
        out.println(text);
    }

    private synchronized void progress(long seeds, long begun) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        double millis = nodeMillis.get();
        out.printf(
                Locale.ROOT,
                "%d of %d seeds, %.2f node-years, %d faults (%.2f a node-year), %d beats, %d seeds with violations, %.0f s, %.0f times real time a node%n",
                done.get(),
                seeds,
                millis / MILLIS_A_YEAR,
                faults.get(),
                faults.get() * MILLIS_A_YEAR / Math.max(1, millis),
                beats.get(),
                broken.get(),
                seconds,
                millis / 1000 / seconds);
    }
}
