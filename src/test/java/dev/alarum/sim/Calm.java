package dev.alarum.sim;

import dev.alarum.sim.Spans.Span;
import java.util.List;

/**
 * The stretches of a script in which nothing happens. There a node may beat more rarely: all that the core keeps of a beat
 * is when the last one came, and nothing of it is looked at unless it is older than the timeout or somebody falls silent.
 * Relays, ticks and checks go on at their pace. That the chronicle is the same is tested, not believed.
 */
final class Calm {
    /** The longest that anything looks back on a beat, and more. */
    private static final long BEFORE = 120_000;

    private static final long AFTER = Simulation.EPILOGUE;

    private final Spans busy;
    private final boolean isEver;
    private final long every;

    private Calm(Spans busy, boolean isEver, long every) {
        this.busy = busy;
        this.isEver = isEver;
        this.every = every;
    }

    /** Everyone beats every second. */
    static Calm never() {
        return new Calm(Spans.NONE, false, 1);
    }

    /** The calm stretches of that script; none where a relay never comes back, or where there is none. */
    static Calm of(Script script) {
        List<Fault> faults = script.faults();
        boolean relayLost = faults.stream().anyMatch(fault -> fault.ends() >= script.lasts() && isOfRelay(fault))
                || script.house().places().stream().anyMatch(place -> place.relays() == 0);
        Spans busy = Spans.of(faults.stream()
                .map(fault -> new Span(fault.at() - BEFORE, busyUntil(fault, script) + AFTER))
                .toList());
        return new Calm(busy, !relayLost, Math.max(1, script.house().timeout() / 4_000));
    }

    private static long busyUntil(Fault fault, Script script) {
        return fault.ends() < script.lasts() ? fault.ends() : fault.at();
    }

    private static boolean isOfRelay(Fault fault) {
        return ScriptText.line((Record) fault).contains("=relay:");
    }

    /** Whether a node need not beat in this second. */
    boolean isQuiet(Machine node, long now) {
        return isEver && (now / 1_000 + node.id) % every != 0 && now > BEFORE && !busy.contains(now);
    }
}
