package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.status.StatusView.ProblemView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which of the ways out, other than the phone, deliver nothing. */
final class Channels {
    private record Failing(String reason, Moment since) {}

    private final Effects effects;
    private final Map<String, Failing> failing = new TreeMap<>();

    Channels(Effects effects) {
        this.effects = effects;
    }

    /** A message was given up. */
    void failed(String channel, String reason, Moment now) {
        Failing before = failing.get(channel);
        failing.put(channel, new Failing(reason, before == null ? now : before.since()));
        if (before == null) {
            effects.tell(now, "channel-failed", channel, words(channel, reason));
        }
    }

    /** A message was delivered. */
    void works(String channel, Moment now) {
        if (failing.remove(channel) != null) {
            effects.tell(now, "channel-works", channel, "Messages go out by " + channel + " again");
        }
    }

    private static String words(String channel, String reason) {
        return "Messages do not go out by " + channel + ": " + reason;
    }

    void problems(List<ProblemView> found) {
        failing.forEach((channel, one) ->
                found.add(StatusDesk.problem("channel-failed", channel, words(channel, one.reason()), one.since())));
    }
}
