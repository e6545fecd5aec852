package dev.alarum.core;

import dev.alarum.heartbeat.HeartbeatSettings;
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
    /** Nobody heard for this long is reason enough to look, or for a quarter of the shortest timeout if that is less. */
    static final Duration SUSPICIOUS = Duration.ofSeconds(5);

    /** How often it looks while nobody is heard. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    /** A look that was not answered in this time tells nothing; the probes themselves get half of it. */
    static final Duration ANSWER = Duration.ofSeconds(5);

    private final Duration suspicious;
    private final BooleanSupplier isAnybodyWatched;
    private final BooleanSupplier hasAnybodyFailed;
    private final Effects effects;
    private Moment heard;
    /** When it first and when it last began to look, in this silence. */
    private @Nullable Moment firstAsked;

    private @Nullable Moment asked;

    private @Nullable WayUpdate answer;
    private @Nullable Moment lostSince;

    OwnWay(
            HeartbeatSettings heartbeat,
            BooleanSupplier isAnybodyWatched,
            BooleanSupplier hasAnybodyFailed,
            Effects effects,
            Moment start) {
        this.suspicious = suspicious(heartbeat);
        this.isAnybodyWatched = isAnybodyWatched;
        this.hasAnybodyFailed = hasAnybodyFailed;
        this.effects = effects;
        this.heard = start;
    }

    /** Long enough that a beat or two may be late, short enough that the answer comes before the timeout if it can. */
    private static Duration suspicious(HeartbeatSettings heartbeat) {
        Duration shortest = heartbeat.timeout();
        for (Duration exception : heartbeat.timeouts().values()) {
            shortest = exception.compareTo(shortest) < 0 ? exception : shortest;
        }
        Duration early = shortest.dividedBy(4);
        Duration least = heartbeat.period().multipliedBy(3).dividedBy(2);
        Duration wanted = early.compareTo(SUSPICIOUS) < 0 ? early : SUSPICIOUS;
        return wanted.compareTo(least) < 0 ? least : wanted;
    }

    /** The hub stood still, or hears again: what it did not hear says nothing. */
    void beginAnew(Moment now) {
        heard = now;
        firstAsked = null;
        asked = null;
        answer = null;
    }

    /** Anybody was heard. */
    void heard(Moment now) {
        heard = now;
        firstAsked = null;
        asked = null;
        answer = null;
        lostSince = null;
    }

    /** Looks again when it is time; once everyone has failed, until it is known whose fault that is. */
    void tick(Moment now) {
        boolean isOpen = isAnybodyWatched.getAsBoolean() || (answer == null && hasAnybodyFailed.getAsBoolean());
        Moment last = asked;
        if ((isLost() || (isSuspicious(now) && isOpen))
                && (last == null || now.since(last).compareTo(AGAIN) >= 0)) {
            firstAsked = firstAsked == null ? now : firstAsked;
            asked = now;
            effects.prove();
        }
    }

    private boolean isSuspicious(Moment now) {
        return now.since(heard).compareTo(suspicious) >= 0;
    }

    void answer(WayUpdate update, Moment now) {
        boolean isNew = answer == null || answer.result() != update.result();
        answer = update;
        if (update.result() != Result.LOST) {
            lostSince = null;
        } else if (lostSince == null) {
            lostSince = now;
        }
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
        return lostSince != null;
    }

    /** Since when it is known to be cut off; null if it is not. */
    @Nullable
    Moment lostSince() {
        return lostSince;
    }

    /** Whether a silence may be told: somebody is heard, or the own network was looked at, or no answer came in time. */
    boolean maySpeak(Moment now) {
        if (isLost()) {
            return false;
        }
        if (answer != null || !isSuspicious(now)) {
            return true;
        }
        Moment from = firstAsked == null ? heard.plus(suspicious).plus(AGAIN) : firstAsked;
        return now.since(from).compareTo(ANSWER) >= 0;
    }
}
