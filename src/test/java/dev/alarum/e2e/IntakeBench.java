package dev.alarum.e2e;

import dev.alarum.node.FleetSecret;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What 10,000 beats a second cost a hub when relays bring them, a thousand in a body, beside a bare Vert.x server that
 * reads the same bodies and answers 204: see {@code bench/intake}.
 */
final class IntakeBench {
    private static final Duration WARM = Duration.ofSeconds(15);
    private static final Duration MEASURED = Duration.ofSeconds(20);

    private IntakeBench() {}

    /** A server that knows nothing. */
    static final class Bare {
        private Bare() {}

        public static void main(String[] arguments) {
            Vertx.vertx()
                    .createHttpServer()
                    .requestHandler(request -> request.bodyHandler(
                            body -> request.response().setStatusCode(204).end()))
                    .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                    .onSuccess(server -> System.out.println("event=ready"));
        }
    }

    /** @param arguments how many nodes, and how many rounds */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        System.out.println("what     body takes ms: p50     p99     max   CPU % of a core   load");
        for (int round = 0; round < rounds; round++) {
            double bare = arguments.length > 2 ? 1 : measure("bare", count);
            double hub = measure("hub", count);
            System.out.printf(Locale.ROOT, "ratio of CPU %.1f%n", hub / bare);
        }
        System.exit(0);
    }

    private static double measure(String what, int count) throws Exception {
        Path folder = Files.createTempDirectory("intake");
        Path data = Files.createDirectories(folder.resolve("data"));
        FleetSecret.in(data);
        ManySenders.makeKnown(data, count);
        int port = FreePort.take();
        String[] bare = {
            "java", "-Xmx256m", "-cp", System.getProperty("java.class.path"), Bare.class.getName(), String.valueOf(port)
        };
        try (RestartBench.Hub hub = RestartBench.Hub.start(folder, port, what.equals("bare") ? bare : new String[0])) {
            hub.awaitReady();
            try (ManySenders senders = new ManySenders(hub.url(), data, count, Set.of()).begin()) {
                LockSupport.parkNanos(WARM.toNanos());
                senders.delays();
                double before = hub.cpu();
                LockSupport.parkNanos(MEASURED.toNanos());
                double share = 100 * (hub.cpu() - before) / MEASURED.toSeconds();
                double[] delays = senders.delays();
                System.out.printf(
                        Locale.ROOT,
                        "%-8s %18.2f %7.2f %7.2f %17.1f %6.1f%n",
                        what,
                        delays[delays.length / 2],
                        delays[(int) (delays.length * 0.99)],
                        delays[delays.length - 1],
                        share,
                        RestartBench.Hub.load());
                return share;
            }
        }
    }
}
