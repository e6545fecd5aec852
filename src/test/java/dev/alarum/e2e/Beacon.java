package dev.alarum.e2e;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** The smallest program a test may start: says it is ready, starts a child if told so, waits for its end. */
public final class Beacon {
    private Beacon() {}

    /** Waits for its end; {@code with-child} makes it start a child, {@code stubborn} refuse to stop. */
    public static void main(String[] arguments) throws IOException {
        Process child =
                arguments.length > 0 && arguments[0].equals("with-child") ? new ProcessBuilder("cat").start() : null;
        boolean stubborn = arguments.length > 0 && arguments[0].equals("stubborn");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.err.println("event=stopping");
            if (stubborn) {
                waitForever();
            }
        }));
        System.err.println("event=ready role=beacon child=" + (child == null ? "none" : child.pid()));
        waitForever();
    }

    private static void waitForever() {
        while (true) {
            LockSupport.park();
        }
    }
}
