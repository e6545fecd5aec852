package dev.alarum.sim;

import dev.alarum.sim.Spans.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * The stretches of a script in which nothing happens. There a node may beat more rarely, once in half its timeout or 10 s: all
 * that the core keeps of a beat is when the last one came, and nothing of it is looked at unless it is older than the
 * timeout or somebody falls silent. The status is looked at more rarely, too. Relays, ticks and checks go on at their
 * pace. That the chronicle is the same is tested, not believed.
 *
 * <p>To be asked in order of time.
 */
final class Calm {
    /** The longest that anything looks back on a beat, and more. */
    private static final long BEFORE = 120_000;

    private static final long AFTER = Simulation.EPILOGUE;
    private static final long SECOND = 1_000;
    /** Nobody beats more rarely, in seconds. */
    private static final long RAREST = 10;

    private final List<Span> busy;
    private final boolean isEver;
    private final long every;
    private int next;

    private Calm(Spans busy, boolean isEver, long every) {
        this.busy = busy.all();
        this.isEver = isEver;
        this.every = every;
    }

    /** Everyone beats every second. */
    static Calm never() {
        return new Calm(Spans.NONE, false, 1);
    }

    /** The calm stretches of that script; none where somebody would not be heard in each second. */
    static Calm of(Script script) {
        List<Fault> faults = script.faults();
        long every = Math.max(1, Math.min(RAREST, script.house().timeout() / (2 * SECOND)));
        boolean relayLost = faults.stream().anyMatch(fault -> fault.ends() >= script.lasts() && isOfRelay(fault))
                || script.house().places().stream().anyMatch(place -> place.relays() == 0);
        List<Span> spans = new ArrayList<>();
        spans.add(new Span(0, BEFORE));
        faults.forEach(fault -> spans.add(new Span(fault.at() - BEFORE, busyUntil(fault, script) + AFTER)));
        // whoever is away then comes back after the script
        spans.add(new Span(script.lasts() - BEFORE, Long.MAX_VALUE));
        long nodes =
                script.house().places().stream().mapToLong(House.Place::nodes).sum();
        return new Calm(Spans.of(spans), !relayLost || nodes >= 2 * every, every);
    }

    private static long busyUntil(Fault fault, Script script) {
        return fault.ends() < script.lasts() ? fault.ends() : fault.at();
    }

    private static boolean isOfRelay(Fault fault) {
        return ScriptText.line((Record) fault).contains("=relay:");
    }

    /** Whether nothing happens now, nor did or will for a while. */
    boolean isNow(long now) {
        return isEver && until(now) > now;
    }

    /** How many of its beats after the one of now nobody needs. */
    long needless(Machine node, long now) {
        if (!isEver) {
            return 0;
        }
        long calm = (until(now) - now) / SECOND;
        long toItsTurn = every - 1 - (now / SECOND + node.id) % every;
        return Math.max(0, Math.min(calm - 1, toItsTurn));
    }

    /** When the calm of that time ends; the time itself if there is none. */
    private long until(long now) {
        while (next < busy.size() && busy.get(next).to() <= now) {
            next++;
        }
        return next == busy.size()
                ? Long.MAX_VALUE
                : Math.max(now, busy.get(next).from());
    }
}
