package dev.alarum.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A stand-in for the demo: starts one program on a leash, prints its pid, and waits to be killed. */
public final class LeashHolder {
    private LeashHolder() {}

    /** Arguments: the folder for the log, then those of the program. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        DemoProgram child = DemoProgram.start(
                "child",
                Path.of(arguments[0]),
                Path.of(arguments[0], "child.log"),
                "dev.alarum.e2e.Beacon",
                arguments[1]);
        System.out.println(child.process().pid());
        new CountDownLatch(1).await();
    }
}
