package dev.alarum.role;

import dev.alarum.store.Row;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.camel.ExchangePattern;
import org.apache.camel.component.seda.SedaEndpoint;

/** What it costs when many nodes appear, fail and come back together: see {@code bench/together}. */
final class TogetherBench {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration UNTIL = TIMEOUT.plusSeconds(6);
    private static final Duration BACK = Duration.ofSeconds(5);
    private static final PrintStream OUT = System.out;

    private final ManyNodes many;
    private final int count;
    private volatile double slowestNotice;

    private TogetherBench(ManyNodes many, int count) {
        this.many = many;
        this.count = count;
    }

    /** @param arguments how many nodes, and which share of them fails, from 0 to 1 */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        double share = Double.parseDouble(arguments[1]);
        Path data = Files.createTempDirectory("together");
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        try (ManyNodes many = ManyNodes.ofHub(count, data, TIMEOUT, Duration.ofMillis(100))) {
            new TogetherBench(many, count).run((int) (count * share));
        }
        System.exit(0);
    }

    private void run(int failing) throws Exception {
        OUT.println(
                "phase             CPU s   seconds   beats wait ms (max)   notice waits ms (max)   found   heap MB   load");
        phase("appear", () -> {
            many.begin();
            return Duration.ofSeconds(3);
        });
        phase("warm", () -> Duration.ofSeconds(10));
        double idle = phase("idle", () -> IDLE) / IDLE.toSeconds();
        look();
        double failed = phase("fail", () -> {
            for (int node = 0; node < failing; node++) {
                many.dies(node * (count / failing), 0);
            }
            return UNTIL;
        });
        double back = phase("come back", () -> {
            IntStream.range(0, count).forEach(many::lives);
            return BACK;
        });
        OUT.printf(
                Locale.ROOT,
                "beyond the idle hub: fail %.2f s of CPU, come back %.2f s%n",
                failed - idle * UNTIL.toSeconds(),
                back - idle * BACK.toSeconds());
    }

    /** Nobody is heard while the state of all is put together. */
    private void look() {
        double[] times = IntStream.range(0, 21)
                .mapToDouble(look -> {
                    long began = System.nanoTime();
                    many.hub().status();
                    return (System.nanoTime() - began) / 1e6;
                })
                .sorted()
                .toArray();
        OUT.printf(Locale.ROOT, "the state of all for the page: median %.1f ms, worst %.1f ms%n", times[10], times[20]);
    }

    /** Runs it, until what was decided is written. @return the CPU time, in s */
    private double phase(String name, Supplier<Duration> work) throws Exception {
        many.forgetWaits();
        slowestNotice = 0;
        double before = ManyNodes.cpu();
        long began = System.nanoTime();
        Thread notices = new Thread(this::notices);
        notices.start();
        ManyNodes.pass(work.get());
        while (waiting("seda:store") + waiting("seda:decided") > 0) {
            ManyNodes.pass(Duration.ofMillis(1));
        }
        double cpu = ManyNodes.cpu() - before;
        double seconds = (System.nanoTime() - began) / 1e9;
        notices.interrupt();
        notices.join();
        Runtime runtime = Runtime.getRuntime();
        OUT.printf(
                Locale.ROOT,
                "%-14s %8.2f %9.2f %21.0f %23.0f %7d %9d %6.1f%n",
                name,
                cpu,
                seconds,
                many.waits()[2],
                slowestNotice * 1000,
                many.silences().length,
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                ManyNodes.load());
        return cpu;
    }

    /** Somebody who waits for a row while all that goes on. */
    private void notices() {
        var template = many.flows().template();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                ManyNodes.pass(Duration.ofMillis(200));
                long asked = System.nanoTime();
                String id = "other.1." + asked;
                template.sendBody(
                        "seda:store?timeout=600000",
                        ExchangePattern.InOut,
                        new Row.NoticeRow(id, "other", 1, asked, "stop", "", null, 1));
                slowestNotice = Math.max(slowestNotice, (System.nanoTime() - asked) / 1e9);
            }
        } catch (RuntimeException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private int waiting(String queue) {
        return many.flows().context().getEndpoint(queue, SedaEndpoint.class).getCurrentQueueSize();
    }
}
