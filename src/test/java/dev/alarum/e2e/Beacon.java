package dev.alarum.e2e;

import java.io.IOException;

/** The smallest program a test may start: says it is ready, starts a child if told so, waits for its end. */
final class Beacon {
    private Beacon() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Process child = arguments.length > 0 ? new ProcessBuilder("cat").start() : null;
        System.err.println("event=ready role=beacon child=" + (child == null ? "none" : child.pid()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.println("event=stopping")));
        synchronized (Beacon.class) {
            while (true) {
                Beacon.class.wait();
            }
        }
    }
}
