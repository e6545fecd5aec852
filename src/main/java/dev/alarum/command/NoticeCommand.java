package dev.alarum.command;

import dev.alarum.notice.Farewell;
import dev.alarum.notice.NoticeRequest;
import dev.alarum.role.AgentAnswer;
import dev.alarum.role.AgentRole;
import dev.alarum.role.Role;
import dev.alarum.settings.AgentSettings;
import dev.alarum.settings.Loaded;
import dev.alarum.settings.SettingsArguments;
import dev.alarum.settings.SettingsLoader;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.settings.Source;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code bin/alarum notice KIND [DURATION] [--reason TEXT]}: says that this node leaves, and why. */
public final class NoticeCommand implements Command {
    /** How it is used. */
    public static final String USAGE = """
            usage: bin/alarum notice KIND [DURATION] [--reason TEXT]
              KIND      shutdown, reboot, stop or maintenance; or goodbye: shutdown or reboot
                        if this host is stopping, nothing if it is not
              DURATION  how long the absence is accepted, for instance 45m; s, m, h or d
              TEXT      why, at most 200 characters""";

    @Override
    public String name() {
        return "notice";
    }

    @Override
    public String summary() {
        return "says that this node leaves, and why";
    }

    @Override
    public String help() {
        return USAGE + "\nExit codes: 0 a hub or relay has it, 1 nobody has it, 2 wrong command line or settings.";
    }

    @Override
    public int run(List<String> arguments, Console console) throws SettingsProblems {
        SettingsArguments taken = SettingsArguments.of(arguments);
        Loaded<AgentSettings> loaded =
                SettingsLoader.loadAgent(Source.of(Role.AGENT.word(), taken, console.environment(), console.home()));
        return run(loaded.settings(), loaded.placeholders(), taken.rest(), console.out(), console.err());
    }

    /**
     * Runs the command.
     *
     * @param arguments what follows the word notice
     * @return 0 somebody has it, or there was nothing to say; 1 nobody has it; 2 wrong use
     */
    public static int run(
            AgentSettings settings,
            Map<String, String> placeholders,
            List<String> arguments,
            PrintStream out,
            PrintStream err) {
        NoticeRequest request;
        try {
            request = parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return 2;
        }
        try {
            AgentAnswer answer = AgentRole.notice(settings, placeholders, request);
            (answer.exitCode() == 0 ? out : err).println(answer.text());
            return answer.exitCode();
        } catch (IOException | IllegalStateException e) {
            err.println("not sent: " + e.getMessage());
            return 1;
        }
    }

    /**
     * The request that these arguments make.
     *
     * @throws IllegalArgumentException if they are wrong
     */
    static NoticeRequest parse(List<String> arguments) {
        List<String> words = new ArrayList<>();
        String reason = "";
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--reason")) {
                i++;
                reason = i < arguments.size() ? arguments.get(i) : missingReason();
            } else if (argument.startsWith("--reason=")) {
                reason = argument.substring("--reason=".length());
            } else {
                words.add(argument);
            }
        }
        return request(words, reason);
    }

    private static NoticeRequest request(List<String> words, String reason) {
        if (words.isEmpty() || words.size() > 2) {
            throw new IllegalArgumentException(
                    words.isEmpty() ? "KIND is missing" : "'" + words.get(2) + "' is one word too many");
        }
        if (words.get(0).equals(NoticeRequest.GOODBYE)) {
            if (words.size() > 1 || !reason.isEmpty()) {
                throw new IllegalArgumentException("goodbye takes neither DURATION nor --reason");
            }
            return new NoticeRequest(Optional.empty());
        }
        Duration lease = words.size() == 2 ? Farewell.duration(words.get(1)) : null;
        return new NoticeRequest(Optional.of(new Farewell(Farewell.kind(words.get(0)), reason, lease)));
    }

    private static String missingReason() {
        throw new IllegalArgumentException("--reason needs a text, for instance --reason \"new disk\"");
    }
}
