package dev.alarum.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code bin/alarum demo}: the whole of Alarum on one machine, with a telephone that prints. */
final class DemoCommand implements Command {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration CALL = Duration.ofSeconds(40);
    private static final long LOOK_MILLIS = 100;
    private static final int SHOWN_LINES = 20;

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String summary() {
        return "runs hub, relay and three agents on this machine with a telephone that prints";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum demo [--once]

                Starts a hub, a relay and three agents as processes of their own on loopback, with free ports and a
                data folder that is thrown away, prints where the page is, and lives until Ctrl-C. What the telephone
                says is printed. Kill an agent, and wait 20 seconds.

                  --once   waits until all agents are up, kills one with SIGKILL, shows the call that follows with
                           its timing, and stops everything

                Exit codes: 0 done, 1 something did not start or no call came within 40 s, 2 wrong arguments.
                No process is left behind, however the demo ends.""";
    }

    @Override
    public int run(List<String> arguments, Console console) {
        boolean once = arguments.equals(List.of("--once"));
        if (!once && !arguments.isEmpty()) {
            console.err()
                    .println("alarum demo: unknown argument " + arguments + "; for instance: bin/alarum demo --once");
            return WRONG_USE;
        }
        try {
            return run(once, console);
        } catch (IOException e) {
            console.err().println("alarum demo: could not start: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static int run(boolean once, Console console) throws IOException, InterruptedException {
        try (DemoHouse house = DemoHouse.open(console.home(), console.out())) {
            Thread onSignal = new Thread(() -> endOnSignal(house, once), "demo-end");
            Runtime.getRuntime().addShutdownHook(onSignal);
            int code = new Run(house, console.out(), console.err()).run(once);
            house.close();
            Runtime.getRuntime().removeShutdownHook(onSignal);
            return code;
        }
    }

    /** Ctrl-C is the way to end the demo, and so no failure; one that was to show a call has not shown it. */
    private static void endOnSignal(DemoHouse house, boolean once) {
        house.close();
        if (!once) {
            Runtime.getRuntime().halt(OK);
        }
    }

    /** One run of the demo. */
    private record Run(DemoHouse house, PrintStream out, PrintStream err) {
        int run(boolean once) throws IOException, InterruptedException {
            out.println("Alarum demo: a hub, a relay and three agents on this machine, a telephone that prints.");
            out.println("  page         " + house.hubUrl() + "/");
            out.println("  admin token  in " + house.adminToken());
            house.programs()
                    .forEach(program -> out.printf(
                            Locale.ROOT,
                            "  %-11s  pid %d%n",
                            program.name(),
                            program.process().pid()));
            long begin = System.nanoTime();
            if (await(START, Set.of(), status -> DemoHouse.AGENTS.stream().allMatch(status::isUp))
                    .isEmpty()) {
                return gaveUp("the agents were not up within " + START.toSeconds() + " s");
            }
            out.printf(Locale.ROOT, "All agents are UP after %.1f s.%n", seconds(begin));
            if (once) {
                return killOne(DemoHouse.AGENTS.get(0));
            }
            out.println("Kill an agent (kill -9 PID) and wait 20 seconds. Ctrl-C ends the demo.");
            new CountDownLatch(1).await();
            return OK;
        }

        private int killOne(String victim) throws IOException, InterruptedException {
            house.program(victim).ifPresent(DemoProgram::kill);
            long killed = System.nanoTime();
            out.println(victim + " is killed (SIGKILL). Waiting for the call …");
            Optional<DemoStatus> failed = await(CALL, Set.of(victim), status -> status.isFailed(victim));
            failed.ifPresent(status -> out.printf(
                    Locale.ROOT, "%s is FAILED %.1f s after its last beat.%n", victim, status.lastBeatSeconds(victim)));
            Duration left = CALL.minusNanos(System.nanoTime() - killed);
            Optional<DemoStatus> called = await(
                    left, Set.of(victim), status -> status.callAbout(victim).isPresent());
            Optional<JsonNode> call = called.flatMap(status -> status.callAbout(victim));
            if (call.isEmpty() || called.isEmpty()) {
                return gaveUp("no call came within " + CALL.toSeconds() + " s");
            }
            out.printf(
                    Locale.ROOT,
                    "%s was called %.1f s after the last beat of %s (%s).%n",
                    call.get().path("contact").asText(),
                    called.get().lastBeatSeconds(victim),
                    victim,
                    call.get().path("status").asText());
            return OK;
        }

        /** The first answer of the hub that is as wanted; empty if none came in time or a program ended unexpectedly. */
        private Optional<DemoStatus> await(Duration patience, Set<String> mayEnd, Predicate<DemoStatus> wanted)
                throws InterruptedException {
            long begin = System.nanoTime();
            do {
                Optional<DemoStatus> status =
                        DemoStatus.of(house.hubUrl(), house.adminToken()).filter(wanted);
                if (status.isPresent()) {
                    return status;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } while (System.nanoTime() - begin < patience.toNanos() && !house.hasEnded(mayEnd));
            return Optional.empty();
        }

        private int gaveUp(String reason) throws IOException {
            err.println("alarum demo: " + reason);
            for (DemoProgram program : house.programs()) {
                Path log = house.log(program.name());
                List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
                err.printf(Locale.ROOT, "-- %s (%s)%n", program.name(), program.isAlive() ? "runs" : "has ended");
                lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())
                        .forEach(line -> err.println("   " + line));
            }
            return FAILED;
        }

        private static double seconds(long begin) {
            return (System.nanoTime() - begin) / 1e9;
        }
    }
}
