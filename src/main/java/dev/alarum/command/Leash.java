package dev.alarum.command;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/**
 * A program that lives no longer than the one that started it: the first argument is the class with the program's
 * {@code main}, the rest are its arguments. The starter holds the other end of its standard input; when that end is
 * gone, however the starter ended, the program stops in order, and is ended if it does not.
 */
final class Leash {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Leash() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        InputStream end = System.in;
        Thread watch = new Thread(() -> watch(end), "leash");
        watch.setDaemon(true);
        watch.start();
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void watch(InputStream end) {
        try {
            while (end.read() >= 0) {
                // nothing is said through this end; that it is there is all that counts
            }
        } catch (IOException gone) {
            // the end is gone, which is what is waited for
        }
        Thread last = new Thread(Leash::endAfterPatience, "leash-last");
        last.setDaemon(true);
        last.start();
        System.exit(0);
    }

    private static void endAfterPatience() {
        try {
            Thread.sleep(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
