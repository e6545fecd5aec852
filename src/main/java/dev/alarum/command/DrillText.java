package dev.alarum.command;

import dev.alarum.call.CallFacts;
import dev.alarum.call.CallFacts.Battery;
import dev.alarum.call.CallFacts.Rehearsal;
import dev.alarum.call.CallText;
import dev.alarum.call.Contact;
import dev.alarum.call.Spoken;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.SettingsProblems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a call would say with these settings, spoken into a sound file. */
final class DrillText {
    private static final String PROGRAM = "espeak-ng";
    private static final List<String> TEXTS = List.of("drill", "node", "internet", "power", "test");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HubSettings settings;
    private final String program;

    DrillText(HubSettings settings) {
        this(settings, PROGRAM);
    }

    /** @param program what speaks */
    DrillText(HubSettings settings, String program) {
        this.settings = settings;
        this.program = program;
    }

    /**
     * Takes the file to be written out of the arguments; null if none is wanted.
     *
     * @throws SettingsProblems if it is no sound file, or its folder is not there
     */
    static @Nullable Path takeFile(List<String> arguments, String option) throws SettingsProblems {
        String given = take(arguments, option);
        if (given == null) {
            return null;
        }
        Path file = Path.of(given);
        Path folder = file.toAbsolutePath().getParent();
        if (!given.endsWith(".wav") || folder == null || !Files.isDirectory(folder)) {
            throw SettingsProblems.withArgument(
                    option + " " + given,
                    "give a file that ends in .wav, in a folder that is there",
                    option + " call.wav");
        }
        return file;
    }

    /**
     * Takes the name of the text out of the arguments.
     *
     * @throws SettingsProblems if there is no such text, or no file to speak it into
     */
    static String takeText(List<String> arguments, String option, @Nullable Path file) throws SettingsProblems {
        String given = take(arguments, option);
        if (given == null) {
            return TEXTS.get(0);
        }
        if (!TEXTS.contains(given) || file == null) {
            throw SettingsProblems.withArgument(
                    option + " " + given, "give one of " + TEXTS, "--listen call.wav " + option + " power");
        }
        return given;
    }

    private static @Nullable String take(List<String> arguments, String option) {
        int at = arguments.indexOf(option);
        if (at < 0) {
            return null;
        }
        arguments.remove(at);
        return at < arguments.size() ? arguments.remove(at) : "";
    }

    /** Speaks the text into the file. @return the exit code */
    int speak(String text, Path file, Console console) {
        Contact contact = settings.call().contacts().isEmpty()
                ? Contact.console()
                : settings.call().contacts().get(0);
        Spoken spoken =
                CallText.of(contact, facts(text), false, settings.nodes().spoken());
        try {
            write(spoken, contact.language(), file);
        } catch (IOException e) {
            console.err().println("alarum drill: " + e.getMessage());
            return Command.FAILED;
        }
        spoken.sentences().forEach(console.out()::println);
        console.out().println("spoken into " + file + " for " + contact.name() + "; nobody was rung");
        return Command.OK;
    }

    private void write(Spoken spoken, String language, Path file) throws IOException {
        Process speaker;
        try {
            speaker = new ProcessBuilder(program, "-v", language, "-w", file.toString(), "--stdin")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException(program + " is not there: as root, apt-get install " + PROGRAM, e);
        }
        try (var words = speaker.outputWriter(StandardCharsets.UTF_8)) {
            words.write(spoken.text() + " " + spoken.repeat() + " " + spoken.text() + "\n");
        }
        String said = new String(speaker.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!speaker.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                speaker.destroyForcibly();
                throw new IOException(program + " did not end within " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (speaker.exitValue() != 0 || !Files.isRegularFile(file)) {
            throw new IOException(program + " wrote no " + file + ": exit code " + speaker.exitValue()
                    + (said.isEmpty() ? "" : ", " + said));
        }
    }

    /** An example of that incident with the names of the settings. */
    private List<CallFacts> facts(String text) {
        if (text.equals("test")) {
            return List.of();
        }
        Cause cause = Stream.of(Cause.values())
                .filter(one -> one.word().equals(text))
                .findFirst()
                .orElseThrow();
        List<String> nodes = nodes();
        boolean isNode = cause == Cause.NODE;
        boolean isInternet = cause == Cause.INTERNET;
        boolean isPower = cause == Cause.POWER;
        int failed = isNode ? 1 : isInternet ? nodes.size() : 0;
        return List.of(new CallFacts(
                1,
                cause,
                site().text(),
                nodes.subList(0, failed),
                isInternet ? List.of() : nodes.subList(failed, nodes.size()),
                isInternet ? 0 : settings.nodes().relays().size(),
                settings.nodes().relays().size(),
                isInternet && !settings.ups().isEmpty(),
                isPower ? new Battery(97.0, 12.0, Duration.ofMinutes(42), Duration.ofSeconds(5)) : null,
                isPower ? shutdowns() : List.of(),
                isPower,
                List.of(),
                null,
                null,
                cause == Cause.DRILL ? new Rehearsal(List.of(), false) : null));
    }

    private Name site() {
        return settings.nodes().nodes().values().stream().sorted().findFirst().orElse(NodeSettings.HOME);
    }

    private List<String> nodes() {
        TreeSet<String> names = new TreeSet<>();
        settings.nodes().nodes().forEach((name, site) -> {
            if (site.equals(site())) {
                names.add(name.text());
            }
        });
        settings.clusters().forEach(cluster -> cluster.nodes().forEach(node -> names.add(node.text())));
        return names.isEmpty() ? List.of("pve1") : new ArrayList<>(names);
    }

    private List<NodeOutcome> shutdowns() {
        return settings.clusters().stream()
                .flatMap(cluster -> cluster.nodes().stream()
                        .map(node ->
                                new NodeOutcome(node.text(), cluster.armed() ? Outcome.ACCEPTED : Outcome.NOT_ARMED)))
                .toList();
    }
}
