package dev.alarum.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.call.CallSettings;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code bin/alarum drill}: lets the running hub ring for real, and tells how each part of the way did. */
final class DrillCommand implements Command {
    private static final String URL = "--url";
    private static final String LISTEN = "--listen";
    private static final String TEXT = "--text";
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** A hub ends a drill two hours after the first ring. */
    private static final Duration LONGEST = Duration.ofHours(3);

    @Override
    public String name() {
        return "drill";
    }

    @Override
    public String summary() {
        return "rings for real, to see whether an alarm would get through";
    }

    @Override
    public String help() {
        return """
                Usage: bin/alarum drill [--url URL] [--config FILE]… [--set KEY=VALUE]…
                       bin/alarum drill --listen FILE.wav [--text TEXT] [--config FILE]… [--set KEY=VALUE]…

                The running hub sends itself a signed beat, waits until its detector notices the silence after it, asks
                Proxmox whether the nodes could be shut down, and then rings its contacts, one round, until somebody
                presses 4. No order goes out, and no node is failed. One line a part, as it is known.
                  --url URL          where the hub is reached, for instance https://hub.example.org; else by its settings
                  --listen FILE.wav  rings nobody and needs no hub: speaks a text into that file, with espeak-ng
                  --text TEXT        which text: drill (default), node, internet, power or test, for the first contact
                It reads the file admin.token in the hub's data folder: run it as root or as the hub's user.
                Exit codes: 0 passed, 1 not passed or not possible, 2 wrong command line or settings.
                """;
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        List<String> rest = new ArrayList<>(taken.rest());
        URI url = RunningHub.takeUrl(rest, URL);
        Path file = DrillText.takeFile(rest, LISTEN);
        String text = DrillText.takeText(rest, TEXT, file);
        if (!rest.isEmpty()) {
            throw SettingsProblems.withArgument(rest.get(0), "a drill takes no such argument", "bin/alarum drill");
        }
        HubSettings settings = SettingsLoader.loadHub(Source.of("hub", taken, console.environment(), console.home()))
                .settings();
        if (file != null) {
            return new DrillText(settings).speak(text, file, console);
        }
        RunningHub hub = url == null
                ? RunningHub.of(settings.server(), settings.dataFolder())
                : new RunningHub(url, settings.dataFolder());
        return run(hub, settings.call(), console);
    }

    private static int run(RunningHub hub, CallSettings calls, Console console) {
        try {
            RunningHub.Answer answer = hub.post("/v1/drill", "{}");
            if (answer.status() != 202) {
                console.err()
                        .println("alarum drill: " + hub.base() + " answered " + answer.status() + ": "
                                + answer.body().strip());
                return FAILED;
            }
            long number =
                    new ObjectMapper().readTree(answer.body()).path("drill").asLong();
            console.out()
                    .println("drill " + number + " has begun; the phone rings in about half a minute"
                            + (calls.contacts().isEmpty()
                                    ? ""
                                    : ", first that of "
                                            + calls.contacts().get(0).name()));
            return follow(hub, number, console);
        } catch (IOException e) {
            console.err().println("alarum drill: " + e.getMessage());
            return FAILED;
        }
    }

    private static int follow(RunningHub hub, long number, Console console) throws IOException {
        Set<String> told = new HashSet<>();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            JsonNode drill = drill(hub, number);
            if (drill == null) {
                throw new IOException("the hub does not know drill " + number + " any more");
            }
            tell(drill, told, console);
            String state = drill.path("state").asText();
            if (!state.equals("running")) {
                console.out().println("drill " + number + ": " + state);
                return state.equals("passed") ? OK : FAILED;
            }
            pause();
        }
        throw new IOException("drill " + number + " has no end; see the hub's page");
    }

    private static @Nullable JsonNode drill(RunningHub hub, long number) throws IOException {
        RunningHub.Answer answer = hub.get("/v1/status");
        if (answer.status() != 200) {
            throw new IOException(hub.base() + " answered " + answer.status() + ": "
                    + answer.body().strip());
        }
        JsonNode drill = new ObjectMapper().readTree(answer.body()).path("drill");
        return drill.path("number").asLong() == number ? drill : null;
    }

    private static void tell(JsonNode drill, Set<String> told, Console console) {
        for (JsonNode step : drill.path("steps")) {
            String part = step.path("part").asText();
            String mark = step.path("mark").asText();
            if (!mark.equals("waiting") && told.add(part)) {
                console.out()
                        .println(String.format(
                                "%-6s  %-8s  %s",
                                mark, part, step.path("detail").asText()));
            }
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the drill goes on", e);
        }
    }
}
