package dev.alarum.core;

import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.heartbeat.WayUpdate.Result;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether it is the hub itself that was cut off. As soon as nobody at all is heard the hub looks at its own network, and
 * goes on looking: an outage of its own is then known before the first silence has lasted its timeout, and nobody is
 * failed for it. As long as anybody is heard, the way that beats take works.
 */
final class OwnWay {
    /** Nobody heard for this long is reason enough to look; a beat comes every second. */
    static final Duration SUSPICIOUS = Duration.ofSeconds(5);

    /** How often it looks while nobody is heard. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    /** A look that was not answered in this time tells nothing; the probes themselves get half of it. */
    static final Duration ANSWER = Duration.ofSeconds(5);

    private final BooleanSupplier isAnybodyWatched;
    private final Effects effects;
    private Moment heard;
    /** When it last began to look, in this silence. */
    private @Nullable Moment asked;

    private @Nullable WayUpdate answer;
    private boolean isLost;

    OwnWay(BooleanSupplier isAnybodyWatched, Effects effects, Moment start) {
        this.isAnybodyWatched = isAnybodyWatched;
        this.effects = effects;
        this.heard = start;
    }

    /** The hub stood still, or hears again: what it did not hear says nothing. */
    void beginAnew(Moment now) {
        heard = now;
        asked = null;
        answer = null;
    }

    /** Anybody was heard. */
    void heard(Moment now) {
        heard = now;
        asked = null;
        answer = null;
        isLost = false;
    }

    /** Looks again when it is time. */
    void tick(Moment now) {
        boolean isSuspicious = now.since(heard).compareTo(SUSPICIOUS) >= 0 && isAnybodyWatched.getAsBoolean();
        Moment last = asked;
        if ((isSuspicious || isLost) && (last == null || now.since(last).compareTo(AGAIN) >= 0)) {
            asked = now;
            effects.prove();
        }
    }

    void answer(WayUpdate update, Moment now) {
        boolean isNew = answer == null || answer.result() != update.result();
        answer = update;
        isLost = update.result() == Result.LOST;
        if (isNew) {
            String done = switch (update.result()) {
                case WORKS -> "silences are the nodes' own";
                case LOST -> "judging is held";
                case UNKNOWN -> "silences are judged as if it worked";
            };
            effects.decide(now, "hub", "law 2: own way", "nobody is heard; " + update.detail(), done);
        }
    }

    /** Whether the hub itself was cut off, as far as is known. */
    boolean isLost() {
        return isLost;
    }

    /** Whether a silence may be told: somebody is heard, or the own network was looked at, or no answer came in time. */
    boolean maySpeak(Moment now) {
        if (isLost) {
            return false;
        }
        Moment last = asked;
        return last == null || answer != null || now.since(last).compareTo(ANSWER) >= 0;
    }
}
