package dev.alarum.core;

import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hub's own node: it beats for a while, falls silent, and must be reported in time by the same aggregator as every
 * real one. It proves that the detector lives when nothing fails for months.
 */
final class Canary {
    /** How often it falls silent. */
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** How long after its timeout it must be reported at the latest: a detector that needs longer is dead (law 8). */
    static final Duration LATEST = Duration.ofSeconds(5);

    /** Its timeout is that of the nodes, but never longer: law 8 speaks of 25 s whatever the nodes are allowed. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** The flows that carry it; while an operator has stopped one of them it cannot be found and does not try. */
    private static final Set<String> CARRIERS = Set.of("decisions", "heartbeat-arm", "silence-watch");

    private final Duration timeout;
    private final Backstop backstop;
    private final Effects effects;
    /** When this round began: it beats until the last part of it. */
    private Moment round;
    /** When its last beat was, while it is silent. */
    private @Nullable Moment silentSince;

    private @Nullable Moment missedSince;
    private long found;
    private Duration lastLateness = Duration.ZERO;
    private boolean carried = true;

    Canary(Duration timeout, Backstop backstop, Effects effects, Moment start) {
        this.timeout = timeout.compareTo(TIMEOUT) < 0 ? timeout : TIMEOUT;
        this.backstop = backstop;
        this.effects = effects;
        this.round = start;
    }

    /** The hub stood still, or could not do its work: it begins anew. */
    void beginAnew(Moment now) {
        round = now;
        silentSince = null;
    }

    /** Which flows are not running. */
    void flows(Set<String> notRunning, Moment now) {
        boolean runs = CARRIERS.stream().noneMatch(notRunning::contains);
        if (runs && !carried) {
            beginAnew(now);
        }
        carried = runs;
    }

    /** Beats, or looks whether its silence was noticed. */
    void tick(Moment now) {
        if (!carried) {
            return;
        }
        Moment silence = silentSince;
        if (silence == null) {
            effects.arm(Sender.CANARY, timeout);
            if (now.since(round).compareTo(PERIOD.minus(timeout)) >= 0) {
                silentSince = now;
            }
            return;
        }
        Duration late = now.since(silence).minus(timeout);
        backstop.isForTheTick(Sender.CANARY, late, now);
        if (late.compareTo(LATEST) >= 0) {
            missed(now);
        }
    }

    /** The aggregator reports it. */
    void silent(Moment now) {
        Moment silence = silentSince;
        if (silence == null) {
            return;
        }
        Duration late = now.since(silence).minus(timeout);
        if (late.isNegative()) {
            // the aggregator goes by the wall clock, which may have been set forward a little
            effects.arm(Sender.CANARY, late.negated());
            return;
        }
        found++;
        lastLateness = late;
        beginAnew(now);
        if (missedSince != null) {
            missedSince = null;
            effects.decide(now, "hub", "law 8: canary", "the canary was found again", "the detector works");
            effects.tell(now, "canary-found", "hub", "The hub's detector works again");
        }
    }

    private void missed(Moment now) {
        if (missedSince == null) {
            missedSince = now;
            effects.decide(
                    now,
                    "hub",
                    "law 8: canary",
                    "the canary fell silent and was not reported within " + Words.seconds(timeout.plus(LATEST)),
                    "health is DOWN, the watchdog is not fed");
            effects.tell(now, "canary-missed", "hub", "The hub's detector did not notice its own test");
        }
        beginAnew(now);
    }

    /** Since when its silences go unnoticed; null when the detector works. */
    @Nullable
    Moment missedSince() {
        return missedSince;
    }

    /** How often it was found in time since the start. */
    long found() {
        return found;
    }

    /** How long after its timeout it was reported the last time. */
    Duration lastLateness() {
        return lastLateness;
    }
}
