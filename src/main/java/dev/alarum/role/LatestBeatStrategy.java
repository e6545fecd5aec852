package dev.alarum.role;

import dev.alarum.core.Effect.Arm;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Sender;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregator keeps of a sender: nothing but who it is. The aggregator's own clock does the rest; the message
 * that carried the beat would only be held in memory.
 */
final class LatestBeatStrategy implements AggregationStrategy {
    private final Silences silences;

    LatestBeatStrategy(HeartbeatSettings settings) {
        this.silences = new Silences(settings);
    }

    Silences silences() {
        return silences;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange kept, Exchange beat) {
        if (kept != null) {
            return kept;
        }
        try {
            Exchange lean = new DefaultExchange(beat.getContext());
            lean.getMessage().setBody(silences.senderOf(beat.getMessage().getBody()));
            return lean;
        } catch (Error e) {
            // Camel lets an Error of a strategy through to the thread that brought the beat, which then hangs with the
            // next message it carries; a failure of this one beat it handles
            throw new IllegalStateException("cannot watch the sender of a beat: " + e, e);
        }
    }

    /** Whose silence is measured, and how long it may last; bean {@code silences}. */
    public static final class Silences {
        private final HeartbeatSettings settings;

        Silences(HeartbeatSettings settings) {
            this.settings = settings;
        }

        /** The sender of a beat, or the one that is to be watched. */
        public Sender senderOf(Object beatOrArm) {
            return beatOrArm instanceof Beat beat ? beat.sender() : ((Arm) beatOrArm).sender();
        }

        /** The silence, in ms, after which that one is judged. */
        public long timeoutOf(Object beatOrArm) {
            if (beatOrArm instanceof Beat beat) {
                Sender sender = beat.sender();
                return (sender.kind() == Sender.Kind.NODE ? settings.timeoutOf(sender.name()) : settings.timeout())
                        .toMillis();
            }
            return Math.max(1, ((Arm) beatOrArm).within().toMillis());
        }
    }
}
