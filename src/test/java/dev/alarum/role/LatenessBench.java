package dev.alarum.role;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** How late nodes are found failed: see {@code bench/lateness}. */
final class LatenessBench {
    private static final Duration WARM = Duration.ofSeconds(10);
    private static final Duration DYING = Duration.ofSeconds(20);
    private static final PrintStream OUT = System.out;

    private LatenessBench() {}

    /** @param arguments how many nodes, timeout in s, rounds, then {@code bare:MS} or {@code hub:MS} for each kind */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        Duration timeout = Duration.ofSeconds(Long.parseLong(arguments[1]));
        int rounds = Integer.parseInt(arguments[2]);
        List<String> kinds = Arrays.asList(arguments).subList(3, arguments.length);
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        OUT.println(
                "what        late ms: p50     p99     max   beat waits ms: p50     p99     max   CPU %   found   load");
        List<List<double[]>> all = new ArrayList<>();
        kinds.forEach(kind -> all.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                double[] figures = round(kinds.get(kind), count, timeout, round);
                all.get(kind).add(figures);
                print(kinds.get(kind), figures);
            }
        }
        if (rounds > 1) {
            OUT.println("medians of " + rounds + " rounds");
            for (int kind = 0; kind < kinds.size(); kind++) {
                print(kinds.get(kind), medians(all.get(kind)));
            }
        }
        System.exit(0);
    }

    private static double[] round(String kind, int count, Duration timeout, int round) throws Exception {
        Duration check = Duration.ofMillis(Long.parseLong(kind.substring(kind.indexOf(':') + 1)));
        Path data = Files.createTempDirectory("lateness");
        try (ManyNodes many = kind.startsWith("bare")
                ? ManyNodes.ofBareAggregator(count, timeout, check)
                : ManyNodes.ofHub(count, data, timeout, check)) {
            many.begin();
            ManyNodes.pass(WARM);
            many.forgetWaits();
            Random random = new Random(round);
            int dying = Math.min(count / 20, 500);
            double from = many.now();
            random.ints(0, count)
                    .distinct()
                    .limit(dying)
                    .forEach(node -> many.dies(node, from + DYING.toSeconds() * random.nextDouble()));
            double before = ManyNodes.cpu();
            ManyNodes.pass(DYING.plus(timeout).plusSeconds(4));
            double share = 100 * (ManyNodes.cpu() - before) / (many.now() - from);
            double[] late = many.silences();
            double[] waits = many.waits();
            double limit = timeout.toMillis();
            return new double[] {
                late[late.length / 2] * 1000 - limit,
                late[(int) (late.length * 0.99)] * 1000 - limit,
                late[late.length - 1] * 1000 - limit,
                waits[0],
                waits[1],
                waits[2],
                share,
                late.length / (double) dying,
                ManyNodes.load()
            };
        }
    }

    private static double[] medians(List<double[]> rounds) {
        double[] medians = new double[rounds.get(0).length];
        for (int i = 0; i < medians.length; i++) {
            int figure = i;
            medians[i] =
                    rounds.stream().mapToDouble(round -> round[figure]).sorted().toArray()[rounds.size() / 2];
        }
        return medians;
    }

    private static void print(String kind, double[] figures) {
        OUT.printf(
                Locale.ROOT,
                "%-16s %7.0f %7.0f %7.0f %19.2f %7.2f %7.0f %7.1f %7.2f %6.1f%n",
                kind,
                figures[0],
                figures[1],
                figures[2],
                figures[3],
                figures[4],
                figures[5],
                figures[6],
                figures[7],
                figures[8]);
    }
}
