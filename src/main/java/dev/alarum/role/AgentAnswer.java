package dev.alarum.role;

import dev.alarum.notice.NoticeOutcome;
import java.util.Optional;

/**
 * What an agent answers to a request on its own machine.
 *
 * @param exitCode 0 done, 1 nobody acknowledged, 2 the request was wrong
 * @param text one line for people
 */
public record AgentAnswer(int exitCode, String text) {
    /** The answer to a notice; an empty outcome means that there was nothing to say. */
    static AgentAnswer of(Optional<NoticeOutcome> outcome) {
        return outcome.map(o -> new AgentAnswer(o.isAcknowledged() ? 0 : 1, o.toString()))
                .orElse(new AgentAnswer(0, "nothing to say: the host is not stopping, or it has been said"));
    }
}
