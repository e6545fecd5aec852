package dev.alarum.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.node.FleetSecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** How long a hub that knows many nodes takes to be ready, and whom it fails then: see {@code bench/restart}. */
final class RestartBench {
    private static final String DEAD = "node-00471";

    private RestartBench() {}

    /** @param arguments how many nodes, and how many rounds */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        List<double[]> all = new ArrayList<>();
        System.out.println(
                "round   ready s: nothing known   all known   ratio   dead found after ready s   false   load");
        for (int round = 1; round <= rounds; round++) {
            double[] figures = round(count);
            all.add(figures);
            print(String.valueOf(round), figures);
        }
        double[] medians = new double[5];
        for (int i = 0; i < medians.length; i++) {
            int figure = i;
            medians[i] = all.stream().mapToDouble(one -> one[figure]).sorted().toArray()[rounds / 2];
        }
        print("median", medians);
        System.exit(0);
    }

    private static double[] round(int count) throws Exception {
        double empty;
        try (Hub hub = Hub.start(Files.createTempDirectory("restart"))) {
            empty = hub.awaitReady();
        }
        Path folder = Files.createTempDirectory("restart");
        Path data = Files.createDirectories(folder.resolve("data"));
        FleetSecret.in(data);
        ManySenders.makeKnown(data, count);
        int port = FreePort.take();
        try (ManySenders senders = new ManySenders("http://127.0.0.1:" + port, data, count, Set.of(DEAD)).begin();
                Hub hub = Hub.start(folder, port)) {
            double known = hub.awaitReady();
            String token = Files.readString(data.resolve("admin.token")).strip();
            Status status = seen(hub, token);
            while (!status.node(DEAD).path("state").asText().equals("FAILED")) {
                status = seen(hub, token);
            }
            Instant failed = Instant.parse(status.node(DEAD).path("since").asText());
            long wrong =
                    status.list("nodes").stream().filter(RestartBench::isFalse).count();
            return new double[] {
                empty,
                known,
                Duration.between(hub.readyAt(), failed).toMillis() / 1e3,
                wrong,
                Hub.load(),
                senders.answers().size()
            };
        }
    }

    /** Looked at seldom: on a busy machine the looks themselves would be what is measured. */
    private static Status seen(Hub hub, String token) {
        while (true) {
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            try {
                return Status.of(hub.url(), token);
            } catch (UncheckedIOException busy) {
                System.err.println("the status took over 5 s");
            }
        }
    }

    private static boolean isFalse(JsonNode node) {
        return node.hasNonNull("failedAfterSeconds")
                && !node.path("name").asText().equals(DEAD);
    }

    private static void print(String what, double[] figures) {
        System.out.printf(
                Locale.ROOT,
                "%-7s %22.2f %11.2f %7.2f %26.2f %7.0f %6.1f%n",
                what,
                figures[0],
                figures[1],
                figures[1] / figures[0],
                figures[2],
                figures[3],
                figures[4]);
    }

    /** A hub started by the launcher. */
    static final class Hub implements AutoCloseable {
        private final Process process;
        private final Path log;
        private final long started;
        private final int port;

        private Hub(Process process, Path log, long started, int port) {
            this.process = process;
            this.log = log;
            this.started = started;
            this.port = port;
        }

        static Hub start(Path folder) throws IOException {
            return start(folder, FreePort.take());
        }

        static Hub start(Path folder, int port, String... command) throws IOException {
            Path config =
                    Files.writeString(folder.resolve("hub.properties"), """
                    alarum.hub.host=127.0.0.1
                    alarum.hub.port=%d
                    alarum.data.dir=%s
                    """.formatted(port, folder.resolve("data")));
            List<String> line = new ArrayList<>(Arrays.asList(command));
            if (line.isEmpty()) {
                line.addAll(List.of("bin/alarum", "hub", "--config", config.toString()));
            }
            Path log = folder.resolve("hub.log");
            long started = System.nanoTime();
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Hub(process, log, started, port);
        }

        String url() {
            return "http://127.0.0.1:" + port;
        }

        /** @return how long it took, in s */
        double awaitReady() throws IOException {
            while (!Files.readString(log).contains("event=ready")) {
                if (!process.isAlive()) {
                    throw new IOException(Files.readString(log));
                }
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            return (System.nanoTime() - started) / 1e9;
        }

        Instant readyAt() throws IOException {
            String line = Files.readString(log)
                    .lines()
                    .filter(one -> one.contains("event=ready"))
                    .findFirst()
                    .orElseThrow();
            return Instant.parse(line.split(" ", 2)[0]);
        }

        /** CPU time so far, in s. */
        double cpu() {
            return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
        }

        static double load() {
            return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                    .getSystemLoadAverage();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
